//! When something happened: a monotonic time for durations, a wall-clock time for people.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::RunId;

/// The time of an input. Durations are taken from `mono_ns`; `utc` may jump and is for people and calendars only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// The run whose monotonic clock this is.
    pub run: RunId,
    /// Nanoseconds since the run began.
    pub mono_ns: u64,
    /// Wall-clock time as the appliance knew it.
    pub utc: Timestamp,
}

impl Stamp {
    /// Time from `earlier` to `self`, never negative: monotonic within a run, by the wall clock across runs.
    pub fn since(&self, earlier: &Self) -> Duration {
        if self.run == earlier.run {
            return Duration::from_nanos(self.mono_ns.saturating_sub(earlier.mono_ns));
        }
        Duration::try_from(self.utc.duration_since(earlier.utc)).unwrap_or(Duration::ZERO)
    }

    /// The stamp `by` later on both clocks.
    #[must_use]
    pub fn later(&self, by: Duration) -> Self {
        let utc = self.utc.checked_add(by).unwrap_or(Timestamp::MAX);
        Self {
            run: self.run,
            mono_ns: self.mono_ns.saturating_add(by.as_nanos() as u64),
            utc,
        }
    }

    /// The moment this much earlier; not before the run began.
    #[must_use]
    pub fn earlier(&self, by: Duration) -> Self {
        let by = by.min(Duration::from_nanos(self.mono_ns));
        let utc = self.utc.checked_sub(by).unwrap_or(Timestamp::MIN);
        Self {
            run: self.run,
            mono_ns: self.mono_ns - by.as_nanos() as u64,
            utc,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ulid::Ulid;

    use super::*;

    fn stamp(run: u128, mono_ns: u64, utc_s: i64) -> Stamp {
        Stamp {
            run: RunId(Ulid::from(run)),
            mono_ns,
            utc: Timestamp::from_second(utc_s).expect("in range"),
        }
    }

    proptest! {
        #[test]
        fn a_jump_of_the_wall_clock_never_changes_a_duration(
            start in 0u64..1 << 50, step in 0u64..1 << 50, utc in any::<i32>(), jump in any::<i32>(),
        ) {
            let earlier = stamp(1, start, utc.into());
            let later = stamp(1, start + step, jump.into());
            prop_assert_eq!(later.since(&earlier), Duration::from_nanos(step));
        }

        #[test]
        fn no_duration_is_negative(a in any::<u64>(), b in any::<u64>(), s in any::<i32>(), t in any::<i32>(), run in 0u128..2) {
            prop_assert!(stamp(run, a, s.into()).since(&stamp(1, b, t.into())) >= Duration::ZERO);
        }
    }
}
