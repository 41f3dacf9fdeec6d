//! Clothes that tell that a track went over to another person, where people cross or hide each other.

use std::time::Duration;

use super::{
    follow::is_sight,
    person::{Mixup, Person},
    stage::Presence,
    stature::Stature,
};
use crate::types::{Appearance, IdSource, PresenceId, Stamp, TrackUpdate};

/// Clothes that are more like another's than like one's own by so much, in sum over the sights in a row, are theirs.
const DOUBT: f32 = 0.35;
/// What one sight gives at least, or it says nothing, and at most: one is never enough.
const OF_ONE_SIGHT: std::ops::RangeInclusive<f32> = 0.02..=0.2;
/// Another's clothes are theirs from here on.
const SAME_CLOTHES: f32 = 0.85;
/// Tracks change bodies where two are this near on the floor, metres, beside what their places may be off; it shows a
/// while after.
const MET_M: f64 = 0.8;
const MET_WITHIN: Duration = Duration::from_secs(10);
/// Whoever is out of sight is hidden within this distance, metres.
const NEAR_M: f64 = 4.0;

impl Presence {
    /// Looks whether the clothes that a track shows are those of its person, who was thought to be so tall before it.
    pub(super) fn compare_clothes(
        &mut self,
        update: &TrackUpdate,
        stature: Stature,
        ids: &mut dyn IdSource,
    ) {
        self.note_meetings(update);
        let here = self.of_track.get(&update.track).copied();
        let Some((here, seen)) = here.zip(update.appearance) else {
            return;
        };
        let better = self.better_dressed(here, &seen, update);
        let Some(person) = self.people.get_mut(&here) else {
            return;
        };
        let Some(view) = person.tracks.get_mut(&update.track) else {
            return;
        };
        view.look = Some(seen);
        let Some((whose, by)) = better else {
            view.mixup = None;
            person.dress(&seen);
            return;
        };
        if by < *OF_ONE_SIGHT.start() {
            // As like the one as the other: nothing is learnt from it either.
            return;
        }
        let before = view
            .mixup
            .filter(|before| before.whose == whose && before.lasts(&update.stamp));
        let sum = before.map_or(0.0, |before| before.by) + by.min(*OF_ONE_SIGHT.end());
        view.mixup = Some(Mixup {
            whose,
            by: sum,
            at: update.stamp,
            stature: before.map_or(stature, |before| before.stature),
        });
        if sum >= DOUBT {
            if self.is_taken(whose, here, update) {
                self.part(update.track, &update.stamp, here, ids);
            } else {
                self.exchange(update.track, whose, &update.stamp, true);
            }
        }
    }

    /// Whether another track of this picture shows that person, in their own clothes rather than in those of `here`: then
    /// the track in question shows a third one.
    fn is_taken(&self, whose: PresenceId, here: PresenceId, update: &TrackUpdate) -> bool {
        let (Some(person), Some(one)) = (self.people.get(&whose), self.people.get(&here)) else {
            return false;
        };
        let like = |known: &Option<Appearance>, look: &Appearance| {
            known.as_ref().map_or(0.0, |known| known.likeness(look))
        };
        let shown = person
            .tracks
            .values()
            .filter(|view| view.camera == update.camera && person.is_in_view(&update.stamp));
        let mut looks = shown.filter_map(|view| view.look);
        looks.any(|look| like(&person.appearance, &look) > like(&one.appearance, &look))
    }

    /// Notes who stands so near that their tracks may change bodies.
    fn note_meetings(&mut self, update: &TrackUpdate) {
        let now = &update.stamp;
        let here = self.of_track.get(&update.track).copied();
        let Some(here) = here.filter(|_| is_sight(update)) else {
            return;
        };
        let person = &self.people[&here];
        let others = self.people.iter().filter(|(id, other)| {
            **id != here && other.camera == update.camera && other.is_in_view(now)
        });
        let met: Vec<_> = others
            .filter(|(_, other)| meet(person, other))
            .map(|(id, _)| *id)
            .collect();
        for other in met {
            for (one, another) in [(here, other), (other, here)] {
                if let Some(person) = self.people.get_mut(&one) {
                    person.met.insert(another, *now);
                }
            }
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
        let now = &update.stamp;
        let others = self.people.iter().filter(|(id, other)| {
            let met = person
                .met
                .get(id)
                .is_some_and(|at| now.since(at) <= MET_WITHIN);
            **id != here && other.camera == update.camera && met && near(person, other)
        });
        let alike = others.filter_map(|(id, other)| {
            let alike = other.appearance.as_ref()?.likeness(seen);
            (alike >= SAME_CLOTHES && alike > own).then_some((*id, alike - own))
        });
        alike.max_by(|a, b| a.1.total_cmp(&b.1))
    }
}

/// Whether two stand so near that one can be taken for the other.
fn meet(one: &Person, other: &Person) -> bool {
    one.standing.zip(other.standing).is_some_and(|(a, b)| {
        let reach = MET_M + (a.off + b.off).min(MET_M);
        a.common == b.common && a.at.distance(b.at) <= reach
    })
}

fn near(one: &Person, other: &Person) -> bool {
    let both = one.standing.zip(other.standing);
    both.is_some_and(|(a, b)| a.common == b.common && a.at.distance(b.at) <= NEAR_M)
}

impl Mixup {
    /// Whether it still says something: it may be a while until the clothes are seen again.
    pub(super) fn lasts(&self, now: &Stamp) -> bool {
        now.since(&self.at) <= Duration::from_secs(2)
    }
}
