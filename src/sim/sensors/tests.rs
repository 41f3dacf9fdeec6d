//! What the simulated sensors see.

mod clothes;

use std::{f64::consts::PI, time::Duration};

use jiff::Timestamp;
use proptest::prelude::*;
use ulid::Ulid;

use super::{
    Noise, Sensed, Sensors, Sighting,
    face_space::{FaceSpace, View},
};
use crate::{
    sim::{Camera, Car, Figure, Floor, Point3, Pose, Rectangle, Scene, Spot},
    types::{ProductId, RunId, Signature, Stamp},
};

/// At the lower edge of the plan, looking up the plan.
fn camera() -> Camera {
    Camera {
        id: "hall".into(),
        at: Point3::new(5.0, 0.0, 2.6),
        heading_deg: 90.0,
        tilt_deg: 14.0,
        fov_deg: 80.0,
        width: 1920,
        height: 1080,
        fps: 8.0,
    }
}

fn floor(cars: Vec<Car>) -> Floor {
    Floor {
        width: 10.0,
        depth: 12.0,
        cars,
        places: Vec::new(),
        reach: 1.0,
    }
}

fn car(at: Spot) -> Car {
    Car {
        id: ProductId::from("kona"),
        label: "Kona".into(),
        category: "SUV".into(),
        place: "by the window".into(),
        body: Rectangle {
            centre: at,
            heading: 0.0,
            length: 4.2,
            width: 1.8,
        },
        height: 1.5,
        colour: [200, 30, 30],
        open: [true; 4],
    }
}

/// Somebody who faces the camera's side of the room.
fn figure(person: usize, x: f64, y: f64) -> Figure {
    Figure {
        person,
        visit: 0,
        at: Spot::new(x, y),
        height: 1.75,
        heading: -PI / 2.0,
        gaze: -PI / 2.0,
        nod: 0.0,
        pose: Pose::Standing,
        walked: 0.0,
    }
}

fn cast(names: &[&str]) -> Vec<Sensed> {
    let sensed = |name: &&str| Sensed {
        name: (*name).to_owned(),
        face: true,
    };
    names.iter().map(sensed).collect()
}

fn stamp(ms: u64) -> Stamp {
    Stamp {
        run: RunId(Ulid::from(1u128)),
        mono_ns: ms * 1_000_000,
        utc: Timestamp::UNIX_EPOCH,
    }
}

/// One frame of a scene without time.
fn look(floor: &Floor, names: &[&str], noise: &Noise, figures: Vec<Figure>) -> Sighting {
    let mut sensors = Sensors::new(floor, &camera(), &cast(names), noise, 7, 0.0);
    let scene = Scene {
        at: Duration::ZERO,
        figures,
    };
    sensors.observe(&scene, 0, stamp(0), true)
}

/// `frames` frames of people who stay where they are.
fn stay(names: &[&str], noise: &Noise, figures: &[Figure], frames: u64) -> Vec<Sighting> {
    let mut sensors = Sensors::new(&floor(vec![]), &camera(), &cast(names), noise, 7, 0.0);
    let frame = |seq: u64| {
        let scene = Scene {
            at: Duration::from_millis(125 * seq),
            figures: figures.to_vec(),
        };
        sensors.observe(&scene, seq, stamp(125 * seq), true)
    };
    (0..frames).map(frame).collect()
}

#[test]
fn without_noise_a_person_is_where_they_stand() {
    let sight = look(
        &floor(vec![]),
        &["anna"],
        &Noise::none(),
        vec![figure(0, 5.0, 6.0)],
    );
    let people = sight.observation.people.unwrap();
    let feet = camera().project(Point3::new(5.0, 6.0, 0.0)).unwrap();
    let head = camera().project(Point3::new(5.0, 6.0, 1.75)).unwrap();
    let foot = people[0].bbox.foot();
    assert!((f64::from(foot.x) - feet.x).abs() < 0.01 && (f64::from(foot.y) - feet.y).abs() < 0.01);
    assert!((f64::from(people[0].bbox.y) - head.y).abs() < 0.01);
    assert_eq!(
        (sight.shown[0].found, sight.shown[0].visible),
        (Some(0), 1.0)
    );
    assert!(people[0].bbox.iou(&sight.shown[0].bbox) > 0.9999);
}

#[test]
fn behind_a_car_somebody_is_seen_from_the_waist_up_with_their_face() {
    let cars = floor(vec![car(Spot::new(5.0, 5.0))]);
    let sight = look(&cars, &["anna"], &Noise::none(), vec![figure(0, 5.0, 6.6)]);
    let (all, seen) = (
        sight.shown[0].bbox,
        sight.observation.people.unwrap()[0].bbox,
    );
    assert!((seen.y - all.y).abs() < 0.01 && seen.h < 0.75 * all.h && seen.h > 0.25 * all.h);
    assert_eq!(sight.observation.faces.len(), 1);
    // Before the same car nothing is hidden.
    let sight = look(&cars, &["anna"], &Noise::none(), vec![figure(0, 5.0, 3.6)]);
    assert_eq!(sight.shown[0].visible, 1.0);
}

#[test]
fn whoever_stands_right_behind_somebody_is_not_found_and_the_truth_says_so() {
    let people = vec![figure(0, 5.0, 4.0), figure(1, 5.0, 4.4)];
    let sight = look(&floor(vec![]), &["anna", "ben"], &Noise::none(), people);
    assert_eq!(sight.observation.people.unwrap().len(), 1);
    assert_eq!(sight.shown.len(), 2);
    assert!(sight.shown[0].found.is_some() && sight.shown[1].found.is_none());
    assert!(sight.shown[1].visible < 0.3, "{}", sight.shown[1].visible);
}

#[test]
fn a_face_without_features_is_never_found_but_its_body_is() {
    let mut people = cast(&["anna"]);
    people[0].face = false;
    let mut sensors = Sensors::new(&floor(vec![]), &camera(), &people, &Noise::none(), 7, 0.0);
    let scene = Scene {
        at: Duration::ZERO,
        figures: vec![figure(0, 5.0, 3.0)],
    };
    let sight = sensors.observe(&scene, 0, stamp(0), true);
    assert!(sight.observation.faces.is_empty() && sight.shown[0].found.is_some());
}

#[test]
fn against_the_light_a_face_is_found_but_worth_no_signature() {
    let scene = Scene {
        at: Duration::ZERO,
        figures: vec![figure(0, 5.0, 3.0)],
    };
    let face = |backlight| {
        let mut sensors = Sensors::new(
            &floor(vec![]),
            &camera(),
            &cast(&["anna"]),
            &Noise::none(),
            7,
            backlight,
        );
        sensors
            .observe(&scene, 0, stamp(0), false)
            .observation
            .faces
            .remove(0)
    };
    assert!(face(0.0).signature.is_some());
    assert!(face(1.0).signature.is_none() && face(1.0).quality.value < face(0.5).quality.value);
}

#[test]
fn people_are_looked_for_only_where_asked_and_a_known_face_is_not_embedded_for_ever() {
    let sights = stay(&["anna"], &Noise::none(), &[figure(0, 5.0, 3.0)], 24);
    let signed: Vec<_> = sights
        .iter()
        .map(|s| s.observation.faces[0].signature.is_some())
        .collect();
    assert!(signed[0] && !signed[20] && signed.iter().filter(|s| **s).count() == 10);
    let mut sensors = Sensors::new(
        &floor(vec![]),
        &camera(),
        &cast(&["anna"]),
        &Noise::none(),
        7,
        0.0,
    );
    let scene = Scene {
        at: Duration::ZERO,
        figures: vec![figure(0, 5.0, 3.0)],
    };
    let sight = sensors.observe(&scene, 0, stamp(0), false);
    assert!(sight.observation.people.is_none() && sight.shown[0].found.is_none());
}

#[test]
fn what_is_missed_is_about_what_the_noise_says() {
    let noise = Noise {
        missed_people: Some(0.3),
        missed_faces: Some(0.2),
        ..Noise::measured()
    };
    let sights = stay(&["anna"], &noise, &[figure(0, 5.0, 4.0)], 1000);
    let missed =
        |of: fn(&Sighting) -> bool| sights.iter().filter(|s| of(s)).count() as f64 / 1000.0;
    assert!((missed(|s| s.shown[0].found.is_none()) - 0.3).abs() < 0.06);
    assert!((missed(|s| s.shown[0].face.is_none()) - 0.2).abs() < 0.05);
}

#[test]
fn false_detections_come_as_often_as_the_noise_says_and_get_no_signature() {
    let noise = Noise {
        false_people_per_min: 20.0,
        false_faces_per_min: 40.0,
        ..Noise::measured()
    };
    // Ten minutes of an empty room.
    let sights = stay(&[], &noise, &[], 4800);
    let people: usize = sights
        .iter()
        .map(|s| s.observation.people.as_ref().unwrap().len())
        .sum();
    let faces: Vec<_> = sights.iter().flat_map(|s| &s.observation.faces).collect();
    assert!((140..=260).contains(&people), "{people}");
    assert!((320..=480).contains(&faces.len()), "{}", faces.len());
    assert!(faces.iter().all(|face| face.signature.is_none()));
}

#[test]
fn faces_that_overlap_are_taken_for_each_other_only_where_the_noise_says() {
    // Ben looks over Anna's shoulder.
    let ben = Figure {
        height: 1.8,
        ..figure(1, 5.1, 3.25)
    };
    let alike = |identity_switch| {
        let noise = Noise {
            identity_switch,
            ..Noise::none()
        };
        let people = vec![figure(0, 5.0, 3.0), ben];
        let sight = look(&floor(vec![]), &["anna", "ben"], &noise, people);
        let face = |i: usize| &sight.observation.faces[sight.shown[i].face.unwrap()];
        let (anna, ben) = (face(0), face(1));
        assert!(anna.bbox.iou(&ben.bbox) > 0.02);
        let (anna, ben) = (anna.signature.as_ref(), ben.signature.as_ref());
        anna.unwrap().cosine(ben.unwrap()).unwrap()
    };
    assert!(alike(0.0) < 0.5 && alike(1.0) > 0.99);
}

proptest! {
    /// Found if and only if turned towards the camera.
    #[test]
    fn without_noise_a_face_is_found_where_it_is_turned_to_the_camera(
        x in 3.0f64..7.0, y in 2.5f64..5.0, turn in -180.0f64..180.0,
    ) {
        let mut person = figure(0, x, y);
        let to_camera = person.at.bearing(Spot::new(5.0, 0.0));
        person.gaze = to_camera + turn.to_radians();
        // The camera hangs higher than the head: the nose is lower than the way to it.
        let rise = ((2.6 - 1.635) / person.at.distance(Spot::new(5.0, 0.0))).atan();
        let away = (rise.cos() * turn.to_radians().cos()).acos().to_degrees();
        prop_assume!((away - 60.0).abs() > 0.5);
        let sight = look(&floor(vec![]), &["anna"], &Noise::none(), vec![person]);
        prop_assert_eq!(sight.shown[0].face.is_some(), away < 60.0);
        if let Some(face) = sight.observation.faces.first() {
            prop_assert!(sight.shown[0].bbox.contains(face.bbox.centre()));
        }
    }

    /// From the height of the eyes; from above, vision itself reads the yaw of a turned head too small.
    #[test]
    fn the_landmarks_show_the_yaw_that_the_head_has(x in 4.0f64..6.0, y in 2.5f64..5.0, turn in -55.0f64..55.0) {
        let mut person = figure(0, x, y);
        person.gaze = person.at.bearing(Spot::new(5.0, 0.0)) + turn.to_radians();
        let level = Camera { at: Point3::new(5.0, 0.0, person.height - 0.13), tilt_deg: 0.0, ..camera() };
        let mut sensors = Sensors::new(&floor(vec![]), &level, &cast(&["anna"]), &Noise::none(), 7, 0.0);
        let scene = Scene { at: Duration::ZERO, figures: vec![person] };
        let sight = sensors.observe(&scene, 0, stamp(0), false);
        // Who turns to their left, counter-clockwise on the plan, shows the nose on the picture's right.
        let yaw = f64::from(sight.observation.faces[0].quality.yaw_deg);
        prop_assert!((yaw - turn).abs() < 4.0, "{yaw} of {turn}");
    }

    #[test]
    fn the_same_seed_says_the_same_and_somebody_far_away_changes_nothing(
        x in 3.0f64..7.0, y in 2.0f64..9.0, gaze in -3.1f64..3.1, seq in 0u64..1000,
    ) {
        let anna = Figure { gaze, pose: Pose::Walking, walked: x, ..figure(0, x, y) };
        // Behind the camera.
        let far = figure(1, 5.0, -8.0);
        let noise = Noise { false_faces_per_min: 100.0, ..Noise::measured() };
        let json = |names: &[&str], figures: Vec<Figure>| {
            let mut sensors = Sensors::new(&floor(vec![car(Spot::new(5.0, 6.0))]), &camera(), &cast(names), &noise, 3, 0.2);
            let mut text = String::new();
            for seq in seq..seq + 5 {
                let scene = Scene { at: Duration::from_millis(125 * seq), figures: figures.clone() };
                let sight = sensors.observe(&scene, seq, stamp(125 * seq), seq % 2 == 0);
                text += &serde_json::to_string(&sight.observation).unwrap();
            }
            text
        };
        let alone = json(&["anna"], vec![anna]);
        prop_assert_eq!(&alone, &json(&["anna"], vec![anna]));
        prop_assert_eq!(&alone, &json(&["anna", "zoe"], vec![anna, far]));
    }

    #[test]
    fn boxes_lie_in_the_picture_and_the_truth_points_at_them(
        people in prop::collection::vec((0.0f64..10.0, 0.6f64..11.0, -3.1f64..3.1), 1..8), seq in 0u64..100,
    ) {
        let names: Vec<_> = (0..people.len()).map(|i| format!("p{i}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let figures: Vec<_> = people.iter().enumerate()
            .map(|(i, (x, y, gaze))| Figure { gaze: *gaze, ..figure(i, *x, *y) }).collect();
        let mut sensors = Sensors::new(&floor(vec![car(Spot::new(5.0, 5.0))]), &camera(), &cast(&names), &Noise::measured(), 5, 0.0);
        let scene = Scene { at: Duration::from_millis(seq * 125), figures };
        let sight = sensors.observe(&scene, seq, stamp(seq * 125), true);
        let found = sight.observation.people.unwrap();
        for person in &found {
            let (b, s) = (person.bbox, 0.2 * person.bbox.h + 2.0);
            prop_assert!(b.x > -s && b.y > -s && b.x + b.w < 1920.0 + s && b.y + b.h < 1080.0 + s);
            prop_assert!((0.35..=1.0).contains(&person.score));
        }
        for shown in &sight.shown {
            prop_assert!((0.0..=1.0).contains(&shown.visible));
            if let Some(at) = shown.found {
                // A part of a body lies within all of it.
                prop_assert!(found[at].bbox.intersection(&shown.bbox) > 0.5 * found[at].bbox.area());
            }
        }
        let mut places: Vec<_> = sight.shown.iter().filter_map(|s| s.found).collect();
        places.dedup();
        prop_assert_eq!(places.len(), sight.shown.iter().filter(|s| s.found.is_some()).count());
        for face in &sight.observation.faces {
            prop_assert!(face.signature.is_none() || face.quality.value >= 0.3);
        }
    }
}

/// Cosines of views of many people in frontal view: of one person on different visits, of different people, and of one
/// visit's frames seconds apart.
fn simulated(noise: &Noise, width_px: f64) -> [Vec<f64>; 3] {
    let names = (0..150).map(|i| format!("person {i}"));
    let space = FaceSpace::new(names, noise.dimensions, 11);
    let sign = |person: usize, visit: u32, frame: u64| {
        let view = View {
            camera: "hall",
            seq: 1000 * u64::from(visit) + frame,
            at_s: 100.0 * f64::from(visit) + frame as f64 / 8.0,
            person,
            visit,
            width_px,
            turned_deg: 0.0,
        };
        space.sign(noise, &view).unwrap().0
    };
    let views: Vec<Vec<_>> = (0..150)
        .map(|p| (0..3).map(|visit| sign(p, visit, 0)).collect())
        .collect();
    let cosine = |a: &Signature, b: &Signature| f64::from(a.cosine(b).unwrap());
    let mut all = [Vec::new(), Vec::new(), Vec::new()];
    for (p, own) in views.iter().enumerate() {
        for (a, b) in [(0, 1), (0, 2), (1, 2)] {
            all[0].push(cosine(&own[a], &own[b]));
        }
        for other in &views[..p] {
            all[1].extend(
                own.iter()
                    .flat_map(|a| other.iter().map(move |b| cosine(a, b))),
            );
        }
        all[2].push(cosine(&own[0], &sign(p, 0, 40)));
    }
    all
}

#[test]
fn poor_faces_of_different_people_are_more_alike_and_without_noise_a_face_never_changes() {
    let noise = Noise::measured();
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (large, small) = (simulated(&noise, 90.0), simulated(&noise, 22.0));
    assert!(mean(&small[1]) > mean(&large[1]) + 0.08);
    assert!(mean(&small[0]) < mean(&large[0]) - 0.1);
    assert!(
        mean(&large[2]) > mean(&large[0]) + 0.05,
        "one visit is more alike than two"
    );
    let exact = simulated(&Noise::none(), 22.0);
    assert!(exact[0].iter().all(|c| *c > 0.9999) && mean(&exact[1]).abs() < 0.02);
}

/// The figures that the noise was made of come out of the simulation again.
#[test]
fn simulated_signatures_are_as_alike_as_measured_ones() {
    let noise = Noise::measured();
    let spread = |values: &[f64]| {
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let squares: f64 = values.iter().map(|v| (v - mean).powi(2)).sum();
        (mean, (squares / values.len() as f64).sqrt())
    };
    for row in &noise.signature_sizes {
        let [same, other, _] = simulated(&noise, row.width_px);
        let ((same, same_spread), (other, other_spread)) = (spread(&same), spread(&other));
        let near = |a: f64, b: f64, by: f64| (a - b).abs() < by;
        assert!(
            near(same, row.same, 0.03) && near(same_spread, row.same_spread, 0.03),
            "{row:?}: {same} {same_spread}"
        );
        assert!(
            near(other, row.other, 0.015) && near(other_spread, row.other_spread, 0.015),
            "{row:?}: {other} {other_spread}"
        );
    }
}
