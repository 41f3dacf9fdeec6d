//! Which frames are analysed.

use std::time::Duration;

/// Picks at most one frame per interval of the stream's time, so that any stream is analysed at about the same rate.
#[derive(Debug)]
pub(super) struct Sampler {
    interval_ns: u128,
    last: Option<u128>,
}

impl Sampler {
    /// `fps`: frames to analyse per second, above 0.
    pub(super) fn new(fps: f32) -> Self {
        Self {
            interval_ns: (1e9 / f64::from(fps.max(0.001))).max(1.0) as u128,
            last: None,
        }
    }

    /// Time between two frames that are analysed.
    pub(super) fn interval(&self) -> Duration {
        Duration::from_nanos(self.interval_ns as u64)
    }

    /// Whether the frame at this time of the stream is due.
    pub(super) fn due(&mut self, at: Duration) -> bool {
        // Intervals begin a quarter early, so that a stream of just this rate passes whole in spite of its jitter.
        let interval = (at.as_nanos() + self.interval_ns / 4) / self.interval_ns;
        let due = self.last.is_none_or(|last| interval > last);
        if due {
            self.last = Some(interval);
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn picked(fps: f32, times_ms: impl IntoIterator<Item = u64>) -> usize {
        let mut sampler = Sampler::new(fps);
        let due = |ms: &u64| sampler.due(Duration::from_millis(*ms));
        times_ms.into_iter().filter(due).count()
    }

    #[test]
    fn a_stream_of_25_gives_8_a_second_and_a_slow_one_passes_whole() {
        assert_eq!(picked(8.0, (0..250).map(|i| i * 40)), 80);
        let jittered = (0..80).map(|i| i * 125 + [0, 20, 5, 11][i as usize % 4]);
        assert_eq!(picked(8.0, jittered), 80);
        assert_eq!(picked(8.0, (0..10).map(|i| i * 1000)), 10);
    }

    proptest! {
        #[test]
        fn never_more_than_asked_for(fps in 1f32..30.0, steps in prop::collection::vec(0u64..200, 1..300)) {
            let times: Vec<_> = steps.iter().scan(0, |t, s| { *t += s; Some(*t) }).collect();
            let span_s = times[times.len() - 1] as f32 / 1000.0;
            prop_assert!(picked(fps, times) as f32 <= span_s * fps + 2.0);
        }
    }
}
