//! Zones drawn on a camera's picture, and the products that stand in them.

use serde::{Deserialize, Serialize};

use super::{CameraId, Polygon, ProductId, ZoneId};

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
