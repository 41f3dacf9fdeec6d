//! The subcommands, one file each. The only place that prints.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "commands talk to people"
)]

mod accounts;
mod alerts;
mod audit;
mod cameras;
mod check;
mod consents;
mod console;
mod copies;
mod demo;
mod dispatch;
mod doctor;
mod eval;
mod init;
mod links;
mod login;
mod manual;
mod outcomes;
mod privacy;
mod profile;
mod replay;
mod rights;
mod run;
mod score;
mod service;
mod sim;
mod simulated;
mod staff;
mod table;
mod terminal;
mod top;
mod visitors;
mod visits;
mod web;

pub use dispatch::main;
