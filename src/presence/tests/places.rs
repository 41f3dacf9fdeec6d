//! Who goes on with whom by place alone.

use std::{collections::BTreeMap, time::Duration};

use ulid::Ulid;

use super::at;
use crate::{
    presence::{FloorPlan, Presence, Settings, ZoneMap, testing::Pinhole},
    runtime::SeededIds,
    types::{
        BBox, CameraId, FloorMarks, FloorPoint, Point, Polygon, PresenceId, PresencePhase,
        PresenceUpdate, TrackId, TrackPhase, TrackUpdate, Zone, ZoneKind,
    },
};

/// A room that two cameras see from opposite ends, 10 m apart; the door is at the left wall in the middle.
struct Room {
    presence: Presence,
    ids: SeededIds,
}

fn camera(id: &str) -> Pinhole {
    let (y, heading_deg) = if id == "south" {
        (0.0, 90.0)
    } else {
        (10.0, 270.0)
    };
    Pinhole {
        at: [0.0, y, 2.6],
        heading_deg,
        tilt_deg: 20.0,
        fov_deg: 80.0,
        size: [1920.0, 1080.0],
    }
}

fn pixel(id: &str, x: f64, y: f64, z: f64) -> Point {
    let [x, y, _] = camera(id).project([x, y, z]).expect("in sight");
    Point::new(x as f32, y as f32)
}

fn fractions(id: &str, corners: [(f64, f64); 4]) -> [Point; 4] {
    corners.map(|(x, y)| {
        let p = pixel(id, x, y, 0.0);
        Point::new(p.x / 1920.0, p.y / 1080.0)
    })
}

impl Room {
    fn new() -> Self {
        let corners = [(-1.5, 4.0), (1.5, 4.0), (1.5, 6.0), (-1.5, 6.0)];
        let marks = |id: &str| FloorMarks {
            image: fractions(id, corners),
            metres: corners.map(|(x, y)| FloorPoint::new(x, y)),
        };
        let floor = ["south", "north"].map(|id| (CameraId::from(id), marks(id)));
        let door = [(-3.4, 4.6), (-2.6, 4.6), (-2.6, 5.4), (-3.4, 5.4)];
        let zones = ["south", "north"].map(|id| Zone {
            id: format!("door-{id}").as_str().into(),
            camera: id.into(),
            kind: ZoneKind::Entrance,
            label: String::new(),
            polygon: Polygon::new(fractions(id, door).to_vec()).expect("a quadrangle"),
        });
        Self {
            presence: Presence::new(
                Settings::default(),
                ZoneMap::new(&zones),
                FloorPlan::new(BTreeMap::from(floor)),
            ),
            ids: SeededIds::new(1),
        }
    }

    /// Cameras see tracks at places, each a person of 1.70 m.
    fn see(&mut self, ms: u64, id: &str, tracks: &[(u128, f64, f64)]) -> Vec<PresenceUpdate> {
        let update = |&(track, x, y): &(u128, f64, f64)| {
            let (head, foot) = (pixel(id, x, y, 1.7), pixel(id, x, y, 0.0));
            let (w, h) = (0.35 * (foot.y - head.y), foot.y - head.y);
            TrackUpdate {
                stamp: at(ms),
                camera: id.into(),
                track: TrackId(Ulid::from(track)),
                since: at(ms),
                phase: TrackPhase::Seen,
                bbox: BBox::new(foot.x - w / 2.0, head.y, w, h),
                picture: (1920, 1080),
                face: None,
            }
        };
        let updates: Vec<_> = tracks.iter().map(update).collect();
        self.presence.observe(&updates, &[], &mut self.ids)
    }

    fn lose(&mut self, ms: u64, tracks: &[u128]) {
        for &track in tracks {
            let ended = TrackUpdate {
                stamp: at(ms),
                camera: "south".into(),
                track: TrackId(Ulid::from(track)),
                since: at(ms),
                phase: TrackPhase::Ended,
                bbox: BBox::default(),
                picture: (0, 0),
                face: None,
            };
            self.presence.observe(&[ended], &[], &mut self.ids);
        }
    }

    fn who(&self, track: u128) -> PresenceId {
        let track = TrackId(Ulid::from(track));
        self.presence.of_track(track).expect("followed").0
    }
}

#[test]
fn whoever_was_hidden_behind_a_car_comes_out_as_the_same_person() {
    let mut room = Room::new();
    room.see(0, "south", &[(1, 0.0, 5.0)]);
    room.lose(3_000, &[1]);
    // Longer than anybody is waited for who may have left.
    let gone = room.presence.tick(&at(60_000));
    assert!(gone.iter().all(|p| p.phase == PresencePhase::Unseen));
    room.see(60_500, "south", &[(2, 1.5, 5.5)]);
    assert_eq!(room.presence.tracks_of(room.who(2)).len(), 1);
    assert_eq!(gone[0].presence, room.who(2));
}

#[test]
fn whoever_comes_through_the_door_is_new_and_whoever_left_by_it_is_gone() {
    let mut room = Room::new();
    room.see(0, "south", &[(1, 0.0, 5.0), (2, -3.0, 5.0)]);
    let (inside, leaving) = (room.who(1), room.who(2));
    room.lose(3_000, &[1, 2]);
    let phases = room.presence.tick(&at(60_000));
    let phase = |id| phases.iter().find(|p| p.presence == id).map(|p| p.phase);
    assert_eq!(phase(leaving), Some(PresencePhase::Gone));
    assert_eq!(phase(inside), Some(PresencePhase::Unseen));
    room.see(61_000, "south", &[(3, -2.4, 5.0)]);
    assert_ne!(room.who(3), inside);
}

#[test]
fn where_two_could_be_meant_neither_is() {
    let mut room = Room::new();
    room.see(0, "south", &[(1, 0.0, 5.0), (2, 0.6, 5.0)]);
    let hidden = [room.who(1), room.who(2)];
    room.lose(3_000, &[1, 2]);
    room.see(9_000, "south", &[(3, 0.3, 5.2)]);
    assert!(!hidden.contains(&room.who(3)));
}

#[test]
fn two_tracks_of_one_place_that_one_picture_shows_are_two_people() {
    let mut room = Room::new();
    room.see(0, "south", &[(1, 0.0, 5.0)]);
    let first = room.who(1);
    // The first is hidden for a moment, somebody comes from behind the car, then both are seen.
    room.see(1_000, "south", &[(2, 0.5, 5.0)]);
    assert_eq!(room.who(2), first);
    room.see(1_250, "south", &[(1, 0.0, 5.0), (2, 0.8, 5.0)]);
    assert_eq!(room.who(1), first);
    assert_ne!(room.who(2), first);
}

#[test]
fn two_cameras_see_one_person_at_one_place_and_two_people_at_two() {
    let mut room = Room::new();
    for i in 0..12 {
        let (ms, step) = (250 * i, 0.1 * i as f64);
        room.see(ms, "south", &[(1, step, 5.0), (2, -1.5, 4.0)]);
        room.see(ms + 60, "north", &[(3, step, 5.0), (4, -1.5, 4.0)]);
    }
    assert_eq!(room.who(1), room.who(3));
    assert_eq!(room.who(2), room.who(4));
    assert_ne!(room.who(1), room.who(2));
}

#[test]
fn whoever_was_seen_elsewhere_at_the_same_time_is_never_taken_for_the_one_beside_them_later() {
    let mut room = Room::new();
    for i in 0..8 {
        let ms = 250 * i;
        room.see(ms, "south", &[(1, -1.5, 4.0)]);
        room.see(ms + 60, "north", &[(2, 1.5, 6.0)]);
    }
    assert_ne!(room.who(1), room.who(2));
    for i in 8..40 {
        let ms = 250 * i;
        room.see(ms, "south", &[(1, 0.0, 5.0)]);
        room.see(ms + 60, "north", &[(2, 0.2, 5.0)]);
    }
    assert_ne!(room.who(1), room.who(2));
}

#[test]
fn whoever_walks_on_into_another_cameras_picture_is_the_same_person() {
    let mut room = Room::new();
    for i in 0..8 {
        room.see(250 * i, "south", &[(1, 0.0, 4.0 + 0.3 * i as f64)]);
    }
    let first = room.who(1);
    room.lose(4_500, &[1]);
    room.see(4_800, "north", &[(2, 0.2, 8.0)]);
    assert_eq!(room.who(2), first);
    let told = room.see(5_050, "north", &[(2, 0.2, 8.2)]);
    let standing = told[0].standing.expect("on the common floor");
    assert!(standing.common && standing.at.distance(FloorPoint::new(0.2, 8.2)) < 0.1);
    assert!(Duration::from_secs(1) > at(5_050).since(&told[0].last_seen));
}
