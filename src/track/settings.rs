//! When detections make a track, what continues it, and when it ends.

use std::time::Duration;

/// What the tracker goes by. Scores are the detector's, 0 to 1; likeness is 0 to 1 too.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Person detections from this score on are confident: they are matched first.
    pub high_score: f32,
    /// Confident detections from this score on may start a track.
    pub start_score: f32,
    /// Least likeness of a confident detection and a track's prediction.
    pub min_likeness: f32,
    /// Least likeness of a weak detection and the prediction of a track that no confident one continues.
    pub min_likeness_low: f32,
    /// Least likeness of a confident detection and the place where a track was last seen, its prediction being wrong.
    pub min_likeness_last: f32,
    /// Least overlap of a face with the place where the track's face, seen a moment ago, should be.
    pub min_face_iou: f32,
    /// Sights before a track is believed.
    pub min_sights: u32,
    /// A track that is not believed yet ends when so many looks for people in a row do not find it.
    pub max_misses: u32,
    /// A track that is not seen for this long is lost: no box continues it.
    pub max_coast: Duration,
    /// A lost track whose face is known waits for that face, not seen for this long at most.
    pub face_memory: Duration,
    /// Cosine from which on two faces are one person's: one of 10,000 pairs of strangers reaches 0.4.
    pub same_face: f32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            high_score: 0.5,
            start_score: 0.5,
            min_likeness: 0.2,
            min_likeness_low: 0.5,
            min_likeness_last: 0.5,
            min_face_iou: 0.2,
            min_sights: 3,
            max_misses: 2,
            max_coast: Duration::from_millis(2500),
            face_memory: Duration::from_secs(8),
            same_face: 0.5,
        }
    }
}
