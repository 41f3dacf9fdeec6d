//! The store as its users see it.

mod accounts;
mod corrections;
mod crash;
mod erased;
mod history;
mod secrecy;
mod staff;
mod trouble;
mod upgrade;
mod views;
