//! One camera and its networks, simulated.

use super::{
    body::{Body, Visible},
    head::Head,
    measured::{
        BRIGHTNESS, FACE_MISSED, FACE_SCORE, FACE_TURNED, NORM, PERSON_MISSED, PERSON_SCORE,
        SHARPNESS, SHARPNESS_SPREAD, along,
    },
    noise::Noise,
    signatures::{View, signature},
};
use crate::{
    sim::{Camera, Dice, Floor, PersonIndex, Scene},
    types::{BBox, FaceDetection, FaceQuality, FrameObservation, PersonDetection, Point, Stamp},
    vision::{self, Gate, face_pose, face_value},
};

/// Less than this share of somebody is never found, more than that always, as far as it depends on it.
const HIDDEN: (f32, f32) = (0.2, 0.45);
/// Faces turned away by more than this are fewer and fewer found, and none from the second on, degrees.
const TURNED_AWAY: (f64, f64) = (60.0, 78.0);
/// Narrower faces are never found, source pixels.
const LEAST_FACE_PX: f32 = 8.0;

/// Somebody whom the sensors may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sensed {
    /// Whose face it is.
    pub name: String,
    /// False: this face is never found.
    pub face: bool,
}

/// Somebody in the picture, in truth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shown {
    pub person: PersonIndex,
    /// Which of their visits.
    pub visit: u32,
    /// The whole body as if nothing hid it, pixels; may reach out of the picture.
    pub bbox: BBox,
    /// The part that can be seen; empty where nothing can.
    pub seen: BBox,
    /// The share of the body that is in the picture and not hidden, 0 to 1.
    pub visible: f32,
    /// Places in the observation, where they were found.
    pub found: Option<usize>,
    pub face: Option<usize>,
}

/// What one picture gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Sighting {
    pub observation: FrameObservation,
    pub shown: Vec<Shown>,
}

/// A camera with its networks.
#[derive(Debug)]
pub struct Sensors {
    floor: Floor,
    camera: Camera,
    people: Vec<Sensed>,
    noise: Noise,
    seed: u64,
    backlight: f64,
    settings: vision::Settings,
    gate: Gate,
}

impl Sensors {
    /// `people` by [`PersonIndex`]; `backlight` from 0 to 1 darkens faces.
    pub fn new(
        floor: &Floor,
        camera: &Camera,
        people: &[Sensed],
        noise: &Noise,
        seed: u64,
        backlight: f64,
    ) -> Self {
        Self {
            floor: floor.clone(),
            camera: camera.clone(),
            people: people.to_vec(),
            noise: noise.clone(),
            seed,
            backlight,
            settings: vision::Settings::default(),
            gate: Gate::default(),
        }
    }

    /// What the networks say of a scene. Signatures are made as the real gate would have them made, so frames must come
    /// in the order of time.
    pub fn observe(
        &mut self,
        scene: &Scene,
        seq: u64,
        stamp: Stamp,
        with_people: bool,
    ) -> Sighting {
        let bodies = scene
            .figures
            .iter()
            .filter_map(|figure| Body::new(&self.camera, figure));
        let mut bodies: Vec<Body> = bodies.filter(|body| body.is_near(&self.camera)).collect();
        bodies.sort_by(|a, b| a.depth.total_cmp(&b.depth));
        let (mut people, mut faces, mut shown) = (Vec::new(), Vec::new(), Vec::new());
        for (i, body) in bodies.iter().enumerate() {
            let visible = body.visible(&self.camera, &self.floor, &bodies[..i]);
            if visible.share <= 0.0 {
                continue;
            }
            let person = body.figure.person;
            let mut dice = Dice::new(
                self.seed,
                &["sight", &self.people[person].name, self.camera.id.as_str()],
                seq,
            );
            let found = self.person(&visible, &mut dice).filter(|_| with_people);
            let face = self.face(body, &bodies[..i], &mut dice);
            shown.push(Shown {
                person,
                visit: body.figure.visit,
                bbox: body.whole,
                seen: visible.bbox,
                visible: visible.share,
                found: found.map(|_| people.len()),
                face: face.as_ref().map(|_| faces.len()),
            });
            people.extend(found);
            faces.extend(face.map(|(face, turned)| (face, turned, person, body.figure.visit)));
        }
        self.sign(&mut faces, scene.at.as_secs_f64(), seq, stamp);
        let mut faces: Vec<FaceDetection> = faces.into_iter().map(|(face, ..)| face).collect();
        self.imagine(seq, with_people, &mut people, &mut faces);
        let observation = FrameObservation {
            stamp,
            camera: self.camera.id.clone(),
            seq,
            width: self.camera.width,
            height: self.camera.height,
            people: with_people.then_some(people),
            faces,
        };
        Sighting { observation, shown }
    }

    fn person(&self, visible: &Visible, dice: &mut Dice) -> Option<PersonDetection> {
        let noise = &self.noise;
        let net_height = f64::from(visible.bbox.h) * self.scale(vision::person_input_px());
        let hidden =
            f64::from(((HIDDEN.1 - visible.share) / (HIDDEN.1 - HIDDEN.0)).clamp(0.0, 1.0));
        let missed = along(PERSON_MISSED, net_height) * noise.missed_people;
        let h = f64::from(visible.bbox.h);
        let sides: [f64; 4] = std::array::from_fn(|_| dice.normal() * noise.box_jitter * h);
        let (roll, wobble) = (dice.unit(), dice.normal());
        let found = 1.0 - (1.0 - hidden) * (1.0 - missed.min(1.0));
        // Without noise the hidden share alone decides.
        let lost = if noise.missed_people == 0.0 {
            hidden >= 0.5
        } else {
            roll < found
        };
        if lost {
            return None;
        }
        let BBox { x, y, w, h } = visible.bbox;
        let (left, top) = (x + sides[0] as f32, y + sides[1] as f32);
        let (right, bottom) = (x + w + sides[2] as f32, y + h + sides[3] as f32);
        let score = along(PERSON_SCORE, net_height) + wobble * noise.score_jitter * 2.0;
        Some(PersonDetection {
            bbox: BBox::new(left, top, (right - left).max(2.0), (bottom - top).max(2.0)),
            score: (score as f32).clamp(self.settings.person_score, 0.97),
        })
    }

    /// The face, without a signature, and how far it is turned away.
    fn face(&self, body: &Body, nearer: &[Body], dice: &mut Dice) -> Option<(FaceDetection, f64)> {
        let noise = &self.noise;
        let head = Head::new(&self.camera, &body.figure)?;
        let width = f64::from(head.bbox.w);
        let net_width = width * self.scale(self.settings.face_input_px);
        let (roll, wobble, sharp) = (dice.unit(), dice.normal(), dice.normal());
        let away =
            ((head.turned_deg - TURNED_AWAY.0) / (TURNED_AWAY.1 - TURNED_AWAY.0)).clamp(0.0, 1.0);
        let missed = along(FACE_MISSED, net_width) * noise.missed_faces;
        let lost = if noise.missed_faces == 0.0 {
            away > 0.0
        } else {
            roll < 1.0 - (1.0 - away) * (1.0 - missed.min(1.0))
        };
        let has_face = self.people[body.figure.person].face;
        if !has_face
            || lost
            || head.bbox.w < LEAST_FACE_PX
            || !body.shows(&self.camera, &self.floor, nearer, head.at)
        {
            return None;
        }
        let jitter = |dice: &mut Dice| (dice.normal() * noise.landmark_jitter * width) as f32;
        let (dx, dy, dw) = (jitter(dice), jitter(dice), jitter(dice));
        let mut bbox = head.bbox;
        (bbox.x, bbox.y, bbox.w) = (bbox.x + dx - dw / 2.0, bbox.y + dy, bbox.w + dw);
        let landmarks = head
            .landmarks
            .map(|p| Point::new(p.x + jitter(dice), p.y + jitter(dice)));
        let score = along(FACE_SCORE, net_width) - along(FACE_TURNED, head.turned_deg.max(1.0))
            + wobble * noise.score_jitter;
        let score = (score as f32).clamp(self.settings.face_score, 0.96);
        let (yaw_deg, roll_deg) = face_pose(&landmarks);
        let light = Dice::new(
            self.seed,
            &["light", &self.people[body.figure.person].name],
            0,
        )
        .normal();
        let spread = if noise.score_jitter > 0.0 {
            light * BRIGHTNESS.1
        } else {
            0.0
        };
        let quality = FaceQuality {
            value: 0.0,
            width_px: bbox.w,
            sharpness: (along(SHARPNESS, width)
                + sharp * SHARPNESS_SPREAD * noise.poor_faces.min(1.0))
            .exp() as f32,
            yaw_deg,
            roll_deg,
            brightness: ((BRIGHTNESS.0 + spread) * (1.0 - 0.75 * self.backlight)).clamp(0.0, 255.0)
                as f32,
            norm: None,
        };
        let quality = FaceQuality {
            value: face_value(&quality, score),
            ..quality
        };
        let face = FaceDetection {
            bbox,
            score,
            landmarks,
            quality,
            signature: None,
        };
        Some((face, head.turned_deg))
    }

    /// Gives signatures to the faces that the gate finds worth one.
    fn sign(
        &mut self,
        faces: &mut [(FaceDetection, f64, PersonIndex, u32)],
        at: f64,
        seq: u64,
        stamp: Stamp,
    ) {
        let seen: Vec<(BBox, f32)> = faces
            .iter()
            .map(|(face, ..)| (face.bbox, face.quality.value))
            .collect();
        let chosen = self
            .gate
            .choose(stamp, &seen, self.settings.min_embed_quality);
        for i in (0..faces.len()).filter(|i| chosen[*i]) {
            let (face, turned, person, visit) = &faces[i];
            let name = &self.people[*person].name;
            let mut dice = Dice::new(self.seed, &["swap", name, self.camera.id.as_str()], seq);
            // The nearer ones come first.
            let before = seen[..i]
                .iter()
                .position(|(bbox, _)| bbox.iou(&face.bbox) > 0.1);
            let other = before.filter(|_| dice.chance(self.noise.swapped_faces));
            let (whose, visit) = other.map_or((*person, *visit), |k| (faces[k].2, faces[k].3));
            let width = f64::from(face.bbox.w);
            let view = View {
                name: &self.people[whose].name,
                visit,
                camera: self.camera.id.as_str(),
                at,
                seq,
                width,
                turned: *turned,
            };
            let signature = signature(&view, &self.noise, self.seed);
            let face = &mut faces[i].0;
            face.signature = signature;
            face.quality.norm = Some(along(NORM, width) as f32);
        }
    }

    /// Detections of nobody.
    fn imagine(
        &self,
        seq: u64,
        with_people: bool,
        people: &mut Vec<PersonDetection>,
        faces: &mut Vec<FaceDetection>,
    ) {
        let mut dice = Dice::new(self.seed, &["nobody", self.camera.id.as_str()], seq);
        let per_frame = |per_min: f64| per_min / 60.0 / self.camera.fps;
        let (w, h) = (f64::from(self.camera.width), f64::from(self.camera.height));
        if dice.chance(per_frame(self.noise.false_people_per_min)) && with_people {
            let tall = dice.between(0.15, 0.5) * h;
            let (x, y) = (
                dice.between(0.0, w - tall * 0.4),
                dice.between(0.0, h - tall),
            );
            let bbox = BBox::new(x as f32, y as f32, (tall * 0.4) as f32, tall as f32);
            people.push(PersonDetection {
                bbox,
                score: dice.between(0.35, 0.55) as f32,
            });
        }
        if dice.chance(per_frame(self.noise.false_faces_per_min)) {
            let wide = dice.between(10.0, 40.0);
            let (x, y) = (
                dice.between(0.0, w - wide),
                dice.between(0.0, h - 1.4 * wide),
            );
            let bbox = BBox::new(x as f32, y as f32, wide as f32, (1.36 * wide) as f32);
            let at = |dx: f64, dy: f64| Point::new((x + dx * wide) as f32, (y + dy * wide) as f32);
            let landmarks = [
                at(0.3, 0.5),
                at(0.7, 0.5),
                at(0.5, 0.8),
                at(0.35, 1.0),
                at(0.65, 1.0),
            ];
            let quality = FaceQuality {
                width_px: wide as f32,
                sharpness: 8.0,
                brightness: 110.0,
                ..FaceQuality::default()
            };
            let score = dice.between(0.6, 0.75) as f32;
            let quality = FaceQuality {
                value: face_value(&quality, score),
                ..quality
            };
            faces.push(FaceDetection {
                bbox,
                score,
                landmarks,
                quality,
                signature: None,
            });
        }
    }

    /// How much smaller the network's picture is than the camera's.
    fn scale(&self, input_px: u32) -> f64 {
        (f64::from(input_px) / f64::from(self.camera.width.max(self.camera.height))).min(1.0)
    }
}
