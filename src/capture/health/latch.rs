//! From what one picture says to what is said of the camera.

use std::time::Duration;

use crate::types::Stamp;

/// Says yes once it was yes for long enough without a break, and no once it was no for long enough.
#[derive(Clone, Debug)]
pub(super) struct Latch {
    enter: Duration,
    leave: Duration,
    on: bool,
    /// Since when the opposite of `on` is seen.
    turning: Option<Stamp>,
    /// Since when it was yes, where `on`.
    since: Option<Stamp>,
}

impl Latch {
    /// Off. `enter`: how long yes is seen before it counts; `leave`: how long no.
    pub(super) fn new(enter: Duration, leave: Duration) -> Self {
        Self {
            enter,
            leave,
            on: false,
            turning: None,
            since: None,
        }
    }

    /// What is seen at this moment.
    pub(super) fn see(&mut self, yes: bool, at: &Stamp) {
        if yes == self.on {
            self.turning = None;
            return;
        }
        let turning = *self.turning.get_or_insert(*at);
        let needed = if self.on { self.leave } else { self.enter };
        if at.since(&turning) >= needed {
            self.on = yes;
            self.since = yes.then_some(turning);
            self.turning = None;
        }
    }

    /// Since when it is yes; `None` while it is no.
    pub(super) fn since(&self) -> Option<Stamp> {
        self.since
    }

    /// Nothing can be seen: what was about to change begins anew.
    pub(super) fn look_away(&mut self) {
        self.turning = None;
    }

    /// No, whatever was seen.
    pub(super) fn release(&mut self) {
        (self.on, self.turning, self.since) = (false, None, None);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::capture::health::testing::at;

    proptest! {
        #[test]
        fn a_flicker_shorter_than_both_times_changes_nothing(on in any::<bool>(), flicker in 1u64..10) {
            let mut latch = Latch::new(Duration::from_secs(1), Duration::from_secs(1));
            for ms in (0..3000).step_by(100) {
                latch.see(on, &at(ms));
            }
            for ms in (3000..3000 + flicker * 100).step_by(100) {
                latch.see(!on, &at(ms));
            }
            latch.see(on, &at(5000));
            prop_assert_eq!(latch.since(), on.then(|| at(0)));
        }
    }
}
