//! From a grabbed frame to the mailbox, and from trouble to a report.

use std::{sync::atomic::Ordering::Relaxed, time::Duration};

use super::{CameraSettings, CaptureEnv, VideoSource, sampler::Sampler};
use crate::{
    runtime::{CameraCounters, Stage},
    types::{CameraReport, CameraState, Frame, Image, Observation, Stamp},
};

/// One camera's way out.
pub(super) struct Delivery<'a> {
    settings: &'a CameraSettings,
    env: &'a CaptureEnv,
    sampler: Sampler,
    seq: u64,
    state: Option<CameraState>,
    /// The buffer of a frame that was dropped or unusable, for the next one.
    spare: Image,
}

impl<'a> Delivery<'a> {
    pub(super) fn new(settings: &'a CameraSettings, env: &'a CaptureEnv) -> Self {
        Self {
            settings,
            env,
            sampler: Sampler::new(settings.fps),
            seq: 0,
            state: None,
            spare: Image::default(),
        }
    }

    /// A frame was grabbed at `stamp`, which is `at` on the stream's time; retrieves and hands it on if it is due.
    pub(super) fn frame(
        &mut self,
        source: &mut dyn VideoSource,
        (at, stamp): (Duration, Stamp),
        missing: u64,
    ) {
        let counters = &self.env.counters;
        CameraCounters::bump(&counters.grabbed);
        counters.corrupt.fetch_add(missing, Relaxed);
        let seq = self.seq;
        self.seq += 1;
        if !self.sampler.due(at) {
            return;
        }
        let mut image = std::mem::take(&mut self.spare);
        let usable = self
            .env
            .telemetry
            .time(Stage::Convert, || source.retrieve(&mut image));
        if !usable {
            CameraCounters::bump(&counters.corrupt);
            self.spare = image;
            return;
        }
        let frame = Frame {
            camera: self.settings.id.clone(),
            stamp,
            seq,
            image,
        };
        if let Some(dropped) = self.env.mailboxes.put(self.env.slot, frame) {
            CameraCounters::bump(&counters.dropped);
            self.spare = dropped.image;
        }
    }

    /// A frame of the source was unusable from the start; it keeps its number.
    pub(super) fn corrupt(&mut self) {
        CameraCounters::bump(&self.env.counters.corrupt);
        self.seq += 1;
    }

    /// Reports the state where it is another than before.
    pub(super) fn report(&mut self, stamp: Stamp, state: CameraState, detail: String) {
        if self.state.replace(state) == Some(state) {
            return;
        }
        let report = CameraReport {
            stamp,
            camera: self.settings.id.clone(),
            state,
            detail,
        };
        // Nobody listens any more only when the process is about to end.
        let _ = self.env.observations.send(Observation::Camera(report));
    }
}
