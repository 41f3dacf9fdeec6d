//! `showfloor demo`: a simulated showroom through the real line, as a live view and a summary.

mod board;
mod run;
mod screen;
mod show;
mod summary;

pub(super) use run::run;
