//! How long to wait before the next attempt.

use std::time::Duration;

use super::ids::random_seed;

/// Doubling waits between `min` and `max`, each drawn between half and all of its length so that many
/// appliances do not knock at the same moment.
#[derive(Clone, Debug)]
pub struct Backoff {
    min: Duration,
    max: Duration,
    next: Duration,
}

impl Backoff {
    pub fn new(min: Duration, max: Duration) -> Self {
        Self {
            min,
            max,
            next: min,
        }
    }

    /// The wait before the coming attempt.
    pub fn wait(&mut self) -> Duration {
        let whole = self.next;
        self.next = (whole * 2).min(self.max);
        let share = 0.5 + 0.5 * (random_seed() as f64 / u64::MAX as f64);
        whole.mul_f64(share)
    }

    /// The attempt succeeded: the next failure waits `min` again.
    pub fn reset(&mut self) {
        self.next = self.min;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_the_bound_and_start_again_after_a_success() {
        let (min, max) = (Duration::from_millis(100), Duration::from_secs(2));
        let mut backoff = Backoff::new(min, max);
        let waits: Vec<_> = (0..12).map(|_| backoff.wait()).collect();
        assert!(waits.iter().all(|w| *w >= min / 2 && *w <= max));
        assert!(waits[11] >= max / 2);
        backoff.reset();
        assert!(backoff.wait() <= min);
    }
}
