//! Rule files: what gives points, and who the ideal customer is.

mod file;
mod ideal;
mod item;
mod ours;
#[cfg(test)]
mod tests;

pub use file::read as rule_file;
pub use ideal::read as ideal_file;
pub(super) use ours::our_parts;
pub use ours::our_rules;
