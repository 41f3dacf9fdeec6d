//! What an event rests on.

use std::time::Duration;

use super::visit::{Moment, Visit};
use crate::types::{Event, EventId, EventKind, Evidence, IdSource, Stamp};

/// An event of a visit, with what it rests on.
pub(super) fn event(visit: &Visit, (stamp, kind): Moment, ids: &mut dyn IdSource) -> Event {
    let interval = interval(visit, &stamp, &kind);
    let evidence = Evidence {
        camera: Some(visit.camera.clone()),
        confidence: visit.confidence,
        since: interval.map(|(since, _)| since.utc),
        observed: interval.map(|(_, share)| ((share * 1000.0).round() / 1000.0) as f32),
    };
    Event {
        id: EventId::new(ids, &stamp),
        stamp,
        visit: Some(visit.id),
        visitor: visit.visitor,
        kind,
        evidence,
    }
}

/// Since when what an event tells of has lasted, and which share of that was seen.
fn interval(visit: &Visit, stamp: &Stamp, kind: &EventKind) -> Option<(Stamp, f64)> {
    let back = |s: f64| stamp.earlier(Duration::try_from_secs_f64(s).unwrap_or_default());
    let of_visit = visit.observed_share();
    Some(match kind {
        EventKind::Dwelled {
            added_s,
            inferred_s,
            ..
        } => (back(*added_s), 1.0 - inferred_s / added_s.max(0.001)),
        EventKind::Approachable { for_s, .. }
        | EventKind::Unattended { for_s, .. }
        | EventKind::Impatient { for_s, .. }
        | EventKind::ContactEnded { for_s } => (back(*for_s), of_visit),
        EventKind::Waited { .. } => (*stamp, of_visit),
        EventKind::Returned { .. }
        | EventKind::Party { .. }
        | EventKind::StageReached { .. }
        | EventKind::Left { .. } => (visit.first_seen, of_visit),
        _ => return None,
    })
}
