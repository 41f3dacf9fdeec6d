//! `showfloor demo`: a simulated showroom through the real line, as a live view and a summary.

mod board;
mod pages;
mod people;
mod pictures;
mod plan;
mod run;
mod screen;
mod show;
mod staff;
mod summary;
#[cfg(test)]
mod tests;
mod words;

pub(super) use run::run;
