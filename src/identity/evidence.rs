//! The faces of a track that are worth comparing.

use crate::types::{FaceDetection, Signature};

/// How many faces a track keeps. More add little and cost a comparison each.
const MOST: usize = 8;
/// So many good faces in a row that are like one another, but like none of the track's, are another person.
const TAKEOVER: usize = 3;

/// What counts as a usable face, and as a face of the same track.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gate {
    /// Least face quality, 0 to 1.
    pub(super) min_quality: f32,
    /// A face that is less alike (cosine) than this to every face of the track is not one of its own.
    pub(super) strange: f32,
}

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
}

impl Evidence {
    /// Takes in a face if it is good enough.
    pub(super) fn add(&mut self, face: &FaceDetection, gate: Gate) -> Change {
        let quality = face.quality.value;
        let Some(signature) = face
            .signature
            .clone()
            .filter(|_| quality >= gate.min_quality)
        else {
            return Change::Nothing;
        };
        let sample = Sample { signature, quality };
        if belongs(&self.samples, &sample, gate.strange) {
            self.strangers.clear();
            return self.keep(sample);
        }
        if !belongs(&self.strangers, &sample, gate.strange) {
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

    pub(super) fn is_full(&self) -> bool {
        self.samples.len() == MOST
    }

    fn keep(&mut self, sample: Sample) -> Change {
        let place = self
            .samples
            .partition_point(|s| s.quality >= sample.quality);
        if place >= MOST {
            return Change::Nothing;
        }
        self.samples.insert(place, sample);
        self.samples.truncate(MOST);
        Change::Better
    }
}

/// Whether the sample is like one of these; no samples tell against nobody.
fn belongs(samples: &[Sample], sample: &Sample, strange: f32) -> bool {
    let alike = |s: &Sample| {
        let cosine = s.signature.cosine(&sample.signature);
        cosine.is_some_and(|cosine| cosine >= strange)
    };
    samples.is_empty() || samples.iter().any(alike)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::testing::face;

    const GATE: Gate = Gate {
        min_quality: 0.5,
        strange: 0.33,
    };

    fn evidence(people: &[u8]) -> (Evidence, Vec<Change>) {
        let mut evidence = Evidence::default();
        let changes = people
            .iter()
            .map(|person| evidence.add(&face(*person, 0.7), GATE))
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
        assert_eq!(evidence.add(&face(1, 0.4), GATE), Change::Nothing);
        for i in 0..20u8 {
            evidence.add(&face(1, 0.5 + f32::from(i) / 100.0), GATE);
        }
        assert!(evidence.is_full());
        assert!(evidence.samples().iter().all(|s| s.quality > 0.61));
        assert_eq!(evidence.add(&face(1, 0.55), GATE), Change::Nothing);
    }
}
