//! A person's corrections of what the line concluded, and what came of them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    CodeDigest, ConsentForm, CorrectionId, Stamp, VisitId, VisitorCode, VisitorId, Withdrawal,
};

/// A person says who is who.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// Drawn by whoever asks: the same correction that comes twice is carried out once.
    pub id: CorrectionId,
    pub stamp: Stamp,
    /// Who corrects.
    pub by: String,
    pub kind: CorrectionKind,
}

/// What is to be corrected. Visitors and visits may be named by any id they ever had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CorrectionKind {
    /// Two visitors are one person; `from` becomes another name of `into`.
    Merge {
        from: VisitorId,
        into: VisitorId,
        /// Also where a correction said that they are two.
        #[serde(default)]
        force: bool,
    },
    /// These visits of the visitor were somebody else's: one other person's, who becomes a new visitor.
    Split {
        visitor: VisitorId,
        visits: Vec<VisitId>,
    },
    /// This visit was not that of the visitor it is kept under, but of somebody of their own.
    NotThisPerson { visit: VisitId },
    /// This visit was that of another visitor who is known.
    Assign { visit: VisitId, to: VisitorId },
    /// The correction is taken back; an undo that is undone does it again.
    Undo { correction: CorrectionId },
    /// The visitor agreed to be linked with a contact of a system outside. As what follows, it says nothing of who is who.
    Link {
        visitor: VisitorId,
        client: String,
        contact: String,
        /// What they agreed to.
        consent: String,
        /// Who noted it.
        noted_by: String,
    },
    /// They are to be linked with that system no longer.
    Unlink { visitor: VisitorId, client: String },
    /// What came of the lead: `test_drive`, `quote`, `sold` or `lost`, and when, where that is not now.
    Outcome {
        visitor: VisitorId,
        name: String,
        at: Option<Timestamp>,
    },
    /// An outcome was recorded by mistake: the request that recorded it.
    NoOutcome {
        visitor: VisitorId,
        of: CorrectionId,
    },
    /// What is known of the visitor is to be sent to the systems they are linked with.
    Send {
        visitor: VisitorId,
        /// Only by this webhook.
        webhook: Option<String>,
    },
    /// Everything that is kept of the visitor is to be deleted. Named by a code, which leads nowhere afterwards.
    Erase { code: VisitorCode },
    /// The visitor, who is here, agreed to be known again by their face.
    Consent {
        visitor: VisitorId,
        form: Box<ConsentForm>,
    },
    /// A visitor takes that back.
    Withdraw(Withdrawal),
    /// The visitor takes a code home by which they are known again without their face; an earlier one is good no longer.
    ReturnCode {
        visitor: VisitorId,
        code: CodeDigest,
    },
    /// A visitor who is here shows the code of an earlier visit: they are whoever it was made for.
    Returned { code: CodeDigest, is: VisitorId },
}

/// One step of what a correction did, with what was before: turned round, it takes the step back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// The visitor as whom `visitor` is known: themselves where it is `None`.
    Alias {
        visitor: VisitorId,
        before: Option<VisitorId>,
        after: Option<VisitorId>,
    },
    /// The visitor a visit is kept under.
    Visit {
        visit: VisitId,
        before: VisitorId,
        after: VisitorId,
    },
    /// Whether these two are known to be two people; `one` is the smaller id.
    Apart {
        one: VisitorId,
        other: VisitorId,
        after: bool,
    },
}

impl CorrectionKind {
    /// Whether it says who is who: else it leaves nothing that could be undone.
    pub fn is_about_identity(&self) -> bool {
        !matches!(
            self,
            Self::Link { .. }
                | Self::Unlink { .. }
                | Self::Outcome { .. }
                | Self::NoOutcome { .. }
                | Self::Send { .. }
                | Self::Erase { .. }
                | Self::Consent { .. }
                | Self::Withdraw(_)
                | Self::ReturnCode { .. }
                | Self::Returned { .. }
        )
    }
}

impl Change {
    /// The step back.
    #[must_use]
    pub fn inverse(&self) -> Self {
        match *self {
            Self::Alias {
                visitor,
                before,
                after,
            } => Self::Alias {
                visitor,
                before: after,
                after: before,
            },
            Self::Visit {
                visit,
                before,
                after,
            } => Self::Visit {
                visit,
                before: after,
                after: before,
            },
            Self::Apart { one, other, after } => Self::Apart {
                one,
                other,
                after: !after,
            },
        }
    }
}

/// A correction that was carried out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Corrected {
    pub correction: Correction,
    /// In the order in which they were made.
    pub changes: Vec<Change>,
}

/// A correction that somebody asked for, in the order of asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorrectionRequest {
    pub id: CorrectionId,
    pub at: Timestamp,
    /// Who asked.
    pub by: String,
    pub kind: CorrectionKind,
}

/// What became of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorrectionAnswer {
    /// Carried out, or refused.
    pub done: bool,
    /// What was done, or why not, in words.
    pub text: String,
}
