//! One person in one camera: where they are, and since when nothing was seen of them.

use std::time::Duration;

use super::{kalman::Motion, settings::Settings};
use crate::types::{Appearance, BBox, FaceDetection, Signature, Stamp, TrackId};

/// A face's box is only worth following for this long; afterwards the head may be anywhere.
const FACE_MEMORY: Duration = Duration::from_millis(700);
/// Who was not measured for longer than this was hidden, and the filter went on without them.
const HIDDEN: Duration = Duration::from_millis(300);
/// How far the box that is reported lies from the filter's to the detection's. The filter is calmer, and lags.
const OF_DETECTION: f32 = 0.3;
/// The least that one sight counts of what somebody wears: light changes on the way through a room.
const LEAST_OF_LOOK: f32 = 0.1;

#[derive(Debug)]
pub(super) struct Track {
    /// Drawn when the track is believed.
    pub(super) id: Option<TrackId>,
    /// Where the person is by now.
    pub(super) bbox: BBox,
    pub(super) motion: Motion,
    pub(super) predicted_to: Stamp,
    pub(super) sights: u32,
    /// Looks for people in a row that did not find this one.
    pub(super) misses: u32,
    pub(super) first_seen: Stamp,
    pub(super) last_seen: Stamp,
    pub(super) measured: Measured,
    /// Where the face should be, and when it was seen.
    pub(super) face: Option<(BBox, Stamp)>,
    /// Of the latest face that was worth one.
    pub(super) signature: Option<Signature>,
    /// What they wear, over the sights that nobody covered, and how many those were.
    pub(super) appearance: Option<Appearance>,
    looks: u32,
    /// Not to be followed any further.
    pub(super) over: bool,
}

/// The last box that was measured, and what the filter made of it.
#[derive(Clone, Debug)]
pub(super) struct Measured {
    pub(super) bbox: BBox,
    stamp: Stamp,
    motion: Motion,
}

impl Track {
    pub(super) fn new(bbox: &BBox, stamp: Stamp) -> Self {
        let motion = Motion::new(bbox);
        Self {
            id: None,
            bbox: *bbox,
            motion: motion.clone(),
            predicted_to: stamp,
            sights: 0,
            misses: 0,
            first_seen: stamp,
            last_seen: stamp,
            measured: Measured {
                bbox: *bbox,
                stamp,
                motion,
            },
            face: None,
            signature: None,
            appearance: None,
            looks: 0,
            over: false,
        }
    }

    /// Moves the prediction on.
    pub(super) fn predict(&mut self, stamp: &Stamp) {
        let before = self.motion.bbox().centre();
        self.motion
            .predict(stamp.since(&self.predicted_to).as_secs_f32());
        self.predicted_to = *stamp;
        self.bbox = self.motion.bbox();
        let now = self.bbox.centre();
        if let Some((face, _)) = &mut self.face {
            face.x += now.x - before.x;
            face.y += now.y - before.y;
        }
    }

    /// Corrects the prediction with a box. After an occlusion all that was predicted during it is dropped: the filter
    /// goes from the last measured box to this one once more, along the straight way between them (OC-SORT).
    /// `bbox` is what is seen of the person, `whole` what would be if nobody stood before them.
    pub(super) fn measure(&mut self, bbox: &BBox, whole: &BBox, stamp: Stamp) {
        let gap = stamp.since(&self.measured.stamp);
        if gap > HIDDEN {
            self.motion = self.measured.motion.clone();
            self.motion
                .retrace(&self.measured.bbox, whole, gap.as_secs_f32());
        } else {
            self.motion.update(whole);
        }
        self.bbox = self.motion.bbox().towards(whole, OF_DETECTION);
        self.bbox.h = (self.bbox.h - (whole.h - bbox.h)).max(bbox.h / 2.0);
        self.measured = Measured {
            bbox: *whole,
            stamp,
            motion: self.motion.clone(),
        };
    }

    /// Something was seen of the person: a body, a face or both.
    pub(super) fn see(&mut self, face: Option<&FaceDetection>, stamp: Stamp) {
        self.sights += 1;
        self.misses = 0;
        self.last_seen = stamp;
        if let Some(face) = face {
            self.face = Some((face.bbox, stamp));
            if face.signature.is_some() {
                self.signature.clone_from(&face.signature);
            }
        }
    }

    /// This is what they wear.
    pub(super) fn dress(&mut self, seen: &Appearance) {
        self.looks += 1;
        let part = (1.0 / self.looks as f32).max(LEAST_OF_LOOK);
        let known = self.appearance.get_or_insert(*seen);
        *known = known.towards(seen, part);
    }

    /// Where the face should be by now, if it was seen a moment ago: it goes along with the body.
    pub(super) fn recent_face(&self, now: &Stamp) -> Option<&BBox> {
        self.face
            .as_ref()
            .filter(|(_, seen)| now.since(seen) <= FACE_MEMORY)
            .map(|(bbox, _)| bbox)
    }

    /// Whether a box may continue the track: it was seen not too long ago.
    pub(super) fn within_reach(&self, settings: &Settings, now: &Stamp) -> bool {
        now.since(&self.last_seen) <= settings.max_coast
    }

    /// Whether nothing can continue the track any more.
    pub(super) fn has_ended(&self, settings: &Settings, now: &Stamp) -> bool {
        let by_face = self.id.is_some() && self.signature.is_some();
        let waits = if by_face {
            settings.face_memory.max(settings.max_coast)
        } else {
            settings.max_coast
        };
        self.over || now.since(&self.last_seen) > waits
    }
}
