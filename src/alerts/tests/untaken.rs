//! What needs somebody, and nobody has taken it on.

use super::Floor;
use crate::types::{Action, AlertKind};

impl Floor {
    /// Alerts, and parties who wait.
    fn untaken(&self) -> (usize, usize) {
        let untaken = self.alerts.untaken();
        (untaken.alerts, untaken.waiting)
    }
}

#[test]
fn whoever_is_left_alone_counts_until_somebody_takes_it_on() {
    let mut floor = Floor::new();
    for visit in 1..=3 {
        floor.enter(0, visit, 0.9);
    }
    // That somebody is back is an alert, and they do not wait.
    floor.raise(500, 1, AlertKind::Returning);
    assert_eq!(floor.untaken(), (1, 0));
    let alert = floor.unattended(1_000, 2);
    floor.unattended(1_500, 3);
    assert_eq!(floor.untaken(), (3, 2));
    floor.tap(2_000, "anna", alert, Action::Claim).unwrap();
    assert_eq!(floor.untaken(), (2, 1));
    floor.tap(3_000, "anna", alert, Action::Undo).unwrap();
    assert_eq!(floor.untaken(), (3, 2));
    floor.leave(4_000, 3);
    assert_eq!(floor.untaken(), (2, 1));
}
