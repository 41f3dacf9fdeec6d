//! The health of a camera.

use serde::{Deserialize, Serialize};

use super::{CameraId, Stamp};

/// What a camera is worth at the moment; the names are those of the MQTT topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CameraState {
    Ok,
    /// No connection, wrong password, no stream.
    Unreachable,
    /// Pictures arrive but do not change.
    Frozen,
    Black,
    /// It shows another scene than the one its zones were drawn on.
    Moved,
    /// Its clock runs away from ours.
    Skewed,
    /// Far fewer frames than agreed.
    Slow,
}

impl CameraState {
    /// All of them, and what they are called.
    pub const WORDS: [(Self, &'static str); 7] = [
        (Self::Ok, "ok"),
        (Self::Unreachable, "unreachable"),
        (Self::Frozen, "frozen"),
        (Self::Black, "black"),
        (Self::Moved, "moved"),
        (Self::Skewed, "skewed"),
        (Self::Slow, "slow"),
    ];

    /// Whether such a camera shows nobody who is there.
    pub fn is_blind(self) -> bool {
        matches!(self, Self::Unreachable | Self::Frozen | Self::Black)
    }
}

/// A change of a camera's health.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CameraReport {
    /// Since when.
    pub stamp: Stamp,
    pub camera: CameraId,
    pub state: CameraState,
    /// What happened, for people; never contains a password. Empty where the state says it all.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
}
