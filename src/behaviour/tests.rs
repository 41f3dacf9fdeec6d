//! What people do, told from where they are.

use std::time::Duration;

use jiff::Timestamp;
use proptest::prelude::*;
use ulid::Ulid;

use super::{Behaviour, Place, Settings};
use crate::{
    runtime::SeededIds,
    types::{
        CameraId, Event, EventKind, FloorPoint, PresenceId, PresencePhase, PresenceUpdate, RunId,
        StaffId, Stamp, Standing, Zone, ZoneId, ZoneKind,
    },
};

const STEP_MS: u64 = 250;

fn at(ms: u64) -> Stamp {
    let start = Stamp {
        run: RunId(Ulid::from(1)),
        mono_ns: 0,
        utc: Timestamp::UNIX_EPOCH,
    };
    start.later(Duration::from_millis(ms))
}

fn presence(n: u128) -> PresenceId {
    PresenceId(Ulid::from(n))
}

/// Somebody who stands at a place of the common floor.
fn seen(ms: u64, who: u128, x: f64) -> PresenceUpdate {
    PresenceUpdate {
        stamp: at(ms),
        presence: presence(who),
        phase: PresencePhase::Seen,
        camera: CameraId::from("a"),
        last_seen: at(ms),
        zones: Vec::new(),
        standing: Some(Standing {
            at: FloorPoint::new(x, 0.0),
            common: true,
            off: 0.2,
            speed: [0.0; 2],
        }),
        height: Some(1.75),
        visitor: None,
        staff: None,
        doubt: None,
        blind: Duration::ZERO,
    }
}

fn colleague(ms: u64, x: f64) -> PresenceUpdate {
    PresenceUpdate {
        staff: Some((StaffId(Ulid::from(77)), 0.99)),
        ..seen(ms, 9, x)
    }
}

struct Floor {
    behaviour: Behaviour,
    ids: SeededIds,
    events: Vec<Event>,
}

impl Floor {
    fn new() -> Self {
        let zone = |id: &str, kind| Zone {
            id: id.into(),
            camera: "a".into(),
            kind,
            label: String::new(),
            polygon: whole_picture(),
        };
        let place = Place::new(
            &[
                zone("kona", ZoneKind::Product),
                zone("ioniq", ZoneKind::Product),
                zone("desk", ZoneKind::Desk),
            ],
            &[],
        );
        Self {
            behaviour: Behaviour::new(Settings::default(), place, &[]),
            ids: SeededIds::new(1),
            events: Vec::new(),
        }
    }

    fn tell(&mut self, update: PresenceUpdate) {
        let outcome = self.behaviour.observe(&[update], &mut self.ids);
        self.events.extend(outcome.events);
    }

    fn told(&self, of: impl Fn(&EventKind) -> bool) -> Vec<Stamp> {
        let events = self.events.iter().filter(|event| of(&event.kind));
        events.map(|event| event.stamp).collect()
    }

    fn dwelt(&self, zone: &str) -> f64 {
        let seconds = self.events.iter().map(|event| match &event.kind {
            EventKind::Dwelled {
                zone: z, added_s, ..
            } if *z == ZoneId::from(zone) => *added_s,
            _ => 0.0,
        });
        seconds.sum()
    }
}

fn whole_picture() -> crate::types::Polygon {
    let corners = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)];
    let corners = corners.map(|(x, y)| crate::types::Point::new(x, y));
    crate::types::Polygon::new(corners.to_vec()).expect("a square")
}

const IS_CONTACT: fn(&EventKind) -> bool = |kind| matches!(kind, EventKind::Contacted { .. });
const IS_ENTRY: fn(&EventKind) -> bool = |kind| matches!(kind, EventKind::Entered { .. });

#[test]
fn a_child_opens_no_visit_and_somebody_who_was_seen_half_at_first_does() {
    let mut floor = Floor::new();
    for ms in (0..6_000).step_by(STEP_MS as usize) {
        floor.tell(PresenceUpdate {
            height: Some(1.15),
            ..seen(ms, 1, 0.0)
        });
        // Behind a car, then all of them.
        let height = if ms < 3_000 { 1.2 } else { 1.7 };
        floor.tell(PresenceUpdate {
            height: Some(height),
            ..seen(ms, 2, 3.0)
        });
    }
    assert_eq!(
        floor.told(IS_ENTRY),
        [at(0)],
        "one visit, dated at its first sight"
    );
}

#[test]
fn who_stands_with_a_colleague_is_in_contact_since_they_began_and_who_is_passed_is_not() {
    let mut floor = Floor::new();
    for ms in (0..30_000).step_by(STEP_MS as usize) {
        floor.tell(seen(ms, 1, 0.0));
        floor.tell(seen(ms, 2, 8.0));
        // Walks past the one at 1.4 m a second, then stands with the other from 12 s on.
        let passed = ms as f64 / 1_000.0;
        let walking = passed < 12.0;
        let mut update = colleague(ms, if walking { -8.0 + 1.3 * passed } else { 7.0 });
        if walking {
            update.standing.as_mut().expect("placed").speed = [1.3, 0.0];
        }
        floor.tell(update);
    }
    let told = floor.told(IS_CONTACT);
    assert_eq!(told.len(), 1);
    assert_eq!(told[0], at(12_000));
    let event = floor
        .events
        .iter()
        .find(|event| IS_CONTACT(&event.kind))
        .expect("told");
    let visit = floor
        .behaviour
        .presence_of(event.visit.expect("of a visit"));
    assert_eq!(visit, Some(presence(2)));
}

#[test]
fn whoever_is_lost_at_one_car_and_found_at_another_stood_at_both_no_longer_than_they_were_hidden() {
    let mut floor = Floor::new();
    let zone = |zone: &str, update: PresenceUpdate| PresenceUpdate {
        zones: vec![zone.into()],
        ..update
    };
    for ms in (0..10_000).step_by(STEP_MS as usize) {
        floor.tell(zone("kona", seen(ms, 1, 0.0)));
    }
    for ms in (30_000..40_000).step_by(STEP_MS as usize) {
        floor.tell(zone("ioniq", seen(ms, 1, 4.0)));
    }
    floor.tell(PresenceUpdate {
        phase: PresencePhase::Gone,
        ..seen(90_000, 1, 4.0)
    });
    let (kona, ioniq) = (floor.dwelt("kona"), floor.dwelt("ioniq"));
    assert!(
        (17.0..19.0).contains(&kona) && (17.0..19.0).contains(&ioniq),
        "{kona} {ioniq}"
    );
}

#[test]
fn who_paces_at_the_desk_waits_and_who_is_served_or_only_passes_by_does_not() {
    const IS_WAIT: fn(&EventKind) -> bool = |kind| matches!(kind, EventKind::Waited { .. });
    let at_desk = |update: PresenceUpdate| PresenceUpdate {
        zones: vec!["desk".into()],
        ..update
    };
    let mut floor = Floor::new();
    for ms in (0..80_000).step_by(STEP_MS as usize) {
        // To and fro: five seconds at the desk, five beside it.
        let update = seen(ms, 1, 0.0);
        floor.tell(if ms % 10_000 < 5_000 {
            at_desk(update)
        } else {
            update
        });
        // Served from 30 s on.
        floor.tell(at_desk(seen(ms, 2, 8.0)));
        floor.tell(colleague(ms, if ms < 30_000 { 20.0 } else { 7.0 }));
        // Passes by every twenty seconds.
        let update = seen(ms, 3, 4.0);
        floor.tell(if ms % 20_000 < 3_000 {
            at_desk(update)
        } else {
            update
        });
    }
    let told: Vec<_> = floor
        .events
        .iter()
        .filter(|event| IS_WAIT(&event.kind))
        .collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0].stamp, at(0), "dated at its beginning");
    let who = told[0]
        .visit
        .and_then(|visit| floor.behaviour.presence_of(visit));
    assert_eq!(who, Some(presence(1)));
}

#[test]
fn a_visit_that_a_colleagues_presence_takes_up_ends_as_their_time_at_work() {
    let mut floor = Floor::new();
    for ms in (0..5_000).step_by(STEP_MS as usize) {
        floor.tell(seen(ms, 1, 0.0));
    }
    let absorbed = PresenceUpdate {
        phase: PresencePhase::AbsorbedBy(presence(9)),
        staff: Some((StaffId(Ulid::from(77)), 1.0)),
        ..seen(5_000, 1, 0.0)
    };
    floor.tell(absorbed);
    assert_eq!(
        floor.told(|kind| *kind == EventKind::TurnedOutStaff).len(),
        1
    );
}

proptest! {
    /// Somebody who comes by far away changes nothing of what is told of others.
    #[test]
    fn an_unrelated_person_changes_nobody_elses_events(
        steps in prop::collection::vec((0usize..3, -1.0f64..1.0), 20..120),
    ) {
        let run = |stranger: bool| {
            let mut floor = Floor::new();
            for (n, (who, x)) in steps.iter().enumerate() {
                let ms = STEP_MS * n as u64;
                match who {
                    0 => floor.tell(seen(ms, 1, *x)),
                    1 => floor.tell(PresenceUpdate { zones: vec!["kona".into()], ..seen(ms, 2, *x) }),
                    _ => floor.tell(colleague(ms, *x)),
                }
                if stranger {
                    floor.tell(seen(ms, 5, 40.0));
                }
            }
            let told = floor.events.iter().filter(|event| {
                let of = event.visit.and_then(|visit| floor.behaviour.presence_of(visit));
                of != Some(presence(5))
            });
            told.map(|event| (event.stamp, format!("{:?}", event.kind))).collect::<Vec<_>>()
        };
        prop_assert_eq!(run(false), run(true));
    }
}
