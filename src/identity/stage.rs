//! The stage: evidence per track in, answers out.

use std::collections::BTreeMap;

use super::{
    decide::{Settings, Verdict, decide},
    evidence::Evidence,
    gallery::Gallery,
};
use crate::types::{
    CameraId, IdSource, IdentityAnswer, IdentityChange, Signature, TrackId, TrackPhase,
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
    /// Seen in the last frame, not only predicted.
    in_view: bool,
    evidence: Evidence,
    answer: Option<IdentityAnswer>,
}

/// Answers who each track is, and enrols whom the gallery did not know.
#[derive(Debug)]
pub struct Identity {
    settings: Settings,
    gallery: Gallery,
    tracks: BTreeMap<TrackId, TrackState>,
}

impl Identity {
    pub fn new(settings: Settings, gallery: Gallery) -> Self {
        Self {
            settings,
            gallery,
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
            let state = self
                .tracks
                .entry(update.track)
                .or_insert_with(|| TrackState {
                    camera: update.camera.clone(),
                    in_view: true,
                    evidence: Evidence::default(),
                    answer: None,
                });
            state.in_view = update.phase != TrackPhase::Coasting;
            let better = update
                .face
                .as_ref()
                .is_some_and(|f| state.evidence.add(f, self.settings.min_quality));
            if !better {
                continue;
            }
            match state.answer {
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

    /// Forgets a visitor's templates: the visit ended and the privacy mode keeps nothing.
    pub fn forget(&mut self, visitor: VisitorId) {
        self.gallery.remove(visitor);
    }

    /// `from` turned out to be `into`.
    pub fn merge(&mut self, from: VisitorId, into: VisitorId) {
        self.gallery.reassign(from, into);
    }

    /// Takes over new settings; evidence and answers stay.
    pub fn reload(&mut self, settings: Settings) {
        self.settings = settings;
    }

    fn answer(&mut self, update: &TrackUpdate, ids: &mut dyn IdSource) -> Option<IdentityChange> {
        let state = &self.tracks[&update.track];
        let (answer, confidence) = match decide(&self.settings, &self.gallery, &state.evidence) {
            // Whoever is in the picture already cannot be in it a second time. Nor is it somebody new: the other
            // track may be about to end, or one of the two be mistaken, so this one waits.
            Verdict::Same(visitor, _) if self.in_view_elsewhere(visitor, update) => return None,
            Verdict::Same(visitor, confidence) => (IdentityAnswer::Same(visitor), confidence),
            Verdict::Unknown(confidence) => (
                IdentityAnswer::Unknown(VisitorId::new(ids, &update.stamp)),
                confidence,
            ),
            Verdict::Undecided => return None,
        };
        self.tracks.get_mut(&update.track)?.answer = Some(answer);
        Some(IdentityChange {
            stamp: update.stamp,
            track: update.track,
            answer,
            confidence,
        })
    }

    /// Whether another track of the same camera, seen in its last frame, is this visitor.
    fn in_view_elsewhere(&self, visitor: VisitorId, update: &TrackUpdate) -> bool {
        self.tracks.iter().any(|(id, other)| {
            let same = other.answer.is_some_and(|a| a.visitor() == visitor);
            same && *id != update.track && other.in_view && other.camera == update.camera
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
