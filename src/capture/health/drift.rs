//! Skewed: the stream's own time runs away from ours.
//!
//! Live pictures are dated by our clock when they arrive. That is right as long as they arrive as fast as they are made:
//! the stream's timestamps say whether they do. Where pictures come later and later they are of the past, and the
//! connection is opened anew; where the timestamps themselves run or jump, that is said, and measured anew from there.

use std::time::Duration;

use super::{Advice, Finding};
use crate::types::{CameraState, Stamp};

/// At first what was buffered arrives; so long nothing is measured.
const SETTLING: Duration = Duration::from_secs(3);
/// How far the times may run apart, in seconds, and how long a picture may be that late: a network that stuttered
/// catches up.
const APART: f64 = 2.0;
const CATCHING_UP: Duration = Duration::from_millis(1500);
/// Timestamps that leave the beat by this many seconds from one picture to the next have jumped.
const JUMP: f64 = 1.0;
/// No two clocks run alike: what is compared with follows so many seconds a second.
const CREEP: f64 = 0.0005;
/// How long after the last sign of it the trouble is said to last.
const AFTER: Duration = Duration::from_secs(8);
/// Opening anew that did not help for so long is not tried again before.
const REOPEN_EVERY: Duration = Duration::from_mins(1);

/// Judges whether the stream's time goes as ours.
#[derive(Debug, Default)]
pub(super) struct Drift {
    line: Option<Line>,
    trouble: Option<Trouble>,
    reopened: Option<Stamp>,
}

/// One connection's time beside ours. Seconds by which the stream is behind, against an arbitrary zero.
#[derive(Debug)]
struct Line {
    begun: Stamp,
    last: Stamp,
    position: Duration,
    /// The least so far.
    least: f64,
    /// What is usual.
    usual: f64,
    /// Since when it is late.
    late: Option<Stamp>,
}

#[derive(Debug)]
struct Trouble {
    since: Stamp,
    last: Stamp,
    detail: String,
}

impl Drift {
    /// A connection begins.
    pub(super) fn opened(&mut self) {
        self.line = None;
    }

    /// A picture came, whose own time since the first is `position`; `setback` is how far its timestamp fell behind the
    /// one before.
    pub(super) fn came(&mut self, position: Duration, setback: Duration, at: &Stamp) -> Advice {
        if self
            .trouble
            .as_ref()
            .is_some_and(|trouble| at.since(&trouble.last) >= AFTER)
        {
            self.trouble = None;
        }
        if setback.as_secs_f64() >= JUMP {
            self.line = None;
            self.say(
                at,
                format!(
                    "its timestamps jumped back by {:.1} s: {MEND}",
                    setback.as_secs_f64()
                ),
            );
        }
        let Some(line) = &mut self.line else {
            self.line = Some(Line::new(position, at));
            return Advice::GoOn;
        };
        match line.measure(position, at) {
            Measured::Even => Advice::GoOn,
            Measured::Jumped(by) => {
                self.line = Some(Line::new(position, at));
                self.say(
                    at,
                    format!("its timestamps jumped ahead by {by:.1} s: {MEND}"),
                );
                Advice::GoOn
            }
            Measured::Ahead(by) => {
                self.line = Some(Line::new(position, at));
                self.say(
                    at,
                    format!("its time runs ahead of ours, by {by:.1} s so far: {MEND}"),
                );
                Advice::GoOn
            }
            Measured::Late(by) => {
                self.line = Some(Line::new(position, at));
                self.say(at, format!("its pictures come later and later, by {by:.1} s so far: lower its bit rate, or mend the network"));
                if self
                    .reopened
                    .is_some_and(|last| at.since(&last) < REOPEN_EVERY)
                {
                    return Advice::GoOn;
                }
                self.reopened = Some(*at);
                Advice::Late(Duration::from_secs_f64(by))
            }
        }
    }

    fn say(&mut self, at: &Stamp, detail: String) {
        let since = self.trouble.as_ref().map_or(*at, |trouble| trouble.since);
        self.trouble = Some(Trouble {
            since,
            last: *at,
            detail,
        });
    }

    /// The trouble, where there is some.
    pub(super) fn finding(&self) -> Option<Finding> {
        let trouble = self.trouble.as_ref()?;
        Some(Finding {
            state: CameraState::Skewed,
            since: trouble.since,
            detail: trouble.detail.clone(),
        })
    }
}

/// What to do about timestamps.
const MEND: &str = "restart the camera, and check its time server";

enum Measured {
    Even,
    /// Seconds.
    Jumped(f64),
    Ahead(f64),
    Late(f64),
}

impl Line {
    fn new(position: Duration, at: &Stamp) -> Self {
        let behind = behind(position, at);
        Self {
            begun: *at,
            last: *at,
            position,
            least: behind,
            usual: behind,
            late: None,
        }
    }

    fn measure(&mut self, position: Duration, at: &Stamp) -> Measured {
        let behind = behind(position, at);
        let step = at.since(&self.last).as_secs_f64();
        let leap = position.saturating_sub(self.position).as_secs_f64() - step;
        (self.last, self.position) = (*at, position);
        if leap >= JUMP && self.least - behind >= JUMP {
            return Measured::Jumped(leap);
        }
        if at.since(&self.begun) < SETTLING {
            self.least = self.least.min(behind);
            self.usual = self.least;
            return Measured::Even;
        }
        let creep = CREEP * step;
        self.least = (self.least + creep).min(behind);
        self.usual += (behind - self.usual).clamp(-creep, creep);
        if self.usual - behind > APART {
            return Measured::Ahead(self.usual - behind);
        }
        let late = behind - self.least;
        if late <= APART {
            self.late = None;
            return Measured::Even;
        }
        let since = *self.late.get_or_insert(*at);
        if at.since(&since) >= CATCHING_UP {
            Measured::Late(late)
        } else {
            Measured::Even
        }
    }
}

fn behind(position: Duration, at: &Stamp) -> f64 {
    at.mono_ns as f64 / 1e9 - position.as_secs_f64()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::capture::health::testing::at;

    /// Pictures every 40 ms of ours from a time on, in milliseconds, dated by the stream as `position` says. Gives the
    /// first advice to open anew, and the times at which it was skewed.
    fn feed(
        drift: &mut Drift,
        ms: std::ops::Range<u64>,
        position: impl Fn(u64) -> f64,
    ) -> (Option<u64>, Vec<u64>) {
        let (mut advised, mut skewed) = (None, Vec::new());
        for ms in ms.step_by(40) {
            let position = Duration::from_secs_f64(position(ms) / 1000.0);
            if let Advice::Late(_) = drift.came(position, Duration::ZERO, &at(ms)) {
                advised.get_or_insert(ms);
                drift.opened();
            }
            if drift.finding().is_some() {
                skewed.push(ms);
            }
        }
        (advised, skewed)
    }

    #[test]
    fn pictures_that_come_later_and_later_are_found_and_the_stream_opened_anew_but_once_a_minute() {
        let mut drift = Drift::default();
        feed(&mut drift, 0..10_000, |ms| ms as f64);
        let slower = |ms: u64| 10_000.0 + (ms - 10_000) as f64 * 0.6;
        let (advised, skewed) = feed(&mut drift, 10_000..40_000, slower);
        assert!(advised.expect("advised") < 18_000, "{advised:?}");
        assert_eq!(skewed.first(), advised.as_ref());
        assert_eq!(
            skewed.len() as u64,
            (40_000 - skewed[0]) / 40 + u64::from((40_000 - skewed[0]) % 40 > 0),
            "without a break"
        );
        let (again, skewed) = feed(&mut drift, 40_000..60_000, |ms| ms as f64);
        assert_eq!(again, None);
        assert!(*skewed.last().expect("at first") < 51_000, "and it ends");
    }

    #[test]
    fn a_time_that_runs_ahead_and_one_that_jumps_are_found_and_end() {
        let faster = |ms: u64| 10_000.0 + (ms - 10_000) as f64 * 1.4;
        let jumped = |ms: u64| ms as f64 + if ms >= 12_000 { 7000.0 } else { 0.0 };
        let cases: [&dyn Fn(u64) -> f64; 2] = [&faster, &jumped];
        for position in cases {
            let mut drift = Drift::default();
            feed(&mut drift, 0..10_000, |ms| ms as f64);
            let (advised, skewed) = feed(&mut drift, 10_000..20_000, position);
            assert_eq!(advised, None);
            assert!(skewed[0] < 16_000, "{skewed:?}");
            let offset = position(20_000) - 20_000.0;
            let (_, skewed) = feed(&mut drift, 20_000..35_000, |ms| ms as f64 + offset);
            assert!(*skewed.last().unwrap_or(&0) < 31_000);
        }
        let mut drift = Drift::default();
        drift.came(Duration::from_secs(5), Duration::ZERO, &at(0));
        drift.came(Duration::from_secs(5), Duration::from_secs(3), &at(40));
        let detail = drift.finding().expect("skewed").detail;
        assert!(detail.contains("back by 3.0 s"), "{detail}");
    }

    #[test]
    fn a_network_that_stutters_and_catches_up_is_no_trouble() {
        let mut drift = Drift::default();
        feed(&mut drift, 0..10_000, |ms| ms as f64);
        // Nothing for three seconds, then all of it within half a second.
        for (n, ms) in (13_000..13_500).step_by(5).enumerate() {
            drift.came(
                Duration::from_millis(10_000 + n as u64 * 35),
                Duration::ZERO,
                &at(ms),
            );
        }
        let (advised, skewed) = feed(&mut drift, 13_500..20_000, |ms| ms as f64);
        assert_eq!((advised, skewed), (None, Vec::new()));
    }

    proptest! {
        #[test]
        fn a_clock_that_is_a_little_off_is_none_whatever_the_jitter(off in -2e-4f64..2e-4, jitter in prop::collection::vec(0u64..400, 50)) {
            let mut drift = Drift::default();
            for ms in (0..7_200_000).step_by(400) {
                let arrival = ms + jitter[(ms / 400 % 50) as usize];
                let position = Duration::from_secs_f64(ms as f64 * (1.0 + off) / 1000.0);
                let advice = drift.came(position, Duration::ZERO, &at(arrival));
                prop_assert_eq!(advice, Advice::GoOn);
                prop_assert!(drift.finding().is_none());
            }
        }
    }
}
