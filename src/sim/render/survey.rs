//! Ignored tests that measure the painter with the real networks. They print; nothing is asserted.
//!
//! `cargo test --release --lib sim::render::survey -- --ignored --nocapture`, with `SHOWFLOOR_PICTURES=DIR` to see.

use std::{f64::consts::PI, fmt, sync::Arc, time::Duration};

use super::{
    faces::Faces,
    painter::Painter,
    search::enrol,
    testing::{camera, face_box, floor, keep, looks, networks, standing},
};
use crate::{
    runtime::{Stopwatch, Telemetry},
    sim::{Camera, Dice, Figure, Look, Pose, Scene, Spot},
    types::{Image, Signature},
    vision::{Networks, Sight},
};

/// Pictures of the measurement: 40 s at 8 a second.
const PICTURES: u64 = 320;

/// Classes of face widths in pixels and of turned heads in degrees, by their upper ends.
const WIDTHS: [f64; 5] = [18.0, 24.0, 30.0, 36.0, f64::INFINITY];
const YAWS: [f64; 5] = [15.0, 30.0, 45.0, 60.0, 90.0];

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

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = 100.0 * f64::from(self.0) / f64::from(self.1.max(1));
        write!(f, "{percent:5.1}% of {}", self.1)
    }
}

/// The angle between the nose and the way to the camera, degrees.
fn turned(figure: &Figure, camera: &Camera) -> f64 {
    let to_camera = figure.at.bearing(Spot::new(camera.at.x, camera.at.y));
    let off = (figure.gaze - to_camera).to_degrees().rem_euclid(360.0);
    off.min(360.0 - off)
}

/// What is measured.
#[derive(Default)]
struct Tally {
    people: Part,
    nobodys_people: usize,
    nobodys_faces: usize,
    by_width: [Part; 5],
    by_yaw: [Part; 5],
    named: [Part; 5],
}

/// Pictures against the truth.
struct Judge {
    camera: Camera,
    faces: Arc<Faces>,
    looks: Vec<Look>,
    enrolled: Vec<Option<Signature>>,
    networks: Networks,
    tally: Tally,
}

impl Judge {
    fn picture(&mut self, scene: &Scene, image: &Image) {
        let telemetry = Telemetry::default();
        let sight = self.networks.look(image, true, &telemetry).unwrap();
        let mut people = vec![false; sight.people.as_ref().unwrap().len()];
        let mut faces = vec![false; sight.faces.len()];
        for figure in &scene.figures {
            if let Some(person) = self.person(figure, &sight) {
                people[person] = true;
            }
            if let Some(face) = self.face(figure, &sight, image) {
                faces[face] = true;
            }
        }
        self.tally.nobodys_people += people.iter().filter(|known| !**known).count();
        self.tally.nobodys_faces += faces.iter().filter(|known| !**known).count();
    }

    /// Which box is this figure's. Those who are not whole in the picture do not count as missed.
    fn person(&mut self, figure: &Figure, sight: &Sight) -> Option<usize> {
        let foot = self.camera.project(figure.at.above(0.0))?;
        let top = self.camera.project(figure.at.above(figure.height))?;
        let tall = (foot.y - top.y) as f32;
        let hit = sight.people.as_ref()?.iter().position(|p| {
            (p.bbox.centre().x - foot.x as f32).abs() < 0.2 * tall
                && (p.bbox.y - top.y as f32).abs() < 0.15 * tall
        });
        if self.camera.shows(top.x, top.y) && self.camera.shows(foot.x, foot.y) {
            self.tally.people.count(hit.is_some());
        }
        hit
    }

    /// Which face is this figure's; it is named by the nearest of the enrolled.
    fn face(&mut self, figure: &Figure, sight: &Sight, image: &Image) -> Option<usize> {
        let yaw = turned(figure, &self.camera);
        let truth = face_box(
            &self.camera,
            &self.faces,
            &self.looks[figure.person],
            figure,
        )?;
        let centre = truth.centre();
        if yaw > 90.0 || !self.camera.shows(centre.x.into(), centre.y.into()) {
            return None;
        }
        let hit = sight
            .faces
            .iter()
            .position(|f| truth.iou(&f.detection.bbox) > 0.3);
        let depth = self.camera.project(figure.at.above(1.6))?.depth;
        let pixels = 0.155 * self.camera.focal_px() / depth;
        let width = WIDTHS.iter().position(|w| pixels < *w)?;
        if yaw <= 30.0 {
            self.tally.by_width[width].count(hit.is_some());
        }
        self.tally.by_yaw[YAWS.iter().position(|y| yaw <= *y)?].count(hit.is_some());
        let mut face = sight.faces[hit?].clone();
        if face.detection.quality.value >= 0.3 {
            self.networks
                .embed(image, &mut face, &Telemetry::default())
                .unwrap();
            let signature = face.detection.signature?;
            self.tally.named[width].count(nearest(&self.enrolled, &signature) == figure.person);
        }
        hit
    }

    fn print(&self) {
        let tally = &self.tally;
        println!("people found {}", tally.people);
        println!(
            "in {PICTURES} pictures: {} boxes and {} faces of nobody",
            tally.nobodys_people, tally.nobodys_faces
        );
        for ((below, found), named) in WIDTHS.iter().zip(&tally.by_width).zip(&tally.named) {
            println!(
                "faces below {below} px: turned 30 degrees at most, found {found}; of quality 0.3 and named right {named}"
            );
        }
        for (yaw, found) in YAWS.iter().zip(&tally.by_yaw) {
            println!("turned up to {yaw} degrees: found {found}");
        }
    }
}

#[test]
#[ignore = "prints what the networks make of six people in 320 pictures"]
fn measure() {
    let Some(mut networks) = networks() else {
        return;
    };
    let (camera, faces) = (camera(), Arc::new(Faces::drawn()));
    let looks = looks(faces.len());
    let enrolled = enrol(&faces, &mut networks);
    let mut painter = Painter::new(&floor(), &camera, looks.clone(), faces.clone(), 0.0);
    let mut judge = Judge {
        camera,
        faces,
        looks,
        enrolled,
        networks,
        tally: Tally::default(),
    };
    let mut image = Image::default();
    for step in 0..PICTURES {
        let scene = minute(step, judge.looks.len());
        painter.paint(&scene, &mut image);
        if step % 40 == 7 {
            keep(&image, &format!("frame-{step:03}.png"));
        }
        judge.picture(&scene, &image);
    }
    judge.print();
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
