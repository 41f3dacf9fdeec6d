//! Visits that turn out to be one, of visitors who turn out to be one.

use std::collections::BTreeMap;

use ulid::Ulid;

use super::{Showroom, testing};
use crate::types::{
    Event, EventId, EventKind, Evidence, PresenceId, Recognition, Record, VisitId, VisitSummary,
    VisitorId,
};

/// Visit `n` of visitor `n`, from so many milliseconds on.
fn visit(n: u128, ms: u64) -> VisitSummary {
    VisitSummary {
        id: VisitId(Ulid(n)),
        visitor: VisitorId(Ulid(n)),
        presence: PresenceId(Ulid(n)),
        opened: testing::stamp(ms),
        last_seen: testing::stamp(ms),
        closed: None,
    }
}

fn event(id: u128, ms: u64, visit: u128, visitor: u128, kind: EventKind) -> Event {
    Event {
        id: EventId(Ulid(1_000 + id)),
        stamp: testing::stamp(ms),
        visit: Some(VisitId(Ulid(visit))),
        visitor: VisitorId(Ulid(visitor)),
        kind,
        evidence: Evidence {
            camera: Some("a".into()),
            confidence: 1.0,
            since: None,
            observed: None,
        },
    }
}

#[test]
fn a_part_counts_as_one_once_its_visitor_is_known_to_be_the_other_s() {
    let mut line = Showroom::new(Recognition::All).line;
    let mut out = Vec::new();
    line.visits.note(&visit(1, 7_000));
    line.visits.note(&visit(2, 0));
    let (part, whole) = (VisitId(Ulid(1)), VisitorId(Ulid(2)));
    let into = VisitId(Ulid(2));
    let entered = || EventKind::Entered { zone: None };
    for event in [
        event(1, 7_000, 1, 1, entered()),
        event(2, 0, 2, 2, entered()),
        event(3, 60_000, 1, 1, EventKind::Merged { into }),
        event(4, 60_125, 2, 1, EventKind::Identified { from: whole }),
    ] {
        line.event(event, &mut out);
    }
    let mut told = BTreeMap::<(EventId, String), f64>::new();
    for record in &out {
        if let Record::Ledger(entry) = record {
            *told
                .entry((entry.event, entry.rule.to_string()))
                .or_default() += entry.points;
        }
    }
    let of = |id: u128| -> f64 {
        let theirs = told
            .iter()
            .filter(|((event, _), _)| *event == EventId(Ulid(1_000 + id)));
        theirs.map(|(_, points)| points).sum()
    };
    assert_eq!(
        (of(1), of(2)),
        (0.0, 5.0),
        "{part:?} is no visit of its own: {told:?}"
    );
    let due: f64 = line
        .ledger()
        .entries(VisitorId(Ulid(1)))
        .iter()
        .map(|entry| entry.points)
        .sum();
    assert!((due - 5.0).abs() < 1e-9, "{due}");
}
