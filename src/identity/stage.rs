//! The stage: evidence per track in, answers out.

use std::{collections::BTreeMap, ops::ControlFlow, time::Duration};

use super::{
    decide::{Settings, Verdict, decide},
    evidence::{Change, Evidence},
    gallery::Gallery,
    roster::{self, Limits, Roster},
};
use crate::types::{
    CameraId, IdSource, IdentityAnswer, IdentityChange, Signature, StaffId, Stamp, TrackId,
    TrackPhase, TrackUpdate, VisitorId, Who,
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
    /// The roster has changed since it was asked.
    ask_roster: bool,
}

/// Seen within this time, a track is in the picture: the person network does not run on every frame, nor find
/// everybody on each.
const IN_VIEW: Duration = Duration::from_millis(500);

/// Answers who each track is, and enrols whom the gallery did not know.
#[derive(Debug)]
pub struct Identity {
    settings: Settings,
    gallery: Gallery,
    roster: Roster,
    tracks: BTreeMap<TrackId, TrackState>,
}

impl Identity {
    pub fn new(settings: Settings, gallery: Gallery) -> Self {
        Self {
            settings,
            gallery,
            roster: Roster::default(),
            tracks: BTreeMap::new(),
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
            if let ControlFlow::Break(change) = self.ask_roster(update, due) {
                changes.extend(change);
                continue;
            }
            match answer {
                _ if !due => {}
                // The same track is the same person: its better faces join the templates it gave.
                Some(IdentityAnswer::Unknown(visitor)) => {
                    learned.extend(self.learn_more(visitor, update));
                }
                Some(IdentityAnswer::Same(_) | IdentityAnswer::Staff(_)) => {}
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

    /// A visitor who never was one: all that was learnt of them, and every track of theirs, is the colleague's.
    pub fn disown(&mut self, visitor: VisitorId, staff: StaffId) {
        self.gallery.remove(visitor);
        for answer in self.tracks.values_mut().filter_map(|t| t.answer.as_mut()) {
            if answer.visitor() == Some(visitor) {
                *answer = IdentityAnswer::Staff(staff);
            }
        }
    }

    /// Takes over another roster. Everybody in the picture is looked at again; who was a colleague until now is left as
    /// they are until they leave the picture.
    pub fn set_roster(&mut self, roster: Roster) {
        self.roster = roster;
        for track in self.tracks.values_mut() {
            track.ask_roster = true;
        }
    }

    /// `from` turned out to be `into`.
    pub fn merge(&mut self, from: VisitorId, into: VisitorId) {
        self.gallery.reassign(from, into);
        for answer in self.tracks.values_mut().filter_map(|t| t.answer.as_mut()) {
            if answer.visitor() == Some(from) {
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
                ask_roster: false,
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

    /// Whether the track is a colleague's, before the gallery of visitors is asked. `Break` is the last word on this
    /// sight: the answer, where it is new, or none, because the track may yet turn out to be a colleague's.
    fn ask_roster(
        &mut self,
        update: &TrackUpdate,
        due: bool,
    ) -> ControlFlow<Option<IdentityChange>> {
        let Some(state) = self.tracks.get_mut(&update.track) else {
            return ControlFlow::Continue(());
        };
        if !(std::mem::take(&mut state.ask_roster) || due) {
            return ControlFlow::Continue(());
        }
        let (before, samples) = (state.answer, state.evidence.samples());
        if matches!(before, Some(IdentityAnswer::Staff(_))) {
            return ControlFlow::Break(None);
        }
        if self.roster.is_empty() || (samples.len() as u32) < self.settings.min_faces {
            return ControlFlow::Continue(());
        }
        // Whom the gallery knows from this very track is nobody else.
        let own = match before {
            Some(IdentityAnswer::Unknown(visitor)) => Some(visitor),
            _ => None,
        };
        let probes: Vec<_> = samples.iter().map(|s| (&s.signature, s.quality)).collect();
        let (limits, full) = (Limits::of(&self.settings), state.evidence.is_full());
        let verdict = self.roster.ask(&self.gallery, &probes, limits, own, full);
        let (staff, confidence) = match verdict {
            roster::Verdict::Staff(staff, confidence) => (staff, confidence),
            roster::Verdict::Wait if before.is_none() => return ControlFlow::Break(None),
            roster::Verdict::Wait | roster::Verdict::Nobody => return ControlFlow::Continue(()),
        };
        let waiting = self.in_view_elsewhere(Who::Staff(staff), update);
        let Some(state) = self.tracks.get_mut(&update.track) else {
            return ControlFlow::Continue(());
        };
        state.waiting = waiting;
        if waiting {
            return ControlFlow::Break(None);
        }
        let answer = IdentityAnswer::Staff(staff);
        state.answer = Some(answer);
        ControlFlow::Break(Some(IdentityChange {
            stamp: update.stamp,
            track: update.track,
            answer,
            revised: before.is_some(),
            confidence,
        }))
    }

    fn answer(&mut self, update: &TrackUpdate, ids: &mut dyn IdSource) -> Option<IdentityChange> {
        let verdict = decide(
            &self.settings,
            &self.gallery,
            &self.tracks[&update.track].evidence,
        );
        // Whoever is in the picture already cannot be in it a second time. Nor is it somebody new: the other track may
        // be about to end, or one of the two be mistaken, so this one waits.
        let waiting = matches!(verdict, Verdict::Same(v, _) if self.in_view_elsewhere(Who::Visitor(v), update));
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
            revised: false,
            confidence,
        })
    }

    /// Whether another track in the picture of the same camera is this person.
    fn in_view_elsewhere(&self, who: Who, update: &TrackUpdate) -> bool {
        self.tracks.iter().any(|(id, other)| {
            let same = other.answer.is_some_and(|a| a.who() == who);
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
}

#[cfg(test)]
mod tests {
    use ulid::Ulid;

    use super::*;
    use crate::{
        identity::testing::{face, sight},
        runtime::SeededIds,
    };

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
        assert_eq!(second, [IdentityAnswer::Same(first[0].visitor().unwrap())]);
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
        assert_eq!(later, [IdentityAnswer::Same(first[0].visitor().unwrap())]);
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
        floor.0.forget(first[0].visitor().unwrap());
        assert!(floor.0.gallery().is_empty() && floor.0.tracks.is_empty());
        let second = show(&mut floor, 2, &[7; 4]);
        assert!(
            matches!(second[..], [IdentityAnswer::Unknown(v)] if Some(v) != first[0].visitor())
        );
    }

    fn with_colleague(person: u8) -> (Identity, SeededIds, StaffId) {
        let (mut identity, ids) = identity();
        let staff = StaffId(Ulid::from(99u128));
        let signature = face(person, 0.9).signature.unwrap();
        identity.set_roster(Roster::new([(staff, signature)]));
        (identity, ids, staff)
    }

    #[test]
    fn a_colleague_is_answered_as_such_and_no_visitor_learns_their_face() {
        let (identity, ids, staff) = with_colleague(7);
        let mut floor = (identity, ids);
        assert_eq!(show(&mut floor, 1, &[7; 6]), [IdentityAnswer::Staff(staff)]);
        assert!(floor.0.gallery().is_empty());
        let other = show(&mut floor, 2, &[8; 6]);
        assert!(matches!(other[..], [IdentityAnswer::Unknown(_)]));
    }

    #[test]
    fn who_is_enrolled_while_in_the_picture_turns_out_to_be_a_colleague() {
        let mut floor = identity();
        let first = show(&mut floor, 1, &[7; 4]);
        let (enrolled, _, staff) = with_colleague(7);
        floor.0.set_roster(enrolled.roster);
        let changes = floor.0.observe(&[sight("door", 1, 7)], &mut floor.1).0;
        let [change] = &changes[..] else {
            panic!("one answer: {changes:?}");
        };
        assert_eq!(change.answer, IdentityAnswer::Staff(staff));
        assert!(change.revised && !first.is_empty());
        floor.0.disown(first[0].visitor().unwrap(), staff);
        assert!(floor.0.gallery().is_empty());
    }

    #[test]
    fn who_was_taken_for_a_visitor_before_they_enrolled_is_a_colleague_from_then_on() {
        let mut floor = identity();
        show(&mut floor, 1, &[7; 4]);
        end(&mut floor, 1);
        assert_eq!(show(&mut floor, 2, &[7; 4]).len(), 1, "known as a visitor");
        let (enrolled, _, staff) = with_colleague(7);
        floor.0.set_roster(enrolled.roster);
        let changes = floor.0.observe(&[sight("door", 2, 7)], &mut floor.1).0;
        assert_eq!(changes[0].answer, IdentityAnswer::Staff(staff));
        end(&mut floor, 2);
        assert_eq!(show(&mut floor, 3, &[7; 4]), [IdentityAnswer::Staff(staff)]);
    }

    #[test]
    fn a_track_that_goes_over_from_a_colleague_to_a_visitor_is_answered_anew() {
        let (identity, ids, staff) = with_colleague(7);
        let mut floor = (identity, ids);
        let answers = show(&mut floor, 1, &[7, 7, 7, 8, 8, 8, 8]);
        assert!(
            matches!(answers[..], [IdentityAnswer::Staff(s), IdentityAnswer::Unknown(_)] if s == staff)
        );
    }
}
