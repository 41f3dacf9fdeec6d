//! Time: monotonic since the start of the run, and the wall clock beside it.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use jiff::Timestamp;

use crate::types::{RunId, Stamp};

/// The clock of one run; clones tell the same time.
#[derive(Clone, Debug)]
pub struct Clock(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    run: RunId,
    start: Instant,
    /// Set where the wall clock is fixed at the start of the run instead of read (footage with a date of its own).
    fixed_start: Option<Timestamp>,
}

impl Clock {
    /// The machine's clocks. The wall clock is read each time, so its jumps are seen and recorded.
    #[allow(clippy::disallowed_methods, reason = "this is where the clock is read")]
    pub fn real(run: RunId) -> Self {
        Self(Arc::new(Inner {
            run,
            start: Instant::now(),
            fixed_start: None,
        }))
    }

    /// A wall clock that stood at `start` when the run began, and moves with the monotonic clock.
    #[allow(clippy::disallowed_methods, reason = "this is where the clock is read")]
    pub fn starting_at(run: RunId, start: Timestamp) -> Self {
        Self(Arc::new(Inner {
            run,
            start: Instant::now(),
            fixed_start: Some(start),
        }))
    }

    /// The time now.
    #[allow(clippy::disallowed_methods, reason = "this is where the clock is read")]
    pub fn now(&self) -> Stamp {
        let elapsed = self.0.start.elapsed();
        let utc = self
            .0
            .fixed_start
            .map_or_else(Timestamp::now, |start| start + elapsed);
        Stamp {
            run: self.0.run,
            mono_ns: elapsed.as_nanos() as u64,
            utc,
        }
    }

    /// The beginning of the run: zero on the monotonic clock.
    pub fn origin(&self) -> Stamp {
        let now = self.now();
        let utc = self
            .0
            .fixed_start
            .unwrap_or(now.utc - Duration::from_nanos(now.mono_ns));
        Stamp {
            run: self.0.run,
            mono_ns: 0,
            utc,
        }
    }
}

/// Measures how long something takes.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    #[allow(clippy::disallowed_methods, reason = "this is where the clock is read")]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}
