//! Whether the machine keeps up with the pictures that are drawn for it.

use std::{collections::VecDeque, time::Duration};

use crate::sim::Scenario;

/// The share that is left out is that of so long a time of the story.
const WINDOW: Duration = Duration::from_secs(20);
/// After a pause of this length a new day has begun.
const NIGHT: Duration = Duration::from_mins(10);
/// Fewer than this many of ten that are left out are no trouble.
const TROUBLE: u64 = 2;

/// The pictures that were looked at in the last while.
#[derive(Debug)]
pub(super) struct Pictures {
    /// Drawn by all cameras together, each second.
    per_s: f64,
    taken: VecDeque<Duration>,
    /// When the day began.
    from: Duration,
}

impl Pictures {
    /// None for a scenario whose cameras fail: then there are fewer pictures anyway.
    pub(super) fn of(scenario: &Scenario) -> Option<Self> {
        let fail = scenario.cameras.iter().any(|c| !c.faults.is_empty());
        (!fail).then(|| Self {
            per_s: scenario.cameras.iter().map(|c| c.camera.fps).sum(),
            taken: VecDeque::new(),
            from: Duration::ZERO,
        })
    }

    /// A picture of this moment was looked at; `at` counts from midnight of day 1.
    pub(super) fn took(&mut self, at: Duration) {
        let new_day = self
            .taken
            .back()
            .is_none_or(|last| at.saturating_sub(*last) > NIGHT);
        if new_day {
            self.taken.clear();
            self.from = at;
        }
        self.taken.push_back(at);
        while self
            .taken
            .front()
            .is_some_and(|first| at.saturating_sub(*first) > WINDOW)
        {
            self.taken.pop_front();
        }
    }

    /// How many of ten were left out lately, where that is trouble.
    pub(super) fn left_out(&self) -> Option<u64> {
        let last = *self.taken.back()?;
        let lasted = last.saturating_sub(self.from).min(WINDOW);
        if lasted < WINDOW / 2 {
            return None;
        }
        let drawn = (lasted.as_secs_f64() * self.per_s).round() as u64;
        let taken = self.taken.len() as u64;
        tenths_left_out(taken, drawn.saturating_sub(taken))
    }
}

/// How many of ten pictures were left out, where that is trouble.
pub(super) fn tenths_left_out(analysed: u64, left_out: u64) -> Option<u64> {
    let all = analysed + left_out;
    let tenths = (left_out * 10 + all / 2).checked_div(all)?;
    (tenths >= TROUBLE).then_some(tenths)
}

/// The same as a sentence.
pub(super) fn too_slow(speed: f64, tenths: u64) -> String {
    let slower = if speed > 1.0 {
        "--speed 1 or --observations"
    } else {
        "--observations"
    };
    format!(
        "This machine is too slow for {speed}x: {tenths} of 10 pictures left out; try {slower}."
    )
}
