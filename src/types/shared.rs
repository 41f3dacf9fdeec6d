//! What appliances of one showroom tell each other, so that each keeps what all of them learn.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    CodeDigest, Consent, ConsentEnd, ConsentId, Corrected, Event, Record, ReturnCode, Signature,
    Stamp, VisitId, VisitSummary, VisitorCode, VisitorId,
};

/// A [`Record`] as other appliances take it in: those that are a source of something. What is derived (scores, alerts,
/// messages) each appliance derives itself, and what is its own (shifts, its audit log, its queues) stays there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SharedRecord {
    Visitor {
        id: VisitorId,
        code: VisitorCode,
        created: Stamp,
    },
    Alias {
        from: VisitorId,
        into: VisitorId,
    },
    Visit(VisitSummary),
    Event(Event),
    Template {
        visitor: VisitorId,
        visit: Option<VisitId>,
        signature: Signature,
        quality: f32,
        at: Stamp,
    },
    TemplateDropped {
        visitor: VisitorId,
        signature: Signature,
    },
    Forget {
        visitor: VisitorId,
        at: Timestamp,
    },
    Consent {
        consent: Box<Consent>,
        text: String,
    },
    ConsentEnded {
        id: ConsentId,
        at: Timestamp,
        why: ConsentEnd,
    },
    ReturnCode(ReturnCode),
    ReturnCodeGone(CodeDigest),
    Correction(Box<Corrected>),
}

impl SharedRecord {
    /// What others are told of a record; `None` where they are told nothing, or in another way (erasures).
    pub fn of(record: &Record) -> Option<Self> {
        Some(match record {
            Record::Visitor { id, code, created } => Self::Visitor {
                id: *id,
                code: code.clone(),
                created: *created,
            },
            Record::Alias { from, into } => Self::Alias {
                from: *from,
                into: *into,
            },
            Record::Visit(visit) => Self::Visit(visit.clone()),
            Record::Event(event) => Self::Event(event.clone()),
            Record::Template {
                visit,
                signature,
                quality,
                at,
            } => Self::Template {
                visitor: signature.visitor(),
                visit: *visit,
                signature: signature.signature().clone(),
                quality: *quality,
                at: *at,
            },
            Record::TemplateDropped { visitor, signature } => Self::TemplateDropped {
                visitor: *visitor,
                signature: signature.clone(),
            },
            Record::Forget { visitor, at } => Self::Forget {
                visitor: *visitor,
                at: *at,
            },
            Record::Consent { consent, text } => Self::Consent {
                consent: consent.clone(),
                text: text.clone(),
            },
            Record::ConsentEnded { id, at, why } => Self::ConsentEnded {
                id: *id,
                at: *at,
                why: *why,
            },
            Record::ReturnCode(code) => Self::ReturnCode(code.clone()),
            Record::ReturnCodeGone(digest) => Self::ReturnCodeGone(digest.clone()),
            Record::Correction(corrected) => Self::Correction(corrected.clone()),
            _ => return None,
        })
    }

    /// Whom it is about first, as known when it was written; `None` of what names nobody by themselves.
    pub fn visitor(&self) -> Option<VisitorId> {
        match self {
            Self::Visitor { id, .. } => Some(*id),
            Self::Alias { from, .. } => Some(*from),
            Self::Visit(visit) => Some(visit.visitor),
            Self::Event(event) => Some(event.visitor),
            Self::Template { visitor, .. }
            | Self::TemplateDropped { visitor, .. }
            | Self::Forget { visitor, .. } => Some(*visitor),
            Self::Consent { consent, .. } => Some(consent.visitor),
            Self::ReturnCode(code) => Some(code.visitor),
            Self::ConsentEnded { .. } | Self::ReturnCodeGone(_) | Self::Correction(_) => None,
        }
    }
}

/// What other appliances wrote, in the order in which the hub keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SharedBatch {
    pub stamp: Stamp,
    /// The number of the last of them at the hub: with what the batch becomes, the store keeps that it was taken in.
    pub upto: i64,
    pub records: Vec<SharedRecord>,
}
