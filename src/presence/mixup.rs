//! Tracks that went over from one person to another, where people cross or hide each other.
//!
//! Clothes tell it within a second, a face at its next sight. Whoever is told to be somebody whom another track of the
//! same picture shows has changed tracks with them: nobody is two people at once.

use super::{
    ground::Stature,
    person::{Mixup, Person, View},
    stage::Presence,
};
use crate::types::{Appearance, PresenceId, TrackId, TrackUpdate};

/// Clothes that are more like another's than like one's own by so much, in sum over the sights in a row, are theirs.
const DOUBT: f32 = 0.5;
/// What one sight gives at most: one is never enough.
const OF_ONE_SIGHT: f32 = 0.2;
/// Another's clothes are theirs from here on.
const SAME_CLOTHES: f32 = 0.85;
/// Whoever is out of sight is hidden within this distance, metres.
const NEAR_M: f64 = 4.0;

impl Presence {
    /// Looks whether the clothes that a track shows are those of its person, who was thought to be so tall before it.
    pub(super) fn compare_clothes(&mut self, update: &TrackUpdate, stature: Stature) {
        let Some((here, seen)) = self
            .of_track
            .get(&update.track)
            .copied()
            .zip(update.appearance)
        else {
            return;
        };
        let better = self.better_dressed(here, &seen, update);
        let Some(person) = self.people.get_mut(&here) else {
            return;
        };
        let Some(view) = person.tracks.get_mut(&update.track) else {
            return;
        };
        let Some((other, by)) = better else {
            view.mixup = None;
            person.dress(&seen);
            return;
        };
        let before = view.mixup.filter(|before| before.whose == other);
        let sum = before.map_or(0.0, |before| before.by) + by.min(OF_ONE_SIGHT);
        view.mixup = Some(Mixup {
            whose: other,
            by: sum,
            stature: before.map_or(stature, |before| before.stature),
        });
        if sum >= DOUBT {
            self.exchange(update.track, other);
        }
    }

    /// Who of those who could be here is dressed more like this than the person whom the track is said to show, and by how
    /// much.
    fn better_dressed(
        &self,
        here: PresenceId,
        seen: &Appearance,
        update: &TrackUpdate,
    ) -> Option<(PresenceId, f32)> {
        let person = &self.people[&here];
        let own = person.appearance.as_ref()?.likeness(seen);
        let could_be = |other: &Person| {
            let near = other
                .standing
                .zip(person.standing)
                .is_some_and(|(a, b)| a.common == b.common && a.at.distance(b.at) <= NEAR_M);
            other.camera == update.camera && near
        };
        let others = self
            .people
            .iter()
            .filter(|(id, other)| **id != here && could_be(other));
        let alike = others.filter_map(|(id, other)| {
            let alike = other.appearance.as_ref()?.likeness(seen);
            (alike >= SAME_CLOTHES && alike > own).then_some((*id, alike - own))
        });
        alike.max_by(|a, b| a.1.total_cmp(&b.1))
    }

    /// The track shows this other person; and the one whom it was said to show is where they were, if they were anywhere in
    /// this picture.
    pub(super) fn exchange(&mut self, track: TrackId, other: PresenceId) {
        let Some(here) = self
            .of_track
            .get(&track)
            .copied()
            .filter(|here| *here != other)
        else {
            return;
        };
        let Some([mut one, mut another]) = self.both(here, other) else {
            return;
        };
        let camera = one.tracks.get(&track).map(|view| view.camera.clone());
        let given: Vec<TrackId> = another
            .tracks
            .iter()
            .filter(|(_, view)| Some(&view.camera) == camera.as_ref())
            .map(|(id, _)| *id)
            .collect();
        for (person, track) in [(&mut one, Some(&track)), (&mut another, given.first())] {
            let view = track.and_then(|track| person.tracks.get(track));
            if let Some(mixup) = view.and_then(|view| view.mixup) {
                person.stature = mixup.stature;
            }
        }
        let hand = |from: &mut Person, to: &mut Person, id: &TrackId| {
            if let Some(view) = from.tracks.remove(id) {
                to.tracks.insert(
                    *id,
                    View {
                        mixup: None,
                        ..view
                    },
                );
            }
        };
        hand(&mut one, &mut another, &track);
        self.of_track.insert(track, other);
        for id in given {
            hand(&mut another, &mut one, &id);
            self.of_track.insert(id, here);
        }
        // Each is where the other was said to be; whoever was out of sight still is.
        one.change_places(&mut another);
        self.people.insert(here, one);
        self.people.insert(other, another);
    }

    fn both(&mut self, one: PresenceId, another: PresenceId) -> Option<[Person; 2]> {
        if !self.people.contains_key(&another) {
            return None;
        }
        let first = self.people.remove(&one)?;
        let second = self.people.remove(&another)?;
        Some([first, second])
    }
}
