//! The open-set decision: somebody known, nobody known, or not yet.

use super::{
    evidence::{Evidence, Gate},
    gallery::Gallery,
};
use crate::types::VisitorId;

/// How alike is alike enough.
///
/// The figures are cosines of the mean over a track's faces, each compared with the most alike template of a visitor.
/// For `MobileFaceNet` a single pair of strangers exceeds 0.335 in 0.1% and 0.403 in 0.01% of cases (faces of 93 px).
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// From this mean cosine on, a visitor may be recognised (-1 to 1). Strangers' single pairs reach 0.43 in less than
    /// 0.01% of cases; the mean of three faces reaches it more seldom still.
    pub accept: f32,
    /// Lead the best visitor needs over the second best.
    pub margin: f32,
    /// Below this mean cosine with everybody, the person is new: only 3% of the pairs of one person lie below 0.33.
    /// Between `reject` and `accept` the answer waits until the evidence is full, then the person counts as new.
    pub reject: f32,
    /// Faces with less quality decide nothing (0 to 1). Of pairs of strangers from different clips 4.0% reach a cosine
    /// of 0.40 with no floor, 0.37% from 0.3, and 0.10% from 0.5: blurred and turned faces all look alike.
    pub min_quality: f32,
    /// Usable faces before anything is decided: one may be the face of somebody else, two leave no majority.
    pub min_faces: u32,
    /// Templates kept of a visitor: the best faces of the track that was new.
    pub templates: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            accept: 0.43,
            margin: 0.06,
            reject: 0.33,
            min_quality: 0.5,
            min_faces: 3,
            templates: 5,
        }
    }
}

impl Settings {
    /// What the evidence of a track is made of. Its faces are one person's by the measure by which anybody is
    /// recognised. In the test clips a further good face of a track reached 0.63 with the best of the earlier ones in
    /// all 143 cases; those of two people in one picture reached 0.43 in less than 1% of 601 pairs.
    pub(super) fn gate(&self) -> Gate {
        Gate {
            min_quality: self.min_quality,
            strange: self.accept,
        }
    }
}

/// What the evidence says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Verdict {
    /// This visitor, with a confidence from 0.5 (at the threshold) to 1.
    Same(VisitorId, f32),
    /// Nobody in the gallery, with a confidence from 0.5 to 1.
    Unknown(f32),
    /// Too little or contradictory evidence.
    Undecided,
}

/// A cosine this far beyond the threshold gives full confidence.
const FULL_CONFIDENCE: f32 = 0.3;

fn confidence(beyond: f32) -> f32 {
    (0.5 + 0.5 * beyond / FULL_CONFIDENCE).clamp(0.5, 1.0)
}

/// Decides from the evidence of one track.
pub(super) fn decide(settings: &Settings, gallery: &Gallery, evidence: &Evidence) -> Verdict {
    let samples = evidence.samples();
    if (samples.len() as u32) < settings.min_faces {
        return Verdict::Undecided;
    }
    let weights: f32 = samples.iter().map(|s| s.quality).sum();
    let probes: Vec<_> = samples.iter().map(|s| &s.signature).collect();
    let similarities = gallery.compare(&probes);
    let (mut best, mut second): (Option<(VisitorId, f32)>, f32) = (None, -1.0);
    for (visitor, cosines) in similarities.iter() {
        let mean = cosines
            .iter()
            .zip(samples)
            .map(|(c, s)| c * s.quality)
            .sum::<f32>()
            / weights;
        match best {
            Some((_, top)) if mean <= top => second = second.max(mean),
            _ => {
                second = best.map_or(second, |(_, top)| top);
                best = Some((visitor, mean));
            }
        }
    }
    match best {
        Some((visitor, mean)) if mean >= settings.accept && mean - second >= settings.margin => {
            Verdict::Same(visitor, confidence(mean - settings.accept))
        }
        // Two visitors alike: saying either would be a guess, and a third would be one more look-alike.
        Some((_, mean)) if mean >= settings.accept => Verdict::Undecided,
        Some((_, mean)) if mean > settings.reject && !evidence.is_full() => Verdict::Undecided,
        Some((_, mean)) => Verdict::Unknown(confidence(settings.accept - mean)),
        None => Verdict::Unknown(1.0),
    }
}
