//! Looks less often where nothing moves.
//!
//! Converting a picture costs about as much as decoding it, so in an empty building the pictures that are looked at are
//! most of what could be spared. Where nothing has changed for a while two a second are enough: whoever comes in is seen
//! after half a second, and from then on at the full rate.

use std::time::Duration;

use crate::types::{Cells, Changed, Image};

/// Nothing has moved for so long: longer than anybody stands without moving a hand.
const AFTER: Duration = Duration::from_secs(5);

/// From picture to picture in a lull.
const INTERVAL: Duration = Duration::from_millis(500);

/// Of one camera; times are those of its stream.
#[derive(Debug)]
pub(super) struct Lull {
    /// Where nobody looks: a screen there moves all day.
    covered: Changed,
    cells: Option<Cells>,
    moved: Duration,
    looked: Duration,
}

impl Lull {
    pub(super) fn new(covered: Changed) -> Self {
        Self {
            covered,
            cells: None,
            moved: Duration::ZERO,
            looked: Duration::ZERO,
        }
    }

    /// Whether the picture of this time may be left out.
    pub(super) fn spares(&self, at: Duration) -> bool {
        self.cells.is_some()
            && at.saturating_sub(self.moved) >= AFTER
            && at.saturating_sub(self.looked) < INTERVAL
    }

    /// The picture of this time was converted.
    pub(super) fn look(&mut self, at: Duration, image: &Image) {
        let mut now = Cells::of(image);
        now.cover(&self.covered);
        let moved = match &mut self.cells {
            Some(cells) => !cells.take_over(&now).without_clock().is_empty(),
            before => {
                *before = Some(now);
                true
            }
        };
        if moved {
            self.moved = at;
        }
        self.looked = at;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looks(lull: &mut Lull, seconds: std::ops::Range<u64>, shade: u8) -> usize {
        let times = (seconds.start * 8..seconds.end * 8).map(|i| Duration::from_millis(i * 125));
        let looks = times.filter(|&at| {
            let looked = !lull.spares(at);
            if looked {
                lull.look(at, &Image::filled(64, 36, shade));
            }
            looked
        });
        looks.count()
    }

    #[test]
    fn in_a_lull_two_a_second_are_looked_at_and_all_once_something_moves() {
        let mut lull = Lull::new(Changed::nowhere());
        assert_eq!(looks(&mut lull, 0..5, 90), 40);
        assert_eq!(looks(&mut lull, 5..15, 90), 20);
        assert_eq!(
            looks(&mut lull, 15..20, 120),
            37,
            "seen after half a second"
        );
    }
}
