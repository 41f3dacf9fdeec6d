//! The configuration: TOML in, checked objects out, all mistakes at once.
//!
//! `reader` walks the parsed file and collects a [`Problem`] for everything that is wrong, with line, key,
//! value and a hint (scenarios of the simulation are read with it, too); `sections` says what each key means. Knows the stages' `Settings`; no stage knows this module.

mod consent;
mod edit;
mod fresh;
mod load;
pub(crate) mod parse;
mod problem;
pub(crate) mod reader;
mod references;
mod rules;
mod sections;
mod tokens;

pub use consent::ConsentTexts;
pub use edit::{ConfigChange, ConfigDocument, EditError, EditedConfig};
pub use fresh::{
    NewBroker, NewCamera, NewLogin, NewPrivacy, NewSite, NewWeb, wrong_list, wrong_value,
};
pub use load::{Config, Privacy, Site, find, load, load_text};
pub use problem::{Problem, Problems};
pub use rules::{ideal_file, our_rules, rule_file, with_points};
pub use tokens::tokens;
