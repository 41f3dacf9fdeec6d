//! The faces of a track that are worth comparing.

use super::gallery::Probe;
use crate::types::{Doubt, FaceDetection, FaceLimit, Signature};

/// How many faces a track keeps. More add little.
const MOST: usize = 8;
/// So many good faces in a row that are like one another, but like none of the track's, are another person.
const TAKEOVER: usize = 3;
/// A face that is less alike (cosine) than this to every face of the track is not one of its own. In the test clips a
/// further good face of a track reached 0.63 with the best of the earlier ones in all 143 cases; those of two people in
/// one picture reached 0.43 in less than 1 % of 601 pairs.
const STRANGE: f32 = 0.43;

/// A signature and how far to trust it.
#[derive(Clone, Debug)]
pub(super) struct Sample {
    pub(super) signature: Signature,
    /// Face quality, 0 to 1.
    pub(super) quality: f32,
}

/// What a face changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// Not usable, not better, or not this person's.
    Nothing,
    /// The track's own face, no better than what is known of it.
    Own,
    /// The evidence is better than before.
    Better,
    /// The track has gone over to another person: the evidence is theirs now.
    Replaced,
}

/// The best faces of one track, by face quality, never by how well they match anybody in the gallery.
///
/// Where two people cross, a face may go to the wrong track, and the track itself may go with the wrong person. One
/// strange face is therefore put aside; [`TAKEOVER`] of them that agree replace the evidence, so that no decision ever
/// rests on the faces of two people.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    samples: Vec<Sample>,
    /// Strange faces since the last one that was the track's own.
    strangers: Vec<Sample>,
    /// Best quality of a face that was not usable, and what limited it.
    unusable: Option<(f32, FaceLimit)>,
}

impl Evidence {
    /// Takes in a face if it is good enough.
    pub(super) fn add(&mut self, face: &FaceDetection, min_quality: f32) -> Change {
        let quality = face.quality.value;
        let Some(signature) = face.signature.clone().filter(|_| quality >= min_quality) else {
            if self.unusable.is_none_or(|(best, _)| quality > best) {
                self.unusable = Some((quality, face.quality.limit));
            }
            return Change::Nothing;
        };
        let sample = Sample { signature, quality };
        if belongs(&self.samples, &sample) {
            self.strangers.clear();
            return self.keep(sample);
        }
        if !belongs(&self.strangers, &sample) {
            self.strangers.clear();
        }
        self.strangers.push(sample);
        if self.strangers.len() < TAKEOVER {
            return Change::Nothing;
        }
        self.samples = std::mem::take(&mut self.strangers);
        self.samples.sort_by(|a, b| b.quality.total_cmp(&a.quality));
        Change::Replaced
    }

    /// Best first.
    pub(super) fn samples(&self) -> &[Sample] {
        &self.samples
    }

    pub(super) fn len(&self) -> usize {
        self.samples.len()
    }

    /// All faces in one: their signatures, weighted by quality. `None` without a face.
    pub(super) fn probe(&self) -> Option<Probe> {
        let weighted: Vec<_> = self
            .samples
            .iter()
            .map(|s| (&s.signature, s.quality))
            .collect();
        Probe::pooled(&weighted)
    }

    /// Mean quality, 0 to 1.
    pub(super) fn quality(&self) -> f32 {
        let sum: f32 = self.samples.iter().map(|s| s.quality).sum();
        sum / self.samples.len().max(1) as f32
    }

    /// Why these faces are not enough, where a decision takes `min_faces`; `None` where they are.
    pub(super) fn doubt(&self, min_faces: u32) -> Option<Doubt> {
        if self.samples.len() >= min_faces as usize {
            return None;
        }
        Some(match self.unusable {
            _ if !self.samples.is_empty() => Doubt::TooFew,
            Some((_, limit)) => Doubt::Face(limit),
            None => Doubt::NoFace,
        })
    }

    fn keep(&mut self, sample: Sample) -> Change {
        let place = self
            .samples
            .partition_point(|s| s.quality >= sample.quality);
        if place >= MOST {
            return Change::Own;
        }
        self.samples.insert(place, sample);
        self.samples.truncate(MOST);
        Change::Better
    }
}

/// Whether the sample is like one of these; no samples tell against nobody.
fn belongs(samples: &[Sample], sample: &Sample) -> bool {
    let alike = |s: &Sample| {
        let cosine = s.signature.cosine(&sample.signature);
        cosine.is_some_and(|cosine| cosine >= STRANGE)
    };
    samples.is_empty() || samples.iter().any(alike)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{identity::testing::face, types::FaceQuality};

    const MIN: f32 = 0.5;

    fn evidence(people: &[u8]) -> (Evidence, Vec<Change>) {
        let mut evidence = Evidence::default();
        let changes = people
            .iter()
            .map(|person| evidence.add(&face(*person, 0.7), MIN))
            .collect();
        (evidence, changes)
    }

    fn is_of(evidence: &Evidence, person: u8) -> bool {
        let own = face(person, 0.7).signature.unwrap();
        let alike = |s: &Sample| s.signature.cosine(&own).unwrap() > 0.9;
        evidence.samples().iter().all(alike)
    }

    #[test]
    fn a_stray_face_of_somebody_else_is_put_aside() {
        let (evidence, changes) = evidence(&[1, 1, 2, 1, 2, 2, 1]);
        assert!(is_of(&evidence, 1) && evidence.samples().len() == 4);
        assert!(!changes.contains(&Change::Replaced));
    }

    #[test]
    fn a_track_that_went_over_to_another_person_starts_anew() {
        let (evidence, changes) = evidence(&[1, 1, 1, 2, 2, 2, 2]);
        assert!(is_of(&evidence, 2) && evidence.samples().len() == 4);
        assert_eq!(changes[5], Change::Replaced);
    }

    #[test]
    fn strangers_who_are_nobody_in_particular_replace_nothing() {
        let (evidence, changes) = evidence(&[1, 1, 2, 3, 2, 3, 2]);
        assert!(is_of(&evidence, 1));
        assert!(!changes.contains(&Change::Replaced));
    }

    #[test]
    fn poor_faces_count_for_nothing_and_the_best_are_kept() {
        let mut evidence = Evidence::default();
        assert_eq!(evidence.add(&face(1, 0.4), MIN), Change::Nothing);
        for i in 0..20u8 {
            evidence.add(&face(1, 0.5 + f32::from(i) / 100.0), MIN);
        }
        assert_eq!(evidence.len(), MOST);
        assert!(evidence.samples().iter().all(|s| s.quality > 0.61));
        assert_eq!(evidence.add(&face(1, 0.55), MIN), Change::Own);
    }

    #[test]
    fn the_reason_is_that_of_the_best_face() {
        let mut evidence = Evidence::default();
        assert_eq!(evidence.doubt(2), Some(Doubt::NoFace));
        for (value, limit) in [
            (0.1, FaceLimit::Blurred),
            (0.2, FaceLimit::Small),
            (0.1, FaceLimit::Dark),
        ] {
            let mut poor = face(1, 0.0);
            poor.quality = FaceQuality {
                value,
                limit,
                ..FaceQuality::default()
            };
            evidence.add(&poor, MIN);
        }
        assert_eq!(evidence.doubt(2), Some(Doubt::Face(FaceLimit::Small)));
        evidence.add(&face(1, 0.7), MIN);
        assert_eq!(evidence.doubt(2), Some(Doubt::TooFew));
        evidence.add(&face(1, 0.7), MIN);
        assert_eq!(evidence.doubt(2), None);
    }
}
