//! Made-up tracks and answers.

mod clothes;
mod places;
mod room;

use std::time::Duration;

use jiff::Timestamp;
use ulid::Ulid;

use super::{FloorPlan, Presence, Settings, ZoneMap};
use crate::{
    runtime::SeededIds,
    types::{
        BBox, CameraId, CameraState, IdentityAnswer, IdentityChange, PresenceId, PresencePhase,
        PresenceUpdate, RunId, Stamp, TrackId, TrackPhase, TrackUpdate, VisitorId,
    },
};

struct Floor {
    presence: Presence,
    ids: SeededIds,
}

fn at(ms: u64) -> Stamp {
    let start = Stamp {
        run: RunId(Ulid::from(1u128)),
        mono_ns: 0,
        utc: Timestamp::UNIX_EPOCH,
    };
    start.later(Duration::from_millis(ms))
}

fn track(ms: u64, camera: &str, track: u128, phase: TrackPhase) -> TrackUpdate {
    TrackUpdate {
        stamp: at(ms),
        camera: CameraId::from(camera),
        track: TrackId(Ulid::from(track)),
        since: at(ms),
        phase,
        bbox: BBox::new(0.0, 0.0, 10.0, 30.0),
        picture: (100, 100),
        face: None,
        appearance: None,
    }
}

fn visitor(n: u128) -> VisitorId {
    VisitorId(Ulid::from(n))
}

impl Floor {
    fn new() -> Self {
        Self {
            presence: Presence::new(
                Settings::default(),
                ZoneMap::default(),
                FloorPlan::default(),
            ),
            ids: SeededIds::new(1),
        }
    }

    fn see(&mut self, ms: u64, camera: &str, number: u128) -> Vec<PresenceUpdate> {
        let update = track(ms, camera, number, TrackPhase::Seen);
        self.presence.observe(&[update], &[], &mut self.ids)
    }

    fn identify(&mut self, ms: u64, number: u128, who: u128) -> Vec<PresenceUpdate> {
        let answer = IdentityChange {
            stamp: at(ms),
            track: TrackId(Ulid::from(number)),
            answer: IdentityAnswer::Same(visitor(who)),
            cause: crate::types::Cause::Evidence,
            confidence: 0.9,
        };
        self.presence.observe(&[], &[answer], &mut self.ids)
    }

    fn end(&mut self, ms: u64, number: u128) {
        let update = track(ms, "a", number, TrackPhase::Ended);
        self.presence.observe(&[update], &[], &mut self.ids);
    }
}

fn only(updates: &[PresenceUpdate]) -> PresenceId {
    assert_eq!(updates.len(), 1, "{updates:?}");
    updates[0].presence
}

#[test]
fn a_person_hidden_for_a_while_goes_on_being_the_same_presence() {
    let mut floor = Floor::new();
    let first = only(&floor.see(0, "a", 1));
    floor.identify(500, 1, 7);
    floor.end(3000, 1);
    let back = only(&floor.see(20_000, "a", 2));
    let taken_up = floor.identify(20_500, 2, 7);
    assert_eq!(only(&taken_up), back);
    assert_eq!(taken_up[0].phase, PresencePhase::AbsorbedBy(first));
    assert_eq!(only(&floor.see(21_000, "a", 2)), first);
}

#[test]
fn two_who_are_in_one_picture_never_become_one() {
    let mut floor = Floor::new();
    let one = only(&floor.see(0, "a", 1));
    floor.identify(500, 1, 7);
    floor.see(400, "a", 2);
    let both = [1, 2].map(|number| track(900, "a", number, TrackPhase::Seen));
    let told = floor.presence.observe(&both, &[], &mut floor.ids);
    let two = told[1].presence;
    assert_ne!(one, two);
    assert!(floor.identify(1000, 2, 7).is_empty());
    let update = floor.see(1100, "a", 2);
    assert_eq!((update[0].presence, update[0].visitor), (two, None));
}

#[test]
fn one_person_in_two_cameras_is_one_presence_whose_time_never_runs_back() {
    let mut floor = Floor::new();
    let first = only(&floor.see(1000, "a", 1));
    floor.identify(1000, 1, 7);
    floor.see(1000, "b", 2);
    floor.identify(1000, 2, 7);
    assert_eq!(only(&floor.see(2000, "a", 1)), first);
    assert!(
        floor.see(1900, "b", 2).is_empty(),
        "camera b is a little late"
    );
    assert_eq!(only(&floor.see(2100, "b", 2)), first);
}

#[test]
fn a_track_that_goes_over_to_somebody_else_leaves_the_presence_and_nobody_is_renamed() {
    let mut floor = Floor::new();
    let first = only(&floor.see(0, "a", 1));
    floor.identify(500, 1, 7);
    assert!(floor.identify(5000, 1, 8).is_empty());
    let now = floor.see(5100, "a", 1);
    assert_ne!(now[0].presence, first);
    assert_eq!(now[0].visitor, Some((visitor(8), 0.9)));
    let gone = floor.presence.tick(&at(60_000));
    let first = gone.iter().find(|p| p.presence == first).unwrap();
    assert_eq!(first.visitor, Some((visitor(7), 0.9)));
    assert_eq!(first.phase, PresencePhase::Gone);
    assert!(floor.presence.holds(visitor(8)) && !floor.presence.holds(visitor(7)));
}

#[test]
fn nobody_is_gone_while_a_track_still_looks_for_them_and_nothing_is_left_afterwards() {
    let mut floor = Floor::new();
    floor.see(0, "a", 1);
    let coasting = track(1000, "a", 1, TrackPhase::Coasting);
    floor.presence.observe(&[coasting], &[], &mut floor.ids);
    let unseen = floor.presence.tick(&at(50_000));
    assert_eq!(unseen[0].phase, PresencePhase::Unseen);
    floor.end(50_001, 1);
    let gone = floor.presence.tick(&at(50_002));
    assert_eq!(gone[0].phase, PresencePhase::Gone);
    assert_eq!(gone[0].last_seen, at(0));
    assert!(floor.presence.tick(&at(50_003)).is_empty());
}

#[test]
fn whoever_was_there_when_the_camera_failed_is_not_gone_before_it_has_looked_again() {
    let mut floor = Floor::new();
    let here = only(&floor.see(0, "a", 1));
    floor.end(3_000, 1);
    let camera = CameraId::from("a");
    floor
        .presence
        .camera(&camera, CameraState::Unreachable, &at(2_000), &at(2_000));
    let gone = |updates: &[PresenceUpdate]| {
        updates
            .iter()
            .any(|update| update.phase == PresencePhase::Gone)
    };
    assert!(!gone(&floor.presence.tick(&at(100_000))));
    floor
        .presence
        .camera(&camera, CameraState::Ok, &at(120_000), &at(120_000));
    assert!(!gone(&floor.presence.tick(&at(160_000))));
    // Known again on a new track: the time for which nobody looked is told once.
    floor.identify(160_500, 2, 7);
    let told = floor.see(161_000, "a", 1);
    assert_ne!(
        only(&told),
        here,
        "a track that is new is somebody new, until a face tells"
    );
    assert!(gone(&floor.presence.tick(&at(170_000))));
}

#[test]
fn the_time_for_which_no_camera_looked_is_told_with_the_next_sight() {
    let mut floor = Floor::new();
    floor.see(0, "a", 1);
    let camera = CameraId::from("a");
    floor
        .presence
        .camera(&camera, CameraState::Unreachable, &at(1_000), &at(1_000));
    floor
        .presence
        .camera(&camera, CameraState::Ok, &at(31_000), &at(31_000));
    let told = floor.see(32_000, "a", 1);
    assert_eq!(told[0].blind, Duration::from_secs(30));
    assert_eq!(floor.see(32_500, "a", 1)[0].blind, Duration::ZERO);
    // Another camera sees them meanwhile.
    floor
        .presence
        .camera(&camera, CameraState::Unreachable, &at(33_000), &at(33_000));
    floor.identify(33_500, 1, 7);
    floor.see(40_000, "b", 2);
    let told = floor.identify(40_500, 2, 7);
    assert_eq!(told.len(), 1, "the younger presence ends in the older one");
    let told = floor.see(41_000, "b", 2);
    assert!(
        told[0].blind <= Duration::from_secs(8),
        "{:?}",
        told[0].blind
    );
}

#[test]
fn sights_that_come_before_the_camera_is_said_to_be_well_are_no_blindness() {
    let mut floor = Floor::new();
    floor.see(0, "a", 1);
    let camera = CameraId::from("a");
    let frozen = (at(1_000), at(7_000));
    floor
        .presence
        .camera(&camera, CameraState::Frozen, &frozen.0, &frozen.1);
    assert_eq!(floor.see(31_000, "a", 1)[0].blind, Duration::from_secs(30));
    for ms in [31_500, 32_000, 32_500] {
        assert_eq!(floor.see(ms, "a", 1)[0].blind, Duration::ZERO);
    }
    floor
        .presence
        .camera(&camera, CameraState::Ok, &at(33_000), &at(33_000));
    assert!(floor.see(33_500, "a", 1)[0].blind <= Duration::from_millis(500));
}

#[test]
fn a_sight_of_before_the_failure_that_comes_after_its_report_is_no_sign_that_the_camera_sees() {
    let mut floor = Floor::new();
    floor.see(0, "a", 1);
    let (camera, last) = (CameraId::from("a"), at(1_000));
    floor
        .presence
        .camera(&camera, CameraState::Unreachable, &last, &at(1_100));
    // Its last picture was with the networks when the connection broke.
    floor.see(1_000, "a", 1);
    floor.end(3_500, 1);
    let updates = floor.presence.tick(&at(60_000));
    assert!(
        updates.iter().all(|u| u.phase == PresencePhase::Unseen),
        "{updates:?}"
    );
}

#[test]
fn nobody_is_waited_for_for_ever_at_a_camera_that_does_not_come_back() {
    let mut floor = Floor::new();
    floor.see(0, "a", 1);
    floor.end(3_000, 1);
    floor.presence.camera(
        &CameraId::from("a"),
        CameraState::Unreachable,
        &at(2_000),
        &at(2_000),
    );
    let minutes = |n: u64| at(n * 60_000);
    let gone = |floor: &mut Floor, n| {
        let updates = floor.presence.tick(&minutes(n));
        updates.iter().any(|u| u.phase == PresencePhase::Gone)
    };
    assert!(!gone(&mut floor, 10));
    assert!(gone(&mut floor, 11));
}

#[test]
fn trouble_that_follows_blindness_may_be_older_and_takes_nothing_of_it_back() {
    let mut floor = Floor::new();
    floor.see(0, "a", 1);
    let camera = CameraId::from("a");
    let mut camera_is = |state, since, now| {
        floor.presence.camera(&camera, state, &at(since), &at(now));
    };
    camera_is(CameraState::Unreachable, 1_000, 1_000);
    camera_is(CameraState::Slow, 500, 31_000);
    let told = floor.see(32_000, "a", 1);
    assert_eq!(told[0].blind, Duration::from_secs(30));
}
