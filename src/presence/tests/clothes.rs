//! Clothes tell whose track it is where people cross and hide each other.

use ulid::Ulid;

use super::{at, room::Room};
use crate::types::{
    Appearance, Cause, ColourCount, IdentityAnswer, IdentityChange, PresencePhase, TrackId,
    VisitorId,
};

type Dressed = (u128, f64, f64, Option<Appearance>);

/// All in one colour: luma, blue and red difference.
pub(super) fn dressed(colour: [f32; 3]) -> Option<Appearance> {
    let mut count = ColourCount::default();
    for shade in -8..8 {
        count.add([colour[0] + shade as f32, colour[1], colour[2]]);
    }
    let torso = count.colours()?;
    Some(Appearance { torso, legs: None })
}

pub(super) const RED: [f32; 3] = [80.0, 115.0, 150.0];
pub(super) const BLUE: [f32; 3] = [60.0, 148.0, 118.0];
const GREEN: [f32; 3] = [70.0, 112.0, 112.0];

pub(super) fn named(track: u128, visitor: u128, cause: Cause, ms: u64) -> IdentityChange {
    IdentityChange {
        track: TrackId(Ulid::from(track)),
        stamp: at(ms),
        answer: IdentityAnswer::Same(VisitorId(Ulid::from(visitor))),
        confidence: 0.9,
        cause,
    }
}

/// Two people who stand 1.6 m apart, in red (track 1) and in blue (track 2).
fn couple(room: &mut Room) {
    for i in 0..12 {
        let tracks = [(1, -0.8, 5.0, dressed(RED)), (2, 0.8, 5.0, dressed(BLUE))];
        room.see_dressed(250 * i, "south", &tracks);
    }
}

#[test]
fn tracks_that_change_bodies_are_told_by_the_clothes() {
    let mut room = Room::new();
    couple(&mut room);
    let (red, blue) = (room.who(1), room.who(2));
    assert_ne!(red, blue);
    // They crossed, and each track went on with the other one.
    for i in 12..20 {
        let tracks = [(1, 0.8, 5.0, dressed(BLUE)), (2, -0.8, 5.0, dressed(RED))];
        room.see_dressed(250 * i, "south", &tracks);
    }
    assert_eq!((room.who(1), room.who(2)), (blue, red));
}

#[test]
fn one_sight_in_another_light_changes_nothing() {
    let mut room = Room::new();
    couple(&mut room);
    let before = (room.who(1), room.who(2));
    room.see_dressed(
        3_000,
        "south",
        &[(1, -0.8, 5.0, dressed(BLUE)), (2, 0.8, 5.0, dressed(BLUE))],
    );
    couple_goes_on(&mut room, 13);
    assert_eq!((room.who(1), room.who(2)), before);
}

fn couple_goes_on(room: &mut Room, from: u64) {
    for i in from..from + 8 {
        let tracks = [(1, -0.8, 5.0, dressed(RED)), (2, 0.8, 5.0, dressed(BLUE))];
        room.see_dressed(250 * i, "south", &tracks);
    }
}

#[test]
fn whoever_comes_out_from_behind_a_car_in_other_clothes_is_somebody_else() {
    for (colour, same) in [(RED, true), (BLUE, false)] {
        let mut room = Room::new();
        room.see_dressed(0, "south", &[(1, 0.0, 5.0, dressed(RED))]);
        room.see_dressed(250, "south", &[(1, 0.0, 5.0, dressed(RED))]);
        let hidden = room.who(1);
        room.lose(3_000, &[1]);
        room.see_dressed(9_000, "south", &[(2, 0.5, 5.0, dressed(colour))]);
        assert_eq!(room.who(2) == hidden, same, "{colour:?}");
    }
}

#[test]
fn a_track_that_began_before_its_person_was_missed_is_theirs_once_they_are() {
    let mut room = Room::new();
    couple(&mut room);
    let red = room.who(1);
    // The old track of the one in red hangs on to the one in blue for a moment; a new one shows who is in red.
    let hanging = [
        (1, 0.7, 5.0, None),
        (2, 0.8, 5.0, dressed(BLUE)),
        (3, -0.8, 4.6, dressed(RED)),
    ];
    room.see_dressed(3_000, "south", &hanging);
    assert_ne!(room.who(3), red);
    let mut told = Vec::new();
    for i in 13..18 {
        let tracks = [(2, 0.8, 5.0, dressed(BLUE)), (3, -0.8, 4.6, dressed(RED))];
        told.extend(room.see_dressed(250 * i, "south", &tracks));
    }
    assert_eq!(room.who(3), red);
    let absorbed = |phase: PresencePhase| phase == PresencePhase::AbsorbedBy(red);
    assert!(told.iter().any(|update| absorbed(update.phase)));
}

#[test]
fn a_face_that_shows_that_two_changed_tracks_changes_both() {
    let mut room = Room::new();
    let tracks = [(1, -0.8, 5.0, None), (2, 0.8, 5.0, None)];
    let names = [
        named(1, 11, Cause::Evidence, 0),
        named(2, 12, Cause::Evidence, 0),
    ];
    room.see_named(0, "south", &tracks, &names);
    let (one, two) = (room.who(1), room.who(2));
    room.see_named(
        250,
        "south",
        &tracks,
        &[named(1, 12, Cause::TakenOver, 250)],
    );
    assert_eq!((room.who(1), room.who(2)), (two, one));
}

#[test]
fn faces_that_bear_a_track_out_take_back_what_clothes_said() {
    let mut room = Room::new();
    couple(&mut room);
    let (one, two) = (room.who(1), room.who(2));
    let shown = |i: u64, colours: [[f32; 3]; 2]| {
        let [first, second] = colours.map(dressed);
        let x = if i < 13 { -0.8 } else { 0.8 };
        (250 * i, [(1, x, 5.0, first), (2, -x, 5.0, second)])
    };
    let faces = |ms| {
        [
            named(1, 11, Cause::Evidence, ms),
            named(2, 12, Cause::Evidence, ms),
        ]
    };
    let (ms, tracks) = shown(12, [RED, BLUE]);
    room.see_named(ms, "south", &tracks, &faces(ms));
    for i in 13..33 {
        let (ms, tracks) = shown(i, [BLUE, RED]);
        room.see_dressed(ms, "south", &tracks);
    }
    assert_eq!((room.who(1), room.who(2)), (two, one), "as dressed");
    let (ms, tracks) = shown(33, [RED, BLUE]);
    room.see_named(ms, "south", &tracks, &faces(ms));
    assert_eq!((room.who(1), room.who(2)), (one, two));
    // What they were known to wear before is theirs again: nothing is exchanged any more.
    for i in 34..54 {
        let (ms, tracks) = shown(i, [RED, BLUE]);
        room.see_dressed(ms, "south", &tracks);
    }
    assert_eq!((room.who(1), room.who(2)), (one, two));
}

#[test]
fn a_third_person_in_like_clothes_takes_nobodys_place() {
    let mut room = Room::new();
    couple(&mut room);
    let (red, blue) = (room.who(1), room.who(2));
    // The one in red is hidden, and their track goes over to somebody else who wears blue, too.
    for i in 12..40 {
        let tracks = [(1, -0.6, 5.0, dressed(BLUE)), (2, 0.8, 5.0, dressed(BLUE))];
        room.see_dressed(250 * i, "south", &tracks);
    }
    assert_eq!(room.who(2), blue);
    assert!(room.who(1) != blue && room.who(1) != red, "somebody new");
}

#[test]
fn whoever_hides_behind_the_one_whom_their_track_went_over_to_is_not_gone_the_sooner() {
    let mut room = Room::new();
    couple(&mut room);
    let red = room.who(1);
    // The one in blue goes out of sight for long, and comes back right before the one in red.
    room.lose(3_000, &[2]);
    for i in 12..400 {
        room.see_dressed(250 * i, "south", &[(1, -0.8, 5.0, dressed(RED))]);
    }
    for i in 400..412 {
        room.see_dressed(250 * i, "south", &[(1, -0.8, 5.0, dressed(BLUE))]);
    }
    let gone = room.presence.tick(&at(250 * 412 + 30_000));
    let gone = gone
        .iter()
        .any(|update| update.presence == red && update.phase == PresencePhase::Gone);
    assert!(!gone, "half a minute is not long");
}

#[test]
fn two_whom_clothes_united_are_two_once_one_picture_shows_both() {
    let mut room = Room::new();
    couple(&mut room);
    let red = room.who(1);
    let other = |i: u64| room_step(i, &[(2, 0.8, 5.0, BLUE), (3, -0.8, 4.2, RED)]);
    for i in 12..20 {
        let (ms, tracks) = other(i);
        room.see_dressed(ms, "south", &tracks);
    }
    assert_eq!(room.who(3), red);
    // The first one comes out again.
    for i in 20..24 {
        let (ms, tracks) = room_step(
            i,
            &[
                (1, -0.8, 5.0, RED),
                (2, 0.8, 5.0, BLUE),
                (3, -1.6, 4.2, RED),
            ],
        );
        room.see_dressed(ms, "south", &tracks);
    }
    assert_ne!(room.who(1), room.who(3));
}

#[test]
fn whoever_was_lost_twice_is_still_the_one_whom_a_face_named() {
    let mut room = Room::new();
    let red = |track| [(track, 0.0, 5.0, dressed(RED))];
    let face = [named(1, 11, Cause::Evidence, 0)];
    room.see_named(0, "south", &red(1), &face);
    for i in 1..12 {
        room.see_dressed(250 * i, "south", &red(1));
    }
    let known = room.who(1);
    room.lose(3_000, &[1]);
    // A glimpse of them far from where they were lost, too soon to have walked there: for now somebody else.
    for i in 0..4 {
        room.see_dressed(3_250 + 250 * i, "south", &[(2, 0.0, 8.0, dressed(RED))]);
    }
    assert_ne!(room.who(2), known);
    room.lose(4_250, &[2]);
    for i in 0..8 {
        room.see_dressed(9_000 + 250 * i, "south", &[(3, 0.0, 6.0, dressed(RED))]);
    }
    assert_eq!(room.who(3), known);
}

#[test]
fn two_who_are_missed_in_like_clothes_are_nobody_in_particular() {
    let mut room = Room::new();
    for i in 0..12 {
        let tracks = [(1, -0.5, 5.0, dressed(RED)), (2, 0.5, 5.0, dressed(RED))];
        room.see_dressed(250 * i, "south", &tracks);
    }
    let both = [room.who(1), room.who(2)];
    room.lose(3_000, &[1, 2]);
    for i in 0..8 {
        room.see_dressed(9_000 + 250 * i, "south", &[(3, 0.0, 5.0, dressed(RED))]);
    }
    assert!(!both.contains(&room.who(3)));
}

#[test]
fn in_another_light_somebody_who_is_alone_stays_who_they_are() {
    let mut room = Room::new();
    for i in 0..40 {
        // From the window to the back of the room.
        let luma = 120.0 - 2.0 * i as f32;
        let tracks = [(1, 0.0, 5.0, dressed([luma, 115.0, 150.0]))];
        room.see_dressed(250 * i, "south", &tracks);
    }
    let one = room.who(1);
    for i in 40..60 {
        let tracks = [
            (1, 0.0, 5.0, dressed([42.0, 115.0, 150.0])),
            (2, 0.8, 5.0, dressed(BLUE)),
        ];
        room.see_dressed(250 * i, "south", &tracks);
    }
    assert_eq!(room.who(1), one);
}

#[test]
fn whoever_lost_their_track_to_one_who_crossed_is_found_again_beside_it() {
    let mut room = Room::new();
    couple(&mut room);
    let red = room.who(1);
    // Their track goes on with somebody in green, behind whom little is seen of them.
    for i in 12..32 {
        let tracks = [
            (1, -0.6, 5.0, dressed(GREEN)),
            (2, 0.8, 5.0, dressed(BLUE)),
            (3, -1.4, 5.0, None),
        ];
        room.see_dressed(250 * i, "south", &tracks);
    }
    assert!(room.who(1) != red && room.who(3) != red);
    for i in 32..40 {
        let (ms, tracks) = room_step(i, &[(2, 0.8, 5.0, BLUE), (3, -1.4, 5.0, RED)]);
        room.see_dressed(ms, "south", &tracks);
    }
    assert_eq!(room.who(3), red);
}

#[test]
fn a_track_is_theirs_whom_another_camera_shows_there_in_those_clothes() {
    let mut room = Room::new();
    for i in 0..12 {
        room.see_dressed(250 * i, "north", &[(3, 0.5, 5.0, dressed(BLUE))]);
        let red = (1, -0.5, 5.0, dressed(RED));
        room.see_dressed(250 * i + 60, "south", &[red]);
    }
    let (red, blue) = (room.who(1), room.who(3));
    assert_ne!(red, blue, "side by side, one in each picture");
    for i in 12..24 {
        room.see_dressed(250 * i, "north", &[(3, 0.5, 5.0, dressed(BLUE))]);
        room.see_dressed(250 * i + 60, "south", &[(1, 0.3, 5.0, dressed(BLUE))]);
    }
    assert_eq!((room.who(1), room.who(3)), (blue, blue));
}

/// A moment, and who is seen then, dressed.
fn room_step(i: u64, tracks: &[(u128, f64, f64, [f32; 3])]) -> (u64, Vec<Dressed>) {
    let tracks = tracks
        .iter()
        .map(|(track, x, y, colour)| (*track, *x, *y, dressed(*colour)));
    (250 * i, tracks.collect())
}
