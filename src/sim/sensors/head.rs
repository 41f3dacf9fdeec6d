//! Faces in a picture: where, how large, how far turned away.

use super::measured::{FACE_ASPECT, FACE_WIDTH_M, FEATURES, WIDTH_TO_EYES};
use crate::{
    sim::{Camera, Figure, Point3},
    types::{BBox, Point},
};

/// The middle of the face lies so far below the top of the head, and so far before the neck, metres.
const BELOW_TOP_M: f64 = 0.135;
const BEFORE_NECK_M: f64 = 0.09;
/// How far the tip of the nose stands before the plane of the eyes, as `vision` reckons it when it reads the yaw.
const NOSE_DEPTH: f64 = 0.8;

/// Somebody's face, whether or not it can be seen.
#[derive(Clone, Copy, Debug)]
pub(super) struct Head {
    /// The middle of the face in the room.
    pub(super) at: Point3,
    pub(super) bbox: BBox,
    pub(super) landmarks: [Point; 5],
    /// Angle between the nose and the direction to the camera, degrees: 0 looks into the camera.
    pub(super) turned_deg: f64,
}

impl Head {
    /// `None` for who is not before the camera.
    pub(super) fn new(camera: &Camera, figure: &Figure) -> Option<Self> {
        let front = figure.at.step(figure.gaze, BEFORE_NECK_M);
        let at = front.above(figure.height - BELOW_TOP_M);
        let p = camera.project(at)?;
        let to_camera = [camera.at.x - at.x, camera.at.y - at.y, camera.at.z - at.z];
        let far = to_camera.iter().map(|v| v * v).sum::<f64>().sqrt();
        let nose = [
            figure.gaze.cos() * figure.nod.cos(),
            figure.gaze.sin() * figure.nod.cos(),
            -figure.nod.sin(),
        ];
        let cosine: f64 = nose.iter().zip(to_camera).map(|(a, b)| a * b / far).sum();
        // To the side: counter-clockwise on the plan is to the right of the picture, as the camera looks the other way.
        let bearing = to_camera[1].atan2(to_camera[0]);
        let yaw = wrapped(figure.gaze - bearing).clamp(-1.2, 1.2);
        let width = camera.focal_px() * FACE_WIDTH_M / p.depth;
        let bbox = BBox::new(
            (p.x - width / 2.0) as f32,
            (p.y - width * FACE_ASPECT / 2.0) as f32,
            width as f32,
            (width * FACE_ASPECT) as f32,
        );
        Some(Self {
            at,
            bbox,
            landmarks: landmarks(&bbox, yaw),
            turned_deg: cosine.clamp(-1.0, 1.0).acos().to_degrees(),
        })
    }
}

/// Eyes, nose and corners of the mouth; a head that turns by `yaw` radians shows its nose on that side of the picture.
fn landmarks(bbox: &BBox, yaw: f64) -> [Point; 5] {
    let (w, h) = (f64::from(bbox.w), f64::from(bbox.h));
    let (eye_y, nose_y, mouth_y, half_mouth) = FEATURES;
    let half_eyes = w / WIDTH_TO_EYES / 2.0 * yaw.cos();
    let centre = f64::from(bbox.x) + w / 2.0;
    let nose = NOSE_DEPTH * yaw.tan() * half_eyes;
    let point =
        |dx: f64, y: f64| Point::new((centre + dx) as f32, (f64::from(bbox.y) + y * h) as f32);
    let mouth = half_mouth * w * yaw.cos();
    [
        point(-half_eyes, eye_y),
        point(half_eyes, eye_y),
        point(nose, nose_y),
        point(nose * 0.5 - mouth, mouth_y),
        point(nose * 0.5 + mouth, mouth_y),
    ]
}

/// An angle between half a turn back and half a turn on.
fn wrapped(angle: f64) -> f64 {
    use std::f64::consts::{PI, TAU};
    (angle + PI).rem_euclid(TAU) - PI
}
