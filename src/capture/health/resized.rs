//! Pictures that changed their size while the connection stayed.
//!
//! OpenCV goes on converting them by the size that the stream had when it was opened, and tells nobody. Larger ones it
//! cannot convert at all, so that the last picture stays, bit by bit; of smaller ones it converts the upper part, wrongly,
//! and the lowest row stays. Both look like nothing else that a camera does, and end when the stream is opened anew.

use std::time::Duration;

use super::glance::{Difference, Glance};
use crate::types::Stamp;

/// For how long nothing at all changes, or all but the lowest row. A picture that is frozen looks like the first: that is
/// found and said before.
const ALL_STILL: Duration = Duration::from_secs(8);
const LOWEST_STILL: Duration = Duration::from_secs(2);
/// In how many pictures the lowest row must have changed before: at some cameras it is a black bar.
const ALIVE: u32 = 12;
/// The wait after a suspicion that was wrong, doubled each time up to the second.
const AGAIN_AFTER: (Duration, Duration) = (Duration::from_mins(1), Duration::from_hours(6));

/// Suspects that pictures have another size than they are taken for.
#[derive(Debug)]
pub(super) struct Resized {
    last: Option<Glance>,
    alive: u32,
    /// Since when nothing changes, and the lowest row does not.
    all_still: Option<Stamp>,
    lowest_still: Option<Stamp>,
    /// Pictures since then, and in how many of them most of the rest changed.
    pictures: u32,
    wild: u32,
    suspected: Option<Stamp>,
    wait: Duration,
    /// Of the pictures of the connection before.
    before: Option<(u32, u32)>,
}

impl Resized {
    pub(super) fn new() -> Self {
        Self {
            last: None,
            alive: 0,
            all_still: None,
            lowest_still: None,
            pictures: 0,
            wild: 0,
            suspected: None,
            wait: AGAIN_AFTER.0,
            before: None,
        }
    }

    /// A connection begins.
    pub(super) fn opened(&mut self) {
        let (suspected, wait) = (self.suspected, self.wait);
        let alive = self.alive;
        let before = self.last.as_ref().map(Glance::size).or(self.before);
        *self = Self {
            alive,
            suspected,
            wait,
            before,
            ..Self::new()
        };
    }

    /// Looks at the next picture; gives whether to open the stream anew.
    pub(super) fn look(&mut self, glance: &Glance, at: &Stamp) -> bool {
        let Some(last) = self.last.replace(glance.clone()) else {
            if self.before.is_some_and(|before| before != glance.size()) {
                // It was right, and may be so again at once.
                (self.suspected, self.wait) = (None, AGAIN_AFTER.0);
            }
            return false;
        };
        if last.size() != glance.size() {
            return false;
        }
        if *glance == last {
            self.all_still.get_or_insert(*at);
        } else {
            self.all_still = None;
        }
        if glance.lowest() == last.lowest() {
            self.lowest_still.get_or_insert(*at);
            let Difference(cells) = glance.difference(&last);
            let changed = cells.iter().filter(|by| **by > 0.0).count();
            self.pictures += 1;
            self.wild += u32::from(changed > cells.len() / 2);
        } else {
            self.alive += 1;
            (self.lowest_still, self.pictures, self.wild) = (None, 0, 0);
        }
        self.suspicious(at) && self.may_say(at)
    }

    fn suspicious(&self, at: &Stamp) -> bool {
        let lasts =
            |since: Option<Stamp>, time| since.is_some_and(|since| at.since(&since) >= time);
        let half_wrong = lasts(self.lowest_still, LOWEST_STILL) && 2 * self.wild > self.pictures;
        self.alive >= ALIVE && (half_wrong || lasts(self.all_still, ALL_STILL))
    }

    fn may_say(&mut self, at: &Stamp) -> bool {
        if let Some(before) = self.suspected {
            if at.since(&before) < self.wait {
                return false;
            }
            self.wait = (self.wait * 2).min(AGAIN_AFTER.1);
        }
        self.suspected = Some(*at);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        capture::health::testing::{HEIGHT, Picture, WIDTH, at},
        types::Image,
    };

    /// Pictures at 8 a second; gives at which, counted from the first, the stream is to be opened anew.
    fn asked(
        resized: &mut Resized,
        from: u64,
        count: u64,
        picture: impl Fn(u64) -> Image,
    ) -> Vec<u64> {
        let look = |n: &u64| {
            let glance = Glance::of(&picture(*n)).expect("a picture");
            resized.look(&glance, &at(n * 125))
        };
        (from..from + count).filter(look).collect()
    }

    #[test]
    fn what_cannot_be_converted_any_more_is_found_within_nine_seconds() {
        let scene = Picture::scene(1);
        let stale = scene.noisy(79);
        let torn = |number: u64| {
            let mut image = scene.noisy(number);
            let kept = WIDTH * (HEIGHT - 30) * 3;
            image.data[kept..].copy_from_slice(&stale.data[kept..]);
            image
        };
        let cases: [(&dyn Fn(u64) -> Image, u64); 2] = [(&|_| stale.clone(), 72), (&torn, 20)];
        for (picture, within) in cases {
            let mut resized = Resized::new();
            assert!(asked(&mut resized, 0, 80, |n| scene.noisy(n)).is_empty());
            let asked = asked(&mut resized, 80, 160, picture);
            assert!(asked.len() == 1 && asked[0] < 80 + within, "{asked:?}");
        }
    }

    #[test]
    fn a_black_bar_below_is_none() {
        let mut scene = Picture::scene(2);
        scene.put((0, HEIGHT - 20), (WIDTH, 20), -20.0);
        assert!(asked(&mut Resized::new(), 0, 400, |n| scene.noisy(n)).is_empty());
    }
}
