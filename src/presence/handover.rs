//! Whom a track that begins goes on with, where no face tells: by time, place and direction.
//!
//! Who comes into sight in the middle of the picture did not come in there: they were hidden. Who comes in over the edge
//! of one camera's picture may just have left another's, or have gone out over the same edge. Nobody is taken for one
//! whom a camera sees elsewhere at that moment; where two could be meant, neither is. At a door, where others come in, nobody
//! is taken for one whom they do not look like. A wrong answer costs more than none: a face mends both, but what a wrong one
//! counted until then stays with the wrong person.

use std::time::Duration;

use super::{person::Person, rim::Rim};
use crate::types::{Appearance, CameraId, FloorPoint, PresenceId, Stamp};

/// People in a showroom stroll, metres a second; and boxes do not tell places to the inch, metres.
pub(super) const PACE: f64 = 0.8;
pub(super) const SLACK_M: f64 = 1.0;
/// Behind one car, or on the way round it.
const FARTHEST_M: f64 = 4.0;
/// Lost and found again where people come and go: this soon it is nobody else.
pub(super) const FLICKER: Duration = Duration::from_secs(3);
/// From the edge of one camera's picture to another's.
const CROSSING: Duration = Duration::from_secs(20);
/// Where nobody said where the doors are, anybody may come from anywhere, unless it is soon and near.
const SOON: Duration = Duration::from_secs(10);
const NEAR_M: f64 = 3.0;
/// The next best must be farther by this, or it is not clear who is meant.
const CLEAR_M: f64 = 1.0;
/// For so long somebody goes on in the direction in which they went out of sight.
const GOES_ON_S: f64 = 2.0;

/// Clothes less alike than this are another's; such that are no more alike than the second are as one who stands so many
/// metres farther away for each tenth.
const OTHER_CLOTHES: f64 = 0.65;
const ALIKE: f64 = 0.88;
const SAME_CLOTHES: f64 = 0.95;
const METRES_OF_CLOTHES: f64 = 8.0;
/// By one sight somebody seems no taller than they are by more than this, metres; shorter may be who is hidden in part.
const TALLER_M: f64 = 0.15;

/// A track that begins.
pub(super) struct Arrival<'a> {
    pub(super) camera: &'a CameraId,
    pub(super) at: FloorPoint,
    /// Whether `at` is a point of the common floor.
    pub(super) common: bool,
    pub(super) rim: Rim,
    /// Where somebody would stand should their feet be hidden.
    pub(super) behind: &'a dyn Fn(&Person) -> Option<FloorPoint>,
    pub(super) appearance: Option<&'a Appearance>,
    /// How tall they are, metres, where all of them is seen.
    pub(super) tall: Option<f64>,
    /// When the track was seen first: whoever was seen since is somebody else.
    pub(super) since: Stamp,
    pub(super) now: Stamp,
    /// Whether it is known where the doors are.
    pub(super) doors: bool,
}

/// Who it is, of the people who are there; `unlooked` is the time since somebody's last sight in which their camera could
/// not see.
pub(super) fn whom<'p>(
    arrival: &Arrival<'_>,
    people: impl Iterator<Item = (&'p PresenceId, &'p Person)>,
    unlooked: impl Fn(&Person) -> Duration,
) -> Option<PresenceId> {
    let (mut best, mut next) = (None, f64::INFINITY);
    for (presence, person) in people {
        if person.last_seen.mono_ns >= arrival.since.mono_ns {
            if is_here(arrival, person) {
                return None;
            }
            continue;
        }
        let Some(metres) = distance(arrival, person, unlooked(person)) else {
            continue;
        };
        match best {
            Some((_, least)) if metres >= least => next = next.min(metres),
            _ => {
                next = best.map_or(next, |(_, least)| least);
                best = Some((*presence, metres));
            }
        }
    }
    let (presence, metres) = best?;
    (next >= metres + CLEAR_M).then_some(presence)
}

/// Whether another camera sees this person where the arrival is: then it is probably them, which the next sights tell.
fn is_here(arrival: &Arrival<'_>, person: &Person) -> bool {
    let theirs = person.standing.filter(|s| s.common && arrival.common);
    person.camera != *arrival.camera && theirs.is_some_and(|s| s.at.distance(arrival.at) < SLACK_M)
}

/// How far the arrival is from where this person should be; `None` where it cannot be them.
fn distance(arrival: &Arrival<'_>, person: &Person, unlooked: Duration) -> Option<f64> {
    let was = person.standing?;
    let away = arrival.now.since(&person.last_seen);
    let looked = away.saturating_sub(unlooked);
    let same_camera = person.camera == *arrival.camera;
    let both_common = was.common && arrival.common;
    let comparable = both_common || (same_camera && was.common == arrival.common);
    if !comparable {
        return None;
    }
    let straight = away.as_secs_f64().min(GOES_ON_S);
    let ahead = FloorPoint::new(
        was.at.x + was.speed[0] * straight,
        was.at.y + was.speed[1] * straight,
    );
    // Of somebody who comes into sight a part may be seen at first, which looks like a child far away.
    let behind = (arrival.behind)(person).filter(|_| both_common);
    let places = [Some(arrival.at), behind].into_iter().flatten();
    let metres = places
        .map(|at| at.distance(was.at).min(at.distance(ahead)))
        .fold(f64::INFINITY, f64::min);
    let walked = SLACK_M + PACE * away.as_secs_f64();
    let door = arrival.rim == Rim::Door || person.rim == Rim::Door;
    let inside = arrival.rim == Rim::Inside && person.rim == Rim::Inside;
    let clothes = arrival.appearance.zip(person.appearance());
    let alike = clothes.map(|(seen, known)| f64::from(seen.likeness(&known)));
    let same_clothes = alike.is_some_and(|alike| alike >= ALIKE);
    let edge = arrival.rim == Rim::Edge && person.rim == Rim::Edge;
    let flickers = looked <= FLICKER && metres <= walked;
    let possible = if door {
        flickers && alike.is_none_or(|alike| alike >= ALIKE) && !is_taller(arrival.tall, person)
    } else if same_camera && !inside {
        // Where nobody leaves but by the doors, whoever comes in over the edge has gone out over it before.
        let waited_for = arrival.doors || looked <= CROSSING;
        flickers || (edge && same_clothes && waited_for && metres <= walked.min(NEAR_M))
    } else if !same_camera {
        looked <= CROSSING && metres <= walked
    } else if arrival.doors {
        metres <= walked.min(FARTHEST_M)
    } else {
        looked <= SOON && metres <= walked.min(NEAR_M)
    };
    let other = alike.is_some_and(|alike| alike < OTHER_CLOTHES);
    let doubt = alike.map_or(0.0, |alike| {
        METRES_OF_CLOTHES * (SAME_CLOTHES - alike).max(0.0)
    });
    (possible && !other).then_some(metres + doubt)
}

/// Whether somebody who seems so tall, metres, is taller than this person.
pub(super) fn is_taller(tall: Option<f64>, person: &Person) -> bool {
    let both = tall.zip(person.height());
    both.is_some_and(|(seen, known)| seen - known > TALLER_M)
}
