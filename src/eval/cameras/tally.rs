//! What is kept of each sight while it is watched: figures and boxes, never a picture or signature.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use crate::{
    runtime::SeededIds,
    track::{self, Tracker},
    types::{
        BBox, CameraId, CameraReport, CameraState, FaceDetection, FaceLimit, FrameObservation,
        Observation, Point, Stamp, TrackId, TrackPhase, TrackUpdate,
    },
};

/// A person in one frame.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sight {
    pub(super) track: TrackId,
    /// Source pixels.
    pub(super) body: BBox,
    /// Fractions of the picture.
    pub(super) foot: Point,
    pub(super) face: Option<Face>,
}

/// A face in one frame.
#[derive(Clone, Copy, Debug)]
pub(super) struct Face {
    /// Source pixels.
    pub(super) bbox: BBox,
    pub(super) width_px: f32,
    pub(super) sharpness: f32,
    pub(super) yaw_deg: f32,
    pub(super) brightness: f32,
    /// How far down the way from the eyes to the mouth the nose stands: the farther, the more is the face looked down on.
    pub(super) nose: f32,
    /// The quality's figure, and what limits it.
    pub(super) value: f32,
    pub(super) limit: FaceLimit,
}

impl Face {
    fn new(face: &FaceDetection) -> Self {
        let quality = &face.quality;
        Self {
            bbox: face.bbox,
            width_px: quality.width_px,
            sharpness: quality.sharpness,
            yaw_deg: quality.yaw_deg,
            brightness: quality.brightness,
            nose: nose(&face.landmarks),
            value: quality.value,
            limit: quality.limit,
        }
    }
}

/// Where the nose stands between the line of the eyes (0) and that of the mouth (1), across the line of the eyes.
fn nose(landmarks: &[Point; 5]) -> f32 {
    let [right, left, nose, mouth_right, mouth_left] = *landmarks;
    let (ex, ey) = (left.x - right.x, left.y - right.y);
    let between = ex.hypot(ey).max(f32::EPSILON);
    let middle = |a: Point, b: Point| Point::new(f32::midpoint(a.x, b.x), f32::midpoint(a.y, b.y));
    let eyes = middle(right, left);
    let down = |p: Point| ((p.y - eyes.y) * ex - (p.x - eyes.x) * ey) / between;
    let mouth = down(middle(mouth_right, mouth_left));
    if mouth > f32::EPSILON {
        down(nose) / mouth
    } else {
        0.5
    }
}

/// What one camera showed.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    /// Of the pictures, in pixels; of the last one.
    pub(super) size: (u32, u32),
    pub(super) analysed: u64,
    /// Stamp and number of the first and of the last frame that was analysed.
    ends: Option<[(Stamp, u64); 2]>,
    pub(super) sights: Vec<Sight>,
    /// The last report of the camera, where it was no good one.
    pub(super) trouble: Option<CameraReport>,
}

impl Tally {
    /// Time between the first and the last frame.
    pub(super) fn span(&self) -> Duration {
        self.ends
            .map_or(Duration::ZERO, |[first, last]| last.0.since(&first.0))
    }

    /// Frames per second that came; `None` where there were too few to say.
    pub(super) fn rate(&self) -> Option<f64> {
        let [first, last] = self.ends?;
        per_second(last.1 - first.1, self.span())
    }

    /// Frames per second that were analysed.
    pub(super) fn analysed_rate(&self) -> Option<f64> {
        per_second(self.analysed.saturating_sub(1), self.span())
    }

    fn frame(&mut self, frame: &FrameObservation, updates: &[TrackUpdate]) {
        self.size = (frame.width, frame.height);
        self.analysed += 1;
        let here = (frame.stamp, frame.seq);
        self.ends = Some([self.ends.map_or(here, |[first, _]| first), here]);
        let seen = |u: &&TrackUpdate| matches!(u.phase, TrackPhase::Started | TrackPhase::Seen);
        let sight = |update: &TrackUpdate| Sight {
            track: update.track,
            body: update.bbox,
            foot: update.foot(),
            face: update.face.as_ref().map(Face::new),
        };
        self.sights.extend(updates.iter().filter(seen).map(sight));
    }
}

fn per_second(frames: u64, span: Duration) -> Option<f64> {
    (span >= Duration::from_millis(200)).then(|| frames as f64 / span.as_secs_f64())
}

/// Follows people as the line would, and tallies them by camera.
pub(super) struct Tallies {
    tracker: Tracker,
    ids: SeededIds,
    cameras: BTreeMap<CameraId, Tally>,
    /// Over all cameras, for the progress.
    people: BTreeSet<TrackId>,
    faces: usize,
}

impl Tallies {
    pub(super) fn new(settings: track::Settings) -> Self {
        Self {
            tracker: Tracker::new(settings),
            ids: SeededIds::new(1),
            cameras: BTreeMap::new(),
            people: BTreeSet::new(),
            faces: 0,
        }
    }

    pub(super) fn take(&mut self, observation: &Observation) {
        match observation {
            Observation::Frame(frame) => {
                let updates = self.tracker.observe(frame, &mut self.ids);
                self.people.extend(updates.iter().map(|u| u.track));
                self.faces += updates.iter().filter(|u| u.face.is_some()).count();
                self.camera(&frame.camera).frame(frame, &updates);
            }
            Observation::Camera(report) => {
                let bad = report.state != CameraState::Ok;
                self.camera(&report.camera).trouble = bad.then(|| report.clone());
            }
        }
    }

    fn camera(&mut self, id: &CameraId) -> &mut Tally {
        self.cameras.entry(id.clone()).or_default()
    }

    /// People followed so far, over all cameras, and sights of faces.
    pub(super) fn seen(&self) -> (usize, usize) {
        (self.people.len(), self.faces)
    }

    /// What a camera showed; nothing, where it never said anything.
    pub(super) fn of(&self, camera: &CameraId) -> Tally {
        self.cameras.get(camera).cloned().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nose_of_a_face_that_is_looked_down_on_is_nearer_to_the_mouth_however_the_head_is_tilted()
    {
        let face = |nose: f32, angle: f32| {
            let (sin, cos) = angle.sin_cos();
            [
                (30.0, 40.0),
                (70.0, 40.0),
                (50.0, nose),
                (35.0, 80.0),
                (65.0, 80.0),
            ]
            .map(|(x, y)| Point::new(x * cos - y * sin, x * sin + y * cos))
        };
        for angle in [-0.5, 0.0, 0.8] {
            assert!((nose(&face(60.0, angle)) - 0.5).abs() < 1e-3);
            assert!((nose(&face(70.0, angle)) - 0.75).abs() < 1e-3);
        }
    }
}
