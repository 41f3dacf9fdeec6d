//! At most so many points: in a visit, on a day, and of what is left in total.

use std::collections::BTreeMap;

use super::rules::Caps;
use crate::types::{ScoreName, VisitId};

/// To whom a cap applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Whose {
    /// One rule, by its place.
    Rule(usize),
    /// All rules together.
    All,
}

/// Caps, whose they are, and what is left now of the points that count for the total.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limit {
    pub(super) caps: Caps,
    pub(super) whose: Whose,
    pub(super) left: f64,
}

/// Points so far, as far as caps ask for them: each score of a rule has its own.
#[derive(Clone, Debug, Default)]
pub(super) struct Spent {
    per_visit: BTreeMap<(VisitId, Whose, ScoreName), f64>,
    per_day: BTreeMap<(i64, Whose, ScoreName), f64>,
}

impl Spent {
    /// What of some points all limits let through; it is spent from then on.
    pub(super) fn let_through(
        &mut self,
        worth: f64,
        score: &ScoreName,
        (visit, day): (Option<VisitId>, i64),
        limits: impl Iterator<Item = Limit> + Clone,
    ) -> f64 {
        let so_far = |sum: Option<&f64>| sum.copied().unwrap_or_default();
        let mut points = worth;
        for Limit { caps, whose, left } in limits.clone() {
            if let (Some(cap), Some(visit)) = (caps.per_visit, visit) {
                let key = (visit, whose, score.clone());
                points = within(so_far(self.per_visit.get(&key)), points, cap);
            }
            if let Some(cap) = caps.per_day {
                let key = (day, whose, score.clone());
                points = within(so_far(self.per_day.get(&key)), points, cap);
            }
            if let Some(cap) = caps.in_total {
                points = within(left, points, cap);
            }
        }
        for Limit { caps, whose, .. } in limits {
            if let (Some(_), Some(visit)) = (caps.per_visit, visit) {
                let key = (visit, whose, score.clone());
                *self.per_visit.entry(key).or_default() += points;
            }
            if caps.per_day.is_some() {
                let key = (day, whose, score.clone());
                *self.per_day.entry(key).or_default() += points;
            }
        }
        points
    }
}

/// How much more may be given where `spent` was, so that the sum stays within the cap, whichever sign it has. What lies
/// beyond it already is not taken back.
fn within(spent: f64, more: f64, cap: f64) -> f64 {
    if more > 0.0 {
        more.min((cap - spent).max(0.0))
    } else {
        more.max((-cap - spent).min(0.0))
    }
}
