//! Who goes on with whom by place alone.

use std::time::Duration;

use super::{at, room::Room};
use crate::types::{FloorPoint, PresencePhase};

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
    assert!(standing.common && standing.at.distance(FloorPoint::new(0.2, 8.2)) < 0.3);
    assert!(Duration::from_secs(1) > at(5_050).since(&told[0].last_seen));
}
