//! Rule files: what gives points, and who the ideal customer is.

mod file;
mod ideal;
mod item;
mod ours;
mod suggest;
#[cfg(test)]
mod tests;

pub use file::read as rule_file;
pub use ideal::read as ideal_file;
pub use ours::our_rules;
pub(super) use ours::{OURS, our_parts};
pub use suggest::with_points;
