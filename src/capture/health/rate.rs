//! Slow: far fewer pictures than are to be analysed.

use std::{collections::VecDeque, time::Duration};

use super::Finding;
use crate::types::{CameraState, Stamp};

/// Over how long pictures are counted, and how short it is looked at whether they come again.
const WINDOW: Duration = Duration::from_secs(8);
const AGAIN: Duration = Duration::from_secs(3);
/// Of the wanted rate: under the first it is slow, from the second on no more.
const SLOW: f64 = 0.5;
const FAST_ENOUGH: f64 = 0.6;

/// Judges whether pictures come as fast as they are wanted.
#[derive(Debug)]
pub(super) struct Rate {
    /// Pictures to analyse per second.
    asked: f64,
    /// What the stream promised at best, in frames per second. At a camera that is slow when it is opened FFmpeg may take
    /// that for its promise.
    promised: Option<f64>,
    /// When the connection began.
    begun: Option<Stamp>,
    /// When pictures that were due came, over the last window.
    came: VecDeque<Stamp>,
    slow: Option<(Stamp, f64)>,
}

impl Rate {
    /// `asked`: pictures to analyse per second, above 0.
    pub(super) fn new(asked: f32) -> Self {
        Self {
            asked: f64::from(asked),
            promised: None,
            begun: None,
            came: VecDeque::new(),
            slow: None,
        }
    }

    /// A connection begins whose stream promises so many frames per second; 0 where it says nothing.
    pub(super) fn opened(&mut self, promised: f64) {
        if promised > 0.0 {
            self.promised = Some(self.promised.map_or(promised, |best| best.max(promised)));
        }
        self.begun = None;
        self.came.clear();
    }

    /// A picture came that is due for analysis.
    pub(super) fn came(&mut self, at: &Stamp) {
        let begun = *self.begun.get_or_insert(*at);
        self.came.push_back(*at);
        while self
            .came
            .front()
            .is_some_and(|then| at.since(then) >= WINDOW)
        {
            self.came.pop_front();
        }
        let watched = at.since(&begun);
        if self.slow.is_some() {
            if watched >= AGAIN && self.measured(AGAIN, at) >= FAST_ENOUGH * self.wanted() {
                self.slow = None;
            }
        } else if watched >= WINDOW {
            let measured = self.measured(WINDOW, at);
            if measured < SLOW * self.wanted() {
                self.slow = Some((*at, measured));
            }
        }
    }

    /// Pictures per second that can be expected.
    fn wanted(&self) -> f64 {
        self.promised
            .map_or(self.asked, |promised| promised.min(self.asked))
    }

    fn measured(&self, time: Duration, at: &Stamp) -> f64 {
        let recent = self
            .came
            .iter()
            .rev()
            .take_while(|then| at.since(then) < time);
        recent.count() as f64 / time.as_secs_f64()
    }

    /// The trouble, where there is some.
    pub(super) fn finding(&self) -> Option<Finding> {
        let (since, measured) = self.slow?;
        let wanted = self.wanted();
        Some(Finding {
            state: CameraState::Slow,
            since,
            detail: format!(
                "{measured:.1} pictures a second instead of {wanted:.0}: check the network, and the camera's frame rate and exposure time"
            ),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::capture::health::testing::at;

    /// Pictures at this rate from a time on, in milliseconds; gives when it was first slow.
    fn feed(rate: &mut Rate, per_second: u64, ms: std::ops::Range<u64>) -> Option<u64> {
        let mut found = None;
        for ms in ms.step_by((1000 / per_second) as usize) {
            rate.came(&at(ms));
            if rate.finding().is_some() {
                found.get_or_insert(ms);
            }
        }
        found
    }

    #[test]
    fn a_rate_that_collapses_is_found_within_ten_seconds_and_ends_within_four() {
        let mut rate = Rate::new(8.0);
        rate.opened(25.0);
        assert_eq!(feed(&mut rate, 8, 0..20_000), None);
        let found = feed(&mut rate, 2, 20_000..32_000).expect("found");
        assert!(found < 27_000, "{found}");
        let detail = rate.finding().expect("slow").detail;
        assert!(detail.contains("instead of 8"), "{detail}");
        feed(&mut rate, 8, 32_000..36_000);
        assert!(rate.finding().is_none());
    }

    #[test]
    fn a_stream_that_promises_less_is_held_to_that_whatever_it_does_when_it_is_opened_again() {
        let mut rate = Rate::new(8.0);
        rate.opened(3.0);
        assert_eq!(feed(&mut rate, 2, 0..20_000), None);
        rate.opened(25.0);
        assert!(feed(&mut rate, 2, 20_000..30_000).is_some());
        rate.opened(2.0);
        assert!(feed(&mut rate, 2, 30_000..50_000).is_some());
    }

    proptest! {
        #[test]
        fn what_keeps_to_half_the_rate_is_never_slow(asked in 1f32..30.0, jitter in prop::collection::vec(-0.3f64..0.3, 200)) {
            let mut rate = Rate::new(asked);
            rate.opened(0.0);
            let step = 1000.0 / (f64::from(asked) * 0.75);
            for (i, jitter) in jitter.iter().enumerate() {
                rate.came(&at(((i as f64 + 1.0 + jitter) * step) as u64));
                prop_assert!(rate.finding().is_none());
            }
        }
    }
}
