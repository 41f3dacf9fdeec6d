//! A made-up showroom: people who never lived walk through the pictures of two cameras, and this is what the networks
//! would say of them.
//!
//! What is seen of somebody depends on the seed, their name and the moment, and on nobody who is not in the same
//! picture. Nothing but sums, products and square roots is used, so that every machine gives the same bytes.

#![allow(dead_code, reason = "each test program uses its part")]

use std::{ops::Range, time::Duration};

use rand_chacha::{
    ChaCha12Rng,
    rand_core::{Rng, SeedableRng},
};
use showfloor::types::{
    BBox, FaceDetection, FaceQuality, FrameObservation, Input, ModelTag, Observation,
    PersonDetection, Point, RunId, SIGNATURE_DIM, Signature, Stamp,
};
use ulid::Ulid;

/// The cameras of `tests/data/showroom.toml`.
pub(crate) const CAMERAS: [&str; 2] = ["window", "hall"];
/// Two sights of one person have a cosine of about the square of this, 0.7.
const LIKENESS: f32 = 0.837;
const FRAME_MS: u64 = 250;
const TICK_MS: u64 = 500;
/// An empty picture is analysed this many times less often.
const EMPTY_EVERY: u64 = 4;
/// Who comes in looks ahead for this long; later the face turns to the camera for a moment every few seconds.
const ARRIVAL_S: f32 = 8.0;
const WIDTH: f32 = 1920.0;
const HEIGHT: f32 = 1080.0;

/// The tag of made-up signatures.
pub(crate) fn tag() -> ModelTag {
    ModelTag::new("made-up-signatures", "plain")
}

/// A point on somebody's way.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Waypoint {
    /// Seconds since the beginning.
    pub(crate) at_s: f32,
    /// Place in [`CAMERAS`].
    pub(crate) camera: usize,
    /// Where the feet are, in fractions of the picture.
    pub(crate) x: f32,
    pub(crate) y: f32,
}

/// Somebody, and their way: straight from point to point; between points of different cameras nobody sees them.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) name: &'static str,
    pub(crate) way: Vec<Waypoint>,
    /// Seconds during which something stands before them.
    pub(crate) hidden: Vec<Range<f32>>,
}

impl Person {
    /// Somebody on a way of `(seconds, x, y)` in one camera.
    pub(crate) fn new(name: &'static str, camera: usize, way: &[(f32, f32, f32)]) -> Self {
        let person = Self {
            name,
            way: Vec::new(),
            hidden: Vec::new(),
        };
        person.then(camera, way)
    }

    /// Who goes on in this camera.
    #[must_use]
    pub(crate) fn then(mut self, camera: usize, way: &[(f32, f32, f32)]) -> Self {
        let points = way
            .iter()
            .map(|&(at_s, x, y)| Waypoint { at_s, camera, x, y });
        self.way.extend(points);
        self
    }

    /// Who is not seen for a while.
    #[must_use]
    pub(crate) fn hidden(mut self, seconds: Range<f32>) -> Self {
        self.hidden.push(seconds);
        self
    }

    /// Where the feet are in a camera's picture, and since how many seconds the person is in it.
    fn place(&self, camera: usize, at_s: f32) -> Option<(Point, f32)> {
        let here = |pair: &[Waypoint]| {
            pair.iter().all(|p| p.camera == camera) && (pair[0].at_s..pair[1].at_s).contains(&at_s)
        };
        let leg = self.way.windows(2).position(here)?;
        let (from, to) = (self.way[leg], self.way[leg + 1]);
        let done = (at_s - from.at_s) / (to.at_s - from.at_s);
        let point = Point::new(
            from.x + (to.x - from.x) * done,
            from.y + (to.y - from.y) * done,
        );
        let before = self.way[..=leg].iter().rev();
        let came = before
            .take_while(|p| p.camera == camera)
            .map(|p| p.at_s)
            .last();
        Some((point, at_s - came.unwrap_or(at_s)))
    }
}

/// A stretch of time in the showroom.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) origin: Stamp,
    pub(crate) seed: u64,
    pub(crate) seconds: u32,
    pub(crate) people: Vec<Person>,
    /// Seconds during which a camera gives no frames.
    pub(crate) dark: Vec<(usize, Range<f32>)>,
}

impl World {
    /// A world that begins at this moment, RFC 3339.
    pub(crate) fn new(at: &str, seed: u64, seconds: u32, people: Vec<Person>) -> Self {
        let utc: jiff::Timestamp = at.parse().expect("a moment");
        let run = RunId(Ulid::from_parts(utc.as_millisecond() as u64, seed.into()));
        let origin = Stamp {
            run,
            mono_ns: 0,
            utc,
        };
        Self {
            origin,
            seed,
            seconds,
            people,
            dark: Vec::new(),
        }
    }

    pub(crate) fn stamp(&self, ms: u64) -> Stamp {
        self.origin.later(Duration::from_millis(ms))
    }

    /// Ticks and frames in the order of their time.
    pub(crate) fn inputs(&self) -> Vec<Input> {
        let end = u64::from(self.seconds) * 1000;
        let mut inputs: Vec<_> = (0..end / TICK_MS)
            .map(|k| Input::Tick(self.stamp(k * TICK_MS)))
            .collect();
        for camera in 0..CAMERAS.len() {
            let frames = (0..end / FRAME_MS).filter_map(|k| self.frame(camera, k));
            inputs.extend(frames.map(|frame| Input::Observation(Observation::Frame(frame))));
        }
        inputs.sort_by_key(|input| input.stamp().mono_ns);
        inputs
    }

    fn frame(&self, camera: usize, k: u64) -> Option<FrameObservation> {
        let ms = k * FRAME_MS + 40 + 125 * camera as u64;
        let at_s = ms as f32 / 1000.0;
        let dark = self
            .dark
            .iter()
            .any(|(c, s)| *c == camera && s.contains(&at_s));
        let bodies = self.bodies(camera, k, at_s);
        if dark || (bodies.is_empty() && !k.is_multiple_of(EMPTY_EVERY)) {
            return None;
        }
        let sights: Vec<_> = bodies
            .iter()
            .filter(|body| !body.is_covered(&bodies))
            .map(|body| body.sight(self.dice(body.person.name, camera, k), k))
            .collect();
        let with_people = k.is_multiple_of(2);
        Some(FrameObservation {
            portraits: Vec::new(),
            stamp: self.stamp(ms),
            camera: CAMERAS[camera].into(),
            seq: k,
            width: WIDTH as u32,
            height: HEIGHT as u32,
            people: with_people.then(|| sights.iter().filter_map(|(p, _)| *p).collect()),
            faces: sights.into_iter().filter_map(|(_, face)| face).collect(),
        })
    }

    fn bodies(&self, camera: usize, k: u64, at_s: f32) -> Vec<Body<'_>> {
        let seen = self.people.iter().filter_map(|person| {
            let (foot, since_s) = person.place(camera, at_s)?;
            let hidden = person.hidden.iter().any(|s| s.contains(&at_s));
            let mut dice = self.dice(person.name, camera + CAMERAS.len(), k);
            (!hidden).then(|| Body::new(person, foot, since_s, &mut dice))
        });
        seen.collect()
    }

    fn dice(&self, name: &str, camera: usize, k: u64) -> Dice {
        Dice::new(name, self.seed, k << 4 | camera as u64)
    }
}

/// Somebody in a picture.
struct Body<'a> {
    person: &'a Person,
    bbox: BBox,
    since_s: f32,
}

impl<'a> Body<'a> {
    fn new(person: &'a Person, foot: Point, since_s: f32, dice: &mut Dice) -> Self {
        let h = HEIGHT * (0.25 + 0.45 * foot.y);
        let w = 0.38 * h;
        let mut shaken = |v: f32| tenth(v + 2.0 * dice.bell());
        let bbox = BBox::new(
            shaken(foot.x * WIDTH - w / 2.0),
            shaken(foot.y * HEIGHT - h),
            shaken(w),
            shaken(h),
        );
        Self {
            person,
            bbox,
            since_s,
        }
    }

    /// Whether somebody nearer to the camera stands before this one.
    fn is_covered(&self, all: &[Self]) -> bool {
        all.iter().any(|other| {
            let nearer = other.bbox.foot().y > self.bbox.foot().y;
            nearer && other.bbox.intersection(&self.bbox) > 0.6 * self.bbox.area()
        })
    }

    /// What the networks find of this body in frame `k`: now and then nothing.
    fn sight(&self, mut dice: Dice, k: u64) -> (Option<PersonDetection>, Option<FaceDetection>) {
        let found = dice.uniform() > 0.08;
        let score = hundredth(0.6 + 0.3 * dice.uniform());
        let person = found.then_some(PersonDetection::new(self.bbox, score));
        let turn = u64::from(self.person.name.as_bytes()[0]) * 700;
        let facing = self.since_s < ARRIVAL_S || (k * FRAME_MS + turn) % 6000 < 1250;
        let face_found = dice.uniform() > 0.1;
        let face = (facing && face_found).then(|| self.face(&mut dice, k));
        (person, face)
    }

    fn face(&self, dice: &mut Dice, k: u64) -> FaceDetection {
        let (w, h) = (tenth(self.bbox.h * 0.1), tenth(self.bbox.h * 0.13));
        let centre = self.bbox.centre().x;
        let bbox = BBox::new(
            tenth(centre - w / 2.0 + dice.bell()),
            tenth(self.bbox.y + 0.02 * self.bbox.h + dice.bell()),
            w,
            h,
        );
        let corner = |x: f32, y: f32| Point::new(tenth(bbox.x + x * w), tenth(bbox.y + y * h));
        let eyes_and_mouth = [(0.3, 0.4), (0.7, 0.4), (0.5, 0.6), (0.35, 0.8), (0.65, 0.8)];
        let quality = FaceQuality {
            value: hundredth(0.55 + 0.35 * dice.uniform()),
            width_px: w,
            sharpness: 120.0,
            yaw_deg: tenth(8.0 * dice.bell()),
            roll_deg: tenth(3.0 * dice.bell()),
            brightness: 118.0,
            ..FaceQuality::default()
        };
        let embedded = k.is_multiple_of(if self.since_s < ARRIVAL_S { 2 } else { 4 });
        FaceDetection {
            bbox,
            score: hundredth(0.8 + 0.15 * dice.uniform()),
            landmarks: eyes_and_mouth.map(|(x, y)| corner(x, y)),
            quality,
            signature: embedded.then(|| signature(self.person.name, dice)),
        }
    }
}

/// A sight of somebody's face.
fn signature(name: &str, dice: &mut Dice) -> Signature {
    let own = Dice::new(name, 0, 0).direction();
    let noise = dice.direction();
    let share = (1.0 - LIKENESS * LIKENESS).sqrt();
    let mixed: Vec<_> = own
        .iter()
        .zip(noise)
        .map(|(own, noise)| LIKENESS * own + share * noise)
        .collect();
    Signature::new(tag(), &mixed).expect("a mixture of two directions is one")
}

/// Chance, the same for the same name, seed and moment.
struct Dice(ChaCha12Rng);

impl Dice {
    fn new(name: &str, seed: u64, moment: u64) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        key[8..16].copy_from_slice(&moment.to_le_bytes());
        for (to, from) in key[16..].iter_mut().zip(name.bytes()) {
            *to = from;
        }
        Self(ChaCha12Rng::from_seed(key))
    }

    /// From 0 to below 1.
    fn uniform(&mut self) -> f32 {
        (self.0.next_u32() >> 8) as f32 / (1 << 24) as f32
    }

    /// Around 0 with a standard deviation of 1: a sum of four uniform numbers is close enough to a normal one.
    fn bell(&mut self) -> f32 {
        let sum: f32 = (0..4).map(|_| self.uniform()).sum();
        (sum - 2.0) * 3.0f32.sqrt()
    }

    /// A direction in the space of signatures.
    fn direction(&mut self) -> Vec<f32> {
        let raw: Vec<_> = (0..SIGNATURE_DIM).map(|_| self.bell()).collect();
        let length = raw.iter().map(|v| v * v).sum::<f32>().sqrt();
        raw.into_iter().map(|v| v / length).collect()
    }
}

/// Rounded to a tenth: more would only make files longer.
fn tenth(value: f32) -> f32 {
    (value * 10.0).round() / 10.0
}

fn hundredth(value: f32) -> f32 {
    (value * 100.0).round() / 100.0
}

const DAY: Duration = Duration::from_hours(24);

/// Bruno looks at the car in the hall for most of a scene of 100 s, on each of so many days.
pub(crate) fn bruno(days: u32) -> Box<dyn Iterator<Item = Observation> + Send> {
    let way = [
        (2.0, 0.95, 0.75),
        (8.0, 0.3, 0.8),
        (40.0, 0.25, 0.85),
        (46.0, 0.97, 0.8),
    ];
    let bruno = Person::new("Bruno", 1, &way);
    // The date does not count; that it is another one shows it.
    let world = World::new("2020-01-01T00:00:00Z", 3, 100, vec![bruno]);
    let day = world.inputs().into_iter().filter_map(|input| match input {
        Input::Observation(observation) => Some(observation),
        _ => None,
    });
    let day: Vec<_> = day.collect();
    let later = move |number: u32| {
        day.clone().into_iter().map(move |mut observation| {
            let stamp = match &mut observation {
                Observation::Frame(frame) => &mut frame.stamp,
                Observation::Camera(report) => &mut report.stamp,
            };
            *stamp = stamp.later(DAY * number);
            observation
        })
    };
    Box::new((0..days).flat_map(later))
}
