//! Whom an alert asks, and for how long it is waited for them.

use std::time::Duration;

use super::{Floor, at, standing};
use crate::{
    alerts::Settings,
    types::{Action, Alert, AlertState, EventKind, Priority, ShiftAction, ShiftTap, StaffState},
};

impl Floor {
    fn shift(&mut self, ms: u64, user: &str, action: ShiftAction) {
        self.alerts.shift(&ShiftTap {
            stamp: at(ms),
            user: user.into(),
            action,
        });
    }

    /// Somebody comes back who knows this colleague.
    fn known_to(&mut self, ms: u64, visit: u128, user: &str) -> Vec<Alert> {
        let returned = EventKind::Returned {
            visits_before: 1,
            last_visit: at(0).utc,
            days_since: 2,
            looked_at: Vec::new(),
            looked_after_by: Some(user.into()),
            spoke_before: true,
        };
        self.event(ms, visit, returned, 0.9)
    }

    fn free(&self) -> Vec<String> {
        let staff = self.alerts.staff().into_iter();
        let free = staff.filter(|view| view.state == StaffState::Free);
        free.map(|view| view.user).collect()
    }
}

#[test]
fn who_knows_them_is_asked_first_then_whoever_is_free_then_everyone() {
    let mut floor = Floor::with(Settings::default());
    for user in ["anna", "ben", "cleo", "dora"] {
        floor.shift(0, user, ShiftAction::Start);
    }
    floor.shift(0, "dora", ShiftAction::Busy);
    floor.enter(0, 1, 0.9);
    floor.enter(0, 2, 0.9);
    // Cleo is on her way to somebody else.
    let other = floor.unattended(500, 2);
    floor.tap(900, "cleo", other, Action::Claim).unwrap();
    let first = floor.known_to(1_000, 1, "ben").remove(0);
    assert_eq!(first.for_staff, ["ben"]);
    assert!(floor.tick(30_000).is_empty());
    let second = floor.tick(31_000).remove(0);
    assert_eq!(second.for_staff, ["ben", "anna"]);
    assert_eq!(second.state, AlertState::Open);
    let third = floor.tick(121_000).remove(0);
    assert_eq!(third.state, AlertState::Escalated);
    assert_eq!(third.priority, Priority::High);
    assert!(third.for_staff.is_empty());
    assert!(
        third.text.en.contains("no colleague there yet"),
        "{}",
        third.text.en
    );
    // A claim that is taken back leaves it as urgent as it was.
    floor.tap(122_000, "anna", first.id, Action::Claim).unwrap();
    let undone = floor.tap(123_000, "anna", first.id, Action::Undo).unwrap();
    assert_eq!(standing(&undone), [(AlertState::Escalated, None)]);
}

#[test]
fn whoever_knows_them_is_not_waited_for_where_they_are_not_there_or_busy() {
    for (absent, expected) in [(true, vec!["anna"]), (false, vec!["anna"])] {
        let mut floor = Floor::with(Settings::default());
        floor.shift(0, "anna", ShiftAction::Start);
        floor.shift(0, "ben", ShiftAction::Start);
        let away = if absent {
            ShiftAction::End
        } else {
            ShiftAction::Busy
        };
        floor.shift(1, "ben", away);
        floor.enter(0, 1, 0.9);
        assert_eq!(floor.known_to(1_000, 1, "ben")[0].for_staff, expected);
    }
    // Nobody is free: everyone is asked.
    let mut floor = Floor::with(Settings::default());
    floor.shift(0, "anna", ShiftAction::Busy);
    floor.enter(0, 1, 0.9);
    assert!(floor.known_to(1_000, 1, "anna")[0].for_staff.is_empty());
}

#[test]
fn without_shifts_whoever_knows_them_is_asked_first_and_then_everyone() {
    let mut floor = Floor::with(Settings::default());
    floor.enter(0, 1, 0.9);
    assert_eq!(floor.known_to(1_000, 1, "ben")[0].for_staff, ["ben"]);
    assert!(floor.tick(31_000)[0].for_staff.is_empty());
    floor.enter(40_000, 2, 0.9);
    assert!(
        floor.raise(40_000, 2, super::AlertKind::Unattended)[0]
            .for_staff
            .is_empty()
    );
}

#[test]
fn whoever_is_with_a_visitor_is_busy_until_the_contact_is_over() {
    let mut floor = Floor::with(Settings::default());
    floor.shift(0, "anna", ShiftAction::Start);
    floor.shift(0, "ben", ShiftAction::Start);
    floor.enter(0, 1, 0.9);
    let alert = floor.unattended(0, 1);
    assert_eq!(floor.free(), ["anna", "ben"]);
    floor.tap(1_000, "anna", alert, Action::Claim).unwrap();
    assert_eq!(floor.free(), ["ben"], "on her way");
    let met = EventKind::contacted(EventKind::A_COLLEAGUE);
    floor.event(10_000, 1, met, 0.9);
    assert_eq!(floor.free(), ["ben"], "with them");
    floor.event(90_000, 1, EventKind::ContactEnded { for_s: 80.0 }, 0.9);
    assert_eq!(floor.free(), ["anna", "ben"]);
}

#[test]
fn a_claim_that_no_contact_confirms_does_not_hold_for_ever() {
    let mut floor = Floor::with(Settings {
        claim_holds: Duration::from_mins(1),
        ..Settings::default()
    });
    floor.enter(0, 1, 0.9);
    let alert = floor.unattended(0, 1);
    floor.tap(1_000, "anna", alert, Action::Claim).unwrap();
    assert!(floor.tick(60_000).is_empty());
    let lapsed = floor.tick(61_000);
    assert_eq!(standing(&lapsed), [(AlertState::Escalated, None)]);
    let again = floor.tap(62_000, "ben", alert, Action::Claim).unwrap();
    assert_eq!(standing(&again), [(AlertState::Claimed, Some("ben"))]);
}

#[test]
fn a_shift_that_nobody_ended_ends_by_itself() {
    let mut floor = Floor::with(Settings::default());
    floor.shift(0, "anna", ShiftAction::Start);
    let hours = |h: u64| h * 3_600_000;
    let ended = |floor: &mut Floor, ms| floor.alerts.tick(&at(ms), &mut floor.ids).ended_shifts;
    assert!(ended(&mut floor, hours(13)).is_empty());
    assert_eq!(ended(&mut floor, hours(14)), ["anna"]);
    assert!(floor.alerts.staff().is_empty());
}

#[test]
fn who_knows_them_and_has_had_enough_is_not_waited_for_while_others_have_room() {
    let mut floor = Floor::with(Settings {
        most_per_staff: 1,
        ..Settings::default()
    });
    floor.shift(0, "anna", ShiftAction::Start);
    floor.shift(0, "ben", ShiftAction::Start);
    for visit in 1..=2 {
        floor.enter(0, visit, 0.9);
    }
    assert_eq!(floor.known_to(0, 1, "anna")[0].for_staff, ["anna"]);
    let second = floor.known_to(1_000, 2, "anna").remove(0);
    assert_eq!((second.rev, second.for_staff), (1, vec!["ben".to_owned()]));
}

#[test]
fn what_comes_back_from_a_snooze_asks_others_as_a_new_one_would() {
    let mut floor = Floor::with(Settings {
        snooze_for: Duration::from_mins(1),
        ..Settings::default()
    });
    floor.shift(0, "anna", ShiftAction::Start);
    floor.shift(0, "ben", ShiftAction::Start);
    floor.enter(0, 1, 0.9);
    let alert = floor.known_to(0, 1, "ben").remove(0).id;
    floor.tap(5_000, "ben", alert, Action::Snooze).unwrap();
    assert_eq!(floor.tick(65_000)[0].for_staff, ["ben"]);
    assert_eq!(floor.tick(95_500)[0].for_staff, ["ben", "anna"]);
}

#[test]
fn a_claimed_camera_keeps_nobody_from_visitors() {
    let mut floor = Floor::with(Settings::default());
    floor.shift(0, "anna", ShiftAction::Start);
    floor.camera(0, crate::types::CameraState::Unreachable);
    let camera = floor.tick(5_000).remove(0).id;
    floor.tap(6_000, "anna", camera, Action::Claim).unwrap();
    assert_eq!(floor.free(), ["anna"]);
}

#[test]
fn a_contact_in_a_visit_that_is_a_part_of_another_ends_with_that() {
    let mut floor = Floor::with(Settings::default());
    floor.shift(0, "anna", ShiftAction::Start);
    floor.enter(0, 1, 0.9);
    floor.enter(0, 2, 0.9);
    let alert = floor.unattended(0, 2);
    floor.tap(1_000, "anna", alert, Action::Contacted).unwrap();
    floor.merge(2_000, 2, 1);
    assert!(floor.free().is_empty());
    floor.event(9_000, 1, EventKind::ContactEnded { for_s: 8.0 }, 0.9);
    assert_eq!(floor.free(), ["anna"]);
}

#[test]
fn a_dismissal_is_not_taken_back_where_they_are_called_for_again() {
    let mut floor = Floor::with(Settings::default());
    floor.enter(0, 1, 0.9);
    let alert = floor.unattended(0, 1);
    floor.tap(1_000, "anna", alert, Action::Dismiss).unwrap();
    let waited = EventKind::Waited {
        zone: "desk".into(),
        for_s: 45.0,
    };
    assert_eq!(floor.event(2_000, 1, waited, 0.9).len(), 1);
    let undo = floor.tap(3_000, "anna", alert, Action::Undo);
    assert_eq!(undo, Err(super::Refusal::CalledAgain));
}
