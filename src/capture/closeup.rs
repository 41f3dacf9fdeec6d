//! The main stream of a camera whose sub-stream is analysed, opened while a closer look is wanted.
//!
//! Its thread `main-<id>` waits for the camera's turn, opens the main stream, and hands its pictures on in place of those
//! of the sub-stream, into the same mailbox. When the turn is over the stream is closed. Boxes are told in the
//! sub-stream's pixels all the time ([`Frame::shown_as`]), so nothing behind the networks notices but that faces can be
//! recognised. Whether the camera is well is judged by its sub-stream alone.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use super::{CameraSettings, CaptureEnv, CaptureError, Grab, sampler::Sampler};
use crate::{
    runtime::{Attention, Backoff, CameraCounters, Stage},
    types::{Frame, Stamp},
};

/// How often it is asked whether it is the camera's turn.
const ASK: Duration = Duration::from_millis(100);

/// Without a picture of the main stream for so long, those of the sub-stream count again.
const STALLED: Duration = Duration::from_millis(500);

/// The waits after a main stream that could not be opened.
const WAITS: (Duration, Duration) = (Duration::from_secs(2), Duration::from_mins(1));

/// A camera's turns, and what its two streams know of each other.
#[derive(Debug)]
pub struct Closeup {
    attention: Arc<Attention>,
    /// The camera's place among those that have two streams.
    seat: usize,
    /// When the main stream last gave a picture, in monotonic nanoseconds; 0 where it is closed.
    given: AtomicU64,
    /// Width and height of the sub-stream's pictures; 0 before the first.
    size: AtomicU64,
    /// Whether the sub-stream gives pictures that are worth something. Else the camera is not seen, whatever the main stream shows.
    well: AtomicBool,
    /// Of the last picture that was handed on, of either stream.
    last: Mutex<u64>,
}

impl Closeup {
    pub fn new(attention: Arc<Attention>, seat: usize) -> Self {
        Self {
            attention,
            seat,
            given: AtomicU64::new(0),
            size: AtomicU64::new(0),
            well: AtomicBool::new(true),
            last: Mutex::new(0),
        }
    }

    /// What the sub-stream is worth.
    pub(super) fn set_well(&self, well: bool) {
        self.well.store(well, Relaxed);
    }

    /// Hands a picture on, unless a later one of the other stream was.
    pub(super) fn in_order<T>(&self, stamp: &Stamp, put: impl FnOnce() -> T) -> Option<T> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let later = stamp.mono_ns > *last;
        *last = stamp.mono_ns.max(*last);
        later.then(put)
    }

    /// The stamp of the last picture that was handed on, of either stream, in monotonic nanoseconds.
    pub(super) fn last(&self) -> u64 {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the main stream gives pictures: then those of the sub-stream are not needed.
    pub(super) fn gives(&self, now: &Stamp) -> bool {
        let given = self.given.load(Relaxed);
        given > 0 && now.mono_ns.saturating_sub(given) < STALLED.as_nanos() as u64
    }

    /// The sub-stream's pictures have this size.
    pub(super) fn set_size(&self, width: u32, height: u32) {
        let size = u64::from(width) << 32 | u64::from(height);
        self.size.store(size, Relaxed);
    }

    fn size(&self) -> Option<(u32, u32)> {
        let size = self.size.load(Relaxed);
        (size > 0).then_some(((size >> 32) as u32, size as u32))
    }

    fn has_turn(&self, now: Stamp) -> bool {
        self.attention.has_turn(self.seat, now)
    }
}

/// Serves the turns of a camera until the stop is asked for; `settings` are those of its main stream.
pub(super) fn run(settings: &CameraSettings, env: &CaptureEnv, closeup: &Closeup) {
    let mut backoff = Backoff::new(WAITS.0, WAITS.1);
    while !env.shutdown.is_requested() {
        if !closeup.has_turn(env.clock.now()) {
            env.shutdown.sleep(ASK);
            continue;
        }
        let served = serve(settings, env, closeup);
        closeup.given.store(0, Relaxed);
        match served {
            Ok(()) => backoff.reset(),
            Err(error) => {
                closeup.attention.give_back(closeup.seat);
                tracing::warn!(source = %settings.source, %error, "no closer look: the main stream fails");
                env.shutdown.sleep(backoff.wait());
            }
        }
    }
}

/// One turn.
fn serve(
    settings: &CameraSettings,
    env: &CaptureEnv,
    closeup: &Closeup,
) -> Result<(), CaptureError> {
    let mut source = env.opener.open(settings)?;
    tracing::debug!("a closer look begins");
    let mut sampler = Sampler::new(settings.fps);
    let (mut bytes, mut seq) = (0, 0);
    while !env.shutdown.is_requested() {
        let grab = source.grab()?;
        let now = env.clock.now();
        if !closeup.has_turn(now) {
            break;
        }
        match grab {
            Grab::Frame { .. } => {}
            Grab::Corrupt => {
                CameraCounters::bump(&env.counters.corrupt);
                continue;
            }
            Grab::End => return Err(CaptureError::Ended),
        }
        let Some(shown_as) = closeup.size() else {
            continue;
        };
        seq += 1;
        if !sampler.due(Duration::from_nanos(now.mono_ns)) {
            continue;
        }
        if !closeup.well.load(Relaxed) {
            continue;
        }
        let Some(mut image) = env.room(bytes) else {
            CameraCounters::bump(&env.counters.dropped);
            continue;
        };
        // Before it is converted, which takes a while.
        closeup.given.store(now.mono_ns.max(1), Relaxed);
        let usable = env
            .telemetry
            .time(Stage::Convert, || source.retrieve(&mut image));
        if !usable {
            CameraCounters::bump(&env.counters.corrupt);
            env.spares.give(image);
            continue;
        }
        bytes = image.data.len();
        let frame = Frame {
            camera: settings.id.clone(),
            stamp: now,
            seq,
            image,
            shown_as: Some(shown_as),
        };
        let put = || env.mailboxes.put(env.slot, frame);
        if let Some(dropped) = closeup.in_order(&now, put).flatten() {
            CameraCounters::bump(&env.counters.dropped);
            env.spares.give(dropped.image);
        }
    }
    tracing::debug!("the closer look is over");
    Ok(())
}
