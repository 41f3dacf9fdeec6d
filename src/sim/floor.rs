//! The floor plan in metres: cars, furniture and the entrance.

use super::camera::Point3;
use crate::types::{ProductId, ZoneId, ZoneKind};

/// How far around a desk somebody still stands at it.
const DESK_REACH_M: f64 = 1.0;

/// A point or a direction on the plan, metres.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Spot {
    pub x: f64,
    pub y: f64,
}

impl Spot {
    pub const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    /// Metres between two spots.
    pub fn distance(self, other: Self) -> f64 {
        (self.x - other.x).hypot(self.y - other.y)
    }

    /// The spot `part` of the way to another one.
    #[must_use]
    pub fn towards(self, other: Self, part: f64) -> Self {
        Self::new(
            self.x + (other.x - self.x) * part,
            self.y + (other.y - self.y) * part,
        )
    }

    /// The direction to another spot in radians, counter-clockwise from the plan's right.
    pub fn bearing(self, other: Self) -> f64 {
        (other.y - self.y).atan2(other.x - self.x)
    }

    /// The spot `metres` away in a direction.
    #[must_use]
    pub fn step(self, bearing: f64, metres: f64) -> Self {
        Self::new(
            self.x + metres * bearing.cos(),
            self.y + metres * bearing.sin(),
        )
    }

    /// The point `z` metres above.
    pub fn above(self, z: f64) -> Point3 {
        Point3::new(self.x, self.y, z)
    }
}

/// A turned rectangle on the plan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rectangle {
    pub centre: Spot,
    /// Direction of the length, radians.
    pub heading: f64,
    pub length: f64,
    pub width: f64,
}

impl Rectangle {
    /// The corners, counter-clockwise, the first at the front left.
    pub fn corners(&self) -> [Spot; 4] {
        let (l, w) = (self.length / 2.0, self.width / 2.0);
        [(l, w), (-l, w), (-l, -w), (l, -w)].map(|(along, across)| self.spot(along, across))
    }

    /// The spot `along` metres to the front and `across` metres to the left of the centre.
    pub fn spot(&self, along: f64, across: f64) -> Spot {
        let (sin, cos) = self.heading.sin_cos();
        Spot::new(
            self.centre.x + along * cos - across * sin,
            self.centre.y + along * sin + across * cos,
        )
    }

    /// Metres to the front and to the left of the centre.
    pub fn local(&self, p: Spot) -> (f64, f64) {
        let (sin, cos) = self.heading.sin_cos();
        let (dx, dy) = (p.x - self.centre.x, p.y - self.centre.y);
        (dx * cos + dy * sin, -dx * sin + dy * cos)
    }

    /// Grown by a margin on every side.
    #[must_use]
    pub fn grown(&self, by: f64) -> Self {
        Self {
            length: self.length + 2.0 * by,
            width: self.width + 2.0 * by,
            ..*self
        }
    }

    /// Whether a spot lies inside.
    pub fn contains(&self, p: Spot) -> bool {
        let (along, across) = self.local(p);
        along.abs() <= self.length / 2.0 && across.abs() <= self.width / 2.0
    }
}

/// A car on display.
#[derive(Clone, Debug, PartialEq)]
pub struct Car {
    pub id: ProductId,
    /// "Kona Electric".
    pub label: String,
    /// "SUV".
    pub category: String,
    /// Where it stands, in people's words: "by the window".
    pub place: String,
    /// What it covers of the floor.
    pub body: Rectangle,
    /// Of the roof, metres.
    pub height: f64,
    /// Paint: red, green, blue.
    pub colour: [u8; 3],
    /// From which sides people look at it: left and right of its heading, front, rear. A car at a wall has fewer.
    pub open: [bool; 4],
}

/// A place that is no car: desk, entrance, lounge, service counter. Only a desk stands in the way; the others are parts
/// of the floor.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    pub id: ZoneId,
    pub kind: ZoneKind,
    pub label: String,
    /// What it covers of the floor; for a desk, the desk itself.
    pub area: Rectangle,
}

/// The showroom.
#[derive(Clone, Debug, PartialEq)]
pub struct Floor {
    /// Metres: the plan reaches from (0, 0) to here.
    pub width: f64,
    pub depth: f64,
    pub cars: Vec<Car>,
    pub places: Vec<Place>,
    /// How far around a car somebody still stands at it, metres.
    pub reach: f64,
}

impl Floor {
    /// Where somebody stands when they stand at this car.
    pub fn area_of(&self, car: &Car) -> Rectangle {
        car.body.grown(self.reach)
    }

    /// Where somebody stands when they stand at this place: around a desk, else on it.
    pub fn area_of_place(&self, place: &Place) -> Rectangle {
        if place.kind == ZoneKind::Desk {
            place.area.grown(DESK_REACH_M)
        } else {
            place.area
        }
    }
}
