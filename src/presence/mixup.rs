//! Whose track it is, where people met and tracks may have changed bodies: by what they wear.
//!
//! What each track of a picture has shown in the last seconds is compared with what everybody who could be there is known
//! to wear, by the distance of A. Bhattacharyya, 1943 (the negative logarithm of the likeness). Tracks are given to people
//! so that it is the least in sum: an exact assignment, in which a track stays with its person unless there is much to
//! gain, and may be nobody's who is known.

use std::time::Duration;

use super::{
    follow::is_sight,
    person::{MET_WITHIN, Person, View},
    stage::Presence,
    unlike::unlike,
};
use crate::types::{CameraId, IdSource, PresenceId, Stamp, TrackId, TrackUpdate, assign};

/// A track tells what it shows once it has shown it for so many seconds.
const ENOUGH_S: f32 = 0.7;
/// A track stays with its person unless another is nearer by this.
const STAYS: f32 = 0.02;
/// ... and by so much more just after a face said that it is theirs, which is worth less with time.
const BY_FACE: f32 = 0.15;
const FACE_LASTS: Duration = Duration::from_secs(10);
/// Whoever is out of sight is where a track is only if they are nearer by this.
const MISSED: f32 = 0.02;
/// Clothes that are farther from anybody's are a stranger's; and sooner where the place alone said whose track it is.
const STRANGE: f32 = 0.28;
const STRANGE_THERE: f32 = 0.15;
/// ... for so many seconds.
const STRANGE_FOR_S: f32 = 2.0;
/// What looks less like somebody than this says no more: something else is in the box.
const FARTHEST: f32 = 0.4;
/// Tracks change bodies where two are this near on the floor, metres, beside what their places may be off.
const MET_M: f64 = 0.8;
/// Whoever was near when they went out of sight is hidden by whom they were near to.
const HID: Duration = Duration::from_secs(3);
/// Whoever is out of sight is hidden within this distance, metres.
const NEAR_M: f64 = 4.0;

/// A track of the picture that says something, and whose it is said to be.
struct Shown {
    track: TrackId,
    of: PresenceId,
}

impl Presence {
    /// Learns what a track shows of the clothes of its person.
    pub(super) fn dress(&mut self, update: &TrackUpdate) {
        let here = self.of_track.get(&update.track);
        let person = here.and_then(|here| self.people.get_mut(here));
        if let Some((person, seen)) = person.zip(update.appearance) {
            person.dress(update.track, &seen, &update.stamp);
        }
    }

    /// Gives the tracks of a picture to those whose clothes they show.
    pub(super) fn compare_clothes(
        &mut self,
        camera: &CameraId,
        now: &Stamp,
        ids: &mut dyn IdSource,
    ) {
        let shown = self.shown(camera, now);
        let candidates = self.candidates(&shown, camera, now);
        let affinity: Vec<Vec<f32>> = shown
            .iter()
            .map(|one| {
                let suits = |whose: &PresenceId| self.suits(one, *whose, now);
                candidates.iter().map(suits).collect()
            })
            .collect();
        let best = assign(&affinity, 0.0);
        for (one, best) in shown.iter().zip(&best) {
            let whose = best.map(|best| candidates[best]);
            let doubted = whose != Some(one.of);
            let Some(person) = self.people.get_mut(&one.of) else {
                continue;
            };
            // Somebody who is alone is who they are, in whatever light.
            let met = person.has_met(now);
            if let Some(view) = person.tracks.get_mut(&one.track) {
                view.doubted = doubted && (whose.is_some() || met || view.by_place);
            }
        }
        for (one, best) in shown.iter().zip(&best) {
            if let Some(best) = best {
                let whose = candidates[*best];
                if self.of_track.get(&one.track) != Some(&whose) {
                    self.exchange(one.track, whose, now, true);
                }
            }
        }
        for (one, best) in shown.iter().zip(&best) {
            self.may_be_a_stranger(one.track, best.is_none(), now, ids);
        }
    }

    /// A track that for a while has shown nobody whom it could show is a stranger's: one look is not enough, as what is
    /// behind or before somebody may be in their box.
    fn may_be_a_stranger(
        &mut self,
        track: TrackId,
        strange: bool,
        now: &Stamp,
        ids: &mut dyn IdSource,
    ) {
        let of = self.of_track.get(&track).copied();
        let person = of.and_then(|of| self.people.get_mut(&of));
        let Some((of, person)) = of.zip(person) else {
            return;
        };
        let (met, said) = (person.has_met(now), person.said);
        // Light differs between cameras: where another one shows them, it is them.
        let borne_out = !met && person.is_borne_out(track, now);
        let Some(view) = person.tracks.get_mut(&track) else {
            return;
        };
        if !strange || said || borne_out || !(met || view.by_place) {
            view.strange_since = None;
            return;
        }
        let since = view.strange_since.get_or_insert(*now);
        if now.since(since).as_secs_f32() >= STRANGE_FOR_S {
            self.part(track, now, of, ids);
        }
    }

    /// The tracks of this picture that have shown for long enough what the person wears.
    fn shown(&self, camera: &CameraId, now: &Stamp) -> Vec<Shown> {
        let tells = |view: &View| {
            view.camera == *camera
                && view.looks.last() == Some(*now)
                && view.looks.seconds() >= ENOUGH_S
        };
        let of = |(id, person): (&PresenceId, &Person)| {
            let tracks = person.tracks.iter().filter(|(_, view)| tells(view));
            let of = *id;
            tracks
                .map(move |(track, _)| Shown { track: *track, of })
                .collect::<Vec<_>>()
        };
        self.people.iter().flat_map(of).collect()
    }

    /// Who may be shown: those who are said to be, and those who went out of this camera's sight beside one of them, or whom
    /// another camera sees there.
    fn candidates(&self, shown: &[Shown], camera: &CameraId, now: &Stamp) -> Vec<PresenceId> {
        let people = self.people.iter().filter(|(id, person)| {
            let is_shown = shown.iter().any(|one| one.of == **id);
            let here = person.camera == *camera || person.place().is_some();
            is_shown || (here && !person.is_in_view_of(camera, now))
        });
        people.map(|(id, _)| *id).collect()
    }

    /// How well the track suits this person; minus infinity where it cannot be them.
    fn suits(&self, one: &Shown, whose: PresenceId, now: &Stamp) -> f32 {
        let (of, person) = (&self.people[&one.of], &self.people[&whose]);
        let view = &of.tracks[&one.track];
        if whose != one.of && !(may_be(of, whose, person, now) && may_show(view, person, now)) {
            return f32::NEG_INFINITY;
        }
        let strange = if view.by_place {
            STRANGE_THERE
        } else {
            STRANGE
        };
        let clothes = [view.looks.mean(), person.appearance()];
        let far = unlike(clothes, [view.stature.known(), person.height()]);
        if whose == one.of {
            let said = view.vouched.map_or(0.0, |at| {
                BY_FACE * (-now.since(&at).as_secs_f32() / FACE_LASTS.as_secs_f32()).exp()
            });
            return strange + STAYS + said - far.unwrap_or(0.0).min(FARTHEST);
        }
        let Some(far) = far else {
            return f32::NEG_INFINITY;
        };
        let missed = !person.is_in_view_of(&view.camera, now);
        strange - far.min(FARTHEST) - if missed { MISSED } else { 0.0 }
    }

    /// Notes who stands so near that their tracks may change bodies, and how tall they were before that.
    pub(super) fn meet(&mut self, update: &TrackUpdate) {
        let now = &update.stamp;
        let here = self.of_track.get(&update.track).copied();
        let Some(here) = here.filter(|_| is_sight(update)) else {
            return;
        };
        let person = &self.people[&here];
        let others = self.people.iter().filter(|(id, other)| {
            let comparable = other.camera == update.camera || other.place().is_some();
            **id != here && comparable && other.is_in_view(now)
        });
        let met: Vec<_> = others
            .filter(|(_, other)| meet(person, other))
            .map(|(id, _)| *id)
            .collect();
        for other in met {
            for (one, another) in [(here, other), (other, here)] {
                if let Some(person) = self.people.get_mut(&one) {
                    person.meets(another, *now);
                }
            }
        }
        let alone = self.people.get_mut(&here).filter(|p| !p.has_met(now));
        if let Some(person) = alone {
            person.settled = person.stature;
        }
    }
}

/// Whether a track of the one may show the other: they met just now, or before the other went out of sight.
fn may_be(of: &Person, whose: PresenceId, person: &Person, now: &Stamp) -> bool {
    let met = of.met.get(&whose).is_some_and(|at| {
        let hid = !person.is_in_view(now) && person.last_seen.since(at) <= HID;
        hid || now.since(at) <= MET_WITHIN
    });
    met && near(of, person)
}

/// Whether the track can show somebody where other cameras see them.
fn may_show(view: &View, person: &Person, now: &Stamp) -> bool {
    let others = person
        .tracks
        .values()
        .filter(|other| other.camera != view.camera);
    let mut far = others.filter_map(|other| other.apart_from(view, now));
    far.all(|metres| metres <= MET_M)
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
