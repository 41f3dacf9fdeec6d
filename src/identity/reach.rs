//! Where faces are compared with those of visitors who are absent.

use crate::types::{CameraId, Point, Zone, ZoneKind};

/// Whose faces are compared with those that are kept of absent visitors.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Reach {
    /// Everybody's.
    #[default]
    Everywhere,
    /// Of those who stand in one of these zones.
    Within(Vec<Zone>),
}

impl Reach {
    /// Only of those who stand in a zone of kind `check-in`.
    pub fn check_in(zones: &[Zone]) -> Self {
        let zones = zones.iter().filter(|zone| zone.kind == ZoneKind::CheckIn);
        Self::Within(zones.cloned().collect())
    }

    /// Whether it covers somebody whose feet are at this point of a camera's picture (fractions of it).
    pub(super) fn covers(&self, camera: &CameraId, foot: Point) -> bool {
        let Self::Within(zones) = self else {
            return true;
        };
        // A body cut by an edge stands on it; the polygon test sees it a little inside.
        let inside = Point::new(
            foot.x.clamp(1e-4, 1.0 - 1e-4),
            foot.y.clamp(1e-4, 1.0 - 1e-4),
        );
        let mut zones = zones.iter().filter(|zone| zone.camera == *camera);
        zones.any(|zone| zone.polygon.contains(inside))
    }
}
