//! What the detectors make of somebody in view.

use super::{Noise, body::Body, head::Face};
use crate::{
    sim::dice::Dice,
    types::{BBox, FaceDetection, FaceQuality, PersonDetection, Point},
    vision::{self, face_pose, weighed},
};

/// Somebody of whom less is seen may be missed, and at the second share is missed for certain.
const VISIBLE: (f64, f64) = (0.35, 0.15);
/// Scores of what is no person, and no face, begin at the detector's threshold and reach up by this.
const FALSE_SCORE: f64 = 0.15;
/// Share of a face's light that is left against the strongest light from behind.
const AGAINST_THE_LIGHT: f64 = 0.12;

/// The networks as they look at one camera's pictures.
#[derive(Clone, Debug)]
pub(super) struct Detector {
    pub(super) seed: u64,
    pub(super) camera: String,
    /// Of the pictures, pixels.
    pub(super) size: (f64, f64),
    pub(super) settings: vision::Settings,
    /// From 0, none, to 1.
    pub(super) backlight: f64,
}

impl Detector {
    /// A camera's pixels times this are the network's.
    fn scale(&self, input_px: u32) -> f64 {
        (f64::from(input_px) / self.size.0.max(self.size.1)).min(1.0)
    }

    /// A number from the standard normal distribution that changes within a second or so.
    fn slow(&self, what: &str, name: &str, at_s: f64) -> f64 {
        let second = at_s.floor();
        let (sin, cos) = ((at_s - second) * std::f64::consts::FRAC_PI_2).sin_cos();
        let at =
            |second: f64| Dice::new(self.seed, &[what, &self.camera, name], second as u64).normal();
        cos * at(second) + sin * at(second + 1.0)
    }

    /// Somebody's body, where it is found.
    pub(super) fn person(
        &self,
        noise: &Noise,
        name: &str,
        body: &Body,
        at_s: f64,
        dice: &mut Dice,
    ) -> Option<PersonDetection> {
        let scale = self.scale(vision::person_input_px());
        let row = noise.person(f64::from(body.full.h) * scale);
        let (from, to) = VISIBLE;
        let hidden = ((from - f64::from(body.visible)) / (from - to)).clamp(0.0, 1.0);
        // Without noise the middle of the ramp decides.
        let lost = if noise.missed_people == Some(0.0) {
            hidden > 0.5
        } else {
            dice.chance(hidden)
        };
        let missed = dice.chance(row.missed) || lost;
        let slow = row.score_spread * self.slow("person-score", name, at_s);
        let fast = noise.person_score_jitter * dice.normal();
        let score = row.score + noise.score_noise * (slow + fast);
        let jitter = noise.box_jitter * f64::from(body.seen.h);
        let bbox = shaken(&body.seen, jitter, dice);
        let floor = f64::from(self.settings.person_score);
        (!missed && bbox.w >= 1.0 && bbox.h >= 1.0)
            .then(|| PersonDetection::new(bbox, score.clamp(floor, 0.97) as f32))
    }

    /// Somebody's face, where it is found, judged and without a signature.
    pub(super) fn face(
        &self,
        noise: &Noise,
        name: &str,
        face: &Face,
        at_s: f64,
        dice: &mut Dice,
    ) -> Option<FaceDetection> {
        let width = f64::from(face.bbox.w);
        let row = noise.face(width * self.scale(self.settings.face_input_px));
        let missed = dice.chance(row.missed);
        let slow = row.score_spread * self.slow("face-score", name, at_s);
        let fast = noise.face_score_jitter * dice.normal();
        let turned = noise.face_score_per_10_deg * face.turned_deg / 10.0;
        let score = row.score - turned + noise.score_noise * (slow + fast);
        let floor = f64::from(self.settings.face_score);
        let jitter = width * noise.face_jitter;
        let mut moved = |v: f32, by: f64| v + (by * dice.normal()) as f32;
        let bbox = BBox::new(
            moved(face.bbox.x, jitter),
            moved(face.bbox.y, jitter),
            moved(face.bbox.w, jitter).max(4.0),
            moved(face.bbox.h, jitter).max(4.0),
        );
        let jitter = width * noise.landmark_jitter;
        let landmarks = face
            .landmarks
            .map(|p| Point::new(moved(p.x, jitter), moved(p.y, jitter)));
        let score = score.clamp(floor, 0.97) as f32;
        let light = noise.brightness + noise.brightness_spread * self.slow("light", name, 0.0);
        let sharp = self.slow("sharpness", name, at_s);
        (!missed).then(|| FaceDetection {
            quality: self.quality(noise, &bbox, &landmarks, score, (light, sharp)),
            bbox,
            score,
            landmarks,
            signature: None,
        })
    }

    fn quality(
        &self,
        noise: &Noise,
        bbox: &BBox,
        landmarks: &[Point; 5],
        score: f32,
        (light, sharp): (f64, f64),
    ) -> FaceQuality {
        let row = noise.signature(f64::from(bbox.w));
        let (yaw_deg, roll_deg) = face_pose(landmarks);
        let light = light * (1.0 + self.backlight * (AGAINST_THE_LIGHT - 1.0));
        weighed(
            FaceQuality {
                width_px: bbox.w,
                sharpness: (row.sharpness_ln + row.sharpness_ln_spread * sharp).exp() as f32,
                yaw_deg,
                roll_deg,
                brightness: light.clamp(0.0, 255.0) as f32,
                ..FaceQuality::default()
            },
            score,
        )
    }

    /// A box where nobody is.
    pub(super) fn false_person(&self, dice: &mut Dice) -> PersonDetection {
        let h = self.size.1 * dice.between(0.15, 0.5);
        let bbox = self.anywhere(0.4 * h, h, dice);
        let score = self.settings.person_score + dice.between(0.0, FALSE_SCORE) as f32;
        PersonDetection::new(bbox, score)
    }

    /// A face where none is. Its score keeps it below what is worth a signature.
    pub(super) fn false_face(&self, noise: &Noise, dice: &mut Dice) -> FaceDetection {
        let w = dice.between(10.0, 40.0) / self.scale(self.settings.face_input_px);
        let bbox = self.anywhere(w, 1.3 * w, dice);
        let at = |x: f32, y: f32| Point::new(bbox.x + x * bbox.w, bbox.y + y * bbox.h);
        let landmarks = [
            (0.27, 0.39),
            (0.73, 0.39),
            (0.5, 0.58),
            (0.3, 0.73),
            (0.7, 0.73),
        ];
        let landmarks = landmarks.map(|(x, y)| at(x, y));
        let score = self.settings.face_score + dice.between(0.0, FALSE_SCORE) as f32 / 2.0;
        let quality = self.quality(noise, &bbox, &landmarks, score, (noise.brightness, 0.0));
        FaceDetection {
            bbox,
            score,
            landmarks,
            quality,
            signature: None,
        }
    }

    /// A box of this size somewhere in the picture.
    fn anywhere(&self, w: f64, h: f64, dice: &mut Dice) -> BBox {
        let x = dice.unit() * (self.size.0 - w).max(0.0);
        let y = dice.unit() * (self.size.1 - h).max(0.0);
        BBox::new(x as f32, y as f32, w as f32, h as f32)
    }
}

/// Each edge moved on its own, by a standard deviation in pixels.
fn shaken(bbox: &BBox, jitter: f64, dice: &mut Dice) -> BBox {
    let mut moved = |v: f32| v + (jitter * dice.normal()) as f32;
    let (x0, y0) = (moved(bbox.x), moved(bbox.y));
    let (x1, y1) = (moved(bbox.x + bbox.w), moved(bbox.y + bbox.h));
    BBox::new(x0, y0, x1 - x0, y1 - y0)
}
