//! The stage: evidence per track in, answers out.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use super::{
    decide::{Settings, Verdict, decide},
    evidence::{Change, Evidence},
    gallery::Gallery,
};
use crate::types::{
    CameraId, IdSource, IdentityAnswer, IdentityChange, Signature, Stamp, TrackId, TrackPhase,
    TrackUpdate, VisitorId,
};

/// A signature that the gallery took up for a visitor.
#[derive(Clone, Debug)]
pub struct Learned {
    pub visitor: VisitorId,
    pub signature: Signature,
    /// Face quality, 0 to 1.
    pub quality: f32,
}

#[derive(Debug)]
struct TrackState {
    camera: CameraId,
    /// When it was last seen, not only predicted.
    last_seen: Stamp,
    evidence: Evidence,
    answer: Option<IdentityAnswer>,
    /// The evidence says who it is, but that visitor is in the picture already.
    waiting: bool,
}

/// Seen within this time, a track is in the picture: the person network does not run on every frame, nor find
/// everybody on each.
const IN_VIEW: Duration = Duration::from_millis(500);

/// Answers who each track is, and enrols whom the gallery did not know.
#[derive(Debug)]
pub struct Identity {
    settings: Settings,
    gallery: Gallery,
    tracks: BTreeMap<TrackId, TrackState>,
    /// Visitors whom a person told apart, the smaller id first.
    apart: BTreeSet<(VisitorId, VisitorId)>,
}

impl Identity {
    pub fn new(settings: Settings, gallery: Gallery) -> Self {
        Self {
            settings,
            gallery,
            tracks: BTreeMap::new(),
            apart: BTreeSet::new(),
        }
    }

    pub fn gallery(&self) -> &Gallery {
        &self.gallery
    }

    /// Takes in the tracks of one frame. Gives the answers that are new, and what was learnt with them.
    pub fn observe(
        &mut self,
        updates: &[TrackUpdate],
        ids: &mut dyn IdSource,
    ) -> (Vec<IdentityChange>, Vec<Learned>) {
        let (mut changes, mut learned) = (Vec::new(), Vec::new());
        for update in updates {
            if update.phase == TrackPhase::Ended {
                self.tracks.remove(&update.track);
                continue;
            }
            let (due, answer) = self.take_in(update);
            match answer {
                _ if !due => {}
                // The same track is the same person: its better faces join the templates it gave.
                Some(IdentityAnswer::Unknown(visitor)) => {
                    learned.extend(self.learn_more(visitor, update));
                }
                Some(IdentityAnswer::Same(_)) => {}
                None => {
                    if let Some(change) = self.answer(update, ids) {
                        if let IdentityAnswer::Unknown(visitor) = change.answer {
                            learned.extend(self.enrol(visitor, update.track));
                        }
                        changes.push(change);
                    }
                }
            }
        }
        (changes, learned)
    }

    /// Forgets a visitor's templates: they left, and nothing may be kept of them.
    pub fn forget(&mut self, visitor: VisitorId) {
        self.gallery.remove(visitor);
    }

    /// `from` turned out to be `into`.
    pub fn merge(&mut self, from: VisitorId, into: VisitorId) {
        self.gallery.reassign(from, into);
        for answer in self.tracks.values_mut().filter_map(|t| t.answer.as_mut()) {
            if answer.visitor() == from {
                *answer = IdentityAnswer::Same(into);
            }
        }
    }

    /// Takes over new settings; evidence and answers stay.
    pub fn reload(&mut self, settings: Settings) {
        self.settings = settings;
    }

    /// Adds a report to what is known of its track; whether there is something to decide, and the answer so far.
    fn take_in(&mut self, update: &TrackUpdate) -> (bool, Option<IdentityAnswer>) {
        let state = self
            .tracks
            .entry(update.track)
            .or_insert_with(|| TrackState {
                camera: update.camera.clone(),
                last_seen: update.stamp,
                evidence: Evidence::default(),
                answer: None,
                waiting: false,
            });
        if update.phase != TrackPhase::Coasting {
            state.last_seen = update.stamp;
        }
        let gate = self.settings.gate();
        let change = update.face.as_ref().map(|f| state.evidence.add(f, gate));
        if change == Some(Change::Replaced) {
            // What was answered was about somebody else.
            state.answer = None;
        }
        let better = change.is_some_and(|change| change != Change::Nothing);
        (better || state.waiting, state.answer)
    }

    fn answer(&mut self, update: &TrackUpdate, ids: &mut dyn IdSource) -> Option<IdentityChange> {
        let verdict = decide(
            &self.settings,
            &self.gallery,
            &self.tracks[&update.track].evidence,
        );
        // Whoever is in the picture already cannot be in it a second time. Nor is it somebody new: the other track may
        // be about to end, or one of the two be mistaken, so this one waits.
        let waiting = matches!(verdict, Verdict::Same(v, _) if self.in_view_elsewhere(v, update));
        let state = self.tracks.get_mut(&update.track)?;
        state.waiting = waiting;
        let (answer, confidence) = match verdict {
            Verdict::Same(visitor, confidence) if !waiting => {
                (IdentityAnswer::Same(visitor), confidence)
            }
            Verdict::Unknown(confidence) => (
                IdentityAnswer::Unknown(VisitorId::new(ids, &update.stamp)),
                confidence,
            ),
            Verdict::Same(..) | Verdict::Undecided => return None,
        };
        state.answer = Some(answer);
        Some(IdentityChange {
            stamp: update.stamp,
            track: update.track,
            answer,
            confidence,
        })
    }

    /// Whether another track in the picture of the same camera is this visitor.
    fn in_view_elsewhere(&self, visitor: VisitorId, update: &TrackUpdate) -> bool {
        self.tracks.iter().any(|(id, other)| {
            let same = other.answer.is_some_and(|a| a.visitor() == visitor);
            let in_view = update.stamp.since(&other.last_seen) <= IN_VIEW;
            same && *id != update.track && in_view && other.camera == update.camera
        })
    }

    /// Enters the track's best faces under a new visitor.
    fn enrol(&mut self, visitor: VisitorId, track: TrackId) -> Vec<Learned> {
        let samples = self.tracks[&track]
            .evidence
            .samples()
            .iter()
            .take(self.settings.templates);
        let learned: Vec<_> = samples
            .map(|s| Learned {
                visitor,
                signature: s.signature.clone(),
                quality: s.quality,
            })
            .collect();
        learned
            .into_iter()
            .filter(|l| self.gallery.add(visitor, &l.signature))
            .collect()
    }

    fn learn_more(&mut self, visitor: VisitorId, update: &TrackUpdate) -> Option<Learned> {
        let face = update.face.as_ref()?;
        let signature = face.signature.clone()?;
        let room = self.gallery.templates_of(visitor) < self.settings.templates;
        (room && self.gallery.add(visitor, &signature)).then_some(Learned {
            visitor,
            signature,
            quality: face.quality.value,
        })
    }

    /// These pairs are two people each, whatever their faces say (smaller id first). In place of what was said before.
    pub fn keep_apart(&mut self, pairs: BTreeSet<(VisitorId, VisitorId)>) {
        self.apart = pairs;
    }

    /// `from` turned out to be two people: these tracks are `into`, and the templates that are `theirs` are `into`'s. Where
    /// that leaves `into` without any, the tracks' best faces become theirs, or the next track would be `from` again.
    pub fn split(
        &mut self,
        from: VisitorId,
        into: VisitorId,
        tracks: &[TrackId],
        theirs: impl Fn(&[f32]) -> bool,
    ) -> Vec<Learned> {
        self.gallery.split(from, into, theirs);
        let mut learned = Vec::new();
        for track in tracks {
            let Some(state) = self.tracks.get_mut(track) else {
                continue;
            };
            state.answer = Some(IdentityAnswer::Same(into));
            if self.gallery.templates_of(into) == 0 {
                learned.extend(self.enrol(into, *track));
            }
        }
        learned
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{identity::testing::sight, runtime::SeededIds};

    fn identity() -> (Identity, SeededIds) {
        let identity = Identity::new(Settings::default(), Gallery::default());
        (identity, SeededIds::new(1))
    }

    /// Shows these faces on one track, one a frame, and gives the answers.
    fn show(
        (identity, ids): &mut (Identity, SeededIds),
        track: u128,
        people: &[u8],
    ) -> Vec<IdentityAnswer> {
        let sights = people.iter().map(|person| sight("door", track, *person));
        sights
            .flat_map(|sight| identity.observe(&[sight], ids).0)
            .map(|change| change.answer)
            .collect()
    }

    fn end((identity, ids): &mut (Identity, SeededIds), track: u128) {
        let mut last = sight("door", track, 0);
        last.phase = TrackPhase::Ended;
        identity.observe(&[last], ids);
    }

    #[test]
    fn who_was_new_once_is_known_again_on_a_later_track() {
        let mut floor = identity();
        let first = show(&mut floor, 1, &[7; 4]);
        end(&mut floor, 1);
        let second = show(&mut floor, 2, &[7; 4]);
        assert!(matches!(first[..], [IdentityAnswer::Unknown(_)]));
        assert_eq!(second, [IdentityAnswer::Same(first[0].visitor())]);
    }

    #[test]
    fn one_face_is_not_enough_to_say_anything() {
        assert!(show(&mut identity(), 1, &[7, 7]).is_empty());
    }

    #[test]
    fn nobody_is_in_one_picture_twice_and_the_second_track_waits_for_the_first_to_end() {
        let mut floor = identity();
        let first = show(&mut floor, 1, &[7; 4]);
        assert!(show(&mut floor, 2, &[7; 4]).is_empty());
        end(&mut floor, 1);
        let mut no_face = sight("door", 2, 7);
        no_face.face = None;
        let later = floor.0.observe(&[no_face], &mut floor.1).0;
        let later: Vec<_> = later.iter().map(|change| change.answer).collect();
        assert_eq!(later, [IdentityAnswer::Same(first[0].visitor())]);
    }

    #[test]
    fn a_track_that_goes_over_to_another_person_is_answered_anew_and_poisons_nobody() {
        let mut floor = identity();
        let answers = show(&mut floor, 1, &[7, 7, 7, 8, 8, 8, 8]);
        let [IdentityAnswer::Unknown(a), IdentityAnswer::Unknown(b)] = answers[..] else {
            panic!("two new people: {answers:?}");
        };
        end(&mut floor, 1);
        assert_ne!(a, b);
        assert_eq!(show(&mut floor, 2, &[7; 3]), [IdentityAnswer::Same(a)]);
        assert_eq!(show(&mut floor, 3, &[8; 3]), [IdentityAnswer::Same(b)]);
    }

    #[test]
    fn a_forgotten_visitor_is_new_again_and_leaves_nothing_behind() {
        let mut floor = identity();
        let first = show(&mut floor, 1, &[7; 4]);
        end(&mut floor, 1);
        floor.0.forget(first[0].visitor());
        assert!(floor.0.gallery().is_empty() && floor.0.tracks.is_empty());
        let second = show(&mut floor, 2, &[7; 4]);
        assert!(matches!(second[..], [IdentityAnswer::Unknown(v)] if v != first[0].visitor()));
    }
}
