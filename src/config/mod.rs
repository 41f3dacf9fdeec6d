//! The configuration: TOML in, checked objects out, all mistakes at once.
//!
//! `reader` walks the parsed file and collects a [`Problem`] for everything that is wrong, with line, key,
//! value and a hint; `sections` says what each key means. Knows the stages' `Settings`; no stage knows this module.

mod load;
mod parse;
mod problem;
mod reader;
mod references;
mod sections;

pub use load::{Config, Privacy, Site, find, load};
pub use problem::{Problem, Problems};
