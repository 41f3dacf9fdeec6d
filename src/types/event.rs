//! Behaviour events: what happened on the floor. Kept, append-only; scores are derived from them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{CameraId, Doubt, EventId, ProductId, Stamp, VisitId, VisitorId, ZoneId};

/// One thing that happened during a visit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    pub id: EventId,
    /// When it happened.
    pub stamp: Stamp,
    /// `None` for what was reported from outside between visits.
    pub visit: Option<VisitId>,
    /// The visitor as known at that moment; aliases resolve later corrections.
    pub visitor: VisitorId,
    #[serde(flatten)]
    pub kind: EventKind,
    pub evidence: Evidence,
}

/// What an event rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// The camera that saw it last; `None` for events from outside.
    pub camera: Option<CameraId>,
    /// How sure it is that this was this visitor, 0 to 1; 1 where nobody had to be recognised.
    pub confidence: f32,
}

/// The kinds of events and what they carry. Durations are seconds of the monotonic clock.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EventKind {
    /// A visit began; dated at the first sight of the person.
    Entered { zone: Option<ZoneId> },
    /// The visit turned out to be that of `Event::visitor`; until now it was kept under `from`.
    Identified { from: VisitorId },
    /// The visitor has been here before, on an earlier day of the site's calendar.
    Returned {
        /// Visits before this one.
        visits_before: u32,
        last_visit: Timestamp,
        /// Calendar days since then, in the site's time zone.
        days_since: u32,
    },
    /// Began to stand in a zone (passing by is not standing).
    ZoneEntered { zone: ZoneId },
    /// Time spent in a zone, told every so often while it lasts and once at its end.
    Dwelled {
        zone: ZoneId,
        product: Option<ProductId>,
        /// Seconds since the last such event of this zone in this visit.
        added_s: f64,
        /// The part of them in which nobody saw the visitor, who is taken to have stayed: hidden behind a car, or
        /// turned away from the camera.
        #[serde(default, skip_serializing_if = "is_zero")]
        inferred_s: f64,
        /// Seconds in this zone in this visit so far, returns included.
        total_s: f64,
    },
    /// Stepped out of a zone.
    ZoneLeft { zone: ZoneId },
    /// Interested in a product for `for_s` seconds, and nobody has been with them.
    Unattended {
        zone: ZoneId,
        product: Option<ProductId>,
        for_s: f64,
    },
    /// Waits at a desk since `Event::stamp`, for `for_s` seconds by now, and nobody has come.
    Waited { zone: ZoneId, for_s: f64 },
    /// A colleague is in contact with the visitor: `by` is the user of the tablet on which they said so, or `colleague`,
    /// where one who is known by face was seen with them: which one is not kept.
    Contacted { by: String },
    /// The visit is over, and nothing was ever said about whose face it was: why.
    Unrecognised { why: Doubt },
    /// The visit turned out to be a part of another visit, which goes on.
    Merged { into: VisitId },
    /// The visit was none: the person is a colleague. It does not count, and nothing of it is scored.
    TurnedOutStaff,
    /// A system outside (CRM, web site, newsletter) reported something about the visitor.
    External {
        client: String,
        /// The sender's id of the event.
        external_id: String,
        name: String,
    },
    /// The visit ended; dated at the last sight of the person.
    Left {
        duration_s: f64,
        /// True where a crash ended the visit and the next start closed it at its last evidence.
        #[serde(default)]
        recovered: bool,
    },
}

/// For fields that are left out where they say nothing.
#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "as the serializer calls it"
)]
fn is_zero(seconds: &f64) -> bool {
    *seconds == 0.0
}

impl EventKind {
    /// The name of the kind, as scoring rules and the store write it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Entered { .. } => "entered",
            Self::Identified { .. } => "identified",
            Self::Returned { .. } => "returned",
            Self::ZoneEntered { .. } => "zone_entered",
            Self::Dwelled { .. } => "dwelled",
            Self::ZoneLeft { .. } => "zone_left",
            Self::Unattended { .. } => "unattended",
            Self::Waited { .. } => "waited",
            Self::Contacted { .. } => "contacted",
            Self::Unrecognised { .. } => "unrecognised",
            Self::Merged { .. } => "merged",
            Self::TurnedOutStaff => "turned_out_staff",
            Self::External { .. } => "external",
            Self::Left { .. } => "left",
        }
    }
}

#[cfg(test)]
mod tests {
    use ulid::Ulid;

    use super::*;
    use crate::types::RunId;

    #[test]
    fn an_event_from_outside_keeps_both_ids_apart() {
        let event = Event {
            id: EventId(Ulid::from(1)),
            stamp: Stamp {
                run: RunId(Ulid::from(2)),
                mono_ns: 3,
                utc: Timestamp::UNIX_EPOCH,
            },
            visit: None,
            visitor: VisitorId(Ulid::from(4)),
            kind: EventKind::External {
                client: "crm".into(),
                external_id: "42".into(),
                name: "price_list_opened".into(),
            },
            evidence: Evidence {
                camera: None,
                confidence: 1.0,
            },
        };
        let json = serde_json::to_string(&event).unwrap();
        assert_eq!(serde_json::from_str::<Event>(&json).unwrap(), event);
    }
}
