//! A camera as a pinhole over the floor plan: metres to pixels and back.

use crate::types::{CameraId, Homography};

/// A point in the room: metres to the right, up on the plan, and above the floor.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point3 {
    pub x: f64,
    pub y: f64,
    pub z: f64,
}

impl Point3 {
    pub const fn new(x: f64, y: f64, z: f64) -> Self {
        Self { x, y, z }
    }
}

/// A point of the room in a picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Projected {
    /// Pixels from the left and from the top; may lie outside of the picture.
    pub x: f64,
    pub y: f64,
    /// Metres before the camera, along its axis; above 0.
    pub depth: f64,
}

/// What is nearer to the camera than this is not in the picture.
const NEAR_M: f64 = 0.1;

/// A pinhole camera without distortion, square pixels, axis through the middle of the picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Camera {
    pub id: CameraId,
    /// Metres on the plan, and above the floor.
    pub at: Point3,
    /// Direction of the view on the plan in degrees, counter-clockwise; 0 looks to the right, 90 up the plan.
    pub heading_deg: f64,
    /// Degrees below the horizon.
    pub tilt_deg: f64,
    /// Horizontal field of view in degrees.
    pub fov_deg: f64,
    /// Of the pictures, in pixels.
    pub width: u32,
    pub height: u32,
    /// Pictures per second.
    pub fps: f64,
}

/// The camera's axes in the room: to the right of the picture, to its top, and into it.
#[derive(Clone, Copy, Debug)]
struct Axes {
    right: [f64; 3],
    up: [f64; 3],
    forward: [f64; 3],
}

fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

impl Camera {
    /// Focal length in pixels.
    pub fn focal_px(&self) -> f64 {
        f64::from(self.width) / 2.0 / (self.fov_deg.to_radians() / 2.0).tan()
    }

    /// Where a point of the room lies in the picture; `None` for what is behind the camera.
    pub fn project(&self, p: Point3) -> Option<Projected> {
        let Axes { right, up, forward } = self.axes();
        let v = [p.x - self.at.x, p.y - self.at.y, p.z - self.at.z];
        let depth = dot(v, forward);
        if depth < NEAR_M {
            return None;
        }
        let scale = self.focal_px() / depth;
        Some(Projected {
            x: self.centre()[0] + scale * dot(v, right),
            y: self.centre()[1] - scale * dot(v, up),
            depth,
        })
    }

    /// The direction in the room that a pixel shows, not normalised: one unit along the camera's axis.
    pub fn ray(&self, x: f64, y: f64) -> [f64; 3] {
        let Axes { right, up, forward } = self.axes();
        let (a, b) = (
            (x - self.centre()[0]) / self.focal_px(),
            (self.centre()[1] - y) / self.focal_px(),
        );
        std::array::from_fn(|i| forward[i] + a * right[i] + b * up[i])
    }

    /// Maps the floor (metres) to the picture (pixels).
    pub fn homography(&self) -> Homography {
        let Axes { right, up, forward } = self.axes();
        let at = [self.at.x, self.at.y, self.at.z];
        // A floor point has z = 0, so the third column of the projection matrix falls out.
        let plane = |axis: [f64; 3]| [axis[0], axis[1], -dot(axis, at)];
        let (r, u, w) = (plane(right), plane(up), plane(forward));
        let [cx, cy] = self.centre();
        let f = self.focal_px();
        Homography::new([
            std::array::from_fn(|i| cx * w[i] + f * r[i]),
            std::array::from_fn(|i| cy * w[i] - f * u[i]),
            w,
        ])
    }

    /// Whether a pixel lies in the picture.
    pub fn shows(&self, x: f64, y: f64) -> bool {
        (0.0..f64::from(self.width)).contains(&x) && (0.0..f64::from(self.height)).contains(&y)
    }

    fn centre(&self) -> [f64; 2] {
        [f64::from(self.width) / 2.0, f64::from(self.height) / 2.0]
    }

    fn axes(&self) -> Axes {
        let (sin, cos) = self.heading_deg.to_radians().sin_cos();
        let (sin_t, cos_t) = self.tilt_deg.to_radians().sin_cos();
        Axes {
            right: [sin, -cos, 0.0],
            up: [cos * sin_t, sin * sin_t, cos_t],
            forward: [cos * cos_t, sin * cos_t, -sin_t],
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cameras() -> impl Strategy<Value = Camera> {
        (
            (-5.0f64..5.0, -5.0f64..5.0, 1.8f64..5.0),
            0.0f64..360.0,
            5.0f64..50.0,
            40.0f64..110.0,
        )
            .prop_map(|((x, y, z), heading_deg, tilt_deg, fov_deg)| Camera {
                id: "a".into(),
                at: Point3::new(x, y, z),
                heading_deg,
                tilt_deg,
                fov_deg,
                width: 1280,
                height: 720,
                fps: 8.0,
            })
    }

    #[test]
    fn up_the_plan_is_into_the_picture_and_right_is_right() {
        let camera = Camera {
            id: "a".into(),
            at: Point3::new(0.0, 0.0, 2.0),
            heading_deg: 90.0,
            tilt_deg: 0.0,
            fov_deg: 90.0,
            width: 1000,
            height: 600,
            fps: 8.0,
        };
        let p = camera.project(Point3::new(1.0, 4.0, 2.0)).unwrap();
        assert!(
            (p.x - 625.0).abs() < 1e-9
                && (p.y - 300.0).abs() < 1e-9
                && (p.depth - 4.0).abs() < 1e-9
        );
        assert!(
            camera.project(Point3::new(1.0, 4.0, 0.0)).unwrap().y > 300.0,
            "the floor is below"
        );
        assert_eq!(camera.project(Point3::new(0.0, -1.0, 2.0)), None, "behind");
    }

    proptest! {
        #[test]
        fn projection_and_homography_agree(camera in cameras(), x in -10.0f64..10.0, y in -10.0f64..10.0) {
            let projected = camera.project(Point3::new(x, y, 0.0));
            let mapped = camera.homography().apply([x, y]);
            if let Some(p) = projected {
                let [u, v] = mapped.unwrap();
                prop_assert!((u - p.x).hypot(v - p.y) < 1e-6);
                let [bx, by] = camera.homography().inverse().unwrap().apply([u, v]).unwrap();
                prop_assert!((bx - x).hypot(by - y) < 1e-6);
            }
        }

        /// What an installer does: four marks on the floor, clicked in the picture to the pixel.
        #[test]
        fn four_clicked_marks_give_the_homography_within_a_pixel(camera in cameras(), a in 0.1f64..0.9, b in 0.1f64..0.9) {
            let (w, h) = (1280.0, 720.0);
            let pixels = [[0.1 * w, 0.95 * h], [0.9 * w, 0.95 * h], [0.7 * w, 0.65 * h], [0.3 * w, 0.65 * h]];
            let back = camera.homography().inverse().unwrap();
            let marks = pixels.map(|p| back.apply(p));
            prop_assume!(marks.iter().all(Option::is_some));
            let marks = marks.map(|m| m.unwrap());
            prop_assume!(marks.iter().all(|m| m[0].hypot(m[1]) < 40.0));
            let found = Homography::from_points(marks, pixels);
            prop_assume!(found.is_some());
            let point = [marks[0][0] + a * (marks[2][0] - marks[0][0]), marks[1][1] + b * (marks[3][1] - marks[1][1])];
            let exact = camera.project(Point3::new(point[0], point[1], 0.0));
            if let (Some(exact), Some([u, v])) = (exact, found.unwrap().apply(point)) {
                prop_assume!(camera.shows(exact.x, exact.y));
                prop_assert!((u - exact.x).hypot(v - exact.y) < 1.0);
            }
        }

        #[test]
        fn a_ray_shows_what_projects_to_its_pixel(camera in cameras(), x in 0.0f64..1280.0, y in 0.0f64..720.0, far in 0.5f64..20.0) {
            let ray = camera.ray(x, y);
            let p = Point3::new(camera.at.x + far * ray[0], camera.at.y + far * ray[1], camera.at.z + far * ray[2]);
            let seen = camera.project(p).unwrap();
            prop_assert!((seen.x - x).hypot(seen.y - y) < 1e-6 && (seen.depth - far).abs() < 1e-6);
        }
    }
}
