//! One person in one camera: where they are, and since when nothing was seen of them.

use std::time::Duration;

use super::kalman::Motion;
use crate::types::{BBox, Stamp, TrackId};

/// A face's box is only worth following for this long; afterwards the head may be anywhere.
const FACE_MEMORY: Duration = Duration::from_millis(700);

#[derive(Debug)]
pub(super) struct Track {
    /// Drawn when the track is believed.
    pub(super) id: Option<TrackId>,
    pub(super) motion: Motion,
    pub(super) predicted_to: Stamp,
    pub(super) sights: u32,
    pub(super) last_seen: Stamp,
    /// Where the face should be, and when it was seen.
    pub(super) face: Option<(BBox, Stamp)>,
}

impl Track {
    pub(super) fn new(bbox: &BBox, stamp: Stamp) -> Self {
        Self {
            id: None,
            motion: Motion::new(bbox),
            predicted_to: stamp,
            sights: 0,
            last_seen: stamp,
            face: None,
        }
    }

    /// Moves the prediction on.
    pub(super) fn predict(&mut self, stamp: &Stamp) {
        let before = self.motion.bbox().centre();
        self.motion
            .predict(stamp.since(&self.predicted_to).as_secs_f32());
        self.predicted_to = *stamp;
        let now = self.motion.bbox().centre();
        if let Some((face, _)) = &mut self.face {
            face.x += now.x - before.x;
            face.y += now.y - before.y;
        }
    }

    /// Where the face should be by now, if it was seen a moment ago: it goes along with the body.
    pub(super) fn recent_face(&self, now: &Stamp) -> Option<&BBox> {
        self.face
            .as_ref()
            .filter(|(_, seen)| now.since(seen) <= FACE_MEMORY)
            .map(|(bbox, _)| bbox)
    }
}
