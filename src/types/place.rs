//! Zones drawn on a camera's picture, and the products that stand in them.

use serde::{Deserialize, Serialize};

use super::{CameraId, Point, Polygon, ProductId, ZoneId};

/// What a zone is for; the names are those of the configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ZoneKind {
    Product,
    Desk,
    Service,
    Entrance,
    Lounge,
    CheckIn,
    /// Masked before any detector sees it.
    Exclude,
}

impl ZoneKind {
    /// As the configuration writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Product => "product",
            Self::Desk => "desk",
            Self::Service => "service",
            Self::Entrance => "entrance",
            Self::Lounge => "lounge",
            Self::CheckIn => "check-in",
            Self::Exclude => "exclude",
        }
    }
}

/// `zone[]`: a polygon in one camera's picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Zone {
    pub id: ZoneId,
    pub camera: CameraId,
    pub kind: ZoneKind,
    /// What people call the place: "by the window".
    pub label: String,
    pub polygon: Polygon,
}

/// `product[]`: a car, and the zone it stands in today.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Product {
    pub id: ProductId,
    /// "Kona Electric".
    pub label: String,
    /// "SUV"; empty where the dealer uses none.
    pub category: String,
    /// The dealer's stock number; empty where there is none.
    pub stock_number: String,
    pub zone: Option<ZoneId>,
}

/// A point of the showroom's floor, metres. Where the origin lies and which way the axes run is the installer's choice; all
/// cameras share it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FloorPoint {
    pub x: f64,
    pub y: f64,
}

impl FloorPoint {
    pub const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    /// Metres between two points.
    pub fn distance(self, other: Self) -> f64 {
        (self.x - other.x).hypot(self.y - other.y)
    }
}

/// `camera[].floor`: four places on the floor, in a camera's picture (fractions of it) and on the plan. No three of them
/// lie on one line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FloorMarks {
    pub image: [Point; 4],
    pub metres: [FloorPoint; 4],
}
