//! Visitors who are absent and whose faces are kept: apart from those who are here, and compared only within reach.

use super::{Identity, Learned};
use crate::{
    identity::{decide::Verdict, reach::Reach},
    types::{Likenesses, Signature, TrackId, VisitorId},
};

/// How often faces were compared with those of absent visitors, since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Comparisons {
    pub made: u64,
    /// Those that fitted nobody: the probe is gone when the comparison is over.
    pub unmatched: u64,
}

impl Identity {
    /// Where faces are compared with those of absent visitors.
    pub fn set_reach(&mut self, reach: Reach) {
        self.reach = reach;
    }

    /// What is remembered of a visitor who is not here.
    pub fn remember_absent(&mut self, visitor: VisitorId, templates: &[&Signature]) {
        self.known.absent.set(visitor, templates);
    }

    /// Another appliance learnt a signature of a visitor: whoever is in the picture and not known yet is looked at again.
    /// `absent`: they are compared within reach alone, unless they are known as somebody who is here.
    pub fn learnt_elsewhere(&mut self, visitor: VisitorId, signature: &Signature, absent: bool) {
        let visitors = &mut self.known.visitors;
        let references = if absent && !visitors.knows(visitor) {
            &mut self.known.absent
        } else {
            visitors
        };
        let all = references.of(visitor);
        let all: Vec<_> = all.iter().chain([signature]).collect();
        references.set(visitor, &all);
        for track in self.tracks.values_mut() {
            track.again |= track
                .answer
                .is_none_or(|answer| answer.visitor() != Some(visitor));
        }
    }

    /// A visitor whose face is kept left: from now on they are found within reach alone.
    pub fn send_away(&mut self, visitor: VisitorId) {
        let theirs = self.known.visitors.of(visitor);
        if !theirs.is_empty() {
            self.known.visitors.remove(visitor);
            self.known
                .absent
                .set(visitor, &theirs.iter().collect::<Vec<_>>());
        }
    }

    /// Whoever is remembered as somebody who is here.
    pub fn present(&self) -> Vec<VisitorId> {
        self.known.visitors.owners().collect()
    }

    /// An absent visitor is here: whoever was recognised, or checked in, is known on every camera until they leave.
    pub fn recall(&mut self, visitor: VisitorId) {
        let kept = self.known.absent.of(visitor);
        if !kept.is_empty() {
            self.known.absent.remove(visitor);
            let all: Vec<_> = self.known.visitors.of(visitor);
            let all: Vec<_> = kept.iter().chain(&all).collect();
            self.known.visitors.set(visitor, &all);
        }
    }

    /// Every signature that is remembered of a visitor, here or absent.
    pub fn signatures_of(&self, visitor: VisitorId) -> Vec<Signature> {
        let mut all = self.known.visitors.of(visitor);
        all.extend(self.known.absent.of(visitor));
        all
    }

    /// Learns the faces of a visitor who is here anew from the tracks in which they are seen now.
    pub fn learn_anew(&mut self, visitor: VisitorId) -> Vec<Learned> {
        let tracks = self.tracks_of(visitor);
        let learned = tracks.iter().map(|track| self.enrol(visitor, *track));
        learned.collect::<Vec<_>>().into_iter().flatten().collect()
    }

    /// How often faces were compared with those of absent visitors.
    pub fn comparisons(&self) -> Comparisons {
        self.comparisons
    }

    /// How alike tracks were to the best of those they were compared with, since the start.
    pub fn likenesses(&self) -> &Likenesses {
        &self.likenesses
    }

    /// Whether this track is compared with absent visitors now, of whom there are any.
    pub(super) fn reaches_absent(&self, track: TrackId) -> bool {
        let within = self.tracks.get(&track).is_some_and(|state| state.within);
        within && self.known.absent.people() > 0
    }

    /// Counts a comparison with absent visitors, and whether it fitted one.
    pub(super) fn note_comparison(&mut self, verdict: Verdict) {
        let fitted = match verdict {
            Verdict::Known(who, _) => who.visitor(),
            Verdict::Unknown(_) | Verdict::Undecided(_) => None,
        };
        self.comparisons.made += 1;
        if !fitted.is_some_and(|visitor| self.known.absent.knows(visitor)) {
            self.comparisons.unmatched += 1;
        }
    }
}
