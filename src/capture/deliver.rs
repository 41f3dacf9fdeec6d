//! From a grabbed frame to the mailbox, and from trouble to a report.

use std::{sync::atomic::Ordering::Relaxed, time::Duration};

use super::{CameraSettings, CaptureEnv, VideoSource, sampler::Sampler};
use crate::{
    runtime::{CameraCounters, Stage},
    types::{CameraReport, CameraState, Frame, Image, Observation, Stamp},
};

/// A frame that may be retrieved.
pub(super) struct Grabbed {
    /// When it was, on the stream's time and for everybody else.
    pub(super) at: Duration,
    pub(super) stamp: Stamp,
    /// Frames before it that are missing.
    pub(super) missing: u64,
    /// How long ago its time came. Once the next frame that is due has its time this one is dropped, before it is
    /// converted or painted: faster than life there may be many more frames than can be analysed.
    pub(super) late: Duration,
}

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

    /// A frame was grabbed; retrieves and hands it on if it is due, and no later one is.
    pub(super) fn frame(&mut self, source: &mut dyn VideoSource, grabbed: &Grabbed) {
        let counters = &self.env.counters;
        CameraCounters::bump(&counters.grabbed);
        counters.corrupt.fetch_add(grabbed.missing, Relaxed);
        let seq = self.seq;
        self.seq += 1;
        if !self.sampler.due(grabbed.at) {
            return;
        }
        if grabbed.late >= self.sampler.interval() {
            CameraCounters::bump(&counters.dropped);
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
            stamp: grabbed.stamp,
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
