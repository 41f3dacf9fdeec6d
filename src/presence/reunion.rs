//! Somebody who was hidden, and for a while was taken for somebody new.
//!
//! Where the doors are known, whoever comes into sight away from them is somebody who was here before: somebody who is
//! missed. What they wear, how tall they are and how far they can have walked tell who it is, if anybody.

use std::time::Duration;

use super::{
    handover::{FLICKER, PACE, SLACK_M, is_taller},
    person::{IN_VIEW, Person},
    rim::Rim,
    stage::Presence,
    unlike::look_unlike,
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
        let doors = self.zones.has_entrance();
        // At a door, where others come in, one look is enough to see that somebody is not the one who just left.
        let tall = self.floor.seems(update);
        let tall = tall.filter(|_| new.came == Rim::Door);
        let missed = self.people.iter().filter_map(|(id, person)| {
            let unlike = may_be(new, here, person, update, doors)?;
            (*id != here && !is_taller(tall, person)).then_some((*id, unlike))
        });
        let mut missed: Vec<(PresenceId, f32)> = missed.collect();
        missed.sort_by(|a, b| a.1.total_cmp(&b.1));
        let (best, least) = *missed.first()?;
        let works = new.is_colleague() || self.people[&best].is_colleague();
        let alike = if works { A_COLLEAGUE } else { ALIKE };
        if least > alike {
            return None;
        }
        // Whoever else could be meant is the same person, who was lost more than once; or nobody is.
        let near = missed.iter().filter(|(_, unlike)| *unlike < least + CLEAR);
        let near: Vec<PresenceId> = near.map(|(id, _)| *id).collect();
        let pairs = near.iter().enumerate();
        let mut pairs = pairs.flat_map(|(i, a)| near[i + 1..].iter().map(move |b| (*a, *b)));
        if !pairs.all(|(a, b)| self.may_be_one(a, b)) {
            return None;
        }
        // The presence that knows them best goes on.
        let known = |id: &PresenceId| {
            let person = &self.people[id];
            (person.who.is_none(), person.first_seen.mono_ns, *id)
        };
        let who = near.iter().copied().min_by_key(known)?;
        let name = self.people[&who].who.or(self.people[&here].who);
        // What they go on to show may still say that it is somebody else.
        let tracks = &mut self.people.get_mut(&here)?.tracks;
        for view in tracks.values_mut() {
            view.by_place = view.vouched.is_none();
        }
        let report = self.unite(here, who, &update.stamp)?;
        self.people.get_mut(&who)?.who = name;
        Some(report)
    }

    /// Whether two who are missed look as one person does.
    fn may_be_one(&self, one: PresenceId, other: PresenceId) -> bool {
        let (a, b) = (&self.people[&one], &self.people[&other]);
        let apart = a.apart.get(&other).is_some_and(|n| *n >= APART_SIGHTS);
        let named = a.is_named() && b.is_named();
        let works = a.is_colleague() || b.is_colleague();
        !apart && !named && !works && look_unlike(a, b).is_some_and(|unlike| unlike <= ONE)
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

/// How unlike the two look; `None` where the new one cannot be the other. Where nobody said where the doors are, whoever is
/// missed may as well have left.
fn may_be(
    new: &Person,
    id: PresenceId,
    person: &Person,
    update: &TrackUpdate,
    doors: bool,
) -> Option<f32> {
    let (before, after) = (person.standing?, new.standing?);
    let away = update.stamp.since(&person.last_seen);
    let left = person.rim == Rim::Door && away > FLICKER;
    let missed = away > IN_VIEW && !left;
    let older = person.first_seen.mono_ns < new.first_seen.mono_ns;
    let both_common = before.common && after.common;
    let same_camera = person.camera == update.camera;
    let comparable = before.common == after.common && (same_camera || (both_common && doors));
    let farthest = if new.came == Rim::Door {
        FARTHEST_AT_A_DOOR_M
    } else if both_common && doors {
        FARTHEST_M
    } else {
        FARTHEST_BY_GUESS_M
    };
    let can_walk = SLACK_M + PACE * away.as_secs_f64();
    let near = before.at.distance(after.at) <= can_walk.min(farthest);
    let apart = person
        .apart
        .get(&id)
        .is_some_and(|sights| *sights >= APART_SIGHTS);
    let two_names = new.is_named() && person.is_named();
    let possible = missed && older && comparable && near && !apart && !two_names;
    look_unlike(person, new).filter(|_| possible)
}
