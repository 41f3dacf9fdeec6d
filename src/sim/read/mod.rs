//! Reads a scenario. `config/scenarios/first-visit.toml` documents every key.

mod file;
mod known;
mod people;
mod room;
#[cfg(test)]
mod tests;
mod values;

pub(super) use file::OF_THE_LINE;
