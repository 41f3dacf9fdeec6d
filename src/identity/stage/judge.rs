//! What is said of a track, and when it is said anew.

use std::time::Duration;

use super::{
    super::decide::{Circumstances, Verdict},
    Identity, Mistake, Outcome,
};
use crate::{
    identity::evidence::Change,
    types::{
        Cause, Compared, Doubt, IdSource, IdentityAnswer, IdentityChange, StaffId, TrackId,
        TrackUpdate, VisitorId, Who,
    },
};

/// Seen within this time, a track is in the picture: the person network does not run on every frame, nor find
/// everybody on each.
const IN_VIEW: Duration = Duration::from_millis(500);

/// With so many faces a doubtful likeness is not waited out any longer: better ones may still revise the answer.
const ENOUGH: usize = 5;

/// From this probability on better evidence overthrows an answer.
const OVERTHROW: f32 = 0.95;

/// An answer is given again when it has become more probable by this.
const NEWS: f32 = 0.1;

impl Identity {
    /// Decides about a track anew, and says what has changed.
    pub(super) fn judge(
        &mut self,
        update: &TrackUpdate,
        change: Change,
        ids: &mut dyn IdSource,
        out: &mut Outcome,
    ) {
        let before = self.tracks[&update.track].answer;
        let verdict = match self.verdict(update.track) {
            Verdict::Known(who, _)
                if before.and_then(|a| a.who()) != Some(who)
                    && self.in_view_elsewhere(who, update.track) =>
            {
                // Whoever is in the picture already cannot be in it a second time. Nor is it somebody new: the other
                // track may be about to end, or one of the two be mistaken, so this one waits.
                if let Some(state) = self.tracks.get_mut(&update.track) {
                    state.again = before.is_none();
                }
                Verdict::Undecided(Doubt::AlreadyHere)
            }
            verdict => verdict,
        };
        self.confirm(update, verdict, out);
        match (before, verdict) {
            (None, Verdict::Undecided(doubt)) => self.doubt(update, doubt, out),
            (None, Verdict::Known(who, sure)) => {
                let answer = answer_of(who);
                self.say(update, answer, sure, out);
            }
            (None, Verdict::Unknown(sure)) => self.say_new(update, sure, ids, out),
            // Better evidence: who seemed new was known all the time.
            (Some(IdentityAnswer::Unknown(own)), Verdict::Known(who, sure))
                if sure >= OVERTHROW =>
            {
                self.say(update, answer_of(who), sure, out);
                match who {
                    Who::Visitor(visitor) => {
                        self.merge(own, visitor);
                        out.united.push((own, visitor));
                    }
                    Who::Staff(_) => {
                        out.dropped.extend(self.forget_taught(own, update.track));
                        out.colleagues.push(own);
                    }
                }
            }
            // The same track is the same person: its better faces join the templates it gave.
            (
                Some(IdentityAnswer::Unknown(visitor)),
                Verdict::Unknown(_) | Verdict::Undecided(_),
            ) => {
                if change == Change::Better {
                    self.learn_face(visitor, update, out);
                }
            }
            // ... or a colleague: one who was a visitor before they enrolled, or whom the track was mistaken for.
            (Some(IdentityAnswer::Same(was)), Verdict::Known(Who::Staff(staff), sure))
                if sure >= OVERTHROW
                    && (self.doubles.contains(&was) || self.may_be_revised(update.track)) =>
            {
                self.say(update, IdentityAnswer::Staff(staff), sure, out);
            }
            (Some(IdentityAnswer::Same(was)), verdict)
                if self.may_be_revised(update.track) && self.known.visitors.knows(was) =>
            {
                out.mistaken.extend(mistake(update.track, was, verdict));
            }
            (Some(IdentityAnswer::Staff(was)), verdict)
                if self.may_be_revised(update.track) && self.known.staff.knows(was) =>
            {
                self.doubt_colleague(update, was, verdict, ids, out);
            }
            (Some(_), _) => {}
        }
    }

    /// Who was taken for a colleague may be a visitor, who is served by nobody then.
    fn doubt_colleague(
        &mut self,
        update: &TrackUpdate,
        was: StaffId,
        verdict: Verdict,
        ids: &mut dyn IdSource,
        out: &mut Outcome,
    ) {
        match verdict {
            Verdict::Known(who, sure) if who != Who::Staff(was) && sure >= OVERTHROW => {
                self.say(update, answer_of(who), sure, out);
            }
            Verdict::Unknown(sure) if sure >= OVERTHROW => self.say_new(update, sure, ids, out),
            _ => {}
        }
    }

    /// Says again what was said, if it has become more probable.
    fn confirm(&mut self, update: &TrackUpdate, verdict: Verdict, out: &mut Outcome) {
        let state = &self.tracks[&update.track];
        let (answer, before) = (state.answer, state.confidence);
        if let (Some(answer), Verdict::Known(who, sure)) = (answer, verdict)
            && answer.who() == Some(who)
            && sure >= before + NEWS
        {
            self.say(update, answer, sure, out);
        }
    }

    /// Somebody nobody knows, from now on known.
    fn say_new(
        &mut self,
        update: &TrackUpdate,
        confidence: f32,
        ids: &mut dyn IdSource,
        out: &mut Outcome,
    ) {
        let visitor = VisitorId::new(ids, &update.stamp);
        self.say(update, IdentityAnswer::Unknown(visitor), confidence, out);
        if let Some(state) = self.tracks.get_mut(&update.track) {
            state.taught.clear();
        }
        let learned = self.enrol(visitor, update.track);
        out.learned.extend(learned);
    }

    /// Whether there are so many faces of the track that they may contradict what was said on fewer.
    fn may_be_revised(&self, track: TrackId) -> bool {
        let state = &self.tracks[&track];
        !state.settled && state.evidence.len() >= ENOUGH
    }

    /// What the evidence of a track says. Whom the gallery knows from this very track is nobody else.
    fn verdict(&mut self, track: TrackId) -> Verdict {
        let absent = self.reaches_absent(track);
        let state = &self.tracks[&track];
        if let Some(doubt) = state.evidence.doubt(self.settings.min_faces) {
            return Verdict::Undecided(doubt);
        }
        let Some(probe) = state.evidence.probe() else {
            return Verdict::Undecided(Doubt::NoFace);
        };
        let own = match state.answer {
            Some(IdentityAnswer::Unknown(visitor)) => Some(Who::Visitor(visitor)),
            _ => None,
        };
        let except = |who: Who| {
            let ruled_out = |v: VisitorId| state.not.contains(&v) || self.doubles.contains(&v);
            Some(who) == own || who.visitor().is_some_and(ruled_out)
        };
        let confused = |a: Who, b: Who| match (a, b) {
            (Who::Visitor(a), Who::Visitor(b)) => self.apart.contains(&(a.min(b), a.max(b))),
            _ => false,
        };
        let (verdict, likeness) = self.known.decide(
            &probe,
            &Circumstances {
                settings: &self.settings,
                impostors: &self.impostors,
                quality: state.evidence.quality(),
                full: state.evidence.len() >= ENOUGH,
                absent,
                except: &except,
                confused: &confused,
            },
        );
        if let Some(likeness) = likeness {
            let answer = match verdict {
                Verdict::Known(..) => Compared::Known,
                Verdict::Unknown(_) => Compared::Unknown,
                Verdict::Undecided(_) => Compared::Undecided,
            };
            self.likenesses.count(answer, likeness);
        }
        if absent {
            self.note_comparison(verdict);
        }
        verdict
    }

    fn doubt(&mut self, update: &TrackUpdate, doubt: Doubt, out: &mut Outcome) {
        let Some(state) = self.tracks.get_mut(&update.track) else {
            return;
        };
        if std::mem::replace(&mut state.doubt, doubt) != doubt {
            out.changes.push(IdentityChange {
                stamp: update.stamp,
                track: update.track,
                answer: IdentityAnswer::Undecided(doubt),
                cause: Cause::Evidence,
                confidence: 0.0,
            });
        }
    }

    fn say(
        &mut self,
        update: &TrackUpdate,
        answer: IdentityAnswer,
        confidence: f32,
        out: &mut Outcome,
    ) {
        let Some(state) = self.tracks.get_mut(&update.track) else {
            return;
        };
        let before = state.answer.replace(answer);
        if let IdentityAnswer::Same(visitor) = answer {
            self.recall(visitor);
        }
        let Some(state) = self.tracks.get_mut(&update.track) else {
            return;
        };
        state.confidence = confidence;
        let cause = match before {
            _ if std::mem::take(&mut state.taken_over) => Cause::TakenOver,
            Some(before) if before.who() == answer.who() => Cause::Evidence,
            None => Cause::Evidence,
            Some(IdentityAnswer::Unknown(_)) => Cause::Revision,
            Some(IdentityAnswer::Same(was)) if self.doubles.contains(&was) => Cause::Revision,
            Some(_) => {
                state.settled = true;
                Cause::Mistaken
            }
        };
        out.changes.push(IdentityChange {
            stamp: update.stamp,
            track: update.track,
            answer,
            cause,
            confidence,
        });
    }

    /// Whether another track in the picture of the same camera is this person.
    pub(super) fn in_view_elsewhere(&self, who: Who, track: TrackId) -> bool {
        let Some(this) = self.tracks.get(&track) else {
            return false;
        };
        self.tracks.iter().any(|(id, other)| {
            let same = other.answer.and_then(|a| a.who()) == Some(who);
            let in_view = this.last_seen.since(&other.last_seen) <= IN_VIEW;
            same && *id != track && in_view && other.camera == this.camera
        })
    }
}

fn answer_of(who: Who) -> IdentityAnswer {
    match who {
        Who::Visitor(visitor) => IdentityAnswer::Same(visitor),
        Who::Staff(staff) => IdentityAnswer::Staff(staff),
    }
}

/// Who was recognised is somebody else, by this verdict.
fn mistake(track: TrackId, was: VisitorId, verdict: Verdict) -> Option<Mistake> {
    let (is, confidence) = match verdict {
        Verdict::Known(Who::Visitor(is), sure) if is != was => (Some(is), sure),
        Verdict::Unknown(sure) => (None, sure),
        _ => return None,
    };
    (confidence >= OVERTHROW).then_some(Mistake {
        track,
        was,
        is,
        confidence,
    })
}
