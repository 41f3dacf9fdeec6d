//! Where people come into sight and go out of it.

use super::{
    ground::{FloorPlan, Ground, SHOULDERS_M},
    zones::ZoneMap,
};
use crate::types::TrackUpdate;

/// What is near the place at which somebody was seen first or last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rim {
    /// An entrance: whoever comes or goes here comes or goes.
    Door,
    /// The border of the picture.
    Edge,
    /// Neither: whoever comes into sight here was hidden, and whoever goes out of it is.
    Inside,
}

impl Rim {
    /// What is within `metres` of where somebody stands: a door of their feet, on whichever camera's picture it was drawn;
    /// the border of their far shoulder.
    pub(super) fn of(
        update: &TrackUpdate,
        ground: &Ground,
        metres: f64,
        floor: &FloorPlan,
        zones: &ZoneMap,
    ) -> Self {
        let around = floor.around(update, ground, metres);
        let mut around = around.iter();
        if around.any(|(camera, point)| zones.is_entrance(camera, *point)) {
            return Self::Door;
        }
        let (width, height) = (update.picture.0 as f32, update.picture.1 as f32);
        let body = update.bbox;
        let margin = (metres / SHOULDERS_M - 1.0) as f32 * body.w;
        let sides = body.x < margin || body.x + body.w > width - margin;
        if sides || body.y + body.h > height * 0.99 {
            Self::Edge
        } else {
            Self::Inside
        }
    }
}
