//! Behaviour events: what happened on the floor. Kept, append-only; scores are derived from them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    CameraId, Doubt, EventId, ProductId, RuleId, Scalar, Stage, Stamp, TriggerAction, VisitId,
    VisitorId, ZoneId,
};

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
    /// When what it tells of began: a dwell, a wait, a contact, the visit. `None` for what is of a moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// The share of that time (0 to 1) in which a camera saw them; the rest is inferred.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observed: Option<f32>,
}

impl Evidence {
    /// Of something that is known to have happened, and no camera saw.
    pub const NOT_SEEN: Self = Self {
        camera: None,
        confidence: 1.0,
        since: None,
        observed: None,
    };
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
        /// What they looked at in that visit, the longest first.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        looked_at: Vec<ProductId>,
        /// Who said on a tablet that they spoke with them, the last time somebody did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        looked_after_by: Option<String>,
        /// A colleague was in contact with them in an earlier visit.
        #[serde(default)]
        spoke_before: bool,
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
    /// Has looked round in peace for `for_s` seconds since the first interest: an approach is welcome from now on.
    Approachable { zone: ZoneId, for_s: f64 },
    /// Waits at a desk since `Event::stamp`, for `for_s` seconds by now, and nobody has come.
    Waited { zone: ZoneId, for_s: f64 },
    /// Nobody has come, and they lose patience: how that shows, and for how long they have been left alone by now.
    Impatient {
        sign: Impatience,
        zone: Option<ZoneId>,
        for_s: f64,
    },
    /// A colleague is in contact with the visitor: `by` is the user of the tablet on which they said so, or `colleague`,
    /// where one was seen with them: which one is not kept.
    Contacted {
        by: String,
        /// Who went up to whom, where that was seen.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        began: Option<Side>,
        /// Seconds from the entry to the first contact of the visit, and from the first interest; `None` for later ones.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after_entry_s: Option<f64>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after_interest_s: Option<f64>,
    },
    /// The contact is over, and lasted for `for_s` seconds; dated at its end.
    ContactEnded { for_s: f64 },
    /// They belong together: whoever else is of the visitor's party now. Told again when it grows.
    Party {
        with: Vec<VisitId>,
        /// Children who are with them.
        #[serde(default)]
        children: u32,
        /// They came in together; else they joined inside.
        together: bool,
        /// How sure it is, 0 to 1.
        sure: f32,
        /// Visits before this one, if the visitor was always alone in them.
        #[serde(default)]
        alone_before: u32,
    },
    /// The visit has reached this stage, and why.
    StageReached { stage: Stage, because: Vec<Sign> },
    /// What somebody came for, as a colleague said (`by` the user of the tablet) or as where they went says; none: for a car
    /// after all.
    CameFor {
        purpose: Option<Purpose>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
    },
    /// The visit is over, and nothing was ever said about whose face it was: why.
    Unrecognised { why: Doubt },
    /// The visit turned out to be a part of another visit, which goes on.
    Merged { into: VisitId },
    /// The visit was none: the person is a colleague. It does not count, and nothing of it is scored.
    TurnedOutStaff,
    /// The visit was none: the person is a child. It does not count, and nothing of it is scored.
    TurnedOutChild,
    /// A system outside (CRM, web site, newsletter) or a person reported something about the visitor.
    External {
        client: String,
        /// The sender's id of the event.
        external_id: String,
        name: String,
        /// What it says in particular, by the names that the rule file declares.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        data: BTreeMap<String, Scalar>,
    },
    /// The visitor agreed to be linked with a contact of a system outside: what they agreed to, and who noted it.
    Linked {
        client: String,
        contact: String,
        consent: String,
        by: String,
    },
    /// They are linked with that system no longer.
    Unlinked { client: String, by: String },
    /// A rule's trigger called for something, once for its cause.
    Triggered {
        trigger: RuleId,
        /// The event after which, or after the silence since which, it was called for.
        cause: EventId,
        action: TriggerAction,
    },
    /// The visit ended; dated at the last sight of the person.
    Left {
        duration_s: f64,
        /// True where a crash ended the visit and the next start closed it at its last evidence.
        #[serde(default)]
        recovered: bool,
    },
}

/// How it shows that somebody loses patience.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Impatience {
    /// Walks to and fro where they wait.
    Pacing,
    /// Comes to the desk a second time.
    BackAtTheDesk,
    /// Makes for the exit.
    Leaving,
}

/// One of two who meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    Colleague,
    Visitor,
}

/// What points to a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// Stood at one car for long.
    LookedLong,
    /// Was in contact with a colleague.
    Spoke,
    /// Has been here on an earlier day.
    CameBack,
    /// Looks at a car that they looked at in an earlier visit.
    SameCarAgain,
    /// Was alone before, and is not now.
    BroughtSomebody,
    /// Was in contact for long.
    SpokeLong,
}

/// What somebody came for, other than a car.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// The workshop: their own car is there.
    Service,
    /// To deliver something, or to do their work here.
    Supplier,
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
    /// Stands for whoever was seen with a visitor: which colleague was where is not kept.
    pub const A_COLLEAGUE: &str = "colleague";

    /// A contact of which nothing but that it is one is known.
    pub fn contacted(by: impl Into<String>) -> Self {
        Self::Contacted {
            by: by.into(),
            began: None,
            after_entry_s: None,
            after_interest_s: None,
        }
    }

    /// Whether it says that the visit was none: it was a colleague's or a child's.
    pub fn voids_visit(&self) -> bool {
        matches!(self, Self::TurnedOutStaff | Self::TurnedOutChild)
    }

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
            Self::Approachable { .. } => "approachable",
            Self::Waited { .. } => "waited",
            Self::Impatient { .. } => "impatient",
            Self::Contacted { .. } => "contacted",
            Self::ContactEnded { .. } => "contact_ended",
            Self::Party { .. } => "party",
            Self::StageReached { .. } => "stage_reached",
            Self::CameFor { .. } => "came_for",
            Self::Unrecognised { .. } => "unrecognised",
            Self::Merged { .. } => "merged",
            Self::TurnedOutStaff => "turned_out_staff",
            Self::TurnedOutChild => "turned_out_child",
            Self::External { .. } => "external",
            Self::Linked { .. } => "linked",
            Self::Unlinked { .. } => "unlinked",
            Self::Triggered { .. } => "triggered",
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
                data: BTreeMap::from([("pages".into(), Scalar::Number(3.0))]),
            },
            evidence: Evidence::NOT_SEEN,
        };
        let json = serde_json::to_string(&event).unwrap();
        assert_eq!(serde_json::from_str::<Event>(&json).unwrap(), event);
    }
}
