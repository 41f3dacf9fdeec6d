//! What calls for somebody, when it may be told, and where.

use std::time::Duration;

use super::{Floor, code, standing};
use crate::{
    alerts::{Revised, Settings},
    types::{Action, Alert, AlertKind, AlertState, Band, EventKind, Priority},
};

impl Floor {
    fn waits(&mut self, ms: u64, visit: u128) -> Vec<Alert> {
        let waited = EventKind::Waited {
            zone: "desk".into(),
            for_s: 45.0,
        };
        self.event(ms, visit, waited, 0.9)
    }

    /// A colleague is seen with the visitor.
    fn is_met(&mut self, ms: u64, visit: u128) -> Vec<Alert> {
        let met = EventKind::contacted(EventKind::A_COLLEAGUE);
        self.event(ms, visit, met, 0.9)
    }
}

#[test]
fn a_further_cause_is_a_revision_of_the_open_alert_and_the_most_urgent_one_leads() {
    let mut floor = Floor::new();
    floor.enter(0, 1, 0.9);
    let first = floor.raise(1_000, 1, AlertKind::Returning).remove(0);
    assert_eq!(
        (first.kind, first.priority),
        (AlertKind::Returning, Priority::Normal)
    );
    let more = floor.waits(20_000, 1).remove(0);
    assert_eq!((more.id, more.rev), (first.id, 2));
    assert_eq!(
        (more.kind, more.priority),
        (AlertKind::Waiting, Priority::High)
    );
    assert_eq!(more.causes, [AlertKind::Returning, AlertKind::Waiting]);
    assert!(more.text.en.contains("2nd visit") && more.text.en.contains("for 45 s"));
    // Nobody has more time than at first.
    assert_eq!(more.approach_by, first.approach_by);
    let less = floor.raise(21_000, 1, AlertKind::Unattended).remove(0);
    assert_eq!((less.rev, less.kind), (3, AlertKind::Waiting));
    // Each of them calls once.
    assert!(floor.waits(25_000, 1).is_empty());
}

#[test]
fn what_is_more_urgent_ends_a_snooze_and_a_claim_stays_whose_it_is() {
    for (action, after) in [
        (Action::Snooze, (AlertState::Open, None)),
        (Action::Claim, (AlertState::Claimed, Some("anna"))),
    ] {
        let mut floor = Floor::new();
        floor.enter(0, 1, 0.9);
        let alert = floor.unattended(0, 1);
        floor.tap(1_000, "anna", alert, action).unwrap();
        let returning = floor.raise(1_500, 1, AlertKind::Returning);
        assert_eq!(returning[0].by.as_deref(), Some("anna"), "less urgent");
        assert_eq!(standing(&floor.waits(2_000, 1)), [after]);
    }
}

#[test]
fn whoever_is_seen_with_them_confirms_a_claim_and_closes_what_nobody_claimed() {
    for (claimed, state) in [(true, AlertState::Contacted), (false, AlertState::Closed)] {
        let mut floor = Floor::new();
        floor.enter(0, 1, 0.9);
        let alert = floor.unattended(0, 1);
        if claimed {
            floor.tap(1_000, "anna", alert, Action::Claim).unwrap();
        }
        let by = claimed.then_some("anna");
        assert_eq!(standing(&floor.is_met(5_000, 1)), [(state, by)]);
        // While somebody is with them nothing calls.
        assert!(floor.raise(6_000, 1, AlertKind::Returning).is_empty());
    }
}

#[test]
fn whoever_is_just_looking_is_left_in_peace_and_called_for_later_but_at_a_desk() {
    let mut floor = Floor::with(Settings {
        just_looking: Duration::from_mins(1),
        ..Settings::default()
    });
    floor.enter(0, 1, 0.9);
    let alert = floor.raise(0, 1, AlertKind::Returning).remove(0).id;
    let peace = (Action::Dismiss, Some("just_looking"));
    floor.tap_because(1_000, "anna", alert, peace).unwrap();
    assert!(floor.raise(10_000, 1, AlertKind::Unattended).is_empty());
    assert!(floor.tick(60_900).is_empty());
    let later = floor.tick(61_100).remove(0);
    assert_eq!((later.kind, later.rev), (AlertKind::Unattended, 1));
    assert!(later.text.en.contains("for 1 min"), "{}", later.text.en);

    floor.enter(70_000, 2, 0.9);
    let alert = floor.unattended(70_000, 2);
    floor.tap_because(71_000, "anna", alert, peace).unwrap();
    assert_eq!(floor.waits(80_000, 2)[0].kind, AlertKind::Waiting);
}

#[test]
fn a_dismissal_that_is_taken_back_keeps_nobody_quiet() {
    let mut floor = Floor::new();
    floor.enter(0, 1, 0.9);
    let alert = floor.unattended(0, 1);
    floor.tap(1_000, "anna", alert, Action::Dismiss).unwrap();
    floor.tap(2_000, "anna", alert, Action::Undo).unwrap();
    assert_eq!(floor.raise(3_000, 1, AlertKind::Returning)[0].id, alert);
}

#[test]
fn before_opening_nobody_is_called_and_then_for_whoever_is_still_there() {
    // The floor's time begins at 06:13:20 UTC.
    let mut floor = Floor::with(Settings {
        opening: Some((
            jiff::civil::time(6, 14, 0, 0),
            jiff::civil::time(20, 0, 0, 0),
        )),
        ..Settings::default()
    });
    for visit in 1..=3 {
        floor.enter(0, visit, 0.9);
        assert!(floor.raise(1_000, visit, AlertKind::Unattended).is_empty());
    }
    floor.leave(5_000, 1);
    floor.is_met(6_000, 2);
    assert!(floor.tick(39_000).is_empty());
    let opened = floor.tick(41_000);
    let about: Vec<_> = opened.iter().map(|a| a.visitor.clone()).collect();
    assert_eq!(about, [Some(code(3))]);
}

#[test]
fn whoever_has_had_enough_hears_of_the_next_in_the_last_one_and_it_is_not_lost() {
    let mut floor = Floor::with(Settings {
        most_per_staff: 2,
        ..Settings::default()
    });
    for visit in 1..=4 {
        floor.enter(0, visit, 0.9);
    }
    let first = floor.unattended(0, 1);
    let second = floor.unattended(1_000, 2);
    let third = floor.waits(2_000, 3).remove(0);
    assert_eq!((third.id, third.rev), (second, 2));
    assert_eq!(third.also.len(), 1);
    assert_eq!(
        (&third.also[0].visitor, third.also[0].kind),
        (&code(3), AlertKind::Waiting)
    );
    assert!(
        third.text.en.ends_with("Also: In the showroom (waiting)."),
        "{}",
        third.text.en
    );
    let fourth = floor.raise(3_000, 4, AlertKind::Unattended).remove(0);
    assert_eq!((fourth.id, fourth.also.len()), (second, 2));
    // Who has left is no longer spoken of.
    floor.leave(4_000, 4);
    let left = floor.tick(5_000).remove(0);
    assert_eq!((left.id, left.also.len()), (second, 1));
    // Whoever reads it is on their way: another one says so, and where there is none it has an alert of its own.
    floor.tap(6_000, "anna", second, Action::Claim).unwrap();
    let told = floor.tick(7_000);
    let carrier = told.iter().find(|a| a.id == second).expect("a revision");
    assert!(carrier.also.is_empty() && !carrier.text.en.contains("Also"));
    let other = told.iter().find(|a| a.id == first).expect("a revision");
    assert_eq!(other.also.len(), 1);
    floor.tap(8_000, "ben", first, Action::Claim).unwrap();
    let told = floor.tick(9_000);
    let own = told.iter().find(|a| a.rev == 1).expect("an alert");
    assert_eq!(
        (own.kind, &own.visitor),
        (AlertKind::Waiting, &Some(code(3)))
    );
}

#[test]
fn what_is_told_in_an_alert_that_nobody_takes_has_one_of_its_own_in_the_end() {
    let mut floor = Floor::with(Settings {
        most_per_staff: 1,
        ..Settings::default()
    });
    floor.enter(0, 1, 0.9);
    floor.enter(0, 2, 0.9);
    floor.unattended(0, 1);
    assert_eq!(floor.waits(1_000, 2)[0].also.len(), 1);
    let late = floor.tick(121_500);
    assert!(
        late.iter()
            .any(|a| a.rev == 1 && a.visitor == Some(code(2))),
        "{late:?}"
    );
}

#[test]
fn whoever_is_just_looking_is_called_for_again_though_nothing_new_happens() {
    let mut floor = Floor::with(Settings {
        just_looking: Duration::from_mins(1),
        ..Settings::default()
    });
    floor.enter(0, 1, 0.9);
    let alert = floor.unattended(0, 1);
    let peace = (Action::Dismiss, Some("just_looking"));
    floor.tap_because(1_000, "anna", alert, peace).unwrap();
    assert!(floor.tick(60_000).is_empty());
    let again = floor.tick(61_500).remove(0);
    assert_eq!((again.rev, again.kind), (1, AlertKind::Unattended));
    assert!(
        again.id != alert && again.text.en.contains("for 2 min"),
        "{}",
        again.text.en
    );
    // Taken back, it is the old one.
    let mut floor = Floor::new();
    floor.enter(0, 1, 0.9);
    let alert = floor.unattended(0, 1);
    floor.tap_because(1_000, "anna", alert, peace).unwrap();
    floor.tap(2_000, "anna", alert, Action::Undo).unwrap();
    assert!(floor.alerts.held.is_empty());
}

#[test]
fn a_workshop_customer_waits_for_nobody_though_it_was_not_told_yet() {
    let mut floor = Floor::with(Settings {
        most_per_staff: 1,
        ..Settings::default()
    });
    floor.enter(0, 1, 0.9);
    floor.enter(0, 2, 0.9);
    floor.unattended(0, 1);
    floor.waits(1_000, 2);
    let service = EventKind::CameFor {
        purpose: Some(crate::types::Purpose::Service),
        by: Some("anna".into()),
    };
    floor.event(2_000, 2, service, 0.9);
    for s in 3..200 {
        let told = floor.tick(s * 1_000);
        assert!(told.iter().all(|a| a.visitor != Some(code(2))), "{told:?}");
    }
}

#[test]
fn a_party_is_named_and_counted_as_it_is_here() {
    let mut floor = Floor::new();
    for visit in 1..=3 {
        floor.enter(0, visit, 0.9);
    }
    let together = |with: &[u128]| EventKind::Party {
        with: with.iter().map(|v| super::visit_id(*v)).collect(),
        children: 0,
        together: true,
        sure: 0.9,
        alone_before: 0,
    };
    for (visit, with) in [(1, [2, 3]), (2, [1, 3]), (3, [1, 2])] {
        floor.event(500, visit, together(&with), 0.9);
    }
    let alert = floor.raise(1_000, 1, AlertKind::Unattended).remove(0);
    assert_eq!(alert.party, [code(2), code(3)]);
    assert!(alert.text.en.contains("3 people"), "{}", alert.text.en);
    let left = floor.leave(2_000, 2).pop().expect("a revision");
    assert_eq!((left.id, left.party), (alert.id, vec![code(3)]));
    assert!(left.text.en.contains("2 people"), "{}", left.text.en);
    // Two of them were one.
    let one = floor.merge(3_000, 3, 1).pop().expect("a revision");
    assert!(one.party.is_empty(), "{one:?}");
    assert!(!one.text.en.contains("people"), "{}", one.text.en);
}

#[test]
fn two_of_a_party_who_are_known_as_one_visitor_are_named_once_and_counted_twice() {
    let mut floor = Floor::new();
    for visit in 1..=3 {
        floor.enter(0, visit, 0.9);
    }
    let with = [2, 3].map(super::visit_id).to_vec();
    let together = EventKind::Party {
        with,
        children: 0,
        together: true,
        sure: 0.9,
        alone_before: 0,
    };
    floor.event(500, 1, together, 0.9);
    let revised = Revised {
        visitor: code(2),
        confidence: 0.9,
        past: None,
        score: 0.0,
        band: Band::Cold,
        points: std::collections::BTreeMap::new(),
    };
    let third = super::visit_id(3);
    floor.alerts.corrected(third, &revised, &super::at(600));
    let alert = floor.raise(1_000, 1, AlertKind::Unattended).remove(0);
    assert_eq!(alert.party, [code(2)]);
    assert!(alert.text.en.contains("3 people"), "{}", alert.text.en);
}
