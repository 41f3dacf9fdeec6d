//! What may be corrected and recorded, and what came of it.

use jiff::{Timestamp, civil::Date};

/// Something to be corrected or recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// `from` is `into`. `despite` that somebody told them apart.
    Merge {
        from: String,
        into: String,
        despite: bool,
    },
    /// These visits of a visitor were another person's.
    Split {
        visitor: String,
        visits: Vec<String>,
    },
    /// A visit was somebody else's.
    NotThisPerson { visit: String },
    /// A visit was this visitor's.
    Assign { visit: String, to: String },
    /// A correction is taken back.
    Undo { correction: String },
    /// Something came of a lead.
    Outcome {
        visitor: String,
        name: OutcomeName,
        /// `None`: today, now.
        on: Option<Date>,
    },
    /// An outcome was recorded by mistake.
    NoOutcome { outcome: String },
}

/// What became of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It is done; `id` is that of the correction.
    Done { id: String },
    /// It is not done; the line says why.
    Refused { why: String },
    /// The appliance has not answered yet: it will.
    Waiting,
}

/// What can come of a lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OutcomeName {
    TestDrive,
    Quote,
    Sold,
    Lost,
}

impl OutcomeName {
    /// In the order of the way to a sale.
    pub const ALL: [Self; 4] = [Self::TestDrive, Self::Quote, Self::Sold, Self::Lost];

    /// As events and rules write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::TestDrive => "test_drive",
            Self::Quote => "quote",
            Self::Sold => "sold",
            Self::Lost => "lost",
        }
    }

    /// The one of this name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.name() == name)
    }
}

/// An outcome that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutcomeView {
    pub id: String,
    pub code: String,
    pub name: OutcomeName,
    pub at: Timestamp,
    /// The system that reported it; `None`: a colleague recorded it, and can take it back.
    pub system: Option<String>,
}
