//! What people do, told from where they are.

use std::{collections::BTreeMap, time::Duration};

use jiff::Timestamp;
use proptest::prelude::*;
use ulid::Ulid;

use super::{Behaviour, Place, Settings};
use crate::{
    runtime::SeededIds,
    types::{
        CameraId, Event, EventKind, FloorPoint, Impatience, PresenceId, PresencePhase,
        PresenceUpdate, Purpose, RunId, Side, StaffId, Stamp, Standing, Zone, ZoneId, ZoneKind,
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
            facing: None,
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
                zone("workshop", ZoneKind::Service),
                zone("door", ZoneKind::Entrance),
            ],
            &[],
        );
        Self {
            behaviour: Behaviour::new(Settings::default(), place, BTreeMap::new(), &[]),
            ids: SeededIds::new(1),
            events: Vec::new(),
        }
    }

    #[allow(
        clippy::needless_pass_by_value,
        reason = "so that it reads as a report"
    )]
    fn tell(&mut self, update: PresenceUpdate) {
        let outcome =
            self.behaviour
                .observe(std::slice::from_ref(&update), &update.stamp, &mut self.ids);
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
fn who_paces_at_the_desk_waits_and_who_is_served_passes_by_or_may_work_there_does_not() {
    const IS_WAIT: fn(&EventKind) -> bool = |kind| matches!(kind, EventKind::Waited { .. });
    let at_desk = |update: PresenceUpdate| PresenceUpdate {
        zones: vec!["desk".into()],
        ..update
    };
    let mut floor = Floor::new();
    // At the desk since before the first picture: they work there, as far as anybody knows.
    floor.tell(at_desk(seen(0, 4, 12.0)));
    for ms in (5_000..8_000).step_by(STEP_MS as usize) {
        for (who, x) in [(1, 0.0), (2, 8.0), (3, 4.0)] {
            floor.tell(in_zone("door", seen(ms, who, x)));
        }
    }
    for ms in (10_000..90_000).step_by(STEP_MS as usize) {
        floor.tell(at_desk(seen(ms, 4, 12.0)));
        // To and fro: five seconds at the desk, five beside it.
        let update = seen(ms, 1, 0.0);
        floor.tell(if ms % 10_000 < 5_000 {
            at_desk(update)
        } else {
            update
        });
        // Served from 40 s on.
        floor.tell(at_desk(seen(ms, 2, 8.0)));
        floor.tell(colleague(ms, if ms < 40_000 { 20.0 } else { 7.0 }));
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
    assert_eq!(told[0].stamp, at(10_000), "dated at its beginning");
    let who = told[0]
        .visit
        .and_then(|visit| floor.behaviour.presence_of(visit));
    assert_eq!(who, Some(presence(1)));
}

const IS_PARTY: fn(&EventKind) -> bool = |kind| matches!(kind, EventKind::Party { .. });
const IS_UNATTENDED: fn(&EventKind) -> bool = |kind| matches!(kind, EventKind::Unattended { .. });

fn in_zone(zone: &str, update: PresenceUpdate) -> PresenceUpdate {
    PresenceUpdate {
        zones: vec![zone.into()],
        ..update
    }
}

/// On the way, metres a second along x.
fn on_the_way(speed: f64, mut update: PresenceUpdate) -> PresenceUpdate {
    update.standing.as_mut().expect("placed").speed = [speed, 0.0];
    update
}

/// Two who come in side by side, walk to a car and stand at it; and one who came a minute before and stands there, too.
fn couple_and_stranger(floor: &mut Floor, until_ms: u64) {
    for ms in (0..until_ms).step_by(STEP_MS as usize) {
        floor.tell(in_zone("kona", seen(ms, 7, 13.5)));
        let Some(since) = ms.checked_sub(60_000) else {
            continue;
        };
        let walked = (since as f64 / 1_000.0).min(8.0);
        for (who, beside) in [(1, 0.0), (2, 0.8)] {
            let update = seen(ms, who, walked + beside + 2.0);
            floor.tell(match walked {
                _ if walked < 1.0 => in_zone("door", on_the_way(1.0, update)),
                _ if walked < 8.0 => on_the_way(1.0, update),
                _ => in_zone("kona", update),
            });
        }
    }
}

#[test]
fn who_comes_in_and_walks_together_is_a_party_and_who_stands_at_the_same_car_is_not_of_it() {
    let mut floor = Floor::new();
    couple_and_stranger(&mut floor, 90_000);
    let told: Vec<_> = floor
        .events
        .iter()
        .filter(|event| IS_PARTY(&event.kind))
        .collect();
    let of = |visit| floor.behaviour.presence_of(visit).expect("of somebody");
    let mut who: Vec<_> = told
        .iter()
        .map(|e| of(e.visit.expect("of a visit")))
        .collect();
    who.sort_unstable();
    assert_eq!(who, [presence(1), presence(2)], "once for each of the two");
    for event in told {
        let EventKind::Party {
            with,
            together,
            sure,
            ..
        } = &event.kind
        else {
            unreachable!()
        };
        assert_eq!((with.len(), *together), (1, true));
        assert!(*sure > 0.75, "{sure}");
        assert!(
            event.stamp.mono_ns < at(70_000).mono_ns,
            "{:?}",
            event.stamp
        );
    }
}

#[test]
fn a_party_is_left_alone_once_and_a_contact_with_one_is_one_with_all() {
    let calls = |greeted: bool| {
        let mut floor = Floor::new();
        couple_and_stranger(&mut floor, 80_000);
        for ms in (80_000..300_000).step_by(STEP_MS as usize) {
            floor.tell(in_zone("kona", seen(ms, 1, 10.0)));
            floor.tell(in_zone("kona", seen(ms, 2, 10.8)));
            if greeted && ms < 100_000 {
                floor.tell(colleague(ms, 9.0));
            }
        }
        floor.told(IS_UNATTENDED).len()
    };
    // The stranger leaves before the time is up.
    assert_eq!((calls(false), calls(true)), (1, 0));
}

#[test]
fn first_they_look_round_in_peace_then_an_approach_is_welcome_then_it_is_late() {
    let mut floor = Floor::new();
    for ms in (0..200_000).step_by(STEP_MS as usize) {
        floor.tell(in_zone("kona", seen(ms, 1, 0.0)));
    }
    let welcome = floor.told(|kind| matches!(kind, EventKind::Approachable { .. }));
    assert_eq!(
        (welcome, floor.told(IS_UNATTENDED)),
        (vec![at(45_000)], vec![at(180_000)])
    );
}

#[test]
fn who_goes_up_to_whom_and_how_long_they_spoke_is_told() {
    let mut floor = Floor::new();
    for ms in (0..40_000).step_by(STEP_MS as usize) {
        let s = ms as f64 / 1_000.0;
        floor.tell(seen(ms, 1, 0.0));
        // A colleague comes at 8 s, stands with them until 30 s, and goes.
        let at_m = if s < 30.0 {
            (9.2 - 1.1 * s).max(1.0)
        } else {
            1.0 + (s - 30.0)
        };
        let update = colleague(ms, at_m);
        let walks = !(7.5..30.0).contains(&s);
        floor.tell(if walks {
            on_the_way(1.0, update)
        } else {
            update
        });
    }
    let contact = floor.events.iter().find_map(|event| match &event.kind {
        EventKind::Contacted {
            began,
            after_entry_s,
            ..
        } => Some((*began, *after_entry_s)),
        _ => None,
    });
    assert_eq!(contact, Some((Some(Side::Colleague), Some(7.5))));
    let lasted = floor.events.iter().find_map(|event| match event.kind {
        EventKind::ContactEnded { for_s } => Some(for_s),
        _ => None,
    });
    assert_eq!(lasted, Some(22.5));
}

#[test]
fn whoever_waits_beside_somebody_who_is_served_is_not_served() {
    let mut floor = Floor::new();
    for ms in (0..30_000).step_by(STEP_MS as usize) {
        floor.tell(colleague(ms, 0.0));
        floor.tell(seen(ms, 1, 0.8));
        if ms > 8_000 {
            floor.tell(seen(ms, 2, 1.5));
        }
    }
    assert_eq!(floor.told(IS_CONTACT), [at(0)]);
}

#[test]
fn who_has_their_back_to_somebody_does_not_speak_with_them() {
    let facing = |direction: [f64; 2], mut update: PresenceUpdate| {
        update.standing.as_mut().expect("placed").facing = Some(direction);
        update
    };
    let mut floor = Floor::new();
    for ms in (0..40_000).step_by(STEP_MS as usize) {
        // Turns round after 20 s.
        let way = if ms < 20_000 { -1.0 } else { 1.0 };
        floor.tell(facing([way, 0.0], colleague(ms, 0.0)));
        floor.tell(facing([0.0, 1.0], seen(ms, 1, 1.0)));
    }
    assert_eq!(floor.told(IS_CONTACT), [at(20_000)]);
}

#[test]
fn a_service_customer_at_the_desk_calls_nobody_and_says_why() {
    let mut floor = Floor::new();
    for ms in (0..10_000).step_by(STEP_MS as usize) {
        floor.tell(in_zone("workshop", seen(ms, 1, 0.0)));
    }
    for ms in (10_000..120_000).step_by(STEP_MS as usize) {
        floor.tell(in_zone("desk", seen(ms, 1, 3.0)));
    }
    let purpose = Some(Purpose::Service);
    let came_for = EventKind::CameFor { purpose, by: None };
    assert_eq!(floor.told(|kind| *kind == came_for), [at(0)]);
    assert!(
        floor
            .told(|kind| matches!(kind, EventKind::Waited { .. }))
            .is_empty()
    );
}

#[test]
fn patience_ends_with_pacing_with_coming_back_to_the_desk_and_on_the_way_out() {
    let mut floor = Floor::new();
    let signs = |floor: &Floor| -> Vec<Impatience> {
        let signs = floor.events.iter().filter_map(|event| match event.kind {
            EventKind::Impatient { sign, .. } => Some(sign),
            _ => None,
        });
        signs.collect()
    };
    for ms in (0..60_000).step_by(STEP_MS as usize) {
        // To and fro before the desk, a metre and a half.
        let phase = (ms % 6_000) as f64 / 3_000.0;
        let x = 1.5 * if phase < 1.0 { phase } else { 2.0 - phase };
        floor.tell(in_zone("desk", seen(ms, 1, x)));
    }
    assert_eq!(signs(&floor), [Impatience::Pacing]);
    for ms in (60_000..80_000).step_by(STEP_MS as usize) {
        floor.tell(seen(ms, 1, 6.0));
    }
    for ms in (80_000..90_000).step_by(STEP_MS as usize) {
        floor.tell(in_zone("desk", seen(ms, 1, 0.0)));
    }
    assert_eq!(signs(&floor)[1..], [Impatience::BackAtTheDesk]);
    floor.tell(in_zone("door", on_the_way(-1.2, seen(92_000, 1, -4.0))));
    assert_eq!(
        signs(&floor).len(),
        2,
        "ten seconds at the desk are no wait"
    );
    for ms in (93_000..140_000).step_by(STEP_MS as usize) {
        floor.tell(in_zone("desk", seen(ms, 1, 0.0)));
    }
    floor.tell(in_zone("door", on_the_way(-1.2, seen(142_000, 1, -4.0))));
    assert_eq!(signs(&floor)[2..], [Impatience::Leaving]);
}

#[test]
fn who_comes_into_sight_inside_is_a_visitor_later_than_who_comes_in_by_the_door() {
    let mut floor = Floor::new();
    floor.tell(colleague(0, 30.0));
    let entered = |floor: &Floor| floor.told(IS_ENTRY).len();
    for ms in (5_000..9_000).step_by(STEP_MS as usize) {
        floor.tell(in_zone("door", seen(ms, 1, 0.0)));
        floor.tell(seen(ms, 2, 9.0));
    }
    assert_eq!(entered(&floor), 1, "the one at the door");
    for ms in (9_000..14_000).step_by(STEP_MS as usize) {
        floor.tell(seen(ms, 2, 9.0));
    }
    assert_eq!(entered(&floor), 2, "whoever was not missed is somebody");
    assert_eq!(floor.told(IS_ENTRY)[1], at(5_000), "since they were seen");
}

#[test]
fn a_visit_that_turns_out_to_be_a_childs_was_none() {
    let mut floor = Floor::new();
    for ms in (0..12_000).step_by(STEP_MS as usize) {
        let height = (ms >= 9_000).then_some(1.1);
        floor.tell(PresenceUpdate {
            height,
            ..seen(ms, 1, 0.0)
        });
    }
    assert_eq!(
        floor.told(IS_ENTRY).len(),
        1,
        "waited for, then taken for a visitor"
    );
    assert_eq!(
        floor.told(|kind| *kind == EventKind::TurnedOutChild),
        [at(9_000)]
    );
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

/// Whatever three visitors and a colleague do on a line of some metres: a step each, quarter of a second by quarter.
fn any_day() -> impl Strategy<Value = Vec<[(f64, usize); 4]>> {
    let step = || (-0.5f64..0.5, 0usize..5);
    prop::collection::vec([step(), step(), step(), step()], 40..400)
}

/// Plays such a day, until all have left.
fn play(day: &[[(f64, usize); 4]]) -> Floor {
    const ZONES: [&str; 5] = ["kona", "ioniq", "desk", "door", ""];
    let mut floor = Floor::new();
    let mut places = [0.0f64, 1.0, 4.0, 2.0];
    for (n, steps) in day.iter().enumerate() {
        let ms = STEP_MS * n as u64;
        let mut updates = Vec::new();
        for (who, (step, zone)) in steps.iter().enumerate() {
            places[who] = (places[who] + step).clamp(-6.0, 6.0);
            // Zones are held for some seconds.
            let zone = ZONES[(zone + n / 20) % 5 * usize::from(n % 20 != 7)];
            let update = if who == 3 {
                colleague(ms, places[who])
            } else {
                seen(ms, who as u128 + 1, places[who])
            };
            updates.push(if zone.is_empty() {
                update
            } else {
                in_zone(zone, update)
            });
        }
        for update in updates {
            floor.tell(update);
        }
    }
    for who in [1, 2, 3] {
        let ms = STEP_MS * day.len() as u64 + 60_000;
        let last = STEP_MS * (day.len() as u64 - 1);
        floor.tell(PresenceUpdate {
            phase: PresencePhase::Gone,
            last_seen: at(last),
            ..seen(ms, who, 0.0)
        });
    }
    floor
}

proptest! {
    /// Nobody is longer in a zone, or in all of them, than in the building; nor longer in contact with a colleague.
    #[test]
    fn time_in_zones_and_in_contact_never_exceeds_time_in_the_building(day in any_day()) {
        let floor = play(&day);
        let mut here: BTreeMap<_, (f64, f64, f64)> = BTreeMap::new();
        for event in &floor.events {
            let sums = here.entry(event.visit).or_default();
            match event.kind {
                EventKind::Dwelled { added_s, .. } => sums.0 += added_s,
                EventKind::ContactEnded { for_s } => sums.1 += for_s,
                EventKind::Left { duration_s, .. } => sums.2 = duration_s,
                _ => {}
            }
        }
        for (zones, contact, building) in here.into_values() {
            prop_assert!(zones <= building + 1e-6, "{zones} of {building}");
            prop_assert!(contact <= building + 1e-6, "{contact} of {building}");
        }
    }

    /// Were the colleague the visitor and the visitor the colleague, they would be in contact at the same times.
    #[test]
    fn contact_is_symmetric(steps in prop::collection::vec((-0.4f64..0.4, -0.4f64..0.4), 40..400)) {
        let contacts = |changed: bool| {
            let mut floor = Floor::new();
            let mut places = [0.0, 1.0];
            for (n, (a, b)) in steps.iter().enumerate() {
                places = [places[0] + a, places[1] + b];
                let ms = STEP_MS * n as u64;
                if changed {
                    floor.tell(colleague(ms, places[0]));
                    floor.tell(seen(ms, 1, places[1]));
                } else {
                    floor.tell(seen(ms, 1, places[0]));
                    floor.tell(colleague(ms, places[1]));
                }
            }
            let ended = |kind: &EventKind| matches!(kind, EventKind::ContactEnded { .. });
            (floor.told(IS_CONTACT), floor.told(ended))
        };
        prop_assert_eq!(contacts(false), contacts(true));
    }
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
            let told = told.map(|event| match &event.kind {
                // Ids are drawn one after another.
                EventKind::Party { with, .. } => {
                    let with = with.iter().map(|visit| floor.behaviour.presence_of(*visit));
                    (event.stamp, format!("party with {:?}", with.collect::<Vec<_>>()))
                }
                kind => (event.stamp, format!("{kind:?}")),
            });
            told.collect::<Vec<_>>()
        };
        prop_assert_eq!(run(false), run(true));
    }
}
