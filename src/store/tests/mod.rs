//! The store as its users see it.

mod accounts;
mod at_rest;
mod backup;
mod corrections;
mod crash;
mod erased;
mod history;
mod keyring;
mod pages;
mod rekeyed;
mod rotated;
mod secrecy;
mod staff;
mod stolen;
mod trouble;
mod upgrade;
mod versions;
mod views;
