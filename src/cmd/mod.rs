//! The subcommands, one file each. The only place that prints.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "commands talk to people"
)]

mod audit;
mod check;
mod console;
mod dispatch;
mod replay;
mod run;
mod table;
mod visits;

pub use dispatch::main;
