//! People who walk, hide and cross, as detectors would see them: eight frames a second, people on every second one.

use std::{collections::BTreeSet, time::Duration};

use jiff::Timestamp;
use ulid::Ulid;

use super::{Settings, Tracker};
use crate::types::{
    Appearance, BBox, CameraId, ColourCount, FaceDetection, FaceQuality, FrameObservation,
    IdSource, ModelTag, PersonDetection, Point, RunId, SIGNATURE_DIM, Signature, Stamp, TrackId,
    TrackPhase, TrackUpdate,
};

struct Counter(u128);

impl IdSource for Counter {
    fn next(&mut self, _: &Stamp) -> Ulid {
        self.0 += 1;
        Ulid::from(self.0)
    }
}

pub(super) struct Scene {
    tracker: Tracker,
    ids: Counter,
    frame: u64,
}

pub(super) fn person(x: f32, score: f32) -> PersonDetection {
    let bbox = BBox::new(x - 60.0, 300.0, 120.0, 360.0);
    PersonDetection::new(bbox, score)
}

/// The face of the person who stands at `x`.
pub(super) fn face(x: f32) -> FaceDetection {
    FaceDetection {
        bbox: BBox::new(x - 20.0, 315.0, 40.0, 52.0),
        score: 0.9,
        landmarks: [Point::default(); 5],
        quality: FaceQuality::default(),
        signature: None,
    }
}

/// The face of the person who stands at `x`, with the signature of one of the people who look nothing like each other.
pub(super) fn face_of(who: usize, x: f32) -> FaceDetection {
    let mut raw = [0.0; SIGNATURE_DIM];
    raw[who] = 1.0;
    let signature = Signature::new(ModelTag::new("a model", "plain"), &raw);
    FaceDetection {
        signature: Some(signature.expect("a unit vector")),
        ..face(x)
    }
}

impl Scene {
    pub(super) fn new() -> Self {
        Self {
            tracker: Tracker::new(Settings::default()),
            ids: Counter(0),
            frame: 0,
        }
    }

    pub(super) fn show(
        &mut self,
        people: &[PersonDetection],
        faces: &[FaceDetection],
    ) -> Vec<TrackUpdate> {
        let start = Stamp {
            run: RunId(Ulid::from(1u128)),
            mono_ns: 0,
            utc: Timestamp::UNIX_EPOCH,
        };
        let frame = FrameObservation {
            portraits: Vec::new(),
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

#[test]
fn somebody_hidden_who_went_another_way_than_they_walked_is_found_where_they_were_last() {
    let mut scene = Scene::new();
    let mut before = BTreeSet::new();
    for i in 0..16u16 {
        before.extend(scene.stay(1, &[person(300.0 + 25.0 * f32::from(i), 0.8)], &[]));
    }
    // They stop behind a pillar; the prediction walks on.
    scene.stay(12, &[], &[]);
    assert_eq!(scene.stay(4, &[person(675.0, 0.8)], &[]), before);
}

#[test]
fn a_lost_track_goes_on_where_its_face_comes_back() {
    for (back, same) in [
        (face_of(1, 1300.0), true),
        (face_of(2, 1300.0), false),
        (face(1300.0), false),
    ] {
        let mut scene = Scene::new();
        let before = scene.stay(16, &[person(500.0, 0.8)], &[face_of(1, 500.0)]);
        // Longer than a box may be hidden, and too far off for one.
        scene.stay(32, &[], &[]);
        let after = scene.stay(16, &[person(1300.0, 0.8)], &[back]);
        assert_eq!(after == before, same);
        assert_eq!(after.len(), 1);
    }
}

#[test]
fn a_lost_track_does_not_wait_for_its_face_for_ever() {
    let mut scene = Scene::new();
    let before = scene.stay(16, &[person(500.0, 0.8)], &[face_of(1, 500.0)]);
    scene.stay(80, &[], &[]);
    let after = scene.stay(16, &[person(500.0, 0.8)], &[face_of(1, 500.0)]);
    assert!(after.len() == 1 && after.is_disjoint(&before));
}

#[test]
fn two_who_were_in_one_picture_are_never_joined_however_like_their_faces() {
    let mut scene = Scene::new();
    let (left, right) = (face_of(1, 500.0), face_of(1, 1300.0));
    let before = scene.stay(16, &[person(500.0, 0.8)], std::slice::from_ref(&left));
    // A frame with both, then the first is gone before the second is believed.
    scene.stay(
        1,
        &[person(500.0, 0.8), person(1300.0, 0.8)],
        &[left, right.clone()],
    );
    let after = scene.stay(40, &[person(1300.0, 0.8)], &[right]);
    assert!(after.len() == 1 && after.is_disjoint(&before));
}

#[test]
fn who_walks_out_of_the_picture_is_gone_at_once() {
    let mut scene = Scene::new();
    for i in 0..20u16 {
        scene.show(&[person(1400.0 + 25.0 * f32::from(i), 0.8)], &[]);
    }
    let updates: Vec<_> = (0..8).flat_map(|_| scene.show(&[], &[])).collect();
    assert!(updates.iter().any(|u| u.phase == TrackPhase::Ended));
}

#[test]
fn a_chance_detection_is_not_waited_for() {
    let mut scene = Scene::new();
    for _ in 0..8 {
        // Seen on one look, missed on the two that follow.
        assert!(scene.show(&[person(500.0, 0.8)], &[]).is_empty());
        assert!(scene.stay(5, &[], &[]).is_empty());
    }
}

/// Somebody all in one colour, who stands `back` pixels higher in the picture.
fn dressed(x: f32, back: f32, [luma, red]: [f32; 2]) -> PersonDetection {
    let mut count = ColourCount::default();
    for shade in 0..16 {
        count.add([luma + shade as f32, 128.0, red]);
    }
    let torso = count.colours().expect("enough pixels");
    let mut person = person(x, 0.8);
    person.bbox.y -= back;
    person.appearance = Some(Appearance { torso, legs: None });
    person
}

#[test]
fn whoever_turns_back_before_another_who_comes_is_told_by_their_clothes() {
    let front = |x| dressed(x, 0.0, [40.0, 128.0]);
    let back = |x| dressed(x, 40.0, [120.0, 150.0]);
    let mut scene = Scene::new();
    let before = scene.stay(16, &[front(400.0)], &[]);
    // One walks up from the left and turns round, while another comes in from the right behind them and stays.
    for step in 1..=6 {
        scene.show(&[front(400.0 + 24.0 * step as f32)], &[]);
    }
    scene.show(&[front(530.0), back(600.0)], &[]);
    scene.show(&[front(510.0), back(580.0)], &[]);
    for step in 1..=8 {
        scene.show(&[front(500.0 - 24.0 * step as f32), back(570.0)], &[]);
    }
    assert_eq!(scene.stay(8, &[front(308.0)], &[]), before);
}
