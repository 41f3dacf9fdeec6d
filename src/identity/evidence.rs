//! The faces of a track that are worth comparing.

use crate::types::{FaceDetection, Signature};

/// How many faces a track keeps. More add little and cost a comparison each.
const MOST: usize = 8;

/// A signature and how far to trust it.
#[derive(Clone, Debug)]
pub(super) struct Sample {
    pub(super) signature: Signature,
    /// Face quality, 0 to 1.
    pub(super) quality: f32,
}

/// The best faces of one track, by face quality, never by how well they match.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    samples: Vec<Sample>,
    /// Usable faces seen so far, those that were not kept included.
    pub(super) seen: u32,
}

impl Evidence {
    /// Takes in a face if it is good enough; true where the evidence changed.
    pub(super) fn add(&mut self, face: &FaceDetection, min_quality: f32) -> bool {
        let Some(signature) = &face.signature else {
            return false;
        };
        let quality = face.quality.value;
        if quality < min_quality {
            return false;
        }
        self.seen += 1;
        let place = self.samples.partition_point(|s| s.quality >= quality);
        if place >= MOST {
            return false;
        }
        self.samples.insert(
            place,
            Sample {
                signature: signature.clone(),
                quality,
            },
        );
        self.samples.truncate(MOST);
        true
    }

    /// Best first.
    pub(super) fn samples(&self) -> &[Sample] {
        &self.samples
    }

    pub(super) fn is_full(&self) -> bool {
        self.samples.len() == MOST
    }
}
