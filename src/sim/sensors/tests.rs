//! What the sensors say of scenes that are known.

use std::{f64::consts::FRAC_PI_2, time::Duration};

use proptest::prelude::*;

use super::{Noise, Sensed, Sensors, Sighting};
use crate::{
    sim::{Camera, Figure, Floor, Point3, Pose, Scene, Spot, testing},
    types::Stamp,
};

fn camera() -> Camera {
    Camera {
        id: "a".into(),
        at: Point3::new(7.0, 0.2, 2.4),
        heading_deg: 90.0,
        tilt_deg: 15.0,
        fov_deg: 70.0,
        width: 1920,
        height: 1080,
        fps: 8.0,
    }
}

fn figure(person: usize, x: f64, y: f64, gaze: f64) -> Figure {
    Figure {
        person,
        visit: 0,
        at: Spot::new(x, y),
        height: 1.72,
        heading: gaze,
        gaze,
        nod: 0.0,
        pose: Pose::Standing,
        walked: 0.0,
    }
}

fn look(floor: &Floor, figures: Vec<Figure>, noise: &Noise, seed: u64, seq: u64) -> Sighting {
    let sensed = |n: usize| Sensed {
        name: format!("p{n}"),
        face: true,
    };
    let people: Vec<_> = (0..6).map(sensed).collect();
    let mut sensors = Sensors::new(floor, &camera(), &people, noise, seed, 0.0);
    let origin: Stamp = crate::sim::Simulation::new(vec![testing::scenario()], noise, 1).origin();
    let scene = Scene {
        at: Duration::from_secs(36_000),
        figures,
    };
    sensors.observe(
        &scene,
        seq,
        origin.later(Duration::from_millis(125 * seq)),
        true,
    )
}

fn empty() -> Floor {
    Floor {
        cars: Vec::new(),
        ..testing::floor()
    }
}

#[test]
fn without_noise_a_person_stands_where_they_stand_and_a_face_is_seen_when_it_looks_here() {
    let foot = camera().project(Spot::new(7.5, 4.0).above(0.0)).unwrap();
    for (gaze, has_face) in [
        (-FRAC_PI_2, true),
        (-FRAC_PI_2 + 0.6, true),
        (FRAC_PI_2, false),
        (0.0, false),
    ] {
        let sighting = look(
            &empty(),
            vec![figure(0, 7.5, 4.0, gaze)],
            &Noise::NONE,
            1,
            0,
        );
        let people = sighting.observation.people.unwrap();
        assert_eq!(people.len(), 1);
        let at = people[0].bbox.foot();
        assert!(
            (f64::from(at.x) - foot.x).abs() < 0.02 * f64::from(people[0].bbox.h)
                && (f64::from(at.y) - foot.y).abs() < 0.5,
            "{at:?} {foot:?}"
        );
        assert_eq!(
            sighting.observation.faces.len() == 1,
            has_face,
            "gaze {gaze}"
        );
        if let Some(face) = sighting.observation.faces.first() {
            // It stands half a metre to the right, so it looks past the camera by that angle.
            let expected = (gaze + FRAC_PI_2).to_degrees() + (0.5f64 / 3.8).atan().to_degrees();
            assert!(
                (f64::from(face.quality.yaw_deg) - expected).abs() < 6.0,
                "{} {expected}",
                face.quality.yaw_deg
            );
            assert!(face.signature.is_some(), "{:?}", face.quality);
        }
    }
}

#[test]
fn behind_a_car_somebody_is_seen_from_the_waist_up() {
    let mut floor = testing::floor();
    floor.cars.truncate(1);
    floor.cars[0].body.centre = Spot::new(7.0, 4.0);
    floor.cars[0].body.heading = 0.0;
    let sighting = look(
        &floor,
        vec![figure(0, 7.0, 5.6, -FRAC_PI_2)],
        &Noise::NONE,
        1,
        0,
    );
    let shown = &sighting.shown[0];
    assert!((0.2..0.75).contains(&shown.visible), "{}", shown.visible);
    assert!(shown.seen.y - shown.bbox.y < 2.0, "the head is seen");
    assert!(
        shown.seen.h < 0.8 * shown.bbox.h,
        "the legs are not: {:?} of {:?}",
        shown.seen,
        shown.bbox
    );
    assert_eq!(sighting.observation.faces.len(), 1);
}

#[test]
fn who_stands_behind_somebody_is_hidden() {
    let two = vec![
        figure(0, 7.0, 3.0, -FRAC_PI_2),
        figure(1, 7.0, 4.2, -FRAC_PI_2),
    ];
    let sighting = look(&empty(), two, &Noise::NONE, 1, 0);
    assert_eq!(sighting.shown.len(), 2);
    assert!(
        sighting.shown[0].visible > 0.8 && sighting.shown[1].visible < 0.5,
        "{:?}",
        sighting.shown
    );
    assert_eq!(sighting.observation.people.unwrap().len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_same_seed_sees_the_same_and_a_stranger_elsewhere_changes_nothing(
        seed in any::<u64>(), seq in 0u64..1000, x in 5.5f64..8.5, y in 2.5f64..9.0, gaze in -3.1f64..3.1,
    ) {
        let noise = Noise { false_people_per_min: 0.0, false_faces_per_min: 0.0, ..Noise::MEASURED };
        let one = || vec![figure(0, x, y, gaze)];
        let alone = look(&empty(), one(), &noise, seed, seq);
        prop_assert_eq!(&alone, &look(&empty(), one(), &noise, seed, seq));
        // Far behind, beside everybody's line of sight.
        let mut both = one();
        both.push(figure(1, if x > 7.0 { 1.0 } else { 13.0 }, 9.5, 0.0));
        let together = look(&empty(), both, &noise, seed, seq);
        let first = |s: &Sighting| {
            let shown = s.shown.iter().find(|s| s.person == 0);
            let found = shown.and_then(|shown| shown.found);
            let face = shown.and_then(|shown| shown.face);
            (found.map(|i| s.observation.people.as_ref().expect("asked")[i]), face.map(|i| s.observation.faces[i].clone()))
        };
        prop_assert_eq!(first(&alone), first(&together));
    }

    #[test]
    fn boxes_are_about_where_people_are(seed in any::<u64>(), x in 4.0f64..10.0, y in 2.0f64..9.0, gaze in -3.1f64..3.1) {
        let sighting = look(&empty(), vec![figure(0, x, y, gaze)], &Noise::MEASURED, seed, 3);
        for shown in &sighting.shown {
            if let Some(found) = shown.found {
                let bbox = sighting.observation.people.as_ref().expect("asked")[found].bbox;
                prop_assert!(bbox.iou(&shown.seen) > 0.7, "{bbox:?} {:?}", shown.seen);
            }
        }
    }
}
