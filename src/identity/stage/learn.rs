//! What is remembered of faces, and when.

use super::{super::references::Admission, Identity, Learned, Outcome};
use crate::types::{IdentityAnswer, Signature, TrackId, TrackUpdate, VisitorId};

/// From this probability on the faces of a track are remembered of whom it was recognised as.
const SURE: f32 = 0.98;

/// So many of its faces: a visit shows people in one light and one pair of glasses.
const LEARNT_PER_TRACK: usize = 2;

impl Identity {
    /// Remembers the track's best faces under a new visitor.
    pub(super) fn enrol(&mut self, visitor: VisitorId, track: TrackId) -> Vec<Learned> {
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
        self.taught(track, &learned);
        learned
    }

    /// Remembers the face of this sight, if it shows something new.
    pub(super) fn learn_face(
        &mut self,
        visitor: VisitorId,
        update: &TrackUpdate,
        out: &mut Outcome,
    ) {
        let Some(face) = &update.face else { return };
        if let Some(signature) = &face.signature {
            let before = out.learned.len();
            self.learn(visitor, signature, face.quality.value, out);
            self.taught(update.track, &out.learned[before..]);
        }
    }

    /// Notes what a track taught, in case it was a colleague's face.
    fn taught(&mut self, track: TrackId, learned: &[Learned]) {
        if let Some(state) = self.tracks.get_mut(&track) {
            let signatures = learned.iter().map(|learned| learned.signature.clone());
            state.taught.extend(signatures);
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
    pub(super) fn end(&mut self, track: TrackId, out: &mut Outcome) {
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
}
