//! Who goes on with whom by place alone.

use std::time::Duration;

use ulid::Ulid;

use super::{
    at,
    clothes::{BLUE, RED, dressed, named},
    room::Room,
};
use crate::types::{Cause, FloorPoint, IdentityAnswer, PresencePhase, StaffId};

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

#[test]
fn whoever_went_out_over_the_edge_comes_in_over_it_in_the_same_clothes() {
    let came_back = |x: f64, colour| {
        let mut room = Room::new();
        for i in 0..4 {
            room.see_dressed(250 * i, "south", &[(1, 4.5, 5.0, dressed(RED))]);
        }
        let out = room.who(1);
        room.lose(3_500, &[1]);
        // There is no door, so they are in the building as long as anybody who is hidden.
        let phases = room.presence.tick(&at(60_000));
        assert!(phases.iter().all(|p| p.phase == PresencePhase::Unseen));
        room.see_dressed(60_500, "south", &[(2, x, 5.0, dressed(colour))]);
        room.who(2) == out
    };
    assert!(came_back(4.0, RED));
    assert!(!came_back(4.0, BLUE), "in other clothes");
}

#[test]
fn a_colleague_who_is_in_the_back_is_waited_for() {
    let mut room = Room::new();
    let mut name = named(1, 0, Cause::Evidence, 0);
    name.answer = IdentityAnswer::Staff(StaffId(Ulid::from(7)));
    room.see_named(0, "south", &[(1, 4.5, 5.0, dressed(RED))], &[name]);
    room.see_dressed(250, "south", &[(1, 4.5, 5.0, dressed(RED))]);
    let colleague = room.who(1);
    room.lose(3_000, &[1]);
    room.presence.tick(&at(900_000));
    room.see_dressed(900_500, "south", &[(2, 4.0, 5.0, dressed(RED))]);
    assert_eq!(room.who(2), colleague);
}

#[test]
fn somebody_new_whom_another_camera_sees_there_is_not_taken_for_one_who_is_missed() {
    for seen_by_another in [false, true] {
        let mut room = Room::new();
        for i in 0..12 {
            let (ms, blue) = (250 * i, (2, 0.6, 5.0, dressed(BLUE)));
            room.see_dressed(ms, "north", &[(4, 2.5, 7.0, dressed(RED))]);
            let red = (1, -0.6, 5.0, dressed(RED));
            room.see_dressed(ms + 60, "south", &[red, blue]);
        }
        let missed = room.who(1);
        // Somebody else in red, whose track begins before the first one is missed.
        for i in 12..15 {
            let (ms, blue) = (250 * i, (2, 0.6, 5.0, dressed(BLUE)));
            let x = if seen_by_another { -0.7 } else { 2.5 };
            room.see_dressed(ms, "north", &[(4, x, 5.4, dressed(RED))]);
            let new = (3, -0.7, 5.4, dressed(RED));
            room.see_dressed(ms + 60, "south", &[blue, new]);
        }
        assert_eq!(room.who(3) == missed, !seen_by_another);
    }
}

#[test]
fn of_a_track_that_may_show_somebody_known_nothing_is_told_until_it_cannot() {
    let mut room = Room::new();
    for i in 0..24 {
        let x = (-3.0 + 0.4 * i as f64).min(0.0);
        room.see(250 * i, "north", &[(1, x, 5.0)]);
    }
    // Beside whom the other camera alone sees, then far from them.
    let mut told = [0, 0];
    for i in 24..40 {
        let away = i >= 32;
        room.see(250 * i, "north", &[(1, 0.0, 5.0)]);
        let (x, y) = if away { (3.5, 7.0) } else { (1.25, 5.0) };
        let updates = room.see(250 * i + 60, "south", &[(2, x, y)]);
        let who = room.who(2);
        assert_ne!(room.who(1), who);
        told[usize::from(away)] += updates.iter().filter(|u| u.presence == who).count();
    }
    assert_eq!(told[0], 0);
    assert!(told[1] >= 3, "{told:?}");
}

#[test]
fn whoever_left_by_the_door_is_not_taken_for_somebody_new() {
    let mut room = Room::new();
    for i in 0..4 {
        room.see_dressed(250 * i, "south", &[(1, -2.9, 5.0, dressed(RED))]);
    }
    let left = room.who(1);
    room.lose(3_500, &[1]);
    for i in 40..44 {
        room.see_dressed(250 * i, "south", &[(2, -0.5, 5.0, dressed(RED))]);
    }
    assert_ne!(room.who(2), left);
}

#[test]
fn a_door_is_one_for_every_camera_that_sees_its_place() {
    let mut room = Room::with_door_on(&["north"]);
    room.see(0, "north", &[(9, 2.0, 6.0)]);
    for i in 0..4 {
        room.see_dressed(250 * i, "south", &[(1, -2.9, 5.0, dressed(RED))]);
    }
    let left = room.who(1);
    room.lose(3_500, &[1]);
    room.see_dressed(9_000, "south", &[(2, -2.9, 5.0, dressed(RED))]);
    assert_ne!(room.who(2), left, "somebody else came in");
    let phases = room.presence.tick(&at(60_000));
    let gone = phases.iter().find(|p| p.presence == left);
    assert_eq!(gone.map(|p| p.phase), Some(PresencePhase::Gone));
}

#[test]
fn at_a_door_whoever_looks_unlike_the_one_who_just_left_is_somebody_new() {
    let same = |colour, tall| {
        let mut room = Room::new();
        for i in 0..8 {
            room.see_dressed(250 * i, "south", &[(1, -2.4, 5.0, dressed(RED))]);
        }
        let left = room.who(1);
        room.lose(2_500, &[1]);
        for i in 0..8 {
            let arrival = (2, -2.4 + 0.1 * i as f64, 5.0, dressed(colour));
            room.see_tall(3_000 + 250 * i, "south", arrival, tall);
        }
        room.who(2) == left
    };
    assert!(same(RED, 1.7), "lost and found again");
    assert!(!same(BLUE, 1.7), "in other clothes");
    assert!(!same(RED, 1.95), "taller");
}

#[test]
fn whom_another_camera_shows_elsewhere_loses_the_track_that_only_its_place_made_theirs() {
    let mut room = Room::new();
    for i in 0..8 {
        room.see(250 * i, "south", &[(1, 0.0, 5.0)]);
    }
    let first = room.who(1);
    // Hidden from that camera for a moment, in which the other one sees somebody come from behind them.
    room.see(2_500, "north", &[(2, 0.3, 5.0)]);
    assert_eq!(room.who(2), first);
    for i in 11..20 {
        room.see(250 * i, "south", &[(1, 0.0, 5.0)]);
        room.see(250 * i + 60, "north", &[(2, 3.0, 6.0)]);
        assert!(i > 12 || room.who(2) == first, "places jump");
    }
    assert_eq!(room.who(1), first);
    assert_ne!(room.who(2), first);
}

#[test]
fn a_face_that_renames_a_track_takes_the_other_cameras_track_of_that_body_along() {
    let mut room = Room::new();
    let both = |room: &mut Room, i: u64| {
        room.see(250 * i, "south", &[(1, 0.0, 5.0)]);
        room.see(250 * i + 60, "north", &[(2, 0.0, 5.0)]);
    };
    for i in 0..8 {
        both(&mut room, i);
    }
    assert_eq!(room.who(1), room.who(2));
    room.name(named(1, 11, Cause::Evidence, 2_000));
    let first = room.who(1);
    room.name(named(1, 12, Cause::TakenOver, 2_010));
    assert_ne!(room.who(1), first);
    assert_eq!(room.who(1), room.who(2));
}
