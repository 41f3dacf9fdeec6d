//! What stands between a camera and a point.

use crate::sim::{
    camera::Point3,
    floor::{Car, Rectangle, Spot},
    scene::Figure,
};

/// The lower part of a car reaches up to this share of its height, over its whole length; the cabin stands on it.
const WAIST: f64 = 0.6;
/// Share of the length and width that the cabin takes.
const CABIN: (f64, f64) = (0.6, 0.9);
/// Half the breadth of a body, as a share of its height, and of a head, metres.
const BODY: f64 = 0.12;
const HEAD_M: f64 = 0.09;
/// From the top of the head to the shoulders, as a share of the height.
const NECK: f64 = 0.17;

/// A thing that hides what is behind it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Cover {
    /// A turned box on the plan between two heights.
    Block(Rectangle, f64, f64),
    /// A standing person.
    Body { at: Spot, height: f64 },
}

/// The two blocks of a car.
pub(super) fn blocks(car: &Car) -> [Cover; 2] {
    let waist = WAIST * car.height;
    let cabin = Rectangle {
        length: CABIN.0 * car.body.length,
        width: CABIN.1 * car.body.width,
        ..car.body
    };
    [
        Cover::Block(car.body, 0.0, waist),
        Cover::Block(cabin, waist, car.height),
    ]
}

impl Cover {
    pub(super) fn body(figure: &Figure) -> Self {
        Self::Body {
            at: figure.at,
            height: figure.height,
        }
    }

    /// Whether it may hide anything of a person who stands at `to`: cheap, and never wrongly no.
    pub(super) fn may_hide(&self, from: Point3, to: Spot) -> bool {
        let (centre, reach) = match self {
            Self::Block(area, ..) => (area.centre, area.length.hypot(area.width) / 2.0),
            Self::Body { at, .. } => (*at, 0.3),
        };
        distance_to_way(centre, Spot::new(from.x, from.y), to) < reach + 0.5
    }

    /// Whether it stands between the two points.
    pub(super) fn hides(&self, from: Point3, to: Point3) -> bool {
        match self {
            Self::Block(area, low, high) => block_hides(area, *low, *high, from, to),
            Self::Body { at, height } => body_hides(*at, *height, from, to),
        }
    }
}

/// Metres from a spot to the straight way between two.
fn distance_to_way(p: Spot, a: Spot, b: Spot) -> f64 {
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let along = ((p.x - a.x) * dx + (p.y - a.y) * dy) / (dx * dx + dy * dy).max(1e-9);
    p.distance(a.towards(b, along.clamp(0.0, 1.0)))
}

/// The way goes through the box, by its part between each pair of sides (Kay and Kajiya, 1986).
fn block_hides(area: &Rectangle, low: f64, high: f64, from: Point3, to: Point3) -> bool {
    let (ax, ay) = area.local(Spot::new(from.x, from.y));
    let (bx, by) = area.local(Spot::new(to.x, to.y));
    let (l, w) = (area.length / 2.0, area.width / 2.0);
    let (mut enter, mut leave) = (0.0f64, 0.999f64);
    for (a, b, min, max) in [(ax, bx, -l, l), (ay, by, -w, w), (from.z, to.z, low, high)] {
        let step = b - a;
        if step.abs() < 1e-9 {
            if a < min || a > max {
                return false;
            }
            continue;
        }
        let (t, u) = ((min - a) / step, (max - a) / step);
        enter = enter.max(t.min(u));
        leave = leave.min(t.max(u));
    }
    enter < leave
}

/// The way passes the body's axis nearer than its breadth, and not above its head.
fn body_hides(at: Spot, height: f64, from: Point3, to: Point3) -> bool {
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    let part = ((at.x - from.x) * dx + (at.y - from.y) * dy) / (dx * dx + dy * dy).max(1e-9);
    if !(0.0..0.98).contains(&part) {
        return false;
    }
    let z = from.z + part * (to.z - from.z);
    let half = if z > height * (1.0 - NECK) {
        HEAD_M
    } else {
        BODY * height
    };
    let nearest = Spot::new(from.x + part * dx, from.y + part * dy);
    z < height && at.distance(nearest) < half
}
