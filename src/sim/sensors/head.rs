//! Heads in the picture: where the face is, and how it is turned.

use super::cover::Cover;
use crate::{
    sim::{
        camera::{Camera, Point3},
        scene::Figure,
    },
    types::{BBox, Point},
};

/// From the top of the head down to the eyes, metres.
const EYES_BELOW_TOP: f64 = 0.115;
/// From the head's axis to the plane of the eyes, metres.
const FACE_DEPTH: f64 = 0.075;
/// Half the distance between the eyes, metres.
const HALF_EYES: f64 = 0.032;
/// Before the plane of the eyes, to the left, and above the eyes, metres: eyes, nose and mouth, the subject's right first.
/// Proportions are those of the template that faces are aligned to; the nose stands out as vision's reading of the yaw
/// assumes.
const LANDMARKS: [[f64; 3]; 5] = [
    [0.0, -HALF_EYES, 0.0],
    [0.0, HALF_EYES, 0.0],
    [0.8 * HALF_EYES, 0.0, -0.0365],
    [0.0, -0.0265, -0.0737],
    [0.0, 0.0265, -0.0737],
];
/// The middle of the box that the face network draws, in the same way: measured on frontal portraits, where the eyes lie
/// at 0.385 of the box's height.
const BOX_CENTRE: [f64; 3] = [-0.01, 0.0, -0.0213];
/// Width of that box in metres (2.14 distances between the eyes), and its height by its width.
const BOX_WIDTH_M: f64 = 2.14 * 2.0 * HALF_EYES;
const BOX_ASPECT: f64 = 1.35;
/// A face turned further away than this is not found as one, degrees.
const MOST_TURNED_DEG: f64 = 60.0;
/// Nor one that is narrower, pixels.
const LEAST_WIDTH_PX: f64 = 12.0;
/// How many of the five landmarks must be seen: the network finds half-covered faces.
const LANDMARKS_SEEN: usize = 3;

/// Somebody's face in the picture.
#[derive(Clone, Copy, Debug)]
pub(super) struct Face {
    pub(super) bbox: BBox,
    pub(super) landmarks: [Point; 5],
    /// Between the nose and the way to the camera, degrees, 0 to 60.
    pub(super) turned_deg: f64,
    /// From the camera, metres.
    pub(super) far: f64,
}

/// The face, where it is turned towards the camera, wide enough, in the picture and not hidden.
pub(super) fn look(camera: &Camera, figure: &Figure, covers: &[Cover]) -> Option<Face> {
    let head = Head::of(figure);
    let (turned_deg, far) = head.turned(camera);
    if turned_deg >= MOST_TURNED_DEG {
        return None;
    }
    let centre = camera.project(head.point(BOX_CENTRE))?;
    let width = BOX_WIDTH_M * camera.focal_px() / centre.depth;
    if width < LEAST_WIDTH_PX {
        return None;
    }
    let mut landmarks = [Point::default(); 5];
    let mut seen = 0;
    for (landmark, at) in landmarks.iter_mut().zip(LANDMARKS) {
        let at = head.point(at);
        let p = camera.project(at)?;
        *landmark = Point::new(p.x as f32, p.y as f32);
        let hidden = covers.iter().any(|cover| cover.hides(camera.at, at));
        seen += usize::from(camera.shows(p.x, p.y) && !hidden);
    }
    let height = BOX_ASPECT * width;
    (seen >= LANDMARKS_SEEN).then(|| Face {
        bbox: BBox::new(
            (centre.x - width / 2.0) as f32,
            (centre.y - height / 2.0) as f32,
            width as f32,
            height as f32,
        ),
        landmarks,
        turned_deg,
        far,
    })
}

/// A head with its own directions: the nose's, to its left, and up.
struct Head {
    eyes: [f64; 3],
    axes: [[f64; 3]; 3],
}

impl Head {
    fn of(figure: &Figure) -> Self {
        let (sin, cos) = figure.gaze.sin_cos();
        let (sin_n, cos_n) = figure.nod.sin_cos();
        Self {
            eyes: [figure.at.x, figure.at.y, figure.height - EYES_BELOW_TOP],
            axes: [
                [cos * cos_n, sin * cos_n, -sin_n],
                [-sin, cos, 0.0],
                [cos * sin_n, sin * sin_n, cos_n],
            ],
        }
    }

    /// A point of the face: metres before the plane of the eyes, to the left, and up.
    fn point(&self, [before, left, up]: [f64; 3]) -> Point3 {
        let along = [FACE_DEPTH + before, left, up];
        let at = |i: usize| {
            let moved: f64 = (0..3).map(|axis| along[axis] * self.axes[axis][i]).sum();
            self.eyes[i] + moved
        };
        Point3::new(at(0), at(1), at(2))
    }

    /// Degrees between the nose and the way to the camera, and how far that is in metres.
    fn turned(&self, camera: &Camera) -> (f64, f64) {
        let to = [
            camera.at.x - self.eyes[0],
            camera.at.y - self.eyes[1],
            camera.at.z - self.eyes[2],
        ];
        let far = to.iter().map(|v| v * v).sum::<f64>().sqrt().max(1e-6);
        let along: f64 = to.iter().zip(self.axes[0]).map(|(a, b)| a * b).sum();
        ((along / far).clamp(-1.0, 1.0).acos().to_degrees(), far)
    }
}
