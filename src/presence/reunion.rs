//! Somebody who was hidden, and for a while was taken for somebody new.
//!
//! Where the doors are known, whoever comes into sight away from them is somebody who was here before: somebody who is
//! missed. What they wear, how tall they are and how far they can have walked tell who it is, if anybody.

use std::time::Duration;

use super::{
    handover::{FLICKER, PACE, SLACK_M},
    mixup::unlike_m,
    person::{IN_VIEW, Person},
    rim::Rim,
    stage::Presence,
};
use crate::types::{PresenceId, PresenceUpdate, Standing, TrackUpdate};

/// For so long somebody new may turn out to be somebody known.
const NEW: Duration = Duration::from_secs(20);
/// Whoever looks less like the one who is missed than this is not them; a colleague is one beyond doubt only.
const ALIKE: f32 = 0.08;
const A_COLLEAGUE: f32 = 0.03;
/// Anybody else who could be meant must look less alike by this.
const CLEAR: f32 = 0.04;
/// Two who look as alike as this, and were never seen apart, may be one person who was lost twice.
const ONE: f32 = 0.06;
/// Nobody is looked for farther away than this, metres; at a door, where others come in; and without a common floor.
const FARTHEST_M: f64 = 8.0;
const FARTHEST_AT_A_DOOR_M: f64 = 2.0;
const FARTHEST_BY_GUESS_M: f64 = 4.0;
/// So near to somebody whom another camera sees, it may be them, metres.
const ELSEWHERE_M: f64 = 1.0;
/// Seen beside each other in so many sights (of either), they are two.
const APART_SIGHTS: u32 = 8;

impl Presence {
    /// Unites the person of this sight, who is new, with whoever was here before and is missed since.
    pub(super) fn reunite(&mut self, update: &TrackUpdate) -> Option<PresenceUpdate> {
        let here = *self.of_track.get(&update.track)?;
        let new = &self.people[&here];
        let age = update.stamp.since(&new.first_seen);
        if age > NEW || self.is_elsewhere(here, update) {
            return None;
        }
        let missed = self.people.iter().filter_map(|(id, person)| {
            let unlike = may_be(new, here, person, update)?;
            (*id != here).then_some((*id, unlike))
        });
        let mut missed: Vec<(PresenceId, f32)> = missed.collect();
        missed.sort_by(|a, b| a.1.total_cmp(&b.1));
        let (best, least) = *missed.first()?;
        let rivals = missed.iter().filter(|(_, unlike)| *unlike < least + CLEAR);
        let (same, others): (Vec<_>, Vec<_>) =
            rivals.partition(|(id, _)| *id == best || self.may_be_one(best, *id));
        if !others.is_empty() {
            return None;
        }
        // Of one person who was lost more than once, it is the presence that knows them best.
        let known = |id: &PresenceId| {
            let person = &self.people[id];
            (person.who.is_none(), person.first_seen.mono_ns, *id)
        };
        let who = same.iter().map(|(id, _)| *id).min_by_key(known)?;
        let name = self.people[&who].who.or(self.people[&here].who);
        // What they go on to show may still say that it is somebody else.
        let tracks = &mut self.people.get_mut(&here)?.tracks;
        for view in tracks.values_mut() {
            view.by_place = true;
        }
        let report = self.unite(here, who, &update.stamp)?;
        self.people.get_mut(&who)?.who = name;
        Some(report)
    }

    /// Whether two who are missed look as one person does.
    fn may_be_one(&self, one: PresenceId, other: PresenceId) -> bool {
        let (a, b) = (&self.people[&one], &self.people[&other]);
        let apart = a.apart.get(&other).is_some_and(|n| *n >= APART_SIGHTS);
        let named = a.who.is_some() && b.who.is_some();
        !apart && !named && unlike(a, b).is_some_and(|unlike| unlike <= ONE)
    }

    /// Whether another camera shows somebody where this one sees somebody new: then it is probably them, which the next
    /// sights tell.
    fn is_elsewhere(&self, here: PresenceId, update: &TrackUpdate) -> bool {
        let Some(standing) = self.people[&here].standing.filter(|s| s.common) else {
            return false;
        };
        let mut others = self.people.iter().filter(|(id, _)| **id != here);
        others.any(|(_, other)| {
            let there = other.standing.filter(|s| s.common);
            let near =
                |s: Standing| s.at.distance(standing.at) < ELSEWHERE_M + standing.off + s.off;
            other.camera != update.camera
                && other.is_in_view(&update.stamp)
                && there.is_some_and(near)
        })
    }
}

/// How unlike the two look; `None` where the new one cannot be the other.
fn may_be(new: &Person, id: PresenceId, person: &Person, update: &TrackUpdate) -> Option<f32> {
    let (before, after) = (person.standing?, new.standing?);
    let named = |person: &Person| person.who.is_some() || person.claim.is_some();
    let away = update.stamp.since(&person.last_seen);
    let left = person.rim == Rim::Door && away > FLICKER;
    let missed = away > IN_VIEW && !left;
    let older = person.first_seen.mono_ns < new.first_seen.mono_ns;
    let can_walk = SLACK_M + PACE * away.as_secs_f64();
    let farthest = match (before.common && after.common, new.came) {
        (false, _) => FARTHEST_BY_GUESS_M,
        (true, Rim::Door) => FARTHEST_AT_A_DOOR_M,
        (true, _) => FARTHEST_M,
    };
    let comparable = if before.common && after.common {
        true
    } else {
        before.common == after.common && person.camera == update.camera
    };
    let near = comparable && before.at.distance(after.at) <= can_walk.min(farthest);
    let apart = person
        .apart
        .get(&id)
        .is_some_and(|sights| *sights >= APART_SIGHTS);
    if !missed || !older || !near || apart || (named(new) && named(person)) {
        return None;
    }
    let alike = if person.is_colleague() {
        A_COLLEAGUE
    } else {
        ALIKE
    };
    unlike(person, new).filter(|unlike| *unlike <= alike)
}

/// How unlike two people look, by clothes and heights.
fn unlike(one: &Person, other: &Person) -> Option<f32> {
    let clothes = one.appearance()?.unlikeness(&other.appearance()?);
    let heights = one.tall.zip(other.tall);
    let taller = heights.map_or(0.0, |((a, _), (b, _))| unlike_m((a - b).abs()));
    Some(clothes + taller)
}
