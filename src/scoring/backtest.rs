//! Other rules over the same history: who would stand in which band, who would have been called, and which rules sort
//! those who bought from those who did not better.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::Serialize;

use super::{
    calibrate::{auc, lift_at},
    ledger::Ledger,
};
use crate::types::{Band, EventId, RuleId, TriggerAction, VisitorId};

/// A visitor under both rule sets, at the end.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Changed {
    pub visitor: VisitorId,
    /// Score and band under the rules of today, and under the others.
    pub old: (f64, Band),
    pub new: (f64, Band),
}

/// What staff are called for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// A lead became hot.
    Hot,
    /// A trigger.
    Trigger(RuleId),
}

/// Somebody whom staff are called for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Called {
    pub at: Timestamp,
    pub visitor: VisitorId,
    pub reason: Reason,
}

/// How well scores before the outcome sort buyers from others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Sorted {
    /// The chance that a buyer's score is higher than another's; `None` where one kind is missing.
    pub auc: Option<f64>,
    /// How many times more buyers are among the top tenth than among all.
    pub lift_at_10: Option<f64>,
}

/// Two rule sets beside each other.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Backtest {
    /// Visitors with any points under either.
    pub visitors: usize,
    /// How many go from which band to which, the same included: rows are bands of today, from cold to hot.
    pub moves: [[usize; 3]; 3],
    /// Those who change band, the largest change first.
    pub changed: Vec<Changed>,
    /// Calls of the time looked at: those of both, those that would no longer come, those that would come as well.
    pub kept: usize,
    pub lost: Vec<Called>,
    pub gained: Vec<Called>,
    /// Visitors who bought, or are known not to.
    pub outcomes: usize,
    pub conversions: usize,
    pub old: Sorted,
    pub new: Sorted,
}

/// Holds two ledgers over the same history beside each other, as of `until`; calls are those since `since`.
pub fn compare(old: &Ledger, new: &Ledger, since: Timestamp, until: Timestamp) -> Backtest {
    let everybody: BTreeSet<VisitorId> = old.visitors().chain(new.visitors()).collect();
    let mut moves = [[0; 3]; 3];
    let (mut changed, mut visitors) = (Vec::new(), 0);
    for visitor in everybody {
        let (before, after) = (old.score(visitor, until), new.score(visitor, until));
        if before.0 == 0.0 && after.0 == 0.0 {
            continue;
        }
        visitors += 1;
        moves[before.1 as usize][after.1 as usize] += 1;
        if before.1 != after.1 {
            changed.push(Changed {
                visitor,
                old: before,
                new: after,
            });
        }
    }
    let by = |changed: &Changed| (changed.new.0 - changed.old.0).abs();
    changed.sort_by(|a, b| by(b).total_cmp(&by(a)));
    let within = |called: &Called| called.at >= since && called.at <= until;
    let (was, is) = (calls(old, until), calls(new, until));
    // A call a little earlier or later is the same call: the cause says which it was.
    let lost = was
        .iter()
        .filter(|(key, call)| !is.contains_key(key) && within(call));
    let gained = is
        .iter()
        .filter(|(key, call)| !was.contains_key(key) && within(call));
    let kept = was
        .iter()
        .filter(|(key, call)| is.contains_key(key) && within(call));
    let ((old_scores, hits), (new_scores, _)) = (old.judged(), new.judged());
    Backtest {
        visitors,
        moves,
        changed,
        kept: kept.count(),
        lost: in_order(lost.map(|(_, call)| call.clone())),
        gained: in_order(gained.map(|(_, call)| call.clone())),
        outcomes: hits.len(),
        conversions: hits.iter().filter(|hit| **hit).count(),
        old: sorted(&old_scores, &hits),
        new: sorted(&new_scores, &hits),
    }
}

fn in_order(calls: impl Iterator<Item = Called>) -> Vec<Called> {
    let mut calls: Vec<_> = calls.collect();
    calls.sort();
    calls
}

fn sorted(scores: &[f64], hits: &[bool]) -> Sorted {
    Sorted {
        auc: auc(scores, hits),
        lift_at_10: lift_at(scores, hits, 0.1),
    }
}

/// By visitor, reason, and what it was called for: a visit for a hot lead, the causing event for a trigger.
type Key = (VisitorId, Reason, String);

fn calls(ledger: &Ledger, until: Timestamp) -> BTreeMap<Key, Called> {
    let mut calls = BTreeMap::new();
    for visitor in ledger.visitors() {
        let Some(progress) = ledger.progress_at(visitor, until) else {
            continue;
        };
        for (at, visit, cause) in &progress.became_hot {
            let during = visit.map_or_else(|| cause.to_string(), |visit| visit.to_string());
            let reason = Reason::Hot;
            let called = Called {
                at: *at,
                visitor,
                reason: reason.clone(),
            };
            calls.entry((visitor, reason, during)).or_insert(called);
        }
        for firing in &progress.fired {
            if firing.action != TriggerAction::Alert {
                continue;
            }
            let cause: EventId = firing.cause;
            let reason = Reason::Trigger(firing.trigger.clone());
            let called = Called {
                at: firing.at,
                visitor,
                reason: reason.clone(),
            };
            calls.insert((visitor, reason, cause.to_string()), called);
        }
    }
    calls
}
