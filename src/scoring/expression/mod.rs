//! Conditions and points as expressions of the Common Expression Language (CEL, <https://cel.dev>).
//!
//! The `cel` crate parses them. It checks neither types nor names, and its interpreter looks names up in maps; so an
//! expression is checked here when the rule file is loaded, and evaluated as a tree that knows where each value comes
//! from. On what both can do they agree: a property test holds them beside each other.

mod check;
mod names;
mod tree;

#[cfg(test)]
mod tests;

pub use check::Fault;
pub(super) use names::{FLOOR, Field, Names, Slot, has_place};
pub use names::{Kind, OUTCOMES, On};
pub(super) use tree::{Scope, Value};

pub(super) use check::{Checked, check};
