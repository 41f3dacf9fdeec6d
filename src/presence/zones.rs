//! Which zones a point lies in.

use std::collections::BTreeMap;

use crate::types::{CameraId, Point, Zone, ZoneId, ZoneKind};

/// The zones of every camera. `exclude` zones are none: nothing is ever seen in them.
#[derive(Clone, Debug, Default)]
pub struct ZoneMap(BTreeMap<CameraId, Vec<Zone>>);

impl ZoneMap {
    pub fn new(zones: &[Zone]) -> Self {
        let mut map = BTreeMap::<_, Vec<_>>::new();
        for zone in zones.iter().filter(|z| z.kind != ZoneKind::Exclude) {
            map.entry(zone.camera.clone())
                .or_default()
                .push(zone.clone());
        }
        Self(map)
    }

    /// The zones around a point of a camera's picture (a fraction of the image), in the configuration's order.
    pub fn around(&self, camera: &CameraId, foot: Point) -> Vec<ZoneId> {
        let zones = self.0.get(camera).map_or(&[][..], Vec::as_slice);
        // A body cut by the lower edge stands on the edge; half a pixel inside of it, the polygon test sees it.
        let inside = Point::new(
            foot.x.clamp(1e-4, 1.0 - 1e-4),
            foot.y.clamp(1e-4, 1.0 - 1e-4),
        );
        zones
            .iter()
            .filter(|z| z.polygon.contains(inside))
            .map(|z| z.id.clone())
            .collect()
    }

    /// Whether a point of a camera's picture lies in an entrance; one outside of the picture lies in none.
    pub(super) fn is_entrance(&self, camera: &CameraId, point: Point) -> bool {
        let mut zones = self.0.get(camera).into_iter().flatten();
        zones.any(|z| z.kind == ZoneKind::Entrance && z.polygon.contains(point))
    }

    /// Whether it is known where people come in.
    pub(super) fn has_entrance(&self) -> bool {
        let mut zones = self.0.values().flatten();
        zones.any(|z| z.kind == ZoneKind::Entrance)
    }
}
