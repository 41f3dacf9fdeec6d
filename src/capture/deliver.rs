//! From a grabbed frame to the mailbox, and from trouble to a report.

use std::{sync::atomic::Ordering::Relaxed, time::Duration};

use super::{
    CameraSettings, CaptureEnv, VideoSource,
    health::{Advice, Health, Look},
    lull::Lull,
    sampler::Sampler,
};
use crate::{
    runtime::{CameraCounters, Stage},
    types::{CameraReport, CameraState, Changed, Frame, Image, Observation, Stamp},
};

/// A live camera's picture is looked at so often at least, even if nobody has time for it.
const LOOK_ANYWAY: Duration = Duration::from_secs(1);

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
    lull: Lull,
    seq: u64,
    state: Option<CameraState>,
    /// Judges a live camera; recordings are taken as they are.
    health: Option<Health>,
    /// Of the last report, or of the last frame that was handed on: whichever is later. No report may be dated earlier.
    told: Option<Stamp>,
    /// The last frame of a live camera, whatever it was worth.
    came: Option<Stamp>,
    /// Since when no frame could be converted.
    unusable: Option<Stamp>,
    /// Of the last frame that was converted, and how many bytes a picture has.
    looked: Option<Stamp>,
    bytes: usize,
}

impl<'a> Delivery<'a> {
    pub(super) fn new(settings: &'a CameraSettings, env: &'a CaptureEnv) -> Self {
        Self {
            settings,
            env,
            sampler: Sampler::new(settings.fps),
            lull: Lull::new(Changed::within(&env.excluded)),
            seq: 0,
            state: None,
            health: settings
                .source
                .is_live()
                .then(|| Health::new(settings.id.clone(), settings.fps, env.views.clone())),
            told: None,
            came: None,
            unusable: None,
            looked: None,
            bytes: 0,
        }
    }

    /// A connection begins.
    pub(super) fn opened(&mut self, source: &dyn VideoSource) {
        if let Some(health) = &mut self.health {
            health.opened(source.promised_fps());
        }
        self.unusable = None;
    }

    /// The connection of a live camera is lost, or there is none: since its last frame nothing was seen.
    pub(super) fn lost(&mut self, now: Stamp, reason: String) {
        let since = self.came.unwrap_or(now);
        self.report(since, CameraState::Unreachable, reason);
    }

    /// A frame of a live camera came; `position` is its time by the stream, since the first one.
    pub(super) fn came(
        &mut self,
        source: &dyn VideoSource,
        position: Duration,
        stamp: &Stamp,
    ) -> Advice {
        let Some(health) = &mut self.health else {
            return Advice::GoOn;
        };
        self.came = Some(*stamp);
        let advice = health.came(position, source.setback(), stamp);
        self.judge(stamp);
        advice
    }

    /// A frame was grabbed; retrieves and hands it on if it is due, and no later one is.
    pub(super) fn frame(&mut self, source: &mut dyn VideoSource, grabbed: &Grabbed) -> Advice {
        let counters = &self.env.counters;
        CameraCounters::bump(&counters.grabbed);
        counters.corrupt.fetch_add(grabbed.missing, Relaxed);
        let seq = self.seq;
        self.seq += 1;
        if !self.sampler.due(grabbed.at) {
            return Advice::GoOn;
        }
        if let Some(health) = &mut self.health {
            health.due(&grabbed.stamp);
        }
        if self.lull.spares(grabbed.at) {
            CameraCounters::bump(&counters.unchanged);
            return Advice::GoOn;
        }
        if grabbed.late >= self.sampler.interval() {
            CameraCounters::bump(&counters.dropped);
            return Advice::GoOn;
        }
        let Some(mut image) = self.room(&grabbed.stamp) else {
            CameraCounters::bump(&counters.dropped);
            return Advice::GoOn;
        };
        let usable = self
            .env
            .telemetry
            .time(Stage::Convert, || source.retrieve(&mut image));
        if !usable {
            CameraCounters::bump(&counters.corrupt);
            self.env.spares.give(image);
            return self.without_a_picture(&grabbed.stamp);
        }
        self.unusable = None;
        self.looked = Some(grabbed.stamp);
        self.bytes = image.data.len();
        self.lull.look(grabbed.at, &image);
        self.env.snapshots.offer(&self.settings.id, &image);
        let look = self.look(&image, &grabbed.stamp);
        if !look.worthwhile {
            CameraCounters::bump(&counters.unchanged);
            self.env.spares.give(image);
            return look.advice;
        }
        if let Some(closeup) = &self.env.closeup {
            closeup.set_size(image.width, image.height);
            // The main stream's picture of this moment is counted in its place.
            if closeup.gives(&grabbed.stamp) {
                self.env.spares.give(image);
                return look.advice;
            }
        }
        self.told = Some(grabbed.stamp);
        let frame = Frame {
            camera: self.settings.id.clone(),
            stamp: grabbed.stamp,
            seq,
            image,
            shown_as: None,
        };
        let put = || self.env.mailboxes.put(self.env.slot, frame);
        let dropped = match &self.env.closeup {
            Some(closeup) => closeup.in_order(&grabbed.stamp, put).flatten(),
            None => put(),
        };
        if let Some(dropped) = dropped {
            CameraCounters::bump(&counters.dropped);
            self.env.spares.give(dropped.image);
        }
        look.advice
    }

    /// A buffer for a frame; none where it would be old before a network is free, and so is not worth its conversion. Now and then it is
    /// converted all the same: whether the camera is well is to be known however much there is to do.
    fn room(&self, stamp: &Stamp) -> Option<Image> {
        let image = self.env.room(self.bytes);
        let recent = |looked: Stamp| stamp.since(&looked) < LOOK_ANYWAY;
        if image.is_none() && self.looked.is_some_and(recent) {
            return None;
        }
        Some(image.unwrap_or_else(|| self.env.spares.take(self.bytes)))
    }

    /// A frame could not be converted. A live camera of which that is all that comes is as good as silent.
    fn without_a_picture(&mut self, stamp: &Stamp) -> Advice {
        let since = *self.unusable.get_or_insert(*stamp);
        let silence = self.settings.silence;
        if self.health.is_some() && stamp.since(&since) >= silence {
            Advice::Silent(silence)
        } else {
            Advice::GoOn
        }
    }

    /// Whether a picture shows anything, and not the same as before; without that it is no evidence of anybody's being
    /// there. Reports what it tells of the camera.
    fn look(&mut self, image: &Image, stamp: &Stamp) -> Look {
        let Some(health) = &mut self.health else {
            return Look {
                worthwhile: true,
                advice: Advice::GoOn,
            };
        };
        let look = health.look(image, stamp);
        self.judge(stamp);
        look
    }

    /// Reports what a live camera is worth at this moment.
    fn judge(&mut self, stamp: &Stamp) {
        if let Some(health) = &self.health {
            let found = health.finding(stamp);
            self.report(found.since, found.state, found.detail);
        }
    }

    /// A frame of the source was unusable from the start; it keeps its number.
    pub(super) fn corrupt(&mut self) {
        CameraCounters::bump(&self.env.counters.corrupt);
        self.seq += 1;
    }

    /// Reports the state where it is another than before. Since when it is so is never said to be earlier than what was
    /// told already.
    pub(super) fn report(&mut self, stamp: Stamp, state: CameraState, detail: String) {
        if self.state.replace(state) == Some(state) {
            return;
        }
        let closeup = self.env.closeup.as_ref();
        if let Some(closeup) = closeup {
            closeup.set_well(!state.is_blind());
        }
        let mut stamp = self
            .told
            .filter(|told| told.mono_ns > stamp.mono_ns)
            .unwrap_or(stamp);
        // The main stream may have shown somebody since.
        let shown = closeup.map_or(0, |closeup| closeup.last());
        stamp = stamp.later(Duration::from_nanos(shown.saturating_sub(stamp.mono_ns)));
        self.told = Some(stamp);
        match state {
            // That there are no pictures was said, and why.
            CameraState::Ok | CameraState::Unreachable => {
                tracing::info!(?state, detail, "the camera's state");
            }
            _ => tracing::warn!(?state, detail, "the camera's pictures are of little use"),
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
