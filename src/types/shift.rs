//! Who of the staff is at work and can be sent to somebody: said on tablets, kept for the day, never counted up.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Stamp;

/// What a colleague says of themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShiftAction {
    /// At work from now on, and free.
    Start,
    /// Gone home, or on a break.
    End,
    /// At work, but not to be sent to anybody.
    Busy,
    /// Free again.
    Free,
}

impl ShiftAction {
    /// All of them, and how tablets write them.
    pub const WORDS: [(Self, &'static str); 4] = [
        (Self::Start, "start"),
        (Self::End, "end"),
        (Self::Busy, "busy"),
        (Self::Free, "free"),
    ];

    /// As tablets write it.
    pub fn word(self) -> &'static str {
        let words = Self::WORDS.iter().find(|(action, _)| *action == self);
        words.map_or("", |(_, word)| word)
    }
}

/// A tap of a colleague about themselves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShiftTap {
    pub stamp: Stamp,
    /// The broker's user, taken from the topic.
    pub user: String,
    pub action: ShiftAction,
}

/// A colleague who is at work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnShift {
    /// The broker's user.
    pub user: String,
    /// When the shift began.
    pub since: Timestamp,
    /// They said that they are not to be sent to anybody.
    pub busy: bool,
}

/// The retained state of a colleague at work, in the shape of the MQTT contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffView {
    /// Version of the message format: 1.
    pub v: u32,
    pub user: String,
    pub state: StaffState,
    /// When the shift began.
    pub since: Timestamp,
}

/// Whether a colleague at work can be sent to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StaffState {
    Free,
    /// They said so, are on their way to somebody, or with somebody.
    Busy,
}
