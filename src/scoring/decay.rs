//! How points fade.

use std::collections::VecDeque;

use jiff::Timestamp;

pub(super) const DAY_S: f64 = 86_400.0;

/// How much of an entry is left after some time. Never grows with time, and lies between 0 and 1.
#[derive(Clone, Debug, PartialEq)]
pub enum Decay {
    /// It stays.
    None,
    /// Falls in a straight line to nothing within these days.
    Linear { days: f64 },
    /// Half of it is left after these days, a quarter after twice as many.
    HalfLife { days: f64 },
    /// From so many days on, this share is left; in the order of days, shares falling. All of it before the first.
    Step(Vec<(f64, f64)>),
}

impl Decay {
    /// The share that is left after `days`; all of it for what lies ahead.
    pub fn remaining(&self, days: f64) -> f64 {
        let days = days.max(0.0);
        match self {
            Self::None => 1.0,
            Self::Linear { days: over } => (1.0 - days / over).max(0.0),
            Self::HalfLife { days: half } => 0.5f64.powf(days / half),
            Self::Step(steps) => {
                let reached = steps.iter().rev().find(|(from, _)| days >= *from);
                reached.map_or(1.0, |(_, share)| *share)
            }
        }
    }

    /// Days until less than this share is left; `None` where that never comes.
    pub fn days_until(&self, share: f64) -> Option<f64> {
        match self {
            Self::None => None,
            Self::Linear { days } => Some((1.0 - share) * days),
            Self::HalfLife { days } => Some(-share.log2() * days),
            Self::Step(steps) => {
                let reached = steps.iter().find(|(_, left)| *left <= share);
                reached.map(|(days, _)| *days)
            }
        }
    }
}

/// Seconds from the epoch; exact to a tenth of a microsecond, which no rule asks for.
pub(super) fn seconds(at: Timestamp) -> f64 {
    at.as_second() as f64 + f64::from(at.subsec_nanosecond()) / 1e9
}

/// The days between two moments.
pub(super) fn days_between(from: Timestamp, to: Timestamp) -> f64 {
    (seconds(to) - seconds(from)) / DAY_S
}

/// What one rule gave so far, as of any later moment, without going through its entries again.
#[derive(Clone, Debug)]
pub(super) enum Sum {
    Steady(f64),
    /// What is left at this second.
    Halving(f64, f64),
    /// When, and how much.
    Entries(VecDeque<(f64, f64)>),
}

impl Sum {
    pub(super) fn new(decay: &Decay) -> Self {
        match decay {
            Decay::None => Self::Steady(0.0),
            Decay::HalfLife { .. } => Self::Halving(0.0, f64::NEG_INFINITY),
            Decay::Linear { .. } | Decay::Step(_) => Self::Entries(VecDeque::new()),
        }
    }

    pub(super) fn add(&mut self, points: f64, at: f64, decay: &Decay) {
        let left = self.value(at, decay);
        match self {
            Self::Steady(sum) => *sum += points,
            Self::Halving(value, since) => (*value, *since) = (left + points, at.max(*since)),
            Self::Entries(entries) => {
                let gone = |&(when, _): &(f64, f64)| decay.remaining((at - when) / DAY_S) == 0.0;
                while entries.front().is_some_and(gone) {
                    entries.pop_front();
                }
                entries.push_back((at, points));
            }
        }
    }

    pub(super) fn value(&self, at: f64, decay: &Decay) -> f64 {
        match self {
            Self::Steady(sum) => *sum,
            Self::Halving(value, _) if *value == 0.0 => 0.0,
            Self::Halving(value, since) => value * decay.remaining((at - since) / DAY_S),
            Self::Entries(entries) => entries
                .iter()
                .map(|(when, points)| points * decay.remaining((at - when) / DAY_S))
                .sum(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decays() -> impl Strategy<Value = Decay> {
        let days = 0.1f64..400.0;
        prop_oneof![
            Just(Decay::None),
            days.clone().prop_map(|days| Decay::Linear { days }),
            days.clone().prop_map(|days| Decay::HalfLife { days }),
            prop::collection::vec((days, 0.0f64..1.0), 1..5).prop_map(|mut steps| {
                steps.sort_by(|a, b| a.0.total_cmp(&b.0));
                let mut left: f64 = 1.0;
                for (_, share) in &mut steps {
                    left *= *share;
                    *share = left;
                }
                Decay::Step(steps)
            }),
        ]
    }

    proptest! {
        #[test]
        fn what_is_left_never_grows(decay in decays(), mut days in prop::collection::vec(-5.0f64..1000.0, 2..30)) {
            days.sort_by(f64::total_cmp);
            let left: Vec<_> = days.iter().map(|d| decay.remaining(*d)).collect();
            prop_assert!(left.windows(2).all(|pair| pair[1] <= pair[0]));
            prop_assert!(left.iter().all(|share| (0.0..=1.0).contains(share)));
            prop_assert_eq!(decay.remaining(0.0), 1.0);
        }

        #[test]
        fn less_than_a_share_is_left_from_when_it_says_on(decay in decays(), share in 0.01f64..0.99) {
            if let Some(days) = decay.days_until(share) {
                prop_assert!(decay.remaining(days + 1e-6) <= share + 1e-9);
                prop_assert!(days <= 1e-6 || decay.remaining(days - 1e-6) > share - 1e-6);
            }
        }

        #[test]
        fn a_running_sum_is_that_of_its_entries(
            decay in decays(),
            entries in prop::collection::vec((0.0f64..60.0, -20.0f64..20.0), 0..40),
            later in 0.0f64..200.0,
        ) {
            let (mut sum, mut at, mut given) = (Sum::new(&decay), 1_700_000_000.0, Vec::new());
            for (days, points) in entries {
                at += days * DAY_S;
                sum.add(points, at, &decay);
                given.push((at, points));
            }
            at += later * DAY_S;
            let fold: f64 = given.iter().map(|(when, points)| points * decay.remaining((at - when) / DAY_S)).sum();
            prop_assert!((sum.value(at, &decay) - fold).abs() < 1e-6);
        }
    }
}
