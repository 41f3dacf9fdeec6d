//! One visitor.

use jiff::Timestamp;

use super::{Lane, OutcomeView, ScoreMark, VisitRow};
use crate::types::Band;

/// A visitor across all visits.
#[derive(Clone, Debug, PartialEq)]
pub struct VisitorPage {
    pub code: String,
    /// Other codes that mean the same visitor.
    pub also: Vec<String>,
    pub here: bool,
    pub score: f64,
    pub band: Band,
    /// Why the score is what it is and what would change it, a sentence each, in the reader's language.
    pub explanation: Vec<String>,
    /// From how many points on a lead is warm and hot.
    pub borders: (f64, f64),
    /// The newest first.
    pub visits: Vec<VisitorVisit>,
    /// The score after each change, over all time, in order.
    pub score_marks: Vec<ScoreMark>,
    /// The score as it rose and faded, from the first change to now.
    pub score_line: Vec<(Timestamp, f64)>,
    /// What gave points, the newest first: the same rule in one visit together.
    pub steps: Vec<ScoreStep>,
    pub signatures: usize,
    pub links: Vec<LinkView>,
    pub outcomes: Vec<OutcomeView>,
    /// The newest first.
    pub corrections: Vec<CorrectionView>,
    /// Codes of others who were here lately, for whoever has two to bring together.
    pub others: Vec<String>,
}

/// A visit of a visitor.
#[derive(Clone, Debug, PartialEq)]
pub struct VisitorVisit {
    pub row: VisitRow,
    pub lane: Lane,
    /// How it was found to be theirs: `new`, `face`, `correction` or `unclear`.
    pub known_by: &'static str,
    /// How sure that is where a face told, 0 to 1.
    pub confidence: Option<f32>,
}

/// What one rule gave in one visit, or outside of any.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoreStep {
    pub first: Timestamp,
    pub last: Timestamp,
    pub points: f64,
    pub times: usize,
    /// The reason in the reader's language.
    pub text: String,
    pub rule: String,
    /// The least certain match among them, 0 to 1.
    pub confidence: f32,
}

/// A consent to be linked with another system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkView {
    pub client: String,
    pub contact: String,
    pub consent: String,
    pub by: String,
    pub at: Timestamp,
}

/// A correction, and whether it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorrectionView {
    pub id: String,
    pub at: Timestamp,
    pub by: String,
    pub what: CorrectionWhat,
    pub stands: bool,
}

/// What a correction says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CorrectionWhat {
    /// One visitor is another one.
    Merge { from: String, into: String },
    /// Some visits were another person's.
    Split { of: String, visits: usize },
    /// A visit was somebody else's: of then.
    NotThisPerson { opened: Option<Timestamp> },
    /// A visit was this visitor's: of then.
    Assign {
        opened: Option<Timestamp>,
        to: String,
    },
    /// Another correction was taken back.
    Undo,
}
