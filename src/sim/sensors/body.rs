//! Where people are in a picture, and what hides them.

use crate::{
    sim::{Camera, Figure, Floor, Point3, Projected, Rectangle, Spot},
    types::BBox,
};

/// Half the width of a body over its height, standing and walking.
const HALF_WIDTH: (f64, f64) = (0.135, 0.16);
/// A body is looked at in so many columns and rows.
const COLUMNS: usize = 4;
const ROWS: usize = 12;
/// A car's cabin begins at this part of its height, and is this much shorter than the car.
const CABIN_FROM: f64 = 0.58;
const CABIN_LENGTH: f64 = 0.62;

/// Somebody in the picture.
#[derive(Clone, Copy, Debug)]
pub(super) struct Body {
    pub(super) figure: Figure,
    /// The whole body, as if nothing were before it; may reach out of the picture.
    pub(super) whole: BBox,
    /// Of the feet, metres along the camera's axis.
    pub(super) depth: f64,
    half_width: f64,
}

/// The part of somebody that can be seen.
#[derive(Clone, Copy, Debug)]
pub(super) struct Visible {
    pub(super) bbox: BBox,
    /// 0 to 1.
    pub(super) share: f32,
}

impl Body {
    /// `None` for who is not before the camera.
    pub(super) fn new(camera: &Camera, figure: &Figure) -> Option<Self> {
        let foot = camera.project(figure.at.above(0.0))?;
        let top = camera.project(figure.at.above(figure.height))?;
        let standing = figure.pose != crate::sim::Pose::Walking;
        let part = if standing { HALF_WIDTH.0 } else { HALF_WIDTH.1 };
        let half_width = part * figure.height;
        let half_px = camera.focal_px() * half_width / f64::midpoint(foot.depth, top.depth);
        let centre = f64::midpoint(foot.x, top.x);
        let (left, right) = (centre - half_px, centre + half_px);
        let whole = BBox::new(
            left as f32,
            top.y as f32,
            (right - left) as f32,
            (foot.y - top.y) as f32,
        );
        Some(Self {
            figure: *figure,
            whole,
            depth: foot.depth,
            half_width,
        })
    }

    /// Whether any of it may be in the picture.
    pub(super) fn is_near(&self, camera: &Camera) -> bool {
        let frame = BBox::new(0.0, 0.0, camera.width as f32, camera.height as f32);
        self.whole.h > 4.0 && self.whole.intersection(&frame) > 0.0
    }

    /// What can be seen, behind cars and behind those who are nearer.
    pub(super) fn visible(&self, camera: &Camera, floor: &Floor, nearer: &[Body]) -> Visible {
        let (sin, cos) = camera.heading_deg.to_radians().sin_cos();
        let before: Vec<&Body> = nearer
            .iter()
            .filter(|b| b.whole.intersection(&self.whole) > 0.0)
            .collect();
        let (mut seen, mut count) = (Bounds::default(), 0);
        for row in 0..ROWS {
            for column in 0..COLUMNS {
                let across = ((column as f64 + 0.5) / COLUMNS as f64 * 2.0 - 1.0) * self.half_width;
                let z = (row as f64 + 0.5) / ROWS as f64 * self.figure.height;
                let at = self.figure.at;
                let point = Point3::new(at.x + across * sin, at.y - across * cos, z);
                let Some(p) = camera.project(point).filter(|p| camera.shows(p.x, p.y)) else {
                    continue;
                };
                if !is_hidden(camera, floor, &before, point, &p) {
                    count += 1;
                    seen.add(column, row);
                }
            }
        }
        Visible {
            bbox: seen.part_of(&self.whole, camera),
            share: count as f32 / (ROWS * COLUMNS) as f32,
        }
    }

    /// Whether a point of the head can be seen.
    pub(super) fn shows(
        &self,
        camera: &Camera,
        floor: &Floor,
        nearer: &[Body],
        point: Point3,
    ) -> bool {
        let before: Vec<&Body> = nearer.iter().collect();
        camera.project(point).is_some_and(|p| {
            camera.shows(p.x, p.y) && !is_hidden(camera, floor, &before, point, &p)
        })
    }
}

/// Columns and rows of a body that can be seen.
#[derive(Default)]
struct Bounds(Option<[usize; 4]>);

impl Bounds {
    fn add(&mut self, column: usize, row: usize) {
        let [c0, r0, c1, r1] = self.0.unwrap_or([column, row, column, row]);
        self.0 = Some([c0.min(column), r0.min(row), c1.max(column), r1.max(row)]);
    }

    /// The box around them: what detectors draw around somebody half hidden. Rows count from the feet.
    fn part_of(&self, whole: &BBox, camera: &Camera) -> BBox {
        let Some([c0, r0, c1, r1]) = self.0 else {
            return BBox::default();
        };
        let part = |n: usize, of: usize| n as f32 / of as f32;
        let left = whole.x + whole.w * part(c0, COLUMNS);
        let right = whole.x + whole.w * part(c1 + 1, COLUMNS);
        let top = whole.y + whole.h * (1.0 - part(r1 + 1, ROWS));
        let bottom = whole.y + whole.h * (1.0 - part(r0, ROWS));
        let (left, top) = (left.max(0.0), top.max(0.0));
        let (right, bottom) = (
            right.min(camera.width as f32),
            bottom.min(camera.height as f32),
        );
        BBox::new(left, top, right - left, bottom - top)
    }
}

fn is_hidden(
    camera: &Camera,
    floor: &Floor,
    nearer: &[&Body],
    point: Point3,
    p: &Projected,
) -> bool {
    let by_person = nearer.iter().any(|body| {
        let BBox { x, y, w, h } = body.whole;
        // Bodies do not fill their boxes.
        let slim = BBox::new(x + 0.12 * w, y, 0.76 * w, h);
        slim.contains(crate::types::Point::new(p.x as f32, p.y as f32))
    });
    by_person
        || floor.cars.iter().any(|car| {
            let cabin = Rectangle {
                length: car.body.length * CABIN_LENGTH,
                width: car.body.width * 0.9,
                ..car.body
            };
            blocks(&car.body, 0.0, car.height * CABIN_FROM, camera.at, point)
                || blocks(&cabin, 0.0, car.height, camera.at, point)
        })
}

/// Whether a box on the floor stands between two points: the line clipped against its three pairs of sides.
fn blocks(body: &Rectangle, from_z: f64, to_z: f64, a: Point3, b: Point3) -> bool {
    let (p, q) = (
        body.local(Spot::new(a.x, a.y)),
        body.local(Spot::new(b.x, b.y)),
    );
    let sides = [
        (p.0, q.0, -body.length / 2.0, body.length / 2.0),
        (p.1, q.1, -body.width / 2.0, body.width / 2.0),
        (a.z, b.z, from_z, to_z),
    ];
    let (mut enter, mut leave) = (0.0f64, 1.0f64);
    for (p, q, low, high) in sides {
        let d = q - p;
        if d.abs() < 1e-9 {
            if p < low || p > high {
                return false;
            }
            continue;
        }
        let (t0, t1) = ((low - p) / d, (high - p) / d);
        enter = enter.max(t0.min(t1));
        leave = leave.min(t0.max(t1));
    }
    leave - enter > 1e-9
}
