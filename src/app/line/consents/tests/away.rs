//! Visitors who stayed away, and clocks that are wrong about it.

use std::time::Duration;

use super::*;

const DAY: Duration = Duration::from_hours(24);

impl House {
    /// All that is known of visitors goes when they stayed away for so many days.
    fn keep_for(&mut self, days: u32) {
        self.line.settings.history = Some(DAY * days);
    }

    /// Whom the store knows at all.
    fn known(&self) -> BTreeSet<VisitorId> {
        let start = self.store.load().unwrap();
        let named = start.visitors.iter().map(|visitor| visitor.id);
        let visits = start.visits.iter().map(|visit| visit.visitor);
        let events = start.events.iter().map(|event| event.visitor);
        let all = named.chain(visits).chain(events);
        all.map(|visitor| self.line.today(visitor)).collect()
    }
}

#[test]
fn who_stayed_away_is_let_go_of_wholly_and_who_came_since_stays() {
    let mut house = House::new(Recognition::All);
    house.keep_for(30);
    let first = house.visits(7, Place::Car);
    house.sleep(20);
    let second = house.visits(8, Place::Car);
    assert_eq!(house.known(), [first, second].into());
    house.sleep(20);
    house.wait(5);
    assert_eq!(house.known(), [second].into());
    assert_eq!(house.kept(), [second].into());
    assert_eq!(house.line.identity.templates_of(first), 0);
    assert!(house.line.code(first).is_none());
    assert_eq!(
        house.store.load().unwrap().erased.len(),
        1,
        "nobody else is given the code"
    );
    // A start anew knows the same.
    house.restart();
    assert_eq!(house.known(), [second].into());
    assert_ne!(house.visits(7, Place::Car), first);
}

#[test]
fn who_has_a_consent_stays_until_it_ends() {
    let mut house = House::new(Recognition::OptIn);
    house.stand(7, Place::Car, 40);
    house.keep_for(30);
    let first = house.visitor();
    assert!(house.consent().1.done);
    house.leave();
    house.sleep(100);
    house.wait(5);
    assert_eq!(
        (house.known(), house.kept()),
        ([first].into(), [first].into())
    );
    house.sleep(300);
    house.wait(5);
    house.sleep(1);
    house.wait(5);
    assert_eq!((house.known(), house.kept()), ([].into(), [].into()));
}

#[test]
fn a_clock_that_is_ten_years_ahead_for_a_while_deletes_nothing() {
    let mut house = House::new(Recognition::All);
    house.keep_for(30);
    house.line.settings.retention = Some(DAY * 30);
    let first = house.visits(7, Place::Car);
    house.sleep(2);
    house.wait(2);
    let ahead = (3_650 * DAY_MS).cast_signed();
    house.behind = -ahead;
    house.wait(60);
    house.behind = 0;
    house.wait(60);
    house.sleep(2);
    house.wait(5);
    assert_eq!(
        (house.known(), house.kept()),
        ([first].into(), [first].into())
    );
    // Set back for good, it is time all the same.
    house.behind = ahead;
    house.wait(5);
    house.sleep(31);
    house.wait(5);
    house.sleep(1);
    house.wait(5);
    assert_eq!((house.known(), house.kept()), ([].into(), [].into()));
}
