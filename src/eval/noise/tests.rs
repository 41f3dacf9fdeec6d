//! Simulated signatures against freshly measured ones of real people.

use std::{env, f64::consts::PI, path::PathBuf, time::Duration};

use jiff::Timestamp;
use ulid::Ulid;

use super::{cosines, mean, quantile, sized_faces};
use crate::{
    sim::{Camera, Figure, Floor, Noise, Point3, Pose, Scene, Sensed, Sensors, Spot},
    types::{FaceDetection, RunId, Stamp},
    vision::{Networks, Settings},
};

const PEOPLE: usize = 120;
const VISITS: u32 = 3;

/// Models and portraits; `None`, with a plain message, where they are missing. `SHOWFLOOR_REQUIRE_MODELS=1` turns that
/// into a failure.
fn material() -> Option<(Networks, PathBuf)> {
    let mut settings = Settings::default();
    settings.dirs.push("../shared/models".into());
    let root = env::var_os("SHOWFLOOR_MATERIAL").map_or("../shared/material".into(), PathBuf::from);
    let portraits = root.join("faces/lfw");
    match Networks::load(&settings) {
        Ok(networks) if portraits.is_dir() => Some((networks, portraits)),
        networks => {
            let why = networks.map_or_else(|error| error.to_string(), |_| "no portraits".into());
            let required = env::var_os("SHOWFLOOR_REQUIRE_MODELS").is_some_and(|v| v == "1");
            assert!(!required, "{why}");
            eprintln!("left out: {why}");
            None
        }
    }
}

/// People who come three times and look into a camera from where their faces are so wide.
fn simulated(width_px: f64) -> Vec<(usize, FaceDetection)> {
    let camera = Camera {
        id: "hall".into(),
        at: Point3::new(0.0, 0.0, 1.62),
        heading_deg: 90.0,
        tilt_deg: 0.0,
        // Narrow, so that the face network sees faces in the same size as the signature network.
        fov_deg: 14.0,
        width: 640,
        height: 360,
        fps: 8.0,
    };
    let floor = Floor {
        width: 20.0,
        depth: 20.0,
        cars: Vec::new(),
        places: Vec::new(),
        reach: 1.0,
    };
    let sensed = |i| Sensed {
        name: format!("person {i}"),
        face: true,
    };
    let people: Vec<_> = (0..PEOPLE).map(sensed).collect();
    // Sharp enough for the gate at any width: it chooses by sharpness, which no simulated signature depends on.
    let noise = Noise {
        sharpness: 10.0,
        ..Noise::measured()
    };
    let mut sensors = Sensors::new(&floor, &camera, &people, &noise, 5, 0.0);
    // A face's box is 0.137 m wide and 0.075 m before the head's axis.
    let far = 0.137 * camera.focal_px() / width_px + 0.075;
    let mut seen = Vec::new();
    for seq in 0..u64::from(VISITS) * PEOPLE as u64 {
        let (person, visit) = (seq as usize % PEOPLE, (seq as usize / PEOPLE) as u32);
        let figure = Figure {
            person,
            visit,
            at: Spot::new(0.0, far),
            height: 1.75,
            heading: -PI / 2.0,
            gaze: -PI / 2.0,
            nod: 0.0,
            pose: Pose::Standing,
            walked: 0.0,
        };
        let scene = Scene {
            at: Duration::from_secs(10 * seq),
            figures: vec![figure],
        };
        let stamp = Stamp {
            run: RunId(Ulid::from(1u128)),
            mono_ns: 10_000_000_000 * seq,
            utc: Timestamp::UNIX_EPOCH,
        };
        let faces = sensors.observe(&scene, seq, stamp, false).observation.faces;
        let signed = faces.into_iter().filter(|face| face.signature.is_some());
        seen.extend(signed.map(|face| (person, face)));
    }
    seen
}

/// Three portraits each of 120 people: 360 pairs of one person, whose 5% quantile is known to about 0.03, and whose 99%
/// quantile, with four pairs beyond it, to about 0.04.
#[test]
fn simulated_cosines_are_spread_as_those_of_real_people_of_the_same_width() {
    let Some((mut networks, portraits)) = material() else {
        return;
    };
    let widths = [90.0, 60.0, 40.0];
    let real = sized_faces(&mut networks, &portraits, PEOPLE, &widths, |_| ()).unwrap();
    for (width, real) in widths.iter().zip(&real) {
        let made = simulated(*width);
        assert!(
            made.len() > PEOPLE,
            "{width} px: only {} signatures",
            made.len()
        );
        let widths: Vec<_> = made.iter().map(|(_, face)| face.bbox.w.into()).collect();
        assert!(
            (mean(&widths) / width - 1.0).abs() < 0.03,
            "{}",
            mean(&widths)
        );
        let (real, made) = (cosines(&real.faces), cosines(&made));
        let mut kinds = [
            ("same", real.0, made.0, 0.05),
            ("other", real.1, made.1, 0.03),
        ];
        for (kind, real, made, tolerance) in &mut kinds {
            for part in [0.05, 0.25, 0.5, 0.75, 0.95, 0.99] {
                let (real, made) = (quantile(real, part), quantile(made, part));
                println!(
                    "{width:>4} px {kind:>5} {part:.2}: measured {real:.3} simulated {made:.3}"
                );
                let few = if part > 0.98 { 0.02 } else { 0.0 };
                assert!(
                    (real - made).abs() < *tolerance + few,
                    "{width} px, {kind}, {part}: {real} {made}"
                );
            }
        }
    }
}
