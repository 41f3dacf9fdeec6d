//! How often a value lay where, counted without a lock.

use std::{
    sync::atomic::{AtomicI64, AtomicU64, Ordering::Relaxed},
    time::Duration,
};

/// Upper bounds of times, in seconds: from 0.1 ms on twice as much each, up to 6.6 s.
pub const TIMES_S: [f64; 17] = [
    0.000_1, 0.000_2, 0.000_4, 0.000_8, 0.001_6, 0.003_2, 0.006_4, 0.012_8, 0.025_6, 0.051_2,
    0.102_4, 0.204_8, 0.409_6, 0.819_2, 1.638_4, 3.276_8, 6.553_6,
];

/// Upper bounds of delays, in seconds: close to each other where it matters to whoever waits.
pub const DELAYS_S: [f64; 20] = [
    0.005, 0.01, 0.02, 0.03, 0.04, 0.05, 0.075, 0.1, 0.125, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.75,
    1.0, 2.0, 5.0, 30.0,
];

/// Parts of one in which sums are kept.
const PARTS: f64 = 1e9;

/// Counts of values by fixed bounds; whoever counts allocates nothing and waits for nobody.
#[derive(Debug)]
pub struct Histogram {
    bounds: &'static [f64],
    /// One for each bound, and one for what lies above the last.
    counts: Box<[AtomicU64]>,
    /// In parts of one billionth.
    sum: AtomicI64,
}

/// A histogram at a moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Buckets {
    /// Upper bounds, which belong to their bucket, ascending.
    pub bounds: &'static [f64],
    /// How many lay between each bound and the one before it; the last: above all bounds.
    pub counts: Vec<u64>,
    /// Sum of all values, to a billionth.
    pub sum: f64,
}

impl Histogram {
    /// An empty one; `bounds` ascend.
    pub fn new(bounds: &'static [f64]) -> Self {
        Self {
            bounds,
            counts: (0..=bounds.len()).map(|_| AtomicU64::new(0)).collect(),
            sum: AtomicI64::new(0),
        }
    }

    /// Of times, by [`TIMES_S`].
    pub fn of_times() -> Self {
        Self::new(&TIMES_S)
    }

    /// Counts a value. One that is no number is not counted.
    fn count(&self, value: f64) {
        if value.is_nan() {
            return;
        }
        let at = self.bounds.partition_point(|bound| *bound < value);
        self.counts[at].fetch_add(1, Relaxed);
        self.sum.fetch_add((value * PARTS) as i64, Relaxed);
    }

    /// Counts a time, in seconds.
    pub fn count_time(&self, time: Duration) {
        self.count(time.as_secs_f64());
    }

    /// All counts as they are now. Whoever counts meanwhile may be in one of them and not yet in the sum.
    pub fn read(&self) -> Buckets {
        Buckets {
            bounds: self.bounds,
            counts: self
                .counts
                .iter()
                .map(|count| count.load(Relaxed))
                .collect(),
            sum: self.sum.load(Relaxed) as f64 / PARTS,
        }
    }
}

impl Buckets {
    /// How many values were counted.
    pub fn count(&self) -> u64 {
        self.counts.iter().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_lies_in_the_first_bucket_that_reaches_it() {
        let histogram = Histogram::new(&[-0.5, 0.0, 1.0]);
        for value in [-0.7, -0.5, 0.25, 1.0, 1.5, f64::INFINITY, f64::NAN] {
            histogram.count(value);
        }
        assert_eq!(histogram.read().counts, [2, 0, 2, 2]);
        assert_eq!(histogram.read().count(), 6);
    }

    #[test]
    fn times_are_added_up_in_seconds() {
        let times = Histogram::of_times();
        for ms in [1, 2, 60_000] {
            times.count_time(Duration::from_millis(ms));
        }
        let read = times.read();
        assert!((read.sum - 60.003).abs() < 1e-9, "{}", read.sum);
        assert_eq!(read.counts[4..6], [1, 1]);
        assert_eq!(read.counts.last(), Some(&1), "a minute is above all bounds");
    }
}
