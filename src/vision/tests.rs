//! The networks on real faces and clips.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use crossbeam_channel::{Receiver, bounded};

use super::{CameraView, Cameras, Networks, SeenFace, Settings, run, testing};
use crate::{
    runtime::{Mailboxes, Overflow, Spares, Telemetry, spawn},
    types::{CameraId, Frame, FrameObservation, Image, Observation, Point, Polygon, Signature},
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
    networks.embed(image, &mut face, telemetry).unwrap();
    Some(face)
}

/// What lies in a folder, in order.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// Signatures of up to `people` people with several pictures each, by person.
fn signatures(
    networks: &mut Networks,
    root: &Path,
    people: usize,
) -> BTreeMap<String, Vec<Signature>> {
    let telemetry = Telemetry::default();
    let (mut all, mut unusable) = (BTreeMap::new(), 0);
    for folder in entries(root) {
        let files = entries(&folder);
        if files.len() < 3 || all.len() == people {
            continue;
        }
        let mut found = Vec::new();
        for file in files {
            let face = central(networks, &testing::picture(&file), &telemetry);
            let face = face.unwrap_or_else(|| panic!("no face in {}", file.display()));
            found.extend(face.detection.signature.clone());
            unusable += usize::from(face.detection.signature.is_none());
        }
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        all.insert(name, found);
    }
    let usable: usize = all.values().map(Vec::len).sum();
    assert!(
        unusable * 50 <= usable,
        "{unusable} of {usable} faces are too poor"
    );
    all
}

/// Cosines of pairs of the same person and of different people.
fn cosines(all: &BTreeMap<String, Vec<Signature>>) -> (Vec<f32>, Vec<f32>) {
    let flat: Vec<_> = all
        .iter()
        .flat_map(|(name, s)| s.iter().map(move |s| (name, s)))
        .collect();
    let (mut same, mut different) = (Vec::new(), Vec::new());
    for (i, (name, a)) in flat.iter().enumerate() {
        for (other, b) in &flat[..i] {
            let cosine = a.cosine(b).unwrap();
            if name == other {
                same.push(cosine);
            } else {
                different.push(cosine);
            }
        }
    }
    (same, different)
}

/// The part of `values` that reaches `threshold`.
fn part_from(values: &[f32], threshold: f32) -> f64 {
    values.iter().filter(|v| **v >= threshold).count() as f64 / values.len() as f64
}

/// Measured over all 451 people with several pictures: 98.0% of the pairs of one person and 0.1% of those of different
/// people reach a cosine of 0.334.
#[test]
fn pictures_of_one_person_are_alike_and_of_different_people_are_not() {
    let (Some(mut networks), Some(lfw)) = (testing::networks(), testing::material("faces/lfw"))
    else {
        return;
    };
    let (same, different) = cosines(&signatures(&mut networks, &lfw, 60));
    assert!(same.len() > 150 && different.len() > 10_000);
    let (tar, far) = (part_from(&same, 0.334), part_from(&different, 0.334));
    assert!(tar >= 0.965, "only {tar} of the same person's pairs");
    assert!(far <= 0.003, "{far} of different people's pairs");
}

#[test]
fn a_crowd_is_seen_face_by_face() {
    let (Some(mut networks), Some(clip)) = (
        testing::networks(),
        testing::material("clips/facenetpt_video.mp4"),
    ) else {
        return;
    };
    for image in testing::clip(&clip, (1920, 1080), 15) {
        let sight = networks.look(&image, true, &Telemetry::default()).unwrap();
        assert!(
            (4..=10).contains(&sight.faces.len()),
            "{}",
            sight.faces.len()
        );
        let people = sight.people.unwrap();
        assert!(people.len() >= 5, "{} people", people.len());
        for face in sight.faces.iter().filter(|f| f.detection.score > 0.85) {
            let centre = face.detection.bbox.centre();
            let mut owners = people.iter().filter(|p| p.bbox.contains(centre));
            assert!(owners.next().is_some() || face.detection.quality.width_px < 60.0);
        }
    }
}

#[test]
fn cars_are_not_taken_for_faces_or_people() {
    let (Some(mut networks), Some(clip)) = (
        testing::networks(),
        testing::material("clips/intel_car-detection.gif"),
    ) else {
        return;
    };
    for image in testing::clip(&clip, (480, 270), 4) {
        let sight = networks.look(&image, true, &Telemetry::default()).unwrap();
        assert!(sight.faces.is_empty() && sight.people.unwrap().is_empty());
    }
}

#[test]
fn a_face_that_moves_in_the_picture_moves_as_much_in_the_report() {
    let (Some(mut networks), Some(lfw)) = (testing::networks(), testing::material("faces/lfw"))
    else {
        return;
    };
    let small = testing::picture(&entries(&entries(&lfw)[0])[0]);
    let mut at = |x: usize, y: usize| {
        let mut large = Image::filled(1280, 720, 90);
        for (row, pixels) in small
            .data
            .chunks_exact(small.width as usize * 3)
            .enumerate()
        {
            large.data[((y + row) * 1280 + x) * 3..][..pixels.len()].copy_from_slice(pixels);
        }
        let mut faces = networks
            .look(&large, false, &Telemetry::default())
            .unwrap()
            .faces;
        assert_eq!(faces.len(), 1);
        networks
            .embed(&large, &mut faces[0], &Telemetry::default())
            .unwrap();
        faces.remove(0).detection
    };
    let (a, b) = (at(40, 30), at(900, 401));
    for (p, q) in a.landmarks.iter().zip(&b.landmarks) {
        let off = Point::new(p.x + 860.0, p.y + 371.0).distance(*q);
        assert!(off < 0.1 * a.bbox.w, "{off} px of {}", a.bbox.w);
    }
    let cosine = a.signature.unwrap().cosine(&b.signature.unwrap());
    assert!(cosine.unwrap() > 0.9);
}

#[test]
fn pictures_of_any_size_are_looked_at() {
    let Some(mut networks) = testing::networks() else {
        return;
    };
    for (width, height) in [(0, 0), (1, 1), (3000, 2), (33, 17), (416, 416), (641, 359)] {
        let sight = networks
            .look(
                &Image::filled(width, height, 80),
                true,
                &Telemetry::default(),
            )
            .unwrap();
        assert!(sight.faces.is_empty());
    }
}

/// Puts frames into a worker of two cameras that see the same, the second one with a zone to leave out; gives back what
/// each camera's receiver got.
fn work(networks: Networks, frames: &[Image], mask: Polygon) -> [Vec<FrameObservation>; 2] {
    let view = |id: &str, masks| CameraView {
        id: CameraId::from(id),
        masks,
        attention: None,
    };
    let cameras = [view("open", vec![]), view("masked", vec![mask])];
    let mailboxes = Arc::new(Mailboxes::new(2, Overflow::Wait));
    let (senders, receivers): (Vec<_>, Vec<_>) = (0..2).map(|_| bounded(1000)).unzip();
    let worker = spawn("vision-0", {
        let (views, mailboxes, telemetry) =
            (cameras.to_vec(), mailboxes.clone(), Telemetry::default());
        move || {
            let cameras = Cameras::new(views, senders, networks.settings(), &telemetry);
            run(
                networks,
                &cameras,
                &mailboxes,
                &Spares::default(),
                &telemetry,
            )
        }
    });
    for (seq, image) in frames.iter().enumerate() {
        for (slot, camera) in cameras.iter().enumerate() {
            let frame = Frame {
                camera: camera.id.clone(),
                stamp: testing::stamp_ms(seq as u64 * 125),
                seq: seq as u64,
                image: image.clone(),
                shown_as: None,
            };
            assert!(mailboxes.put(slot, frame).is_none());
        }
    }
    mailboxes.close(0);
    mailboxes.close(1);
    worker.unwrap().join().unwrap().unwrap();
    let all = |receiver: &Receiver<Observation>| {
        let frames = receiver.iter().map(|observation| match observation {
            Observation::Frame(frame) => frame,
            Observation::Camera(_) => panic!("vision knows nothing of a camera's health"),
        });
        frames.collect()
    };
    [all(&receivers[0]), all(&receivers[1])]
}

#[test]
fn a_worker_reports_each_camera_in_order_and_sees_nothing_in_excluded_zones() {
    let (Some(networks), Some(clip)) = (
        testing::networks(),
        testing::material("clips/intel_head-pose-face-detection-female-and-male.gif"),
    ) else {
        return;
    };
    let frames = testing::clip(&clip, (480, 270), 4);
    let left_half = [(0.0, 0.0), (0.5, 0.0), (0.5, 1.0), (0.0, 1.0)];
    let mask = Polygon::new(left_half.map(|(x, y)| Point::new(x, y)).to_vec()).unwrap();
    let [open, masked] = work(networks, &frames, mask);
    for seen in [&open, &masked] {
        assert!(seen.iter().map(|o| o.seq).eq(0..frames.len() as u64));
        assert!(seen.iter().all(|o| o.people.is_some() == (o.seq % 2 == 0)));
    }
    assert!(
        open.iter()
            .all(|o| o.faces.len() == 2 && o.camera.as_str() == "open")
    );
    let masked_faces: Vec<_> = masked.iter().flat_map(|o| &o.faces).collect();
    assert!(!masked_faces.is_empty() && masked_faces.iter().all(|f| f.bbox.centre().x > 240.0));
    let faces = open.iter().flat_map(|o| &o.faces);
    let embedded = faces.clone().filter(|f| f.signature.is_some());
    assert!(
        embedded
            .clone()
            .all(|f| f.quality.value >= 0.3 && f.quality.norm.is_some())
    );
    let made = embedded.count();
    assert!(
        (6..=20).contains(&made) && made < faces.count(),
        "{made} signatures"
    );
}

#[test]
fn a_picture_goes_with_each_signature_where_pictures_are_wanted_and_nowhere_else() {
    let (Some(settings), Some(clip)) = (
        testing::settings(),
        testing::material("clips/intel_head-pose-face-detection-female-and-male.gif"),
    ) else {
        return;
    };
    let frames = testing::clip(&clip, (480, 270), 8);
    let left_half = [(0.0, 0.0), (0.5, 0.0), (0.5, 1.0), (0.0, 1.0)];
    let look = |portraits| {
        let settings = Settings {
            portraits,
            ..settings.clone()
        };
        let networks = Networks::load(&settings).unwrap();
        let mask = Polygon::new(left_half.map(|(x, y)| Point::new(x, y)).to_vec()).unwrap();
        work(networks, &frames, mask)
    };
    let (without, with) = (look(false), look(true));
    for (without, with) in without.iter().flatten().zip(with.iter().flatten()) {
        assert!(without.portraits.is_empty());
        let signed = with.faces.iter().filter(|face| face.signature.is_some());
        let shown = with.portraits.iter().map(|portrait| portrait.face);
        assert!(signed.map(|face| face.bbox).eq(shown));
        for portrait in &with.portraits {
            let Image {
                width,
                height,
                data,
            } = &portrait.picture;
            assert!((1..=192).contains(width) && (1..=192).contains(height));
            assert_eq!(data.len(), (width * height * 3) as usize);
        }
        let portraits = Vec::new();
        assert_eq!(
            without,
            &FrameObservation {
                portraits,
                ..with.clone()
            }
        );
    }
    assert!(with.iter().flatten().any(|seen| !seen.portraits.is_empty()));
}

/// Whatever a network is given, what it says follows from it: were there anything of the excluded zone in the input of any of
/// them, a face in there would change a box, a figure or a signature somewhere.
#[test]
fn a_face_in_an_excluded_zone_changes_nothing_of_what_any_network_says() {
    let Some(clip) = testing::material("clips/intel_head-pose-face-detection-female-and-male.gif")
    else {
        return;
    };
    let with_face = testing::clip(&clip, (480, 270), 4);
    let without: Vec<Image> = with_face
        .iter()
        .map(|image| {
            let mut image = image.clone();
            let row = image.width as usize * 3;
            for pixels in image.data.chunks_exact_mut(row) {
                pixels[..row / 2].fill(200);
            }
            image
        })
        .collect();
    let left_half = [(0.0, 0.0), (0.5, 0.0), (0.5, 1.0), (0.0, 1.0)];
    let seen = |frames: &[Image]| {
        let mask = Polygon::new(left_half.map(|(x, y)| Point::new(x, y)).to_vec()).unwrap();
        testing::networks().map(|networks| work(networks, frames, mask))
    };
    let (Some([open, masked]), Some([open_without, masked_without])) =
        (seen(&with_face), seen(&without))
    else {
        return;
    };
    assert_ne!(open, open_without, "the face is there to be seen");
    assert_eq!(masked, masked_without);
}

#[test]
fn a_worker_whose_receiver_is_gone_lets_the_cameras_go() {
    let Some(networks) = testing::networks() else {
        return;
    };
    let camera = CameraView {
        id: CameraId::from("hall"),
        masks: vec![],
        attention: None,
    };
    let mailboxes = Arc::new(Mailboxes::new(1, Overflow::Wait));
    let (sender, receiver) = bounded(1);
    drop(receiver);
    let frame = Frame {
        camera: camera.id.clone(),
        stamp: testing::stamp_ms(0),
        seq: 0,
        image: Image::filled(64, 48, 0),
        shown_as: None,
    };
    mailboxes.put(0, frame.clone());
    let telemetry = Telemetry::default();
    let cameras = Cameras::new(vec![camera], vec![sender], networks.settings(), &telemetry);
    run(
        networks,
        &cameras,
        &mailboxes,
        &Spares::default(),
        &telemetry,
    )
    .unwrap();
    assert!(
        mailboxes.put(0, frame).is_some(),
        "nobody takes it, and nobody waits"
    );
}
