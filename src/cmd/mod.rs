//! The subcommands, one file each. The only place that prints.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "commands talk to people"
)]

pub(crate) mod audit;
pub(crate) mod check;
mod console;
mod error;
pub(crate) mod replay;
pub(crate) mod run;
mod table;
pub(crate) mod visits;

pub(crate) use error::complain;
