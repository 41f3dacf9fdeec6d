//! The appliance's own alert: a disk that fills.

use super::{Floor, at};
use crate::types::{Action, Alert, AlertKind, AlertState, Room};

impl Floor {
    fn room(&mut self, ms: u64, room: Room) -> Vec<Alert> {
        self.alerts.room(room, &at(ms))
    }
}

#[test]
fn a_disk_that_fills_has_one_alert_until_there_is_room_again() {
    let mut floor = Floor::new();
    assert!(floor.tick(1_000).is_empty());
    floor.room(2_000, Room::Low);
    let raised = floor.tick(3_000);
    let [alert] = &raised[..] else {
        panic!("one alert: {raised:?}");
    };
    assert_eq!(
        (alert.kind, alert.visitor.clone()),
        (AlertKind::Appliance, None)
    );
    assert!(
        alert
            .text
            .en
            .starts_with("Appliance: its disk is filling up."),
        "{}",
        alert.text.en
    );
    // It does not expire.
    assert!(floor.tick(600_000).is_empty());
    let better = floor.room(601_000, Room::Enough);
    assert_eq!(
        (better[0].id, better[0].state),
        (alert.id, AlertState::Closed)
    );
    assert_eq!(
        better[0].text.en,
        "The appliance has room on its disk again."
    );
    floor.room(700_000, Room::Low);
    assert_eq!(floor.tick(701_000).len(), 1, "it fills again");
    assert_eq!(floor.alerts.close(&at(800_000)).len(), 1);
}

#[test]
fn whoever_took_it_on_or_dismissed_it_is_called_again_when_it_gets_worse() {
    for action in [Action::Claim, Action::Snooze] {
        let mut floor = Floor::new();
        floor.room(0, Room::Low);
        let alert = floor.tick(1_000).remove(0);
        floor.tap(2_000, "ben", alert.id, action).unwrap();
        let worse = floor.room(3_000, Room::Critical);
        assert_eq!(
            (worse[0].id, worse[0].state),
            (alert.id, AlertState::Open),
            "{action:?}"
        );
        assert_eq!(worse[0].by, None);
        floor.tap(4_000, "ben", alert.id, Action::Claim).unwrap();
        let better = floor.room(5_000, Room::Scarce);
        assert_eq!(
            better[0].state,
            AlertState::Claimed,
            "less bad is nobody else's business"
        );
    }
    let mut floor = Floor::new();
    floor.room(0, Room::Low);
    let alert = floor.tick(1_000).remove(0);
    floor.tap(2_000, "ben", alert.id, Action::Dismiss).unwrap();
    assert!(floor.tick(3_000).is_empty(), "they know");
    floor.room(4_000, Room::Full);
    let again = floor.tick(5_000).remove(0);
    assert_ne!(again.id, alert.id);
    assert!(
        floor.tap(5_500, "ben", alert.id, Action::Undo).is_err(),
        "there is one already"
    );
}

#[test]
fn a_dismissal_is_not_taken_back_once_there_is_room() {
    let mut floor = Floor::new();
    floor.room(0, Room::Low);
    let alert = floor.tick(1_000).remove(0);
    floor.tap(2_000, "ben", alert.id, Action::Dismiss).unwrap();
    floor.room(3_000, Room::Enough);
    assert!(floor.tap(4_000, "ben", alert.id, Action::Undo).is_err());
}
