//! People who walk, hide and cross, as detectors would see them: eight frames a second, people on every second one.

use std::{collections::BTreeSet, time::Duration};

use jiff::Timestamp;
use ulid::Ulid;

use super::{Settings, Tracker};
use crate::types::{
    BBox, CameraId, FaceDetection, FaceQuality, FrameObservation, IdSource, PersonDetection, Point,
    RunId, Stamp, TrackId, TrackPhase, TrackUpdate,
};

struct Counter(u128);

impl IdSource for Counter {
    fn next(&mut self, _: &Stamp) -> Ulid {
        self.0 += 1;
        Ulid::from(self.0)
    }
}

struct Scene {
    tracker: Tracker,
    ids: Counter,
    frame: u64,
}

fn person(x: f32, score: f32) -> PersonDetection {
    let bbox = BBox::new(x - 60.0, 300.0, 120.0, 360.0);
    PersonDetection { bbox, score }
}

/// The face of the person who stands at `x`.
fn face(x: f32) -> FaceDetection {
    FaceDetection {
        bbox: BBox::new(x - 20.0, 315.0, 40.0, 52.0),
        score: 0.9,
        landmarks: [Point::default(); 5],
        quality: FaceQuality::default(),
        signature: None,
    }
}

impl Scene {
    fn new() -> Self {
        Self {
            tracker: Tracker::new(Settings::default()),
            ids: Counter(0),
            frame: 0,
        }
    }

    fn show(&mut self, people: &[PersonDetection], faces: &[FaceDetection]) -> Vec<TrackUpdate> {
        let start = Stamp {
            run: RunId(Ulid::from(1u128)),
            mono_ns: 0,
            utc: Timestamp::UNIX_EPOCH,
        };
        let frame = FrameObservation {
            stamp: start.later(Duration::from_millis(125 * self.frame)),
            camera: CameraId::from("a"),
            seq: self.frame,
            width: 1920,
            height: 1080,
            people: self.frame.is_multiple_of(2).then(|| people.to_vec()),
            faces: faces.to_vec(),
        };
        self.frame += 1;
        self.tracker.observe(&frame, &mut self.ids)
    }

    /// Shows the same for a while, and gives the tracks that were seen.
    fn stay(
        &mut self,
        frames: u32,
        people: &[PersonDetection],
        faces: &[FaceDetection],
    ) -> BTreeSet<TrackId> {
        let updates = (0..frames).flat_map(|_| self.show(people, faces));
        let seen = updates
            .filter(|u| matches!(u.phase, TrackPhase::Started | TrackPhase::Seen))
            .map(|u| u.track);
        seen.collect()
    }
}

#[test]
fn a_person_hidden_for_two_seconds_is_the_same_and_one_hidden_for_longer_is_not() {
    let mut scene = Scene::new();
    let before = scene.stay(16, &[person(500.0, 0.8)], &[]);
    assert!(scene.stay(16, &[], &[]).is_empty());
    assert_eq!(scene.stay(8, &[person(520.0, 0.8)], &[]), before);
    scene.stay(24, &[], &[]);
    let after = scene.stay(16, &[person(520.0, 0.8)], &[]);
    assert!(after.len() == 1 && after.is_disjoint(&before));
}

#[test]
fn a_track_that_ends_says_so_once_and_is_gone() {
    let mut scene = Scene::new();
    scene.stay(16, &[person(500.0, 0.8)], &[]);
    let updates: Vec<_> = (0..40).flat_map(|_| scene.show(&[], &[])).collect();
    let ended = updates.iter().filter(|u| u.phase == TrackPhase::Ended);
    assert_eq!(ended.count(), 1);
    assert!(scene.show(&[], &[]).is_empty());
}

#[test]
fn two_who_cross_keep_their_tracks() {
    let mut scene = Scene::new();
    let (mut left, mut right) = (BTreeSet::new(), BTreeSet::new());
    for i in 0..48u16 {
        let way = 25.0 * f32::from(i);
        let (a, b) = (300.0 + way, 1513.0 - way);
        for update in scene.show(&[person(a, 0.8), person(b, 0.8)], &[face(a), face(b)]) {
            let x = update.face.map_or(f32::NAN, |f| f.bbox.centre().x);
            if x == a {
                left.insert(update.track);
            } else if x == b {
                right.insert(update.track);
            }
        }
    }
    assert!(
        left.len() == 1 && right.len() == 1 && left.is_disjoint(&right),
        "{left:?} {right:?}"
    );
}

#[test]
fn a_face_that_came_first_takes_on_the_body_that_is_found_later() {
    let mut scene = Scene::new();
    let face_only = scene.stay(8, &[], &[face(500.0)]);
    assert_eq!(
        scene.stay(8, &[person(500.0, 0.8)], &[face(500.0)]),
        face_only
    );
    assert_eq!(scene.stay(8, &[person(500.0, 0.8)], &[]), face_only);
}

#[test]
fn a_face_that_walks_keeps_its_body_below_it() {
    let mut scene = Scene::new();
    let mut last = Vec::new();
    for i in 0..40u16 {
        last = scene.show(&[], &[face(300.0 + 15.0 * f32::from(i))]);
    }
    let x = last[0].bbox.centre().x;
    assert!((x - 885.0).abs() < 40.0, "the body stands at {x}");
}

#[test]
fn weak_detections_keep_a_track_but_start_none() {
    let mut scene = Scene::new();
    assert!(scene.stay(16, &[person(500.0, 0.4)], &[]).is_empty());
    let strong = scene.stay(16, &[person(500.0, 0.8)], &[]);
    assert_eq!(scene.stay(40, &[person(500.0, 0.4)], &[]), strong);
}

#[test]
fn who_stands_close_in_front_of_another_does_not_take_their_body() {
    let mut scene = Scene::new();
    let (a, b) = (person(500.0, 0.8), person(560.0, 0.8));
    let updates: Vec<_> = (0..24)
        .flat_map(|_| scene.show(&[b, a], &[face(500.0)]))
        .collect();
    let with_face: BTreeSet<_> = updates
        .iter()
        .filter(|u| u.face.is_some())
        .map(|u| u.track)
        .collect();
    assert_eq!(with_face.len(), 1);
    let own = updates
        .iter()
        .rfind(|u| with_face.contains(&u.track))
        .unwrap();
    assert!(own.bbox.iou(&a.bbox) > 0.9, "{:?}", own.bbox);
}
