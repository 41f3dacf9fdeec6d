//! The time of a file's frames.

use std::time::Duration;

/// Turns the timestamps that a container gives, if it gives any, into times since the first frame.
#[derive(Debug)]
#[allow(clippy::struct_field_names, reason = "units stand in names")]
pub(super) struct Timeline {
    /// Milliseconds from frame to frame, as the container promises.
    nominal_ms: f64,
    first_ms: Option<f64>,
    /// Of the frame before, milliseconds since the first.
    last_ms: f64,
    /// Losses that were counted and whose gap in the timestamps may still come: a decoder that puts frames into
    /// another order tells of a loss some frames before the place where the frame is missing.
    ahead: u64,
    /// How far the last timestamp went back, if by a second or more.
    setback: Duration,
}

/// A timestamp that goes back by less is one of a few frames that came in another order.
const SETBACK_MS: f64 = 1000.0;

/// Where a frame stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Placed {
    /// Time since the first frame.
    pub(super) position: Duration,
    /// Frames that should stand between this one and the one before.
    pub(super) missing: u64,
}

impl Timeline {
    /// `fps` is the container's nominal rate; where it says nothing sensible, 25 is assumed.
    pub(super) fn new(fps: f64) -> Self {
        let fps = if (0.1..=1000.0).contains(&fps) {
            fps
        } else {
            25.0
        };
        Self {
            nominal_ms: 1000.0 / fps,
            first_ms: None,
            last_ms: 0.0,
            ahead: 0,
            setback: Duration::ZERO,
        }
    }

    /// Places the next frame, whose timestamp is `stamp_ms`. A timestamp that does not move on (a raw stream has
    /// none at all) is replaced by a nominal step; the decoder has lost `lost` frames since the one before.
    pub(super) fn place(&mut self, stamp_ms: f64, lost: u64) -> Placed {
        let Some(first_ms) = self.first_ms else {
            self.first_ms = Some(stamp_ms);
            return Placed {
                position: Duration::ZERO,
                missing: lost,
            };
        };
        let own_ms = stamp_ms - first_ms;
        let step_ms = own_ms - self.last_ms;
        self.setback = Duration::ZERO;
        let (now_ms, unexplained) = if step_ms > 0.0 {
            (own_ms, self.unexplained(step_ms, lost))
        } else {
            (self.last_ms + self.nominal_ms * (lost + 1) as f64, 0)
        };
        if step_ms <= -SETBACK_MS && stamp_ms > 0.0 {
            self.setback = Duration::from_secs_f64(-step_ms / 1000.0);
            // From here on the new timestamps count.
            self.first_ms = Some(stamp_ms - now_ms);
        }
        self.last_ms = now_ms;
        Placed {
            position: Duration::from_secs_f64(now_ms / 1000.0),
            missing: lost + unexplained,
        }
    }

    /// How far the last timestamp fell behind the one before, where it went back by a second or more; else zero.
    pub(super) fn setback(&self) -> Duration {
        self.setback
    }

    /// Frames that a step of the timestamps leaves out and no loss accounts for.
    fn unexplained(&mut self, step_ms: f64, lost: u64) -> u64 {
        let steps = step_ms / self.nominal_ms;
        let gap = if steps > 1.5 {
            steps.round() as u64 - 1
        } else {
            0
        };
        self.ahead += lost;
        let explained = gap.min(self.ahead);
        self.ahead -= explained;
        gap - explained
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_jump_of_the_timestamps_counts_what_is_missing_once() {
        let mut line = Timeline::new(25.0);
        let missing: Vec<_> = [(500.0, 0), (540.0, 0), (660.0, 0), (740.0, 1), (790.0, 0)]
            .map(|(ms, lost)| line.place(ms, lost).missing)
            .into();
        assert_eq!(missing, [0, 0, 2, 1, 0]);
        assert_eq!(line.place(830.0, 0).position, Duration::from_millis(330));
    }

    #[test]
    fn a_loss_that_is_told_before_its_place_is_counted_once() {
        let mut line = Timeline::new(25.0);
        let missing: Vec<_> = [(0.0, 0), (40.0, 2), (80.0, 0), (200.0, 0), (320.0, 0)]
            .map(|(ms, lost)| line.place(ms, lost).missing)
            .into();
        assert_eq!(missing, [0, 2, 0, 0, 2]);
    }

    #[test]
    fn timestamps_that_jump_back_are_told_once_and_followed_from_there() {
        let mut line = Timeline::new(25.0);
        for ms in [5000.0, 5040.0, 5080.0] {
            line.place(ms, 0);
        }
        assert_eq!(line.place(2000.0, 0).position, Duration::from_millis(120));
        assert_eq!(line.setback(), Duration::from_millis(3080));
        assert_eq!(line.place(2100.0, 0).position, Duration::from_millis(220));
        assert_eq!(line.setback(), Duration::ZERO);
    }

    #[test]
    fn a_raw_stream_runs_at_its_nominal_rate() {
        let mut line = Timeline::new(25.0);
        let last = (0..=10).map(|_| line.place(0.0, 0)).last().expect("placed");
        assert_eq!(last.position, Duration::from_millis(400));
        assert_eq!(last.missing, 0);
    }

    proptest! {
        #[test]
        fn time_never_runs_backwards(fps in -10f64..100.0, stamps in prop::collection::vec(-1e6f64..1e6, 1..50)) {
            let mut line = Timeline::new(fps);
            let mut last = Duration::ZERO;
            for stamp in stamps {
                let position = line.place(stamp, 0).position;
                prop_assert!(position >= last);
                last = position;
            }
        }
    }
}
