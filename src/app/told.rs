//! The `told` thread: observations in place of pictures, each at its time.

use std::time::Duration;

use crossbeam_channel::Sender;

use super::options::Told;
use crate::{
    capture::Pace,
    runtime::{Clock, Shutdown},
    types::{Observation, Stamp},
};

/// Tells observations to the line.
pub(super) struct Teller {
    pub(super) told: Told,
    pub(super) pace: Pace,
    pub(super) clock: Clock,
    pub(super) origin: Stamp,
    pub(super) stop: Shutdown,
    pub(super) out: Sender<Observation>,
}

impl Teller {
    /// Runs until everything is told, nobody listens any more, or the stop is asked for. Nothing is left out: where the
    /// line is too slow, it hears later.
    pub(super) fn run(self) {
        for mut observation in self.told.observations {
            let stamp = stamp_of(&mut observation);
            *stamp = self.origin.later(Duration::from_nanos(stamp.mono_ns));
            let wait = match self.pace {
                Pace::FileTime => self.clock.until(stamp),
                Pace::Max => Duration::ZERO,
            };
            if self.stop.sleep(wait) || self.out.send(observation).is_err() {
                return;
            }
        }
    }
}

fn stamp_of(observation: &mut Observation) -> &mut Stamp {
    match observation {
        Observation::Frame(frame) => &mut frame.stamp,
        Observation::Camera(report) => &mut report.stamp,
    }
}
