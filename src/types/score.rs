//! The score ledger: entries derived from events and rules, and the score they fold to.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{EventId, RuleId, Stamp, VisitId, VisitorId};

/// How warm a lead is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Band {
    Cold,
    Warm,
    Hot,
}

/// One change of one score: never overwritten, and derivable again from the event and the rules.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LedgerEntry {
    /// The event that caused it.
    pub event: EventId,
    pub visitor: VisitorId,
    pub visit: Option<VisitId>,
    pub rule: RuleId,
    /// Version of the rule file, as written in it.
    pub rules_version: u32,
    pub points: f64,
    /// Wall-clock time of the event, from which the entry decays.
    pub at: Timestamp,
    /// Match confidence of the event, 0 to 1.
    pub confidence: f32,
}

/// The score after a change, for whoever acts on it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScoreChange {
    pub stamp: Stamp,
    pub visitor: VisitorId,
    pub visit: Option<VisitId>,
    /// The fold of all entries at `stamp`, decayed.
    pub value: f64,
    pub band: Band,
    /// The band before, where this change crossed a border.
    pub band_before: Option<Band>,
    /// The entries that made this change.
    pub entries: Vec<LedgerEntry>,
}
