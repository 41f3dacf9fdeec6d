//! The trackers of all cameras.

use std::collections::BTreeMap;

use super::{camera::CameraTracks, settings::Settings};
use crate::types::{CameraId, FrameObservation, IdSource, Stamp, TrackUpdate};

/// Follows people in each camera. One call a frame; updates come out in a stable order.
#[derive(Debug)]
pub struct Tracker {
    settings: Settings,
    cameras: BTreeMap<CameraId, CameraTracks>,
}

impl Tracker {
    pub fn new(settings: Settings) -> Self {
        Self {
            settings,
            cameras: BTreeMap::new(),
        }
    }

    /// Takes in one frame and reports every believed track of its camera.
    pub fn observe(
        &mut self,
        frame: &FrameObservation,
        ids: &mut dyn IdSource,
    ) -> Vec<TrackUpdate> {
        self.cameras
            .entry(frame.camera.clone())
            .or_default()
            .observe(&self.settings, frame, ids)
    }

    /// Ends tracks of cameras that fell silent.
    pub fn tick(&mut self, now: &Stamp) -> Vec<TrackUpdate> {
        self.cameras
            .iter_mut()
            .flat_map(|(id, tracks)| tracks.tick(&self.settings, id, now))
            .collect()
    }

    /// Takes over new settings; tracks go on.
    pub fn reload(&mut self, settings: Settings) {
        self.settings = settings;
    }
}
