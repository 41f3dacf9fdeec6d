//! What holds of every stream of detections.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::tests::{Scene, face, face_of, person};
use crate::types::{FaceDetection, PersonDetection, TrackPhase};

/// What one person shows in one frame: nothing, a body, a face, both; where; how surely; and with which signature.
type Shown = (u8, f32, f32, usize);

fn frames() -> impl Strategy<Value = Vec<Vec<Shown>>> {
    let shown = (0u8..4, 0.0f32..1920.0, 0.3f32..1.0, 0usize..3);
    prop::collection::vec(prop::collection::vec(shown, 0..4), 1..80)
}

/// Most people stay about where they were: only every fifth frame of chaos is shown as it is.
fn calm(frames: &[Vec<Shown>]) -> Vec<Vec<Shown>> {
    let held = |i: usize| &frames[i - i % 5];
    let moved =
        |(what, x, score, who): Shown, i: usize| (what, x + 8.0 * (i % 5) as f32, score, who);
    (0..frames.len())
        .map(|i| held(i).iter().map(|&shown| moved(shown, i)).collect())
        .collect()
}

fn detections(shown: &[Shown]) -> (Vec<PersonDetection>, Vec<FaceDetection>) {
    let people = shown
        .iter()
        .filter(|s| s.0 & 1 != 0)
        .map(|s| person(s.1, s.2));
    let faces = shown
        .iter()
        .filter(|s| s.0 & 2 != 0)
        .map(|&(_, x, score, who)| {
            if score > 0.5 {
                face_of(who, x)
            } else {
                face(x)
            }
        });
    (people.collect(), faces.collect())
}

proptest! {
    #[test]
    fn a_track_starts_once_is_in_one_place_at_a_time_and_says_nothing_after_its_end(frames in frames()) {
        let mut scene = Scene::new();
        let mut lives: BTreeMap<_, TrackPhase> = BTreeMap::new();
        for shown in calm(&frames) {
            let (people, faces) = detections(&shown);
            let mut told = BTreeSet::new();
            for update in scene.show(&people, &faces) {
                prop_assert!(told.insert(update.track), "told twice in one frame");
                let before = lives.insert(update.track, update.phase);
                prop_assert_eq!(before.is_none(), update.phase == TrackPhase::Started);
                prop_assert_ne!(before, Some(TrackPhase::Ended));
                prop_assert!(update.bbox.w > 0.0 && update.bbox.h > 0.0 && update.bbox.x.is_finite());
            }
        }
    }

    #[test]
    fn each_face_is_told_of_one_track_at_most(frames in frames()) {
        let mut scene = Scene::new();
        for shown in calm(&frames) {
            let (people, faces) = detections(&shown);
            let updates = scene.show(&people, &faces);
            let told = updates.iter().filter_map(|u| u.face.as_ref());
            let mut rest = faces;
            for face in told {
                let place = rest.iter().position(|f| f == face);
                prop_assert!(place.is_some(), "a face that was not shown, or was told before");
                place.map(|place| rest.swap_remove(place));
            }
        }
    }
}
