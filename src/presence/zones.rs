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

    /// The zones around a point below the lower edge of a camera's picture: those that were drawn down to that edge go on
    /// beyond it as their sides do.
    pub(super) fn below(&self, camera: &CameraId, point: Point) -> Vec<ZoneId> {
        let zones = self.0.get(camera).map_or(&[][..], Vec::as_slice);
        let goes_on = zones
            .iter()
            .filter(|z| goes_on_to(z.polygon.corners(), point));
        goes_on.map(|z| z.id.clone()).collect()
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

/// Drawn down to the lower edge of the picture, but for a hand's tremble.
const LOWER_EDGE: f32 = 0.98;

/// Whether the outline, continued below the picture along its sides, has this point in it.
fn goes_on_to(corners: &[Point], point: Point) -> bool {
    let n = corners.len();
    (0..n).any(|i| {
        let [before, one, other, after] = [i, i + 1, i + 2, i + 3].map(|i| corners[i % n]);
        let on_edge = one.y >= LOWER_EDGE && other.y >= LOWER_EDGE;
        let side = |from: Point, corner: Point| {
            let slope = (corner.x - from.x) / (corner.y - from.y).max(1e-3);
            corner.x + slope * (point.y - corner.y)
        };
        let (a, b) = (side(before, one), side(after, other));
        on_edge && (a.min(b)..=a.max(b)).contains(&point.x)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::Polygon;

    #[test]
    fn a_zone_that_is_drawn_to_the_lower_edge_goes_on_below_it() {
        let zone = |id: &str, corners: [(f32, f32); 4]| Zone {
            id: id.into(),
            camera: "a".into(),
            kind: ZoneKind::Desk,
            label: String::new(),
            polygon: Polygon::new(corners.map(|(x, y)| Point::new(x, y)).to_vec()).expect("drawn"),
        };
        let map = ZoneMap::new(&[
            zone("desk", [(0.4, 0.8), (0.6, 0.8), (0.7, 1.0), (0.3, 1.0)]),
            zone("above", [(0.1, 0.2), (0.9, 0.2), (0.9, 0.7), (0.1, 0.7)]),
        ]);
        let below = |x: f32, y: f32| map.below(&"a".into(), Point::new(x, y));
        assert_eq!(below(0.22, 1.2), ["desk".into()], "wider, as its sides are");
        assert!(below(0.15, 1.2).is_empty() && below(0.85, 1.1).is_empty());
    }
}
