//! Whose face came close enough to a camera to be known by.

use std::collections::BTreeMap;

use super::attribution::Who;
use crate::sim::Told;

/// From this width on recognition is held to its word, pixels.
pub(super) const CLOSE_PX: f32 = 50.0;

/// The widest face of everybody, whether it was found or not.
#[derive(Debug, Default)]
pub(super) struct Close {
    widest: BTreeMap<Who, f32>,
}

impl Close {
    /// Takes in who is to be seen in a frame.
    pub(super) fn see(&mut self, told: &Told) {
        for shown in &told.shown {
            let who = (told.hall, shown.person, shown.visit);
            let widest = self.widest.entry(who).or_default();
            *widest = widest.max(shown.face_px);
        }
    }

    /// Whether somebody's face reached [`CLOSE_PX`] somewhere in their visit.
    pub(super) fn came(&self, who: Who) -> bool {
        self.widest.get(&who).is_some_and(|px| *px >= CLOSE_PX)
    }
}
