//! The stage: evidence per track in, answers out.

mod absent;
mod judge;
mod learn;
#[cfg(test)]
mod tests;

pub use absent::Comparisons;

use std::collections::{BTreeMap, BTreeSet};

use super::{
    decide::{self, Known},
    evidence::{Change, Evidence},
    impostors::Impostors,
    reach::Reach,
    references::References,
    roster::Roster,
    settings::Settings,
    strangers::Strangers,
};
use crate::types::{
    CameraId, Cause, Doubt, IdSource, IdentityAnswer, IdentityChange, ImpostorStats, Likenesses,
    ModelTag, Signature, StaffId, Stamp, TrackId, TrackPhase, TrackUpdate, VisitorId, Who,
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
    /// Visitors who were made of a colleague's faces. Those are in `dropped`; what else is known of them is as the caller
    /// knows: a person may have said that somebody else is they.
    pub colleagues: Vec<VisitorId>,
}

#[derive(Debug)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "things that are independently so or not"
)]
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
    /// What was learnt of it while it seemed to be somebody new.
    taught: Vec<Signature>,
    /// It turned out to be none of these.
    not: BTreeSet<VisitorId>,
    /// A person said who it is, or it was revised before: faces say nothing against it any more.
    settled: bool,
    /// It shows a colleague who is not enrolled, or a child: nothing is learnt or said of their face.
    aside: bool,
    /// It stands where faces are compared with those of absent visitors.
    within: bool,
}

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
    /// Where faces are compared with those of absent visitors, and how often they were.
    reach: Reach,
    comparisons: Comparisons,
    likenesses: Likenesses,
}

impl Identity {
    /// Knows nobody yet. Signatures with another tag than this will be left out; without one, the first decides.
    pub fn new(settings: Settings, tag: Option<ModelTag>) -> Self {
        Self {
            settings,
            known: Known {
                visitors: References::new(tag.clone()),
                absent: References::new(tag.clone()),
                staff: References::new(tag.clone()),
            },
            tag,
            impostors: Impostors::default(),
            strangers: Strangers::default(),
            tracks: BTreeMap::new(),
            doubles: BTreeSet::new(),
            apart: BTreeSet::new(),
            reach: Reach::default(),
            comparisons: Comparisons::default(),
            likenesses: Likenesses::default(),
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
        self.known.people(true)
    }

    /// Number of signatures that are remembered of visitors.
    pub fn templates(&self) -> usize {
        self.known.visitors.templates() + self.known.absent.templates()
    }

    /// Number of signatures that are remembered of one visitor.
    pub fn templates_of(&self, visitor: VisitorId) -> usize {
        self.signatures_of(visitor).len()
    }

    /// The visitors most alike to one signature, if their cosine is `least` at least. Of one face under two names both are: what
    /// comes back from the store may differ in the last bits, so neither is nearer.
    #[cfg(test)]
    pub fn most_alike(&self, signature: &Signature, least: f32) -> BTreeSet<VisitorId> {
        const LAST_BITS: f32 = 1e-5;
        let mut near = self
            .known
            .visitors
            .top(&super::gallery::Probe::from(signature), 8);
        let best = near.first().map_or(0.0, |(_, cosine)| *cosine);
        near.retain(|(_, cosine)| *cosine >= least.max(best - LAST_BITS));
        near.into_iter().map(|(visitor, _)| visitor).collect()
    }

    /// Takes in the tracks of one frame.
    pub fn observe(&mut self, updates: &[TrackUpdate], ids: &mut dyn IdSource) -> Outcome {
        let mut out = Outcome::default();
        for update in updates {
            if update.phase == TrackPhase::Ended {
                self.end(update.track, &mut out);
                continue;
            }
            if self
                .tracks
                .get(&update.track)
                .is_some_and(|track| track.aside)
            {
                continue;
            }
            let (change, due) = self.take_in(update);
            let told = out.changes.len();
            if due {
                self.judge(update, change, ids, &mut out);
            }
            if matches!(change, Change::Own | Change::Better) && out.changes.len() == told {
                self.bear_out(update, &mut out);
            }
        }
        self.compare_strangers(updates);
        out
    }

    /// Forgets a visitor's templates: they left, and nothing may be kept of them.
    pub fn forget(&mut self, visitor: VisitorId) {
        self.known.visitors.remove(visitor);
        self.known.absent.remove(visitor);
        self.strangers.forget(Who::Visitor(visitor));
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

    /// These tracks show somebody whose face is nobody's business: what was learnt of it is forgotten, and no more is looked
    /// at. Gives the visitors who were made of it, and the signatures that are known no longer.
    pub fn set_aside(&mut self, tracks: &[TrackId]) -> (Vec<VisitorId>, Vec<Signature>) {
        let (mut made, mut gone) = (Vec::new(), Vec::new());
        for track in tracks {
            let Some(state) = self.tracks.get_mut(track).filter(|state| !state.aside) else {
                continue;
            };
            state.aside = true;
            state.evidence = Evidence::default();
            if let Some(IdentityAnswer::Unknown(visitor)) = state.answer.take() {
                gone.extend(self.forget_taught(visitor, *track));
                made.push(visitor);
            }
        }
        (made, gone)
    }

    /// Forgets what this track taught of a visitor, and no more: others may have been united with them since.
    fn forget_taught(&mut self, visitor: VisitorId, track: TrackId) -> Vec<Signature> {
        let state = self.tracks.get_mut(&track);
        let taught = state.map_or_else(Vec::new, |state| std::mem::take(&mut state.taught));
        let gone = self.forget_some(visitor, |values| {
            taught.iter().any(|signature| signature.values() == values)
        });
        if self.doubles.contains(&visitor) && self.known.visitors.knows(visitor) {
            // What is left may be somebody else's face.
            self.doubles = self.known.doubles(&self.settings, &self.impostors);
        }
        gone
    }

    /// The tracks that are said to be this visitor's.
    pub fn tracks_of(&self, visitor: VisitorId) -> Vec<TrackId> {
        let theirs = |state: &TrackState| state.answer.and_then(|a| a.visitor()) == Some(visitor);
        let tracks = self.tracks.iter().filter(|(_, state)| theirs(state));
        tracks.map(|(track, _)| *track).collect()
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
        self.known.absent.reassign(from, into);
        self.strangers.merge(Who::Visitor(from), Who::Visitor(into));
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

    /// Forgets some templates of a visitor: those that `theirs` names were somebody else's face. Gives them.
    pub fn forget_some(
        &mut self,
        visitor: VisitorId,
        theirs: impl Fn(&[f32]) -> bool,
    ) -> Vec<Signature> {
        let mut all_gone = Vec::new();
        for references in [&mut self.known.visitors, &mut self.known.absent] {
            let all = references.of(visitor);
            let (gone, stays): (Vec<_>, Vec<_>) = all.into_iter().partition(|s| theirs(s.values()));
            if !gone.is_empty() {
                references.set(visitor, &stays.iter().collect::<Vec<_>>());
            }
            all_gone.extend(gone);
        }
        all_gone
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
        let gone = self.forget_some(from, theirs);
        if !gone.is_empty() {
            let visitors = &mut self.known.visitors;
            let all: Vec<_> = visitors.of(into).into_iter().chain(gone).collect();
            visitors.set(into, &all.iter().collect::<Vec<_>>());
        }
        let mut learned = Vec::new();
        for track in tracks {
            let Some(state) = self.tracks.get_mut(track) else {
                continue;
            };
            state.answer = Some(IdentityAnswer::Same(into));
            state.confidence = 1.0;
            state.settled = true;
            state.not.remove(&into);
            state.not.insert(from);
            if self.known.visitors.of(into).is_empty() {
                learned.extend(self.enrol(into, *track));
            }
        }
        learned
    }

    /// Whether another track beside this one shows this visitor in the same picture.
    pub fn shows(&self, visitor: VisitorId, besides: TrackId) -> bool {
        self.in_view_elsewhere(Who::Visitor(visitor), besides)
    }

    /// The track is not who it was said to be: it is `is`. Gives the new answer, and the faces by which somebody new is
    /// known.
    pub fn revise(
        &mut self,
        mistake: &Mistake,
        is: VisitorId,
        stamp: &Stamp,
    ) -> Option<(IdentityChange, Vec<Learned>)> {
        self.recall(is);
        let state = self.tracks.get_mut(&mistake.track)?;
        let answer = match mistake.is {
            Some(_) => IdentityAnswer::Same(is),
            None => IdentityAnswer::Unknown(is),
        };
        state.not.insert(mistake.was);
        state.not.remove(&is);
        state.answer = Some(answer);
        state.confidence = mistake.confidence;
        state.settled = true;
        let change = IdentityChange {
            stamp: *stamp,
            track: mistake.track,
            answer,
            cause: Cause::Mistaken,
            confidence: mistake.confidence,
        };
        let learned = if self.known.visitors.knows(is) {
            Vec::new()
        } else {
            self.enrol(is, mistake.track)
        };
        Some((change, learned))
    }

    /// Takes over new settings; evidence and answers stay.
    pub fn reload(&mut self, settings: Settings) {
        self.settings = settings;
    }

    /// Adds a report to what is known of its track. What that changed, and whether there is something to decide.
    fn take_in(&mut self, update: &TrackUpdate) -> (Change, bool) {
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
                taught: Vec::new(),
                not: BTreeSet::new(),
                settled: false,
                aside: false,
                within: false,
            });
        if update.phase != TrackPhase::Coasting {
            state.last_seen = update.stamp;
            let within = self.reach.covers(&update.camera, update.foot());
            // What is known of them was not compared with the absent before.
            state.again |= within && !state.within && self.known.absent.people() > 0;
            state.within = within;
        }
        let change = update.face.as_ref().map_or(Change::Nothing, |face| {
            state.evidence.add(face, self.settings.min_quality)
        });
        if change == Change::Replaced {
            // What was answered was about somebody else.
            state.taken_over |= state.answer.take().is_some();
            state.taught.clear();
            state.not.clear();
            state.settled = false;
        }
        let doubt = state.evidence.doubt(self.settings.min_faces);
        let poor = update.face.is_some()
            && state.answer.is_none()
            && doubt.is_some_and(|doubt| doubt != state.doubt);
        let news = matches!(change, Change::Better | Change::Replaced);
        let decide = std::mem::take(&mut state.again) || news || poor;
        (change, decide)
    }

    /// A face of its own says again who the track is: clothes and places may have said otherwise since.
    fn bear_out(&self, update: &TrackUpdate, out: &mut Outcome) {
        let state = &self.tracks[&update.track];
        out.changes
            .extend(state.answer.map(|answer| IdentityChange {
                stamp: update.stamp,
                track: update.track,
                answer,
                cause: Cause::Evidence,
                confidence: state.confidence,
            }));
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
                if who == another || !self.strangers.is_due(tracks, (*who, *another), faces) {
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
