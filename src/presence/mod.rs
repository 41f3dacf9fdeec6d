//! One person on the floor, across tracks, gaps and cameras, and the zones they stand in. Pure: called by `app` only.
//!
//! A track begins a presence. Once identity says who it is, a presence of the same visitor takes it up, unless both are
//! seen apart in one picture. A presence keeps its visitor: a track that turns out to have gone over to somebody else
//! leaves it. A presence that nothing is seen of goes on for `gone_after` before it is over.

mod stage;
#[cfg(test)]
mod tests;
mod zones;

pub use stage::{Presence, Settings};
pub use zones::ZoneMap;
