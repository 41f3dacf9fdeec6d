//! The networks on real faces and clips.

use std::{collections::BTreeMap, fs, path::Path};

use super::{Networks, SeenFace, testing};
use crate::{
    runtime::Telemetry,
    types::{Image, Signature},
};

/// The most central face of a picture, with its signature.
fn central(networks: &mut Networks, image: &Image, telemetry: &Telemetry) -> Option<SeenFace> {
    let middle = (image.width as f32 / 2.0, image.height as f32 / 2.0);
    let off = |face: &SeenFace| {
        let c = face.detection.bbox.centre();
        (c.x - middle.0).hypot(c.y - middle.1)
    };
    let sight = networks.look(image, false, telemetry).unwrap();
    let mut face = sight
        .faces
        .into_iter()
        .min_by(|a, b| off(a).total_cmp(&off(b)))?;
    networks.embed(&mut face, telemetry).unwrap();
    Some(face)
}

/// Signatures of up to `people` people with several pictures each, by person.
fn signatures(networks: &mut Networks, root: &Path, people: usize) -> BTreeMap<String, Vec<Signature>> {
    let telemetry = Telemetry::default();
    let mut all = BTreeMap::new();
    let mut folders: Vec<_> = fs::read_dir(root).unwrap().map(|e| e.unwrap().path()).collect();
    folders.sort();
    for folder in folders {
        let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()).collect();
        files.sort();
        if files.len() < 3 || all.len() == people {
            continue;
        }
        let found = files.iter().map(|file| {
            let face = central(networks, &testing::picture(file), &telemetry);
            let face = face.unwrap_or_else(|| panic!("no face in {}", file.display()));
            face.detection.signature.unwrap()
        });
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        all.insert(name, found.collect());
    }
    all
}

/// Cosines of pairs of the same person and of different people.
fn cosines(all: &BTreeMap<String, Vec<Signature>>) -> (Vec<f32>, Vec<f32>) {
    let flat: Vec<_> = all.iter().flat_map(|(name, s)| s.iter().map(move |s| (name, s))).collect();
    let (mut same, mut different) = (Vec::new(), Vec::new());
    for (i, (name, a)) in flat.iter().enumerate() {
        for (other, b) in &flat[..i] {
            let cosine = a.cosine(b).unwrap();
            if name == other { same.push(cosine) } else { different.push(cosine) }
        }
    }
    (same, different)
}

/// The part of `values` that reaches `threshold`.
fn part_from(values: &[f32], threshold: f32) -> f64 {
    values.iter().filter(|v| **v >= threshold).count() as f64 / values.len() as f64
}

#[test]
#[ignore]
fn measure() {
    let mut networks = testing::networks().unwrap();
    let telemetry = Telemetry::default();
    let lfw = testing::material("faces/lfw").unwrap();
    let n: usize = std::env::var("N").map_or(60, |n| n.parse().unwrap());
    let all = signatures(&mut networks, &lfw, n);
    let (same, mut different) = cosines(&all);
    for t in [0.251f32, 0.334, 0.4] {
        println!("t {t} TAR {:.4} FAR {:.5}", part_from(&same, t), part_from(&different, t));
    }
    different.sort_by(f32::total_cmp);
    for far in [0.01, 0.001, 0.0001] {
        let t = different[((1.0 - far) * different.len() as f64) as usize];
        println!("FAR {far} t {t:.3} TAR {:.4}", part_from(&same, t));
    }
    for (clip, size, every) in [
        ("facenetpt_video.mp4", (1920, 1080), 5),
        ("mmaction2_demo_skeleton.mp4", (1920, 1080), 8),
        ("intel_face-demographics-walking-and-pause.gif", (480, 270), 2),
        ("intel_face-demographics-walking.gif", (480, 270), 2),
        ("intel_head-pose-face-detection-female-and-male.gif", (480, 270), 5),
        ("intel_classroom.gif", (480, 270), 5),
        ("intel_store-aisle-detection.gif", (480, 270), 5),
        ("intel_people-detection.gif", (480, 270), 5),
        ("intel_one-by-one.mp4", (768, 432), 40),
        ("intel_car-detection.gif", (480, 270), 4),
        ("clm_cap12.mp4", (400, 300), 60),
        ("ocv4node_people.mp4", (800, 450), 20),
    ] {
        let frames = testing::clip(&testing::material(&format!("clips/{clip}")).unwrap(), size, every);
        println!("== {clip}");
        let (mut faces, mut people, mut rows) = (0, 0, vec![]);
        for image in &frames {
            let mut sight = networks.look(image, true, &telemetry).unwrap();
            faces += sight.faces.len();
            people += sight.people.unwrap().len();
            for f in &mut sight.faces {
                networks.embed(f, &telemetry).unwrap();
                let (d, q) = (&f.detection, f.detection.quality);
                rows.push(format!("val {:.2} sc {:.2} w {:.0} sharp {:.0} yaw {:.0} roll {:.0} br {:.0} norm {:.2}", q.value, d.score, q.width_px, q.sharpness, q.yaw_deg, q.roll_deg, q.brightness, q.norm.unwrap()));
            }
        }
        println!("frames {} faces/frame {:.2} people/frame {:.2}", frames.len(), faces as f32 / frames.len() as f32, people as f32 / frames.len() as f32);
        for r in rows.iter().step_by((rows.len() / 8).max(1)) { println!("  {r}"); }
    }
    for s in telemetry.stages() {
        if s.calls > 0 { println!("{} {} calls {:.3} ms", s.stage.name(), s.calls, s.time.as_secs_f64() * 1e3 / s.calls as f64); }
    }
}
