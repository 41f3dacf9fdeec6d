//! The stage: evidence per track in, answers out.

#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use super::{
    decide::{self, Circumstances, Known, Verdict},
    evidence::{Change, Evidence},
    gallery::Probe,
    impostors::Impostors,
    references::{Admission, References},
    roster::Roster,
    settings::Settings,
    strangers::Strangers,
};
use crate::types::{
    CameraId, Cause, Doubt, IdSource, IdentityAnswer, IdentityChange, ImpostorStats, ModelTag,
    Signature, StaffId, Stamp, TrackId, TrackPhase, TrackUpdate, VisitorId, Who,
};

/// A signature that is remembered of a visitor from now on.
#[derive(Clone, Debug)]
pub struct Learned {
    pub visitor: VisitorId,
    pub signature: Signature,
    /// Face quality, 0 to 1.
    pub quality: f32,
}

/// A track was said to be a visitor, and better evidence says that it is somebody else. Of a visit that told of them this
/// takes a correction: nothing is said anew before [`Identity::revise`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mistake {
    pub track: TrackId,
    pub was: VisitorId,
    /// Another visitor, or somebody new.
    pub is: Option<VisitorId>,
    /// How probable that is, 0 to 1.
    pub confidence: f32,
}

/// What one step gives.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Answers that are new or better.
    pub changes: Vec<IdentityChange>,
    /// What is remembered of visitors from now on.
    pub learned: Vec<Learned>,
    /// What is remembered no longer, as others show more.
    pub dropped: Vec<Signature>,
    /// Who seemed new, and whom they are.
    pub united: Vec<(VisitorId, VisitorId)>,
    /// Who was recognised as somebody they are not.
    pub mistaken: Vec<Mistake>,
}

#[derive(Debug)]
struct TrackState {
    camera: CameraId,
    /// When it was last seen, not only predicted.
    last_seen: Stamp,
    evidence: Evidence,
    answer: Option<IdentityAnswer>,
    confidence: f32,
    /// Why there is no answer.
    doubt: Doubt,
    /// What was answered before was about somebody from whom the track has gone over to another person.
    taken_over: bool,
    /// The evidence says who it is, but they are in the picture already; or the roster has changed.
    again: bool,
    /// The face of the latest sight is the track's own, and one of its best.
    added: bool,
    /// It turned out to be none of these.
    not: BTreeSet<VisitorId>,
    /// The answer is not to be revised any more.
    settled: bool,
}

/// Seen within this time, a track is in the picture: the person network does not run on every frame, nor find
/// everybody on each.
const IN_VIEW: Duration = Duration::from_millis(500);

/// With so many faces a doubtful likeness is not waited out any longer: better ones may still revise the answer.
const ENOUGH: usize = 5;

/// From this probability on better evidence overthrows an answer.
const OVERTHROW: f32 = 0.95;

/// From this probability on the faces of a track are remembered of whom it was recognised as.
const SURE: f32 = 0.98;

/// So many of them: a visit shows people in one light and one pair of glasses.
const LEARNT_PER_TRACK: usize = 2;

/// An answer is given again when it has become more probable by this.
const NEWS: f32 = 0.1;

/// Answers who each track is, and remembers whom it did not know.
#[derive(Debug)]
pub struct Identity {
    settings: Settings,
    known: Known,
    tag: Option<ModelTag>,
    impostors: Impostors,
    strangers: Strangers,
    tracks: BTreeMap<TrackId, TrackState>,
    /// Colleagues who were taken for visitors before they enrolled.
    doubles: BTreeSet<VisitorId>,
    /// Visitors whom a person told apart, the smaller id first.
    apart: BTreeSet<(VisitorId, VisitorId)>,
}

impl Identity {
    /// Knows nobody yet. Signatures with another tag than this will be left out; without one, the first decides.
    pub fn new(settings: Settings, tag: Option<ModelTag>) -> Self {
        Self {
            settings,
            known: Known {
                visitors: References::new(tag.clone()),
                staff: References::new(tag.clone()),
            },
            tag,
            impostors: Impostors::default(),
            strangers: Strangers::default(),
            tracks: BTreeMap::new(),
            doubles: BTreeSet::new(),
            apart: BTreeSet::new(),
        }
    }

    /// What is remembered of a visitor from earlier; how many signatures of them are of no use: another model made them.
    pub fn remember(&mut self, visitor: VisitorId, templates: &[&Signature]) -> usize {
        self.known.visitors.set(visitor, templates)
    }

    /// Goes on from what was measured of strangers on site before.
    pub fn set_impostors(&mut self, stats: ImpostorStats) {
        self.impostors = Impostors::new(stats);
    }

    /// What was measured of strangers on site.
    pub fn impostors(&self) -> ImpostorStats {
        self.impostors.stats()
    }

    /// The likeness from which on somebody is recognised now.
    pub fn threshold(&self) -> f32 {
        decide::threshold(&self.settings, &self.impostors, self.people())
    }

    /// The likeness that the target asks for now, whatever the installer wants.
    pub fn asked_threshold(&self) -> f32 {
        decide::asked(&self.settings, &self.impostors, self.people())
    }

    /// The part of the strangers who are taken for somebody known at this threshold, 0 to 1.
    pub fn false_recognitions(&self, threshold: f32) -> f64 {
        self.impostors.false_recognitions(threshold, self.people())
    }

    /// How many people it can recognise.
    pub fn people(&self) -> usize {
        self.known.people()
    }

    /// Number of signatures that are remembered of visitors.
    pub fn templates(&self) -> usize {
        self.known.visitors.templates()
    }

    /// Number of signatures that are remembered of one visitor.
    pub fn templates_of(&self, visitor: VisitorId) -> usize {
        self.known.visitors.of(visitor).len()
    }

    /// The visitor most alike to one signature, and the cosine.
    pub fn nearest(&self, signature: &Signature) -> Option<(VisitorId, f32)> {
        let probe = Probe::from(signature);
        self.known.visitors.top(&probe, 1).pop()
    }

    /// Takes in the tracks of one frame.
    pub fn observe(&mut self, updates: &[TrackUpdate], ids: &mut dyn IdSource) -> Outcome {
        let mut out = Outcome::default();
        for update in updates {
            if update.phase == TrackPhase::Ended {
                self.end(update.track, &mut out);
            } else if self.take_in(update) {
                self.judge(update, ids, &mut out);
            }
        }
        self.compare_strangers(updates);
        out
    }

    /// Forgets a visitor's templates: they left, and nothing may be kept of them.
    pub fn forget(&mut self, visitor: VisitorId) {
        self.known.visitors.remove(visitor);
    }

    /// A visitor who never was one: all that was learnt of them, and every track of theirs, is the colleague's.
    pub fn disown(&mut self, visitor: VisitorId, staff: StaffId) {
        self.forget(visitor);
        for answer in self.tracks.values_mut().filter_map(|t| t.answer.as_mut()) {
            if answer.visitor() == Some(visitor) {
                *answer = IdentityAnswer::Staff(staff);
            }
        }
    }

    /// Takes over another roster. Everybody in the picture is looked at again; who was a colleague until now is left as
    /// they are until they leave the picture.
    pub fn set_roster(&mut self, roster: &Roster) {
        let mut staff = References::new(self.tag.clone());
        for (id, templates) in roster.members() {
            staff.set(id, &templates.iter().collect::<Vec<_>>());
        }
        self.known.staff = staff;
        self.doubles = self.known.doubles(&self.settings, &self.impostors);
        for track in self.tracks.values_mut() {
            track.again = true;
        }
    }

    /// `from` turned out to be `into`.
    pub fn merge(&mut self, from: VisitorId, into: VisitorId) {
        self.known.visitors.reassign(from, into);
        for track in self.tracks.values_mut() {
            if track.not.remove(&from) {
                track.not.insert(into);
            }
            if track.answer.and_then(|answer| answer.visitor()) == Some(from) {
                track.answer = Some(IdentityAnswer::Same(into));
                track.not.remove(&into);
            }
        }
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
        let visitors = &mut self.known.visitors;
        let (gone, stays): (Vec<_>, Vec<_>) = visitors
            .of(from)
            .into_iter()
            .partition(|s| theirs(s.values()));
        if !gone.is_empty() {
            let all = visitors
                .of(into)
                .into_iter()
                .chain(gone)
                .collect::<Vec<_>>();
            visitors.set(from, &stays.iter().collect::<Vec<_>>());
            visitors.set(into, &all.iter().collect::<Vec<_>>());
        }
        let mut learned = Vec::new();
        for track in tracks {
            let Some(state) = self.tracks.get_mut(track) else {
                continue;
            };
            state.answer = Some(IdentityAnswer::Same(into));
            state.confidence = 1.0;
            state.not.remove(&into);
            state.not.insert(from);
            if self.known.visitors.of(into).is_empty() {
                learned.extend(self.enrol(into, *track));
            }
        }
        learned
    }

    /// The track is not who it was said to be: it is `is`. Gives the new answer, and the faces by which somebody new is known.
    pub fn revise(
        &mut self,
        mistake: &Mistake,
        is: VisitorId,
        stamp: &Stamp,
    ) -> Option<(IdentityChange, Vec<Learned>)> {
        let state = self.tracks.get_mut(&mistake.track)?;
        let answer = match mistake.is {
            Some(_) => IdentityAnswer::Same(is),
            None => IdentityAnswer::Unknown(is),
        };
        state.not.insert(mistake.was);
        state.not.remove(&is);
        state.answer = Some(answer);
        state.confidence = mistake.confidence;
        let change = IdentityChange {
            stamp: *stamp,
            track: mistake.track,
            answer,
            cause: Cause::Revision,
            confidence: mistake.confidence,
        };
        let learned = if self.known.visitors.knows(is) {
            Vec::new()
        } else {
            self.enrol(is, mistake.track)
        };
        Some((change, learned))
    }

    /// What was said of the track stands, whatever its face says.
    pub fn insist(&mut self, mistake: &Mistake) {
        if let Some(state) = self.tracks.get_mut(&mistake.track) {
            state.settled = true;
        }
    }

    /// Takes over new settings; evidence and answers stay.
    pub fn reload(&mut self, settings: Settings) {
        self.settings = settings;
    }

    /// Adds a report to what is known of its track; whether there is something to decide.
    fn take_in(&mut self, update: &TrackUpdate) -> bool {
        let state = self
            .tracks
            .entry(update.track)
            .or_insert_with(|| TrackState {
                camera: update.camera.clone(),
                last_seen: update.stamp,
                evidence: Evidence::default(),
                answer: None,
                confidence: 0.0,
                doubt: Doubt::NoFace,
                taken_over: false,
                again: false,
                added: false,
                not: BTreeSet::new(),
                settled: false,
            });
        if update.phase != TrackPhase::Coasting {
            state.last_seen = update.stamp;
        }
        state.added = false;
        let Some(face) = &update.face else {
            return std::mem::take(&mut state.again);
        };
        let change = state.evidence.add(face, self.settings.min_quality);
        state.added = change == Change::Better;
        if change == Change::Replaced {
            // What was answered was about somebody else.
            state.taken_over |= state.answer.take().is_some();
            state.not.clear();
            state.settled = false;
        }
        let poor = state.answer.is_none()
            && state
                .evidence
                .doubt(self.settings.min_faces)
                .is_some_and(|d| d != state.doubt);
        std::mem::take(&mut state.again) || change != Change::Nothing || poor
    }

    /// Decides about a track anew, and says what has changed.
    fn judge(&mut self, update: &TrackUpdate, ids: &mut dyn IdSource, out: &mut Outcome) {
        let before = self.tracks[&update.track].answer;
        let verdict = match self.verdict(update.track) {
            Verdict::Known(who, _)
                if before.and_then(|a| a.who()) != Some(who)
                    && self.in_view_elsewhere(who, update) =>
            {
                // Whoever is in the picture already cannot be in it a second time. Nor is it somebody new: the other
                // track may be about to end, or one of the two be mistaken, so this one waits.
                if let Some(state) = self.tracks.get_mut(&update.track) {
                    state.again = true;
                }
                Verdict::Undecided(Doubt::AlreadyHere)
            }
            verdict => verdict,
        };
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
                    Who::Staff(_) => self.forget(own),
                }
            }
            // The same track is the same person: its better faces join the templates it gave.
            (
                Some(IdentityAnswer::Unknown(visitor)),
                Verdict::Unknown(_) | Verdict::Undecided(_),
            ) => {
                self.learn_face(visitor, update, out);
            }
            // ... or a colleague.
            (Some(IdentityAnswer::Same(_)), Verdict::Known(Who::Staff(staff), sure))
                if sure >= OVERTHROW =>
            {
                self.say(update, IdentityAnswer::Staff(staff), sure, out);
            }
            // Who was recognised is somebody else.
            (Some(IdentityAnswer::Same(was)), verdict)
                if self.may_be_revised(update.track) && self.known.visitors.knows(was) =>
            {
                let (is, confidence) = match verdict {
                    Verdict::Known(Who::Visitor(is), sure) if is != was => (Some(is), sure),
                    Verdict::Unknown(sure) => (None, sure),
                    verdict => return self.confirm(update, verdict, out),
                };
                if confidence >= OVERTHROW {
                    let track = update.track;
                    out.mistaken.push(Mistake {
                        track,
                        was,
                        is,
                        confidence,
                    });
                }
            }
            // Who was taken for a colleague is served by nobody.
            (Some(IdentityAnswer::Staff(was)), verdict)
                if self.may_be_revised(update.track) && self.known.staff.knows(was) =>
            {
                match verdict {
                    Verdict::Known(who, sure) if who != Who::Staff(was) && sure >= OVERTHROW => {
                        self.say(update, answer_of(who), sure, out);
                    }
                    Verdict::Unknown(sure) if sure >= OVERTHROW => {
                        self.say_new(update, sure, ids, out);
                    }
                    verdict => self.confirm(update, verdict, out),
                }
            }
            (Some(_), verdict) => self.confirm(update, verdict, out),
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
        let learned = self.enrol(visitor, update.track);
        out.learned.extend(learned);
    }

    /// Whether there are so many faces of the track that they may contradict what was said on fewer.
    fn may_be_revised(&self, track: TrackId) -> bool {
        let state = &self.tracks[&track];
        !state.settled && state.evidence.len() >= ENOUGH
    }

    /// What the evidence of a track says. Whom the gallery knows from this very track is nobody else.
    fn verdict(&self, track: TrackId) -> Verdict {
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
        self.known.decide(
            &probe,
            &Circumstances {
                settings: &self.settings,
                impostors: &self.impostors,
                quality: state.evidence.quality(),
                full: state.evidence.len() >= ENOUGH,
                except: &except,
                confused: &confused,
            },
        )
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
        state.confidence = confidence;
        let cause = match before.and_then(|before| before.who()) {
            _ if std::mem::take(&mut state.taken_over) => Cause::TakenOver,
            Some(before) if Some(before) != answer.who() => Cause::Revision,
            _ => Cause::Evidence,
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
    fn in_view_elsewhere(&self, who: Who, update: &TrackUpdate) -> bool {
        self.tracks.iter().any(|(id, other)| {
            let same = other.answer.and_then(|a| a.who()) == Some(who);
            let in_view = update.stamp.since(&other.last_seen) <= IN_VIEW;
            same && *id != update.track && in_view && other.camera == update.camera
        })
    }

    /// Remembers the track's best faces under a new visitor.
    fn enrol(&mut self, visitor: VisitorId, track: TrackId) -> Vec<Learned> {
        let samples = self.tracks[&track].evidence.samples().to_vec();
        let most = self.settings.templates;
        let mut learned: Vec<Learned> = Vec::new();
        for sample in samples {
            match self.known.visitors.learn(visitor, &sample.signature, most) {
                Admission::Redundant | Admission::Foreign => continue,
                Admission::Replaced(gone) => {
                    learned.retain(|l| !gone.contains(&l.signature));
                    if gone.contains(&sample.signature) {
                        continue;
                    }
                }
                Admission::Taken => {}
            }
            learned.push(Learned {
                visitor,
                signature: sample.signature,
                quality: sample.quality,
            });
        }
        learned
    }

    /// Remembers the face of this sight, if it is good and shows something new.
    fn learn_face(&mut self, visitor: VisitorId, update: &TrackUpdate, out: &mut Outcome) {
        let Some(face) = &update.face else { return };
        let good = self.tracks[&update.track].added;
        if let Some(signature) = face.signature.as_ref().filter(|_| good) {
            self.learn(visitor, signature, face.quality.value, out);
        }
    }

    fn learn(
        &mut self,
        visitor: VisitorId,
        signature: &Signature,
        quality: f32,
        out: &mut Outcome,
    ) {
        let most = self.settings.templates;
        let mut taken = true;
        match self.known.visitors.learn(visitor, signature, most) {
            Admission::Redundant | Admission::Foreign => taken = false,
            Admission::Replaced(mut gone) => {
                taken = !gone.contains(signature);
                gone.retain(|gone| gone != signature);
                out.dropped.extend(gone);
            }
            Admission::Taken => {}
        }
        if taken {
            out.learned.push(Learned {
                visitor,
                signature: signature.clone(),
                quality,
            });
        }
    }

    /// A track is over. Whom it was surely recognised as is remembered as they look today; not before, or an answer
    /// would bear itself out.
    fn end(&mut self, track: TrackId, out: &mut Outcome) {
        self.strangers.settle(track, &mut self.impostors);
        let Some(state) = self.tracks.remove(&track) else {
            return;
        };
        let Some(IdentityAnswer::Same(visitor)) = state.answer.filter(|_| state.confidence >= SURE)
        else {
            return;
        };
        for sample in state.evidence.samples().iter().take(LEARNT_PER_TRACK) {
            self.learn(visitor, &sample.signature, sample.quality, out);
        }
    }

    /// Two people in one picture are two people: how alike they are tells how alike strangers are here.
    fn compare_strangers(&mut self, updates: &[TrackUpdate]) {
        let seen: Vec<_> = updates
            .iter()
            .filter(|u| matches!(u.phase, TrackPhase::Seen | TrackPhase::Started))
            .filter_map(|u| {
                let state = self.tracks.get(&u.track)?;
                let who = state.answer?.who()?;
                Some((u.track, who, &state.evidence))
            })
            .collect();
        for (i, (track, who, evidence)) in seen.iter().enumerate() {
            for (other, another, theirs) in &seen[..i] {
                let (tracks, faces) = ((*track, *other), evidence.len().min(theirs.len()));
                if who == another || !self.strangers.is_due(tracks, faces) {
                    continue;
                }
                let probes = evidence.probe().zip(theirs.probe());
                if let Some(cosine) = probes.and_then(|(a, b)| a.cosine(&b)) {
                    self.strangers.note(tracks, (*who, *another), faces, cosine);
                }
            }
        }
    }
}

fn answer_of(who: Who) -> IdentityAnswer {
    match who {
        Who::Visitor(visitor) => IdentityAnswer::Same(visitor),
        Who::Staff(staff) => IdentityAnswer::Staff(staff),
    }
}
