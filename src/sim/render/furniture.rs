//! What stands in the places of the floor plan: desks, sofas, counters.

use super::mesh::Mesh;
use crate::{
    sim::{Place, Rectangle},
    types::ZoneKind,
};

const WOOD: [f32; 3] = [168.0, 136.0, 102.0];
const WHITE: [f32; 3] = [222.0, 222.0, 218.0];
const CLOTH: [f32; 3] = [104.0, 116.0, 128.0];
const DARK: [f32; 3] = [62.0, 64.0, 68.0];

/// What the furniture of a place covers of the floor; `None` for places without any. It stands along the left side of
/// the area (seen along its heading), so that people have room on the right.
pub(super) fn furniture_of(place: &Place) -> Option<Rectangle> {
    let (along, across) = match place.kind {
        ZoneKind::Desk => (1.6f64, 0.8f64),
        ZoneKind::Service => (2.4, 0.6),
        ZoneKind::Lounge => (2.2, 0.85),
        ZoneKind::CheckIn => (0.45, 0.35),
        ZoneKind::Product | ZoneKind::Entrance | ZoneKind::Exclude => return None,
    };
    let area = &place.area;
    let (length, width) = (along.min(area.length * 0.8), across.min(area.width * 0.5));
    Some(Rectangle {
        centre: area.spot(0.0, (area.width - width) / 2.0),
        heading: area.heading,
        length,
        width,
    })
}

/// Adds the furniture of a place.
pub(super) fn build(mesh: &mut Mesh, place: &Place) {
    let Some(covered) = furniture_of(place) else {
        return;
    };
    let (l, w) = (covered.length / 2.0, covered.width / 2.0);
    let mut block = |along: (f64, f64), across: (f64, f64), z: (f32, f32), colour| {
        let corners = [
            (along.1, across.1),
            (along.0, across.1),
            (along.0, across.0),
            (along.1, across.0),
        ]
        .map(|(a, b)| {
            let spot = covered.spot(a, b);
            [spot.x as f32, spot.y as f32]
        });
        mesh.block(corners, z.0, z.1, colour);
    };
    match place.kind {
        ZoneKind::Desk => {
            block((-l, l), (-w, w), (0.70, 0.74), WOOD);
            block(
                (-l + 0.05, -l + 0.12),
                (-w + 0.08, w - 0.08),
                (0.0, 0.70),
                DARK,
            );
            block(
                (l - 0.12, l - 0.05),
                (-w + 0.08, w - 0.08),
                (0.0, 0.70),
                DARK,
            );
            block((-0.28, 0.28), (w * 0.3, w * 0.3 + 0.03), (0.82, 1.14), DARK);
            block((-0.04, 0.04), (w * 0.3, w * 0.3 + 0.03), (0.74, 0.82), DARK);
        }
        ZoneKind::Service => {
            block((-l, l), (-w * 0.9, w * 0.9), (0.0, 1.02), WHITE);
            block((-l, l), (-w, w), (1.02, 1.07), WOOD);
        }
        ZoneKind::Lounge => {
            block((-l, l), (-w, w), (0.08, 0.42), CLOTH);
            block((-l, l), (w - 0.22, w), (0.42, 0.80), CLOTH);
            block((-l, -l + 0.18), (-w, w), (0.42, 0.58), CLOTH);
            block((l - 0.18, l), (-w, w), (0.42, 0.58), CLOTH);
        }
        ZoneKind::CheckIn => {
            block((-l * 0.4, l * 0.4), (-w * 0.4, w * 0.4), (0.0, 1.05), WHITE);
            block((-l, l), (-w, w), (1.05, 1.10), DARK);
        }
        ZoneKind::Product | ZoneKind::Entrance | ZoneKind::Exclude => {}
    }
}
