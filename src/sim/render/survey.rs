//! Ignored tests that look for faces and measure the painter with the real networks. They print; nothing is asserted.
//!
//! `cargo test --release --lib sim::render::survey -- --ignored --nocapture`, with `SHOWFLOOR_PICTURES=DIR` to see.

use std::{f64::consts::PI, sync::Arc, time::Duration};

use super::{
    faces::Faces,
    painter::Painter,
    testing::{camera, face_box, floor, keep, looks, networks, scene, standing},
};
use crate::{
    runtime::{Stopwatch, Telemetry},
    sim::{Camera, Dice, Figure, Look, Pose, Scene, Spot},
    types::{FaceDetection, Image, Signature},
    vision::Networks,
};

/// Turn of the head in degrees, nod in degrees, backlight.
const POSES: [(f64, f64, f64); 7] = [
    (0.0, 0.0, 0.0),
    (14.0, 2.0, 0.0),
    (-14.0, -3.0, 0.0),
    (25.0, 0.0, 0.0),
    (-24.0, 3.0, 0.0),
    (5.0, 8.0, 0.0),
    (-4.0, 0.0, 0.35),
];

fn close_camera() -> Camera {
    Camera {
        fov_deg: 24.0,
        tilt_deg: 8.0,
        width: 800,
        height: 448,
        ..camera()
    }
}

/// The pictures of a face in the poses, and its signatures where it is found well.
fn sitting(
    painters: &mut [Painter],
    person: usize,
    networks: &mut Networks,
) -> Vec<Option<(f32, Signature, Image)>> {
    POSES
        .iter()
        .map(|&(turn, nod, backlight)| {
            let mut figure = standing(person, Spot::new(7.0, 3.6));
            figure.gaze += f64::to_radians(turn);
            figure.nod = f64::to_radians(nod);
            let mut image = Image::default();
            painters[usize::from(backlight > 0.0)].paint(&scene(vec![figure]), &mut image);
            let telemetry = Telemetry::default();
            let sight = networks.look(&image, false, &telemetry).unwrap();
            let mut face = sight.faces.into_iter().next()?;
            networks.embed(&mut face, &telemetry).unwrap();
            let FaceDetection {
                score, signature, ..
            } = face.detection;
            Some((score, signature?, image))
        })
        .collect()
}

/// Greedy: from every start, always the candidate whose worst likeness to the chosen ones is least.
fn far_apart(likeness: &[Vec<f32>], limit: f32) -> Vec<usize> {
    let mut best = Vec::new();
    for start in 0..likeness.len() {
        let mut chosen = vec![start];
        loop {
            let worst = |i: usize| {
                let all = chosen.iter().map(|&j| likeness[i][j]);
                all.fold(f32::NEG_INFINITY, f32::max)
            };
            let next = (0..likeness.len())
                .filter(|i| !chosen.contains(i))
                .min_by(|&a, &b| worst(a).total_cmp(&worst(b)));
            match next.filter(|&next| worst(next) < limit) {
                Some(next) => chosen.push(next),
                None => break,
            }
        }
        if chosen.len() > best.len() {
            best = chosen;
        }
    }
    best
}

fn quantile(values: &mut [f32], part: f64) -> f32 {
    values.sort_by(f32::total_cmp);
    values[((values.len() - 1) as f64 * part) as usize]
}

#[test]
#[ignore = "takes minutes; prints the list IDENTITIES"]
fn search_for_identities() {
    const CANDIDATES: usize = 900;
    let Some(mut networks) = networks() else {
        return;
    };
    let faces = Arc::new(Faces::numbered(0..CANDIDATES as u64));
    let mut painters = [0.0, POSES[6].2].map(|backlight| {
        Painter::new(
            &floor(),
            &close_camera(),
            looks(CANDIDATES),
            faces.clone(),
            backlight,
        )
    });
    let mut good = Vec::new();
    let mut scores = Vec::new();
    for number in 0..CANDIDATES {
        let seen = sitting(&mut painters, number, &mut networks);
        let frontal = seen[0].as_ref().map_or(0.0, |seen| seen.0);
        scores.push(frontal);
        let all: Vec<_> = seen
            .into_iter()
            .flatten()
            .filter(|seen| seen.0 >= 0.8)
            .collect();
        if all.len() < POSES.len() {
            continue;
        }
        let mut within = Vec::new();
        for (i, a) in all.iter().enumerate() {
            within.extend(all[..i].iter().map(|b| a.1.cosine(&b.1).unwrap()));
        }
        let least = within.iter().copied().fold(1.0, f32::min);
        if frontal >= 0.86 && least >= 0.5 {
            good.push((
                number,
                all.into_iter().map(|seen| seen.1).collect::<Vec<_>>(),
            ));
        }
    }
    println!(
        "{} of {CANDIDATES} good; scores 5% {:.2} 50% {:.2}",
        good.len(),
        quantile(&mut scores.clone(), 0.05),
        quantile(&mut scores, 0.5)
    );
    // The worst pair of any two poses counts.
    let likeness: Vec<Vec<f32>> = good
        .iter()
        .map(|(_, a)| {
            good.iter()
                .map(|(_, b)| {
                    let pairs = a
                        .iter()
                        .flat_map(|a| b.iter().map(move |b| a.cosine(b).unwrap()));
                    pairs.fold(f32::NEG_INFINITY, f32::max)
                })
                .collect()
        })
        .collect();
    for limit in [0.30, 0.35, 0.40, 0.45, 0.5] {
        let numbers: Vec<_> = far_apart(&likeness, limit)
            .iter()
            .map(|&i| good[i].0)
            .collect();
        println!("worst pair below {limit}: {} {numbers:?}", numbers.len());
    }
}

#[test]
#[ignore = "prints a contact sheet of the identities and their likeness"]
fn contact_sheet() {
    let Some(mut networks) = networks() else {
        return;
    };
    let faces = Arc::new(Faces::drawn());
    let count = faces.len();
    let mut painters = [0.0, POSES[6].2].map(|backlight| {
        Painter::new(
            &floor(),
            &close_camera(),
            looks(count),
            faces.clone(),
            backlight,
        )
    });
    let (mut same, mut different, mut all) =
        (Vec::new(), Vec::new(), Vec::<(usize, Signature)>::new());
    let (w, h) = (150u32, 180u32);
    let mut sheet = Image::filled(w * POSES.len() as u32, h * count as u32, 0);
    let mut missed = 0;
    for person in 0..count {
        for (column, seen) in sitting(&mut painters, person, &mut networks)
            .into_iter()
            .enumerate()
        {
            let Some((_, signature, image)) = seen else {
                missed += 1;
                continue;
            };
            for y in 0..h as usize {
                let from = ((y + 225) * image.width as usize + (image.width - w) as usize / 2) * 3;
                let to =
                    ((person * h as usize + y) * sheet.width as usize + column * w as usize) * 3;
                let bytes = w as usize * 3;
                sheet.data[to..to + bytes].copy_from_slice(&image.data[from..from + bytes]);
            }
            for (other, before) in &all {
                let cosine = signature.cosine(before).unwrap();
                if *other == person {
                    same.push(cosine)
                } else {
                    different.push(cosine)
                }
            }
            all.push((person, signature));
        }
    }
    keep(&sheet, "contact.png");
    println!("{count} identities, {missed} poses not found");
    println!(
        "same: 1% {:.3} 5% {:.3} 50% {:.3}",
        quantile(&mut same, 0.01),
        quantile(&mut same, 0.05),
        quantile(&mut same, 0.5)
    );
    println!(
        "different: 50% {:.3} 99% {:.3} 99.9% {:.3} most {:.3}",
        quantile(&mut different, 0.5),
        quantile(&mut different, 0.99),
        quantile(&mut different, 0.999),
        quantile(&mut different, 1.0)
    );
}

/// Six people for a minute: two walk to and fro, four stand about and look around.
fn minute(step: u64, cast: usize) -> Scene {
    let t = step as f64 / 8.0;
    let figures = (0..6).map(|i| {
        let mut dice = Dice::new(9, &["survey"], i);
        let person = (i as usize + 6 * (step / 40) as usize) % cast;
        let (speed, offset) = (dice.between(0.8, 1.3), dice.between(0.0, 9.0));
        let turn = 50.0 * (0.7 * t + offset).sin();
        let height = dice.between(1.58, 1.88);
        if i < 2 {
            let way = (speed * t + offset) % 9.0;
            let (y, back) = if way < 4.5 {
                (2.2 + way, false)
            } else {
                (11.2 - way, true)
            };
            let mut figure = standing(person, Spot::new(5.6 + 2.6 * i as f64, y));
            figure.heading = if back { -PI / 2.0 } else { PI / 2.0 };
            figure.gaze = figure.heading + f64::to_radians(turn * 0.4);
            return Figure {
                pose: Pose::Walking,
                walked: speed * t,
                height,
                ..figure
            };
        }
        let at = [(4.9, 3.4), (6.4, 4.6), (8.9, 5.6), (7.3, 6.6)][i as usize - 2];
        let mut figure = standing(person, Spot::new(at.0, at.1));
        figure.heading += f64::to_radians(turn * 0.6);
        figure.gaze += f64::to_radians(turn);
        figure.nod = f64::to_radians(4.0 + 6.0 * (t + offset).sin());
        Figure { height, ..figure }
    });
    Scene {
        at: Duration::from_millis(step * 125),
        figures: figures.collect(),
    }
}

/// How many of how many.
#[derive(Clone, Copy, Default)]
struct Part(u32, u32);

impl Part {
    fn count(&mut self, hit: bool) {
        self.0 += u32::from(hit);
        self.1 += 1;
    }
}

impl std::fmt::Display for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{:5.1}% of {}",
            100.0 * f64::from(self.0) / f64::from(self.1.max(1)),
            self.1
        )
    }
}

/// The picture's angle between the nose and the way to the camera, degrees.
fn turned(figure: &Figure, camera: &Camera) -> f64 {
    let to_camera = figure.at.bearing(Spot::new(camera.at.x, camera.at.y));
    let off = (figure.gaze - to_camera).to_degrees().rem_euclid(360.0);
    off.min(360.0 - off)
}

#[test]
#[ignore = "prints what the networks make of a minute with six people"]
fn measure() {
    let Some(mut networks) = networks() else {
        return;
    };
    let (camera, faces, telemetry) = (camera(), Arc::new(Faces::drawn()), Telemetry::default());
    let looks: Vec<Look> = looks(faces.len());
    let watch = Stopwatch::start();
    for look in &looks {
        faces.head(look);
    }
    println!(
        "{:.0} ms a head",
        watch.elapsed().as_secs_f64() * 1000.0 / looks.len() as f64
    );
    let enrolled = enrol(&faces, &mut networks);
    let watch = Stopwatch::start();
    let mut painter = Painter::new(&floor(), &camera, looks.clone(), faces.clone(), 0.0);
    println!("room {:.0} ms", watch.elapsed().as_secs_f64() * 1000.0);
    let (mut image, mut spent) = (Image::default(), Duration::ZERO);
    let mut people = Part::default();
    let (mut false_people, mut false_faces) = (0, 0);
    let (mut by_width, mut by_yaw, mut right) = (
        [Part::default(); 5],
        [Part::default(); 5],
        [Part::default(); 5],
    );
    const WIDTHS: [f32; 5] = [18.0, 24.0, 30.0, 42.0, 1e9];
    const YAWS: [f64; 5] = [15.0, 30.0, 45.0, 60.0, 90.0];
    for step in 0..320 {
        let scene = minute(step, looks.len());
        let watch = Stopwatch::start();
        painter.paint(&scene, &mut image);
        spent += watch.elapsed();
        if step % 40 == 7 {
            keep(&image, &format!("frame-{step:03}.png"));
        }
        let sight = networks.look(&image, true, &telemetry).unwrap();
        let seen = sight.people.unwrap();
        let mut found = vec![false; seen.len()];
        let mut known = vec![false; sight.faces.len()];
        for figure in &scene.figures {
            let foot = camera.project(figure.at.above(0.0)).unwrap();
            let top = camera.project(figure.at.above(figure.height)).unwrap();
            let tall = (foot.y - top.y) as f32;
            let hit = seen.iter().position(|p| {
                (p.bbox.centre().x - foot.x as f32).abs() < 0.2 * tall
                    && (p.bbox.y - top.y as f32).abs() < 0.15 * tall
            });
            if let Some(hit) = hit {
                found[hit] = true;
            }
            if camera.shows(top.x, top.y) && camera.shows(foot.x, foot.y) {
                people.count(hit.is_some());
            }
            if !camera.shows(top.x, top.y) {
                continue;
            }
            let yaw = turned(figure, &camera);
            if yaw > 90.0 {
                continue;
            }
            let look = &looks[figure.person];
            let truth = face_box(&camera, &faces, look, figure).unwrap();
            let face = sight
                .faces
                .iter()
                .position(|f| truth.iou(&f.detection.bbox) > 0.3);
            let width_m = 0.155 * camera.focal_px() / foot.depth;
            let width = WIDTHS.iter().position(|w| (width_m as f32) < *w).unwrap();
            let angle = YAWS.iter().position(|y| yaw <= *y).unwrap();
            if yaw <= 30.0 {
                by_width[width].count(face.is_some());
            }
            by_yaw[angle].count(face.is_some());
            if let Some(face) = face {
                known[face] = true;
                let mut face = sight.faces[face].clone();
                networks.embed(&mut face, &telemetry).unwrap();
                let signature = face.detection.signature.unwrap();
                if face.detection.quality.value >= 0.3 {
                    right[width].count(nearest(&enrolled, &signature) == figure.person);
                }
            }
        }
        false_people += found.iter().filter(|f| !**f).count();
        false_faces += known.iter().filter(|f| !**f).count();
    }
    println!("{:.2} ms a picture", spent.as_secs_f64() * 1000.0 / 320.0);
    println!(
        "people found {people}; boxes of nobody {false_people}, faces of nobody {false_faces}"
    );
    for i in 0..5 {
        println!(
            "face width < {} px (yaw <= 30): found {}; of quality 0.3, named right {}",
            WIDTHS[i], by_width[i], right[i]
        );
    }
    for i in 0..5 {
        println!("yaw <= {}: found {}", YAWS[i], by_yaw[i]);
    }
}

#[test]
#[ignore = "paints 400 pictures, for a profiler"]
fn speed() {
    let faces = Arc::new(Faces::drawn());
    let mut painter = Painter::new(&floor(), &camera(), looks(faces.len()), faces.clone(), 0.0);
    let mut image = Image::default();
    let mut best = Duration::MAX;
    for _ in 0..10 {
        let watch = Stopwatch::start();
        for step in 0..40 {
            painter.paint(&minute(step, faces.len()), &mut image);
        }
        best = best.min(watch.elapsed());
    }
    println!(
        "{:.2} ms a picture at best",
        best.as_secs_f64() * 1000.0 / 40.0
    );
}

fn enrol(faces: &Arc<Faces>, networks: &mut Networks) -> Vec<Option<Signature>> {
    let mut painters = [0.0, POSES[6].2].map(|backlight| {
        Painter::new(
            &floor(),
            &close_camera(),
            looks(faces.len()),
            faces.clone(),
            backlight,
        )
    });
    (0..faces.len())
        .map(|person| {
            let seen = sitting(&mut painters, person, networks)
                .into_iter()
                .next()?;
            seen.map(|seen| seen.1)
        })
        .collect()
}

fn nearest(enrolled: &[Option<Signature>], signature: &Signature) -> usize {
    let like = |i: &usize| {
        enrolled[*i]
            .as_ref()
            .map_or(-1.0, |e| e.cosine(signature).unwrap())
    };
    (0..enrolled.len())
        .max_by(|a, b| like(a).total_cmp(&like(b)))
        .unwrap()
}
