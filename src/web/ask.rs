//! What the web server asks the line, and what it is told.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;
use tokio::sync::oneshot;

use crate::types::{Band, EventAnswer, EventId, External, RuleId, ScoreName, VisitorCode};

/// A question to the line. Whoever waits for an answer that never comes sees its channel close.
#[derive(Debug)]
pub enum Ask {
    /// These are to be taken in, in this order; one answer each.
    Events {
        events: Vec<External>,
        answer: oneshot::Sender<Vec<EventAnswer>>,
    },
    /// What are this visitor's scores? `None`: nobody is called so, or they have not agreed to be linked with who asks.
    Score {
        client: String,
        visitor: VisitorCode,
        answer: oneshot::Sender<Option<Score>>,
    },
}

/// The scores of a visitor at a moment, and what they are made of.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Score {
    /// As they are called today, also where an earlier code was asked for.
    pub visitor: VisitorCode,
    pub at: Timestamp,
    pub engagement: f64,
    pub band: Band,
    pub fit: f64,
    /// "A1" to "D4"; `None` without an ideal customer's file.
    pub cell: Option<String>,
    /// What is left by category and product.
    pub interests: BTreeMap<ScoreName, f64>,
    /// The entries that count, in the order of their time.
    pub entries: Vec<Entry>,
}

/// One entry of the ledger, as of the moment of its [`Score`].
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
    pub score: ScoreName,
    pub rule: RuleId,
    /// The event that caused it.
    pub event: EventId,
    pub at: Timestamp,
    pub points: f64,
    /// What decay has left of the points.
    pub left: f64,
    /// How sure it is whose event it was, 0 to 1.
    pub confidence: f32,
}
