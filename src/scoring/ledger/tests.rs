//! Points of made-up events: caps, fading, and visits that turn out to be another's.

use std::time::Duration;

use proptest::prelude::*;
use ulid::Ulid;

use super::*;
use crate::types::{EventId, Evidence, RunId, Stamp};

fn rules() -> RuleSet {
    RuleSet::parse(include_str!("../../../config/scoring/showroom.toml")).unwrap()
}

fn zone() -> Zone {
    serde_json::from_str(
        r#"{"id":"car","camera":"a","kind":"product","label":"","polygon":[[0.1,0.1],[0.9,0.1],[0.5,0.9]]}"#,
    )
    .unwrap()
}

fn event(n: u128, visit: u128, after: Duration, kind: EventKind) -> Event {
    let start = Stamp {
        run: RunId(Ulid::from(1)),
        mono_ns: 0,
        utc: Timestamp::UNIX_EPOCH,
    };
    Event {
        id: EventId(Ulid::from(n)),
        stamp: start.later(after),
        visit: Some(VisitId(Ulid::from(visit))),
        visitor: VisitorId(Ulid::from(7)),
        kind,
        evidence: Evidence {
            camera: None,
            confidence: 1.0,
            since: None,
            observed: None,
        },
    }
}

fn dwelled(added_s: f64) -> EventKind {
    EventKind::Dwelled {
        zone: "car".into(),
        product: None,
        added_s,
        inferred_s: 0.0,
        total_s: added_s,
    }
}

proptest! {
    #[test]
    fn caps_hold_and_the_score_is_the_fold(dwells in prop::collection::vec(0.0f64..300.0, 1..40)) {
        let mut ledger = Ledger::new(rules(), &[zone()]);
        let mut last = None;
        for (i, s) in dwells.iter().enumerate() {
            last = ledger.observe(&event(i as u128, 1, Duration::ZERO, dwelled(*s))).or(last);
        }
        let minutes: f64 = dwells.iter().sum::<f64>() / 60.0;
        let expected = (6.0 * minutes).min(30.0);
        prop_assert!((last.unwrap().value - expected).abs() < 1e-6);
        let total: f64 = ledger.entries(VisitorId(Ulid::from(7))).iter().map(|e| e.points).sum();
        prop_assert!((total - expected).abs() < 1e-6);
    }

    #[test]
    fn without_new_events_a_score_only_falls(days in prop::collection::vec(0u64..60, 2..20)) {
        let mut ledger = Ledger::new(rules(), &[zone()]);
        ledger.observe(&event(1, 1, Duration::ZERO, EventKind::Entered { zone: None }));
        let mut days = days;
        days.sort_unstable();
        let at = |d: u64| Timestamp::UNIX_EPOCH + Duration::from_secs(86_400 * d);
        let scores: Vec<_> = days.iter().map(|d| ledger.score(VisitorId(Ulid::from(7)), at(*d)).0).collect();
        prop_assert!(scores.windows(2).all(|w| w[1] <= w[0]));
        prop_assert!(scores.iter().all(|s| *s > 0.0));
    }
}

#[test]
fn two_visits_that_were_one_do_not_count_twice() {
    let mut ledger = Ledger::new(rules(), &[zone()]);
    for visit in [1, 2] {
        ledger.observe(&event(
            visit,
            visit,
            Duration::ZERO,
            EventKind::Entered { zone: None },
        ));
    }
    let merged = EventKind::Merged {
        into: VisitId(Ulid::from(1)),
    };
    let change = ledger
        .observe(&event(3, 2, Duration::ZERO, merged))
        .unwrap();
    assert_eq!(change.value, 5.0);
    assert_eq!(change.entries[0].points, -5.0);
}

#[test]
fn a_visit_that_was_a_colleagues_leaves_no_points_at_any_time() {
    let mut ledger = Ledger::new(rules(), &[zone()]);
    let came = |n, visit, hours| {
        let after = Duration::from_hours(hours);
        event(n, visit, after, EventKind::Entered { zone: None })
    };
    ledger.observe(&came(1, 1, 0));
    ledger.observe(&came(2, 2, 24));
    let part = came(3, 3, 24);
    ledger.observe(&part);
    let into = VisitId(Ulid::from(2));
    ledger.observe(&event(
        4,
        3,
        Duration::from_hours(24),
        EventKind::Merged { into },
    ));
    let told = event(5, 2, Duration::from_hours(25), EventKind::TurnedOutStaff);
    let change = ledger.observe(&told).unwrap();
    assert!(change.entries.iter().all(|e| e.event == told.id));
    let mut alone = Ledger::new(rules(), &[zone()]);
    alone.observe(&came(1, 1, 0));
    let visitor = VisitorId(Ulid::from(7));
    for days in [2, 20, 200] {
        let at = Timestamp::UNIX_EPOCH + Duration::from_hours(24 * days);
        let (left, other) = (ledger.score(visitor, at).0, alone.score(visitor, at).0);
        assert!((left - other).abs() < 1e-9, "{left} {other}");
    }
}

#[test]
fn half_of_an_entry_is_left_after_its_half_life() {
    let mut ledger = Ledger::new(rules(), &[]);
    ledger.observe(&event(
        1,
        1,
        Duration::ZERO,
        EventKind::Entered { zone: None },
    ));
    let later = Timestamp::UNIX_EPOCH + Duration::from_hours(336);
    assert!((ledger.score(VisitorId(Ulid::from(7)), later).0 - 2.5).abs() < 1e-9);
}
