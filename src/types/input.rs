//! The one input of the `decide` thread. Recorded, replayed, and nothing else reaches the pure stages.

use serde::{Deserialize, Serialize};

use super::{
    Command, Correction, External, Observation, RoomReport, RosterUpdate, SharedBatch, ShiftTap,
    Stamp, Statement,
};

/// Everything that may change what the line thinks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Input {
    /// The sensors say something.
    Observation(Observation),
    /// Time passes; without it nothing would ever end.
    Tick(Stamp),
    /// A tap on a tablet.
    Command(Command),
    /// A colleague says who somebody on the floor is, or what they came for.
    Said(Statement),
    /// A colleague begins or ends their shift, or is not to be sent to anybody.
    Shift(ShiftTap),
    /// Another system reports.
    External(External),
    /// A person corrects a conclusion.
    Correction(Correction),
    /// The roster of staff has changed: these are the signatures of everybody who is on it now.
    Roster(RosterUpdate),
    /// Other appliances of the showroom have kept something.
    Shared(SharedBatch),
    /// The disk of the store has more or less room than before.
    Room(RoomReport),
    /// The configuration was read again; the line continues with the settings under this name.
    Reload(Stamp),
}

impl Input {
    /// When it happened.
    pub fn stamp(&self) -> &Stamp {
        match self {
            Self::Observation(Observation::Frame(frame)) => &frame.stamp,
            Self::Observation(Observation::Camera(report)) => &report.stamp,
            Self::Tick(stamp) | Self::Reload(stamp) => stamp,
            Self::Correction(correction) => &correction.stamp,
            Self::Roster(roster) => &roster.stamp,
            Self::Shared(batch) => &batch.stamp,
            Self::Command(command) => &command.stamp,
            Self::Said(said) => &said.stamp,
            Self::Shift(tap) => &tap.stamp,
            Self::External(external) => &external.stamp,
            Self::Room(report) => &report.stamp,
        }
    }
}
