//! Visits as lanes of time.

use jiff::Timestamp;

/// Visits side by side, the earliest first.
#[derive(Clone, Debug, PartialEq)]
pub struct TimelineView {
    pub lanes: Vec<Lane>,
    /// Visits that have no lane here, as there are too many.
    pub more: usize,
}

/// One visit from left to right.
#[derive(Clone, Debug, PartialEq)]
pub struct Lane {
    pub visit: String,
    pub code: String,
    pub from: Timestamp,
    pub to: Timestamp,
    pub open: bool,
    pub lost: bool,
    pub stands: Vec<StandView>,
    pub contacts: Vec<ContactMark>,
    /// The score after each change, in order.
    pub score: Vec<ScoreMark>,
}

/// A while in one place.
#[derive(Clone, Debug, PartialEq)]
pub struct StandView {
    pub from: Timestamp,
    pub to: Timestamp,
    pub label: String,
    /// The place of the car among the cars of the showroom; `None`: it was no car.
    pub car: Option<usize>,
}

/// A colleague with a visitor.
#[derive(Clone, Debug, PartialEq)]
pub struct ContactMark {
    pub from: Timestamp,
    /// `None` where nobody saw the end.
    pub to: Option<Timestamp>,
    /// Who, where they said so on a tablet.
    pub by: Option<String>,
}

/// A change of the score.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoreMark {
    pub at: Timestamp,
    /// The score after it.
    pub value: f64,
    pub points: f64,
    /// The reason in words.
    pub text: String,
}
