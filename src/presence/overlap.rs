//! Two cameras that look at one place.

use std::collections::BTreeMap;

use super::{
    person::{Person, TOGETHER_M},
    unlike::look_unlike,
};
use crate::types::{PresenceId, Stamp, Standing};

/// Anybody else must be farther away by more than this, metres.
const CLEAR_M: f64 = 0.8;
/// Of two people side by side whom both cameras see, each is the one beside whom the other one is: taken the other way
/// round they would be farther apart by so many metres in sum.
const SWAPPED_M: f64 = 0.4;
/// As alike are the clothes of one person, and those of another less alike by so much.
const SAME_CLOTHES: f32 = 0.9;
const OTHER_CLOTHES_BY: f32 = 0.12;
/// Two who look less alike than this are two.
const STRANGE: f32 = 0.28;
/// In so many sights in a row.
const SIGHTS: u32 = 4;
/// Who was seen farther than this, and twice what both may be off by, from another at the same time, or beside them in one
/// picture, in so many sights, is somebody else for good.
const APART_M: f64 = 1.5;
const APART_SIGHTS: u32 = 4;

/// Notes whom another camera sees where this one sees `presence`; gives them once it is clear that they are one.
pub(super) fn same_place(
    people: &mut BTreeMap<PresenceId, Person>,
    presence: PresenceId,
    now: &Stamp,
) -> Option<PresenceId> {
    let far = far_away(people, presence, now);
    let other = beside(people, presence, now);
    for other in far {
        for (one, another) in [(presence, other), (other, presence)] {
            if let Some(person) = people.get_mut(&one) {
                *person.apart.entry(another).or_default() += 1;
            }
        }
    }
    let person = people.get_mut(&presence)?;
    let before = person.beside.filter(|(before, _)| Some(*before) == other);
    let sights = before.map_or(0, |(_, sights)| sights) + 1;
    person.beside = other.map(|other| (other, sights));
    other.filter(|_| sights >= SIGHTS)
}

/// Those who are seen at this moment, but far from here, or beside them in one picture.
fn far_away(
    people: &BTreeMap<PresenceId, Person>,
    presence: PresenceId,
    now: &Stamp,
) -> Vec<PresenceId> {
    let here = &people[&presence];
    let far = others(people, presence, now).filter(|(_, other)| {
        let both = common(here).zip(common(other));
        let far = both.is_some_and(|(a, b)| a.at.distance(b.at) > APART_M + 2.0 * (a.off + b.off));
        let sure = !here.is_doubted() && !other.is_doubted();
        far || (sure && here.is_with(other, now))
    });
    far.map(|(id, _)| id).collect()
}

/// The nearest person whom other cameras alone see here, unless one of the cameras shows yet another here.
fn beside(
    people: &BTreeMap<PresenceId, Person>,
    presence: PresenceId,
    now: &Stamp,
) -> Option<PresenceId> {
    let here = &people[&presence];
    let place = common(here)?;
    let near = others(people, presence, now).filter_map(|(id, person)| {
        let standing = common(person)?;
        let metres = standing.at.distance(place.at);
        Some((id, person, metres - standing.off - place.off))
    });
    let near: Vec<_> = near.collect();
    let nearest = near.iter().min_by(|a, b| a.2.total_cmp(&b.2));
    let (other, person, metres) = nearest?;
    let crowded = near.iter().any(|(id, third, far)| {
        let beside = third.is_beside(here, now) || third.is_beside(person, now);
        let rival = id != other && *far < metres + CLEAR_M && beside;
        let dressed = dressed_apart(here, person, third);
        rival
            && !dressed
            && !near
                .iter()
                .any(|(_, fourth, _)| told_apart([here, person], third, fourth, now))
    });
    let known = |person: &Person| person.who.is_some() || person.claim.is_some();
    let contrary = known(here) && known(person);
    let apart = here.apart.get(other).is_some_and(|n| *n >= APART_SIGHTS);
    let strange = look_unlike(here, person).is_some_and(|unlike| unlike > STRANGE);
    let one = !apart
        && !strange
        && !crowded
        && !here.is_beside(person, now)
        && !contrary
        && *metres < TOGETHER_M;
    one.then_some(*other)
}

/// Whether clothes tell that `there` is rather `here` than the third person is of either.
fn dressed_apart(here: &Person, there: &Person, third: &Person) -> bool {
    let alike = |a: &Person, b: &Person| Some(a.appearance()?.likeness(&b.appearance()?));
    let (Some(one), Some(a), Some(b)) =
        (alike(here, there), alike(here, third), alike(there, third))
    else {
        return false;
    };
    one >= SAME_CLOTHES && a.min(b) <= one - OTHER_CLOTHES_BY
}

/// Whether a third person is no rival, because a fourth is theirs: one camera shows `here` and one of the two, another one
/// `there` and the other, and the other way round they would not fit.
fn told_apart([here, there]: [&Person; 2], third: &Person, fourth: &Person, now: &Stamp) -> bool {
    let (by_here, by_there) = if third.is_beside(here, now) {
        (third, fourth)
    } else {
        (fourth, third)
    };
    let shown = by_here.is_beside(here, now)
        && by_there.is_beside(there, now)
        && !by_here.is_beside(by_there, now);
    let apart = |a: &Person, b: &Person| {
        let (a, b) = (common(a)?, common(b)?);
        Some(a.at.distance(b.at))
    };
    let sum = |a: Option<f64>, b: Option<f64>| Some(a? + b?);
    let straight = sum(apart(here, there), apart(by_here, by_there));
    let swapped = sum(apart(here, by_there), apart(by_here, there));
    let both = straight.zip(swapped);
    shown && both.is_some_and(|(straight, swapped)| straight + SWAPPED_M <= swapped)
}

/// Everybody else who is seen at this moment.
fn others<'p>(
    people: &'p BTreeMap<PresenceId, Person>,
    presence: PresenceId,
    now: &'p Stamp,
) -> impl Iterator<Item = (PresenceId, &'p Person)> {
    let others = people.iter().filter(move |(id, _)| **id != presence);
    let seen = others.filter(|(_, person)| person.is_in_view(now));
    seen.map(|(id, person)| (*id, person))
}

/// Where somebody stands on the common floor.
fn common(person: &Person) -> Option<Standing> {
    person.standing.filter(|standing| standing.common)
}
