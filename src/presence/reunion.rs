//! Somebody who was hidden, and for a while was taken for somebody new.
//!
//! A track that begins beside people who hide each other may begin before the one whom it shows is missed. Once they are,
//! clothes and place tell who it is.

use std::time::Duration;

use super::{
    handover::FLICKER,
    person::{IN_VIEW, Person},
    rim::Rim,
    stage::Presence,
};
use crate::types::{PresenceId, PresenceUpdate, Standing, TrackUpdate};

/// For so long somebody new may turn out to be somebody known.
const NEW: Duration = Duration::from_secs(20);
/// Clothes this much alike may be one person's; those of anybody else who could be meant must be less so by this.
const SAME_CLOTHES: f32 = 0.88;
const CLEAR: f32 = 0.05;
/// Nobody is looked for farther away than this, metres.
const FARTHEST_M: f64 = 4.0;
/// So near to somebody whom another camera sees, it may be them, metres.
const ELSEWHERE_M: f64 = 1.0;
/// Seen beside each other in so many sights (of either), they are two.
const APART_SIGHTS: u32 = 8;

impl Presence {
    /// Unites the nameless person of this sight with whoever was here before and is missed since.
    pub(super) fn reunite(&mut self, update: &TrackUpdate) -> Option<PresenceUpdate> {
        let here = *self.of_track.get(&update.track)?;
        let new = &self.people[&here];
        let age = update.stamp.since(&new.first_seen);
        let named = new.who.is_some() || new.claim.is_some();
        if named || new.came == Rim::Door || age > NEW {
            return None;
        }
        if self.is_elsewhere(here, update) {
            return None;
        }
        let missed = self.people.iter().filter_map(|(id, person)| {
            let alike = may_be(new, here, person, update)?;
            (*id != here).then_some((*id, alike))
        });
        let mut missed: Vec<(PresenceId, f32)> = missed.collect();
        missed.sort_by(|a, b| b.1.total_cmp(&a.1));
        let (who, alike) = *missed.first()?;
        let clear = missed.get(1).is_none_or(|(_, next)| alike >= next + CLEAR);
        if !clear {
            return None;
        }
        // What they go on to show may still say that it is somebody else.
        let tracks = &mut self.people.get_mut(&here)?.tracks;
        tracks.values_mut().for_each(|view| view.by_place = true);
        self.unite(here, who, &update.stamp)
    }
}

impl Presence {
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

/// How alike the clothes are; `None` where it cannot be them.
fn may_be(new: &Person, id: PresenceId, person: &Person, update: &TrackUpdate) -> Option<f32> {
    let (before, after) = (person.standing?, new.standing?);
    if person.is_colleague() {
        return None;
    }
    let away = update.stamp.since(&person.last_seen);
    let left = person.rim == Rim::Door && away > FLICKER;
    let missed = away > IN_VIEW && !left;
    let older = person.first_seen.mono_ns < new.first_seen.mono_ns;
    let near = before.common == after.common && before.at.distance(after.at) <= FARTHEST_M;
    let apart = person
        .apart
        .get(&id)
        .is_some_and(|sights| *sights >= APART_SIGHTS);
    let alike = person.appearance()?.likeness(&new.appearance()?);
    let one = missed && older && near && !apart && person.camera == update.camera;
    (one && alike >= SAME_CLOTHES).then_some(alike)
}
