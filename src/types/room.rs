//! How much room the disk of the store has.

use serde::{Deserialize, Serialize};

use super::Stamp;

/// How much room there is, and with it what is left out: each step leaves out what the one before does, too.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Room {
    /// More than the reserve.
    #[default]
    Enough,
    /// Less than the reserve: what only helps to find faults is no longer logged.
    Low,
    /// Less than half of it: where open visits were seen last is written every few minutes, not at each sight.
    Scarce,
    /// Less than an eighth of it: what nobody's score stands on is kept in memory, up to a bound.
    Critical,
    /// The store cannot be written: everything is kept in memory, and what finds no place there makes the cameras wait.
    Full,
}

impl Room {
    /// All of them, the most room first.
    pub const ALL: [Self; 5] = [
        Self::Enough,
        Self::Low,
        Self::Scarce,
        Self::Critical,
        Self::Full,
    ];
}

/// The room has become more or less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomReport {
    pub stamp: Stamp,
    pub room: Room,
}
