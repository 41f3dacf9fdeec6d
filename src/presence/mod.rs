//! One person on the floor, across tracks, gaps and cameras, and the zones they stand in. Pure: called by `app` only.
//!
//! A track begins a presence, or goes on with one: that of whoever was hidden near its beginning, or just left another
//! camera's picture for there (`handover`). Once identity says who it is, a presence of the same visitor takes it up,
//! unless both are seen apart in one picture. A presence keeps its visitor: a track that turns out to have gone over to
//! somebody else leaves it, as does one that was only taken for theirs by its place, once one picture shows both. Two
//! that two cameras see at one place of the common floor for a while are one (`overlap`). Where people met, what they wear
//! and how tall they are says whose track is whose (`mixup`), and whether somebody new is somebody missed (`reunion`).
//!
//! A presence that nothing is seen of goes on for `gone_after` before it is over; longer, `hidden_after`, where the doors
//! are known and it was not at one that they were seen last; longer still a colleague's, who will come back. Where people
//! stand is told by their feet; where those are hidden, by their heads (`ground`, `pose`).

mod exchange;
mod facing;
mod follow;
mod ground;
mod handover;
mod join;
mod mixup;
mod names;
mod outages;
mod overlap;
mod person;
mod pose;
mod reunion;
mod rim;
mod shadow;
mod stage;
mod stature;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod unlike;
mod zones;

pub use ground::FloorPlan;
pub use pose::is_possible;
pub use stage::{Presence, Settings};
pub use zones::ZoneMap;
