//! The subcommands, one file each. The only place that prints.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "commands talk to people"
)]

mod audit;
mod cameras;
mod check;
mod console;
mod demo;
mod dispatch;
mod eval;
mod login;
mod replay;
mod run;
mod sim;
mod simulated;
mod staff;
mod table;
mod visitors;
mod visits;
mod web;

pub use dispatch::main;
