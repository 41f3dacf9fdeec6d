//! The tracks of one camera.

use std::time::Duration;

use super::{assign::assign, body, life::Track};
use crate::types::{
    BBox, CameraId, FaceDetection, FrameObservation, IdSource, PersonDetection, Point, Stamp,
    TrackId, TrackPhase, TrackUpdate,
};

/// When detections make a track, and when it ends.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Person detections from this score on are matched first and may start a track (0 to 1).
    pub high_score: f32,
    /// Least overlap (`IoU`) of a confident detection with a track's prediction.
    pub min_iou: f32,
    /// Least overlap of a weak detection with the prediction of a track that no confident one fits.
    pub min_iou_low: f32,
    /// Least overlap of a face with the place where the track's face, seen a moment ago, should be.
    pub min_face_iou: f32,
    /// Sights before a track is believed.
    pub min_sights: u32,
    /// A track that is not seen for this long ends.
    pub max_coast: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            high_score: 0.5,
            min_iou: 0.15,
            min_iou_low: 0.4,
            min_face_iou: 0.2,
            min_sights: 3,
            max_coast: Duration::from_millis(2500),
        }
    }
}

/// How well a face must sit on a body for the two to belong together.
const MIN_FIT: f32 = 0.1;
/// A body whose head region holds the track's own face is that track's body, however bad the overlap. Not beyond all
/// doubt: where people overlap, the face in front lies on the body behind as well.
const SAME_FACE: f32 = 0.7;
/// Of two bodies that the face fits, the one that overlaps more is the track's.
const SAME_FACE_OVERLAP: f32 = 0.3;

/// What one frame says about one track.
#[derive(Clone, Copy, Debug, Default)]
struct Sight {
    person: Option<usize>,
    face: Option<usize>,
}

/// The tracks of one camera, and the frame they were last told about.
#[derive(Debug, Default)]
pub(super) struct CameraTracks {
    tracks: Vec<Track>,
}

impl CameraTracks {
    /// Takes in a frame; reports each believed track, those that end with it included.
    pub(super) fn observe(
        &mut self,
        settings: &Settings,
        frame: &FrameObservation,
        ids: &mut dyn IdSource,
    ) -> Vec<TrackUpdate> {
        let (width, height) = (frame.width as f32, frame.height as f32);
        for track in &mut self.tracks {
            track.predict(&frame.stamp);
        }
        let people = frame.people.as_deref().unwrap_or_default();
        let mut sights = self.match_faces_to_faces(settings, frame);
        self.match_people(settings, frame, people, &mut sights);
        self.start_from_people(settings, frame, people, &mut sights);
        self.match_faces_to_bodies(frame, people, &mut sights);
        self.start_from_faces(frame, &mut sights);
        self.apply(frame, people, &sights);
        self.report(settings, frame, &sights, (width, height), ids)
    }

    /// Ends the tracks that nothing was seen of for too long, also when no frame comes at all.
    pub(super) fn tick(
        &mut self,
        settings: &Settings,
        camera: &CameraId,
        now: &Stamp,
    ) -> Vec<TrackUpdate> {
        let mut ended = Vec::new();
        self.tracks.retain(|track| {
            let over = now.since(&track.last_seen) > settings.max_coast;
            if let (true, Some(id)) = (over, track.id) {
                ended.push(TrackUpdate {
                    stamp: *now,
                    camera: camera.clone(),
                    track: id,
                    phase: TrackPhase::Ended,
                    bbox: track.motion.bbox(),
                    foot: Point::default(),
                    face: None,
                });
            }
            !over
        });
        ended
    }

    /// Round 1: a face lies where the track's face should be by now.
    fn match_faces_to_faces(&self, settings: &Settings, frame: &FrameObservation) -> Vec<Sight> {
        let affinity: Vec<Vec<f32>> = self
            .tracks
            .iter()
            .map(|track| {
                let before = track.recent_face(&frame.stamp);
                frame
                    .faces
                    .iter()
                    .map(|face| before.map_or(0.0, |b| b.iou(&face.bbox)))
                    .collect()
            })
            .collect();
        let faces = assign(&affinity, settings.min_face_iou);
        faces
            .into_iter()
            .map(|face| Sight { person: None, face })
            .collect()
    }

    /// Rounds 2 and 3: confident, then weak detections of people against the predictions.
    fn match_people(
        &self,
        settings: &Settings,
        frame: &FrameObservation,
        people: &[PersonDetection],
        sights: &mut [Sight],
    ) {
        let confident = |p: &PersonDetection| p.score >= settings.high_score;
        for (round, floor) in [(true, settings.min_iou), (false, settings.min_iou_low)] {
            let candidates: Vec<usize> = (0..people.len())
                .filter(|&i| confident(&people[i]) == round)
                .collect();
            let open: Vec<usize> = (0..self.tracks.len())
                .filter(|&t| sights[t].person.is_none())
                .collect();
            let affinity: Vec<Vec<f32>> = open
                .iter()
                .map(|&t| {
                    let predicted = self.tracks[t].motion.bbox();
                    let face = sights[t].face.map(|f| &frame.faces[f].bbox);
                    let bodies = candidates.iter().map(|&i| &people[i].bbox);
                    bodies
                        .map(|body| likeness(&predicted, face, body))
                        .collect()
                })
                .collect();
            for (row, column) in assign(&affinity, floor).into_iter().enumerate() {
                sights[open[row]].person = column.map(|c| candidates[c]);
            }
        }
    }

    /// Round 4: faces that no face led to, by sitting on a body.
    fn match_faces_to_bodies(
        &self,
        frame: &FrameObservation,
        people: &[PersonDetection],
        sights: &mut [Sight],
    ) {
        let free: Vec<usize> = (0..frame.faces.len())
            .filter(|f| sights.iter().all(|s| s.face != Some(*f)))
            .collect();
        let open: Vec<usize> = (0..self.tracks.len())
            .filter(|&t| sights[t].face.is_none())
            .collect();
        let affinity: Vec<Vec<f32>> = open
            .iter()
            .map(|&t| {
                let body = sights[t]
                    .person
                    .map_or_else(|| self.tracks[t].motion.bbox(), |p| people[p].bbox);
                free.iter()
                    .map(|&f| body::fits(&frame.faces[f].bbox, &body))
                    .collect()
            })
            .collect();
        for (row, column) in assign(&affinity, MIN_FIT).into_iter().enumerate() {
            sights[open[row]].face = column.map(|c| free[c]);
        }
    }

    /// Confident people whom no track explains are new.
    fn start_from_people(
        &mut self,
        settings: &Settings,
        frame: &FrameObservation,
        people: &[PersonDetection],
        sights: &mut Vec<Sight>,
    ) {
        for (i, person) in people.iter().enumerate() {
            if person.score >= settings.high_score && sights.iter().all(|s| s.person != Some(i)) {
                self.tracks.push(Track::new(&person.bbox, frame.stamp));
                sights.push(Sight {
                    person: Some(i),
                    face: None,
                });
            }
        }
    }

    /// So are faces that sit on nobody.
    fn start_from_faces(&mut self, frame: &FrameObservation, sights: &mut Vec<Sight>) {
        for (f, face) in frame.faces.iter().enumerate() {
            if sights.iter().all(|s| s.face != Some(f)) {
                let body = body::below(&face.bbox, frame.width as f32, frame.height as f32);
                self.tracks.push(Track::new(&body, frame.stamp));
                sights.push(Sight {
                    person: None,
                    face: Some(f),
                });
            }
        }
    }

    /// Corrects each track that was seen.
    fn apply(&mut self, frame: &FrameObservation, people: &[PersonDetection], sights: &[Sight]) {
        for (track, sight) in self.tracks.iter_mut().zip(sights) {
            let face = sight.face.map(|f| frame.faces[f].bbox);
            let measured = match (sight.person, face, track.recent_face(&frame.stamp)) {
                (Some(p), ..) => Some(people[p].bbox),
                (None, Some(now), Some(before)) => {
                    Some(body::carried(&track.motion.bbox(), before, &now))
                }
                (None, Some(_), None) | (None, None, _) => None,
            };
            if let Some(bbox) = measured {
                track.motion.update(&bbox);
            }
            if let Some(face) = face {
                track.face = Some((face, frame.stamp));
            }
            if sight.person.is_some() || sight.face.is_some() {
                track.sights += 1;
                track.last_seen = frame.stamp;
            }
        }
    }

    fn report(
        &mut self,
        settings: &Settings,
        frame: &FrameObservation,
        sights: &[Sight],
        (width, height): (f32, f32),
        ids: &mut dyn IdSource,
    ) -> Vec<TrackUpdate> {
        let mut updates = Vec::new();
        for (track, sight) in self.tracks.iter_mut().zip(sights) {
            let seen = sight.person.is_some() || sight.face.is_some();
            let (id, phase) = match track.id {
                Some(id) if seen => (id, TrackPhase::Seen),
                Some(id) => (id, TrackPhase::Coasting),
                None if track.sights < settings.min_sights => continue,
                None => (
                    *track.id.insert(TrackId::new(ids, &frame.stamp)),
                    TrackPhase::Started,
                ),
            };
            let bbox = track.motion.bbox();
            let face: Option<FaceDetection> = sight.face.map(|f| frame.faces[f].clone());
            let foot = body::foot(&bbox, width, height);
            updates.push(TrackUpdate {
                stamp: frame.stamp,
                camera: frame.camera.clone(),
                track: id,
                phase,
                bbox,
                foot,
                face,
            });
        }
        updates.extend(self.tick(settings, &frame.camera, &frame.stamp));
        updates
    }
}

/// How well a body continues a track with this prediction and this face, 0 to 1.
fn likeness(predicted: &BBox, face: Option<&BBox>, body: &BBox) -> f32 {
    let overlap = predicted.iou(body);
    if face.is_some_and(|face| body::fits(face, body) > MIN_FIT) {
        SAME_FACE + SAME_FACE_OVERLAP * overlap
    } else {
        overlap
    }
}
