//! What the line asks the store to keep, in the order in which it happened.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    Alert, CodeDigest, Consent, ConsentEnd, ConsentId, Corrected, CorrectionAnswer, CorrectionId,
    Delivery, Erasure, Event, HeadDue, ImpostorStats, KeptSignature, LedgerEntry, ModelTag,
    OnShift, OutboxMessage, PresenceId, ReturnCode, Signature, Stamp, VisitId, VisitorCode,
    VisitorId,
};

/// One thing to keep. The store writes the records of one step in one transaction.
#[derive(Clone, Debug, PartialEq)]
pub enum Record {
    /// A visitor the store does not know yet.
    Visitor {
        id: VisitorId,
        code: VisitorCode,
        created: Stamp,
    },
    /// `from` turned out to be `into`; both ids and codes go on to resolve.
    Alias { from: VisitorId, into: VisitorId },
    /// A visit opened or changed; the row of this id is replaced.
    Visit(VisitSummary),
    /// A behaviour event: appended, never changed.
    Event(Event),
    /// A score change, derived from an event.
    Ledger(LedgerEntry),
    /// A signature of a visitor that may be kept.
    Template {
        /// The visit in which it was learnt: a correction of whose visit it was takes it along.
        visit: Option<VisitId>,
        signature: KeptSignature,
        quality: f32,
        at: Stamp,
    },
    /// Nothing of this visitor's face may be kept: they turned out to be a colleague.
    Forget { visitor: VisitorId, at: Timestamp },
    /// A signature that is kept no longer: others show more of the same visitor.
    TemplateDropped {
        /// Of whom it was learnt, as its template said.
        visitor: VisitorId,
        signature: Signature,
    },
    /// A visitor agreed to be known again by their face.
    Consent {
        consent: Box<Consent>,
        /// What they agreed to, word for word.
        text: String,
    },
    /// A consent holds no longer.
    ConsentEnded {
        id: ConsentId,
        at: Timestamp,
        why: ConsentEnd,
    },
    /// No consent of this visitor stands: nothing of their face is kept any longer.
    Unconsented { visitor: VisitorId, at: Timestamp },
    /// A visitor took a code home.
    ReturnCode(ReturnCode),
    /// A code leads to nobody any more.
    ReturnCodeGone(CodeDigest),
    /// What was measured of strangers on site with signatures of this tag, in place of what was before.
    Impostors { tag: ModelTag, stats: ImpostorStats },
    /// A revision of an alert.
    Alert(Box<Alert>),
    /// A colleague's shift began or changed; `None`: it ended.
    Shift { user: String, on: Option<OnShift> },
    /// A message for the broker, durable until it is acknowledged.
    Message(OutboxMessage),
    /// Something for a webhook, durable until the receiver accepts it.
    Delivery(Delivery),
    /// A consent was taken back: nothing that waits for this contact of the client is sent.
    DeliveriesWithdrawn { client: String, contact: String },
    /// Signatures of visitors who were last here before `before` are kept no longer.
    Retention { before: Timestamp, at: Timestamp },
    /// Everything that is kept of a visitor is deleted.
    Erased(Box<Erasure>),
    /// A correction, with all that it changed.
    Correction(Box<Corrected>),
    /// What becomes of a request for a correction; ignored where nobody asked for it through the store.
    CorrectionAnswer {
        id: CorrectionId,
        answer: CorrectionAnswer,
    },
    /// The audit log's last entry goes out, to be noted elsewhere.
    HeadDue(HeadDue),
    /// Something that must be accounted for.
    Audit(AuditEntry),
    /// The first of a step that takes in what other appliances kept, up to this number at the hub: what comes with it is not told
    /// them again.
    Followed { upto: i64 },
}

/// A visit as the visit table shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VisitSummary {
    pub id: VisitId,
    pub visitor: VisitorId,
    pub presence: PresenceId,
    pub opened: Stamp,
    /// When the person was last seen; where a crash closes the visit.
    pub last_seen: Stamp,
    /// When it was closed; `None` while it is open.
    pub closed: Option<Stamp>,
}

/// A template read back from the store.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoredTemplate {
    /// As known when it was learnt.
    pub visitor: VisitorId,
    /// The visit in which it was learnt: whoever that belongs to today, it is their face.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visit: Option<VisitId>,
    pub signature: Signature,
    pub quality: f32,
}

impl StoredTemplate {
    /// What made the signature.
    pub fn tag(&self) -> &ModelTag {
        self.signature.tag()
    }
}

/// An entry of the audit log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    pub at: Timestamp,
    /// Who did it: a login or a tablet's user, `installer` for what the configuration says, [`AuditEntry::ITSELF`].
    pub who: String,
    /// What was done: `privacy.mode`, `record.started`.
    pub what: String,
    /// The particulars, for people.
    pub detail: String,
}

impl AuditEntry {
    /// Who did it where nobody asked for it; no login is likely to be called so.
    pub const ITSELF: &str = "appliance";
}
