//! How a camera hangs over the floor.
//!
//! Four marks give the homography between floor and picture. Of a pinhole camera with square pixels and its axis through
//! the middle of the picture, that is all there is to know: the two columns of the rotation that it holds are of one
//! length and at right angles, which gives the focal length (Zhang, "A Flexible New Technique for Camera Calibration",
//! 2000, with one unknown), then place and direction. So heights above the floor can be told, too: a head behind a car
//! says where the feet are.

use crate::types::{FloorMarks, FloorPoint, Homography};

/// Focal length in picture widths where the marks do not tell (a camera that looks straight down): 75 degrees.
const USUAL_FOCAL: f64 = 0.65;
/// 25 to 130 degrees of horizontal view.
const FOCALS: std::ops::RangeInclusive<f64> = 0.23..=2.3;
/// What lies farther away is beyond any showroom: a ray near the horizon.
const FARTHEST_M: f64 = 60.0;

type Vector = [f64; 3];

/// A camera over the floor. Picture coordinates are in picture widths from the middle, y downwards.
#[derive(Clone, Debug)]
pub(super) struct Pose {
    focal: f64,
    /// The floor's two axes and the way up, as the camera sees them: right, down, forward.
    axes: [Vector; 3],
    /// Metres on the floor and above it.
    at: Vector,
}

/// Whether there is a camera that shows these places of the floor there: wide or tall pictures alike.
pub fn is_possible(marks: &FloorMarks) -> bool {
    Pose::new(marks, 9.0 / 16.0).is_some()
}

fn dot(a: Vector, b: Vector) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn scaled(a: Vector, by: f64) -> Vector {
    a.map(|v| v * by)
}

fn unit(a: Vector) -> Option<Vector> {
    let length = dot(a, a).sqrt();
    (length > 1e-9).then(|| scaled(a, 1.0 / length))
}

fn cross(a: Vector, b: Vector) -> Vector {
    [
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    ]
}

impl Pose {
    /// From the marks, for pictures whose height is `aspect` times their width; `None` where no camera could show them so.
    pub(super) fn new(marks: &FloorMarks, aspect: f64) -> Option<Self> {
        // The middle of the marks is in the picture, so it is before the camera, as the mapping wants of its origin.
        let middle = middle(&marks.metres);
        let floor = marks.metres.map(|p| [p.x - middle.x, p.y - middle.y]);
        let picture = marks
            .image
            .map(|p| [f64::from(p.x) - 0.5, (f64::from(p.y) - 0.5) * aspect]);
        let homography = Homography::from_points(floor, picture)?;
        let m = homography.matrix();
        // Marks in another order on the floor than in the picture have some of them behind the camera.
        let before_it = |[x, y]: [f64; 2]| m[2][0] * x + m[2][1] * y + m[2][2] > 0.0;
        if !floor.into_iter().all(before_it) {
            return None;
        }
        let column = |c: usize| [m[0][c], m[1][c], m[2][c]];
        let focal = focal(column(0), column(1));
        let seen = |c: usize| {
            let [x, y, z] = column(c);
            [x / focal, y / focal, z]
        };
        let (along, across, origin) = (seen(0), seen(1), seen(2));
        let scale = f64::midpoint(dot(along, along).sqrt(), dot(across, across).sqrt());
        let x = unit(along)?;
        let y = unit(std::array::from_fn(|i| across[i] - x[i] * dot(x, across)))?;
        let origin = scaled(origin, 1.0 / scale);
        let mut up = cross(x, y);
        // A plan may be drawn with y up or down; the camera is above the floor in any case.
        if dot(up, origin) > 0.0 {
            up = scaled(up, -1.0);
        }
        let at = [
            middle.x - dot(x, origin),
            middle.y - dot(y, origin),
            -dot(up, origin),
        ];
        let possible = at.iter().all(|v| v.is_finite()) && (0.3..FARTHEST_M).contains(&at[2]);
        possible.then_some(Self {
            focal,
            axes: [x, y, up],
            at,
        })
    }

    /// Metres above the floor.
    pub(super) fn height_m(&self) -> f64 {
        self.at[2]
    }

    /// The floor below the camera.
    pub(super) fn place(&self) -> FloorPoint {
        FloorPoint::new(self.at[0], self.at[1])
    }

    /// How many metres something upright over this point is wide that is as wide as the picture.
    pub(super) fn metres_a_width(&self, floor: FloorPoint) -> f64 {
        self.distance(floor).hypot(self.height_m()) / self.focal
    }

    /// Metres on the floor from below the camera to this point.
    pub(super) fn distance(&self, floor: FloorPoint) -> f64 {
        floor.distance(FloorPoint::new(self.at[0], self.at[1]))
    }

    /// The point of the floor over which this pixel shows something `height` metres high; `None` above the horizon.
    pub(super) fn below(&self, pixel: [f64; 2], height: f64) -> Option<FloorPoint> {
        let ray = self.ray(pixel);
        let far = (height - self.at[2]) / ray[2];
        let (x, y) = (far * ray[0], far * ray[1]);
        (far > 0.0 && x.hypot(y) < FARTHEST_M)
            .then(|| FloorPoint::new(self.at[0] + x, self.at[1] + y))
    }

    /// How high above this point of the floor the pixel looks, metres.
    pub(super) fn height_over(&self, floor: FloorPoint, pixel: [f64; 2]) -> Option<f64> {
        let ray = self.ray(pixel);
        let (x, y) = (floor.x - self.at[0], floor.y - self.at[1]);
        let level = ray[0] * ray[0] + ray[1] * ray[1];
        let far = (x * ray[0] + y * ray[1]) / level;
        (level > 1e-12 && far > 0.0).then(|| self.at[2] + far * ray[2])
    }

    /// Where a point of the floor lies in the picture; `None` behind the camera.
    pub(super) fn pixel(&self, floor: FloorPoint) -> Option<[f64; 2]> {
        let from = [floor.x - self.at[0], floor.y - self.at[1], -self.at[2]];
        let seen: Vector = std::array::from_fn(|i| (0..3).map(|a| self.axes[a][i] * from[a]).sum());
        (seen[2] > 1e-6).then(|| [0, 1].map(|i| self.focal * seen[i] / seen[2]))
    }

    /// The direction on the floor, of length 1, in which somebody at `from` faces whose face is turned by so many degrees from
    /// this camera, to the right of the picture; `None` right below the camera.
    pub(super) fn facing(&self, from: FloorPoint, turned_deg: f64) -> Option<[f64; 2]> {
        let (x, y) = (self.at[0] - from.x, self.at[1] - from.y);
        let far = x.hypot(y);
        let (x, y) = (x / far, y / far);
        // Level, and at right angles to the line of sight: which of the two such directions is the picture's right, the axes
        // tell.
        let right = if self.axes[0][0] * y - self.axes[1][0] * x > 0.0 {
            [y, -x]
        } else {
            [-y, x]
        };
        let (sin, cos) = turned_deg.to_radians().sin_cos();
        (far > 1e-6).then(|| [cos * x + sin * right[0], cos * y + sin * right[1]])
    }

    /// The direction in the room that a pixel shows, not normalised.
    fn ray(&self, [x, y]: [f64; 2]) -> Vector {
        let seen = [x / self.focal, y / self.focal, 1.0];
        self.axes.map(|axis| dot(axis, seen))
    }
}

fn middle(points: &[FloorPoint; 4]) -> FloorPoint {
    let (x, y) = points
        .iter()
        .fold((0.0, 0.0), |(x, y), p| (x + p.x, y + p.y));
    FloorPoint::new(x / 4.0, y / 4.0)
}

/// The focal length for which the images of the floor's axes are of one length and at right angles, by least squares.
fn focal(a: Vector, b: Vector) -> f64 {
    let of_axes = [
        (a[0] * b[0] + a[1] * b[1], a[2] * b[2]),
        (
            a[0] * a[0] + a[1] * a[1] - b[0] * b[0] - b[1] * b[1],
            a[2] * a[2] - b[2] * b[2],
        ),
    ];
    let (weight, sum) = of_axes.iter().fold((0.0, 0.0), |(weight, sum), (p, q)| {
        (weight + p * p, sum - p * q)
    });
    let focal = (weight / sum).sqrt();
    if FOCALS.contains(&focal) {
        focal
    } else {
        USUAL_FOCAL
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{super::testing::Pinhole, *};
    use crate::types::Point;

    fn marks(camera: &Pinhole, mirrored: bool) -> Option<FloorMarks> {
        let [w, h] = camera.size;
        let corners = [[0.2, 0.95], [0.85, 0.9], [0.7, 0.6], [0.3, 0.65]];
        let mut metres = [FloorPoint::default(); 4];
        for ([x, y], floor) in corners.into_iter().zip(&mut metres) {
            let [x, y] = camera.floor([x * w, y * h])?;
            *floor = FloorPoint::new(x, if mirrored { -y } else { y });
        }
        let image = corners.map(|[x, y]| Point::new(x as f32, y as f32));
        Some(FloorMarks { image, metres })
    }

    #[test]
    fn marks_in_another_order_on_the_floor_than_in_the_picture_are_refused() {
        let camera = Pinhole {
            at: [0.0, 0.0, 2.5],
            heading_deg: 90.0,
            tilt_deg: 25.0,
            fov_deg: 75.0,
            size: [1280.0, 720.0],
        };
        let right = marks(&camera, false).unwrap();
        assert!(is_possible(&right));
        for (a, b) in [(0, 1), (1, 2), (0, 3)] {
            let mut crossed = right;
            crossed.metres.swap(a, b);
            assert!(!is_possible(&crossed), "{a} for {b}");
        }
    }

    proptest! {
        #[test]
        fn a_face_looks_to_the_side_of_the_picture_to_which_its_nose_points(
            (x, y) in (-1.5f64..1.5, 3.0f64..6.0),
            turned_deg in -80.0f64..80.0,
            heading_deg in 0.0f64..360.0,
            mirrored: bool,
        ) {
            let camera = Pinhole {
                at: [0.0, 0.0, 2.5], heading_deg, tilt_deg: 20.0, fov_deg: 75.0, size: [1280.0, 720.0],
            };
            let pose = Pose::new(&marks(&camera, mirrored).unwrap(), 720.0 / 1280.0).unwrap();
            // So far before the camera and to its left, on the floor and on its plan.
            let (sin, cos) = heading_deg.to_radians().sin_cos();
            let at = [y * cos - x * sin, y * sin + x * cos];
            let plan = |[x, y]: [f64; 2]| FloorPoint::new(x, if mirrored { -y } else { y });
            let facing = pose.facing(plan(at), turned_deg).unwrap();
            let nose = plan(facing);
            let tip = [at[0] + 0.1 * nose.x, at[1] + 0.1 * nose.y, 1.6];
            let side = camera.project(tip).unwrap()[0] - camera.project([at[0], at[1], 1.6]).unwrap()[0];
            // Of a frontal face the nose's tip comes nearer, which moves it outwards by little.
            prop_assert!(turned_deg.abs() < 15.0 || side * turned_deg > 0.0, "{side} px");
            let far = at[0].hypot(at[1]);
            let to_camera = -(nose.x * at[0] + nose.y * at[1]) / far;
            prop_assert!((to_camera - turned_deg.to_radians().cos()).abs() < 0.01);
        }

        #[test]
        fn four_marks_tell_where_the_camera_hangs_and_how_tall_people_are(
            (x, y, z) in (-20.0f64..20.0, -20.0f64..20.0, 2.0f64..4.0),
            heading_deg in 0.0f64..360.0,
            tilt_deg in 18.0f64..55.0,
            fov_deg in 45.0f64..110.0,
            mirrored: bool,
            stature in 1.0f64..2.0,
        ) {
            let camera = Pinhole {
                at: [x, y, z], heading_deg, tilt_deg, fov_deg, size: [1280.0, 720.0],
            };
            let Some(marks) = marks(&camera, mirrored) else { return Ok(()); };
            let pose = Pose::new(&marks, 720.0 / 1280.0).unwrap();
            prop_assert!((pose.height_m() - z).abs() < 0.01 * z, "{} for {z}", pose.height_m());
            let far = 3.0 + stature;
            let (sin, cos) = heading_deg.to_radians().sin_cos();
            let on_floor = [x + far * cos, y + far * sin];
            let at_height = |height| [on_floor[0], on_floor[1], height];
            let pixel = |p| camera.project(p).map(|[x, y, _]| [(x - 640.0) / 1280.0, (y - 360.0) / 1280.0]);
            let (Some(foot), Some(top)) = (pixel(at_height(0.0)), pixel(at_height(stature))) else { return Ok(()); };
            let truth = FloorPoint::new(on_floor[0], if mirrored { -on_floor[1] } else { on_floor[1] });
            let floor = pose.below(foot, 0.0).unwrap();
            prop_assert!(floor.distance(truth) < 0.05, "{floor:?} for {truth:?}");
            let tall = pose.height_over(floor, top).unwrap();
            prop_assert!((tall - stature).abs() < 0.03, "{tall} for {stature}");
            if z - stature > 0.4 {
                prop_assert!(pose.below(top, stature).unwrap().distance(truth) < 0.1);
            }
            let back = pose.pixel(floor).unwrap();
            prop_assert!((back[0] - foot[0]).hypot(back[1] - foot[1]) < 1e-6);
        }
    }
}
