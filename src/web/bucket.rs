//! How often a token may ask.

use super::limits::{BURST, PER_SECOND};

/// Requests that a token has left; they come back with time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bucket {
    left: f64,
    at_ns: u64,
}

impl Bucket {
    pub(super) fn new(now_ns: u64) -> Self {
        Self {
            left: BURST,
            at_ns: now_ns,
        }
    }

    /// Takes one request out; false where none is left.
    pub(super) fn take(&mut self, now_ns: u64) -> bool {
        let passed = now_ns.saturating_sub(self.at_ns) as f64 / 1e9;
        self.left = (self.left + passed * PER_SECOND).min(BURST);
        self.at_ns = self.at_ns.max(now_ns);
        let enough = self.left >= 1.0;
        if enough {
            self.left -= 1.0;
        }
        enough
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_allowed_once_and_then_so_many_a_second() {
        const SECOND: u64 = 1_000_000_000;
        let mut bucket = Bucket::new(SECOND);
        let mut taken = |at| (0..1000).filter(|_| bucket.take(at)).count();
        assert_eq!(taken(SECOND), 100);
        assert_eq!(taken(2 * SECOND), 20);
        // A clock that stands or goes back gives nothing.
        assert_eq!(taken(SECOND), 0);
        assert_eq!(taken(2 * SECOND), 0);
        assert_eq!(taken(3600 * SECOND), 100);
    }
}
