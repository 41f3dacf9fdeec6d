//! When to approach: the timer with two sides.
//!
//! From the first stand at a product on, a visitor looks round in peace for [`Timer::hold_off`]; then an approach is
//! welcome; and after [`Timer::overdue`] it is late. Whoever is in contact with a colleague needs neither. A party has one
//! timer, which began with its first interest, and a contact with one of them is one with all.

use std::time::Duration;

use super::settings::Timer;
use crate::types::Stamp;

/// How far the timer has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Approachable,
    Overdue,
}

/// One visitor's timer.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Approach {
    /// Start of the first stand at a product.
    interest: Option<Stamp>,
    /// Time since then in which no camera looked: nobody knows whether they were left alone.
    blind: Duration,
    pub(super) contacted: bool,
    approachable_told: bool,
    overdue_told: bool,
}

impl Approach {
    pub(super) fn interested(&mut self, since: Stamp) {
        self.interest.get_or_insert(since);
    }

    /// Nobody is left alone while nobody looks.
    pub(super) fn nobody_looked(&mut self, time: Duration) {
        if self.interest.is_some() {
            self.blind += time;
        }
    }

    /// Since when they are left alone, as far as somebody looked.
    pub(super) fn since(&self) -> Option<Stamp> {
        self.interest.map(|since| since.later(self.blind))
    }

    /// What is to be told now, once each, with the time since the first interest.
    pub(super) fn due(&mut self, now: &Stamp, timer: &Timer) -> Option<(Step, Duration)> {
        let alone = now.since(&self.since()?);
        if self.contacted {
            return None;
        }
        if alone >= timer.overdue && !self.overdue_told {
            (self.approachable_told, self.overdue_told) = (true, true);
            return Some((Step::Overdue, alone));
        }
        if alone >= timer.hold_off && !self.approachable_told {
            self.approachable_told = true;
            return Some((Step::Approachable, alone));
        }
        None
    }

    /// What is true of a party, or of one visit that was taken for two.
    pub(super) fn with(mut self, other: &Self) -> Self {
        let interests = self.interest.into_iter().chain(other.interest);
        self.interest = interests.min_by_key(|at| at.mono_ns);
        // One camera has them: it failed for all of them at once.
        self.blind = self.blind.max(other.blind);
        self.contacted |= other.contacted;
        self.approachable_told |= other.approachable_told;
        self.overdue_told |= other.overdue_told;
        self
    }
}
