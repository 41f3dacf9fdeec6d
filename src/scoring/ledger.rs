//! The ledger: entries per visitor, and their fold.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::rules::{Rule, RuleSet};
use crate::types::{
    Band, Event, EventKind, LedgerEntry, RuleId, ScoreChange, VisitId, VisitorId, Zone, ZoneId,
    ZoneKind,
};

/// An entry, and what is needed to place it anew where a correction says whose it is.
#[derive(Clone, Debug)]
struct Kept {
    entry: LedgerEntry,
    /// Number of its event in the order of keeping.
    order: u64,
    placed: Placed,
    /// It says something that turned out not to be so: it gives no points.
    void: bool,
    /// The band after its event.
    band: Band,
}

/// The entries of one visitor, in the order in which their events were kept.
#[derive(Debug, Default)]
struct Account {
    entries: Vec<Kept>,
}

impl Account {
    fn band(&self) -> Option<Band> {
        self.entries.last().map(|kept| kept.band)
    }

    fn counting(&self) -> impl Iterator<Item = &LedgerEntry> {
        let counts = self.entries.iter().filter(|kept| !kept.void);
        counts.map(|kept| &kept.entry)
    }

    /// Puts the entries in order and finds the bands anew from the event number `from` on, as if all of them had always
    /// been this account's.
    fn settle(&mut self, rules: &RuleSet, from: u64) {
        self.entries.sort_by_key(|kept| kept.order);
        let mut at = self.entries.partition_point(|kept| kept.order < from);
        while let Some(first) = self.entries.get(at) {
            let (order, when, void) = (first.order, first.entry.at, first.void);
            let same = |kept: &&Kept| kept.order == order;
            let end = at + self.entries[at..].iter().take_while(same).count();
            let before = at
                .checked_sub(1)
                .map_or(Band::Cold, |i| self.entries[i].band);
            let band = if void {
                before
            } else {
                let so_far = self.entries[..end].iter().filter(|kept| !kept.void);
                let value = fold(rules, so_far.map(|kept| &kept.entry), when);
                rules.bands.band(value, before)
            };
            for kept in &mut self.entries[at..end] {
                kept.band = band;
            }
            at = end;
        }
    }
}

/// Scores of all visitors under one rule set.
#[derive(Debug)]
pub struct Ledger {
    rules: RuleSet,
    kinds: BTreeMap<ZoneId, ZoneKind>,
    accounts: BTreeMap<VisitorId, Account>,
    /// Points per visit and rule, for the caps.
    spent: BTreeMap<(VisitId, RuleId), f64>,
    /// Open visits, by those that turned out to be parts of them.
    wholes: BTreeMap<VisitId, VisitId>,
    /// Number of the next event.
    order: u64,
}

/// Whose an entry is, and whether it counts: what corrections say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub visitor: VisitorId,
    pub counts: bool,
}

/// What [`Ledger::place_anew`] asks about: what an event said, by which its entries are placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    pub visit: Option<VisitId>,
    /// The visitor as the event named them.
    pub told: VisitorId,
    pub claim: Claim,
}

/// What an event said of who its visitor is. Where that turns out not to be so, its entries do not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    None,
    /// They have been here before.
    Returned,
    /// The visit is a part of this one.
    PartOf(VisitId),
}

impl Placed {
    pub fn new(event: &Event) -> Self {
        let claim = match event.kind {
            EventKind::Returned { .. } => Claim::Returned,
            EventKind::Merged { into } => Claim::PartOf(into),
            _ => Claim::None,
        };
        Self {
            visit: event.visit,
            told: event.visitor,
            claim,
        }
    }
}

impl Ledger {
    pub fn new(rules: RuleSet, zones: &[Zone]) -> Self {
        let kinds = zones.iter().map(|z| (z.id.clone(), z.kind)).collect();
        Self {
            rules,
            kinds,
            accounts: BTreeMap::new(),
            spent: BTreeMap::new(),
            wholes: BTreeMap::new(),
            order: 0,
        }
    }

    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// Takes over other rules, from the next event on.
    pub fn reload(&mut self, rules: RuleSet, zones: &[Zone]) {
        self.rules = rules;
        self.kinds = zones.iter().map(|z| (z.id.clone(), z.kind)).collect();
    }

    /// Takes in an event; `None` where no rule is about it.
    pub fn observe(&mut self, event: &Event) -> Option<ScoreChange> {
        let standing = Standing {
            visitor: event.visitor,
            counts: true,
        };
        if let EventKind::Identified { from } = event.kind {
            self.merge(from, event.visitor);
        }
        self.observe_for(event, standing)
    }

    /// Takes in an event of earlier, whose visitor is known as of today, aliases and corrections followed.
    pub fn observe_for(&mut self, event: &Event, standing: Standing) -> Option<ScoreChange> {
        self.order += 1;
        let visitor = standing.visitor;
        let given = match (&event.kind, event.visit) {
            (kind, Some(visit)) if kind.voids_visit() => self.take_back(event, visit),
            (EventKind::Merged { into }, Some(from)) => {
                let excess = self.settle_merged_visit(event, (from, *into));
                self.keep(event, standing, excess)
            }
            _ => {
                let entries = self.entries_for(event);
                self.keep(event, standing, entries)
            }
        };
        let ends = matches!(event.kind, EventKind::Left { .. }) || event.kind.voids_visit();
        if let Some(over) = event.visit.filter(|_| ends) {
            self.spent.retain(|(visit, _), _| *visit != over);
            self.wholes.retain(|_, whole| *whole != over);
        }
        if given.is_empty() {
            return None;
        }
        let before = self.band(visitor);
        let mut touched = BTreeSet::new();
        for kept in &given {
            touched.insert(kept.entry.visitor);
            let account = self.accounts.entry(kept.entry.visitor).or_default();
            account.entries.push(kept.clone());
        }
        for visitor in touched {
            if let Some(account) = self.accounts.get_mut(&visitor) {
                account.settle(&self.rules, self.order);
            }
        }
        let band = self.band(visitor);
        let account = self.accounts.get(&visitor);
        let counting = account.into_iter().flat_map(Account::counting);
        Some(ScoreChange {
            stamp: event.stamp,
            visitor,
            visit: event.visit,
            value: fold(&self.rules, counting, event.stamp.utc),
            band,
            band_before: (band != before).then_some(before),
            entries: given
                .into_iter()
                .filter(|kept| !kept.void)
                .map(|kept| kept.entry)
                .collect(),
        })
    }

    fn band(&self, visitor: VisitorId) -> Band {
        let account = self.accounts.get(&visitor);
        account.and_then(Account::band).unwrap_or(Band::Cold)
    }

    /// Entries of an event as they are kept.
    fn keep(&self, event: &Event, standing: Standing, entries: Vec<LedgerEntry>) -> Vec<Kept> {
        let kept = |entry: LedgerEntry| Kept {
            entry: LedgerEntry {
                visitor: standing.visitor,
                ..entry
            },
            order: self.order,
            placed: Placed::new(event),
            void: !standing.counts,
            band: Band::Cold,
        };
        entries.into_iter().map(kept).collect()
    }

    /// The entries of a visitor that count, in the order in which their events were kept.
    pub fn entries(&self, visitor: VisitorId) -> Vec<LedgerEntry> {
        let account = self.accounts.get(&visitor);
        account.map_or_else(Vec::new, |account| account.counting().cloned().collect())
    }

    /// The score at a moment, and its band.
    pub fn score(&self, visitor: VisitorId, at: Timestamp) -> (f64, Band) {
        let Some(account) = self.accounts.get(&visitor) else {
            return (0.0, Band::Cold);
        };
        let value = fold(&self.rules, account.counting(), at);
        let before = account.band().unwrap_or(Band::Cold);
        (value, self.rules.bands.band(value, before))
    }

    /// The points of some visits of a visitor, by rule.
    pub fn points_of(&self, visitor: VisitorId, visits: &[VisitId]) -> BTreeMap<RuleId, f64> {
        let mut points = BTreeMap::new();
        let account = self.accounts.get(&visitor);
        for entry in account.into_iter().flat_map(Account::counting) {
            if entry.visit.is_some_and(|visit| visits.contains(&visit)) {
                *points.entry(entry.rule.clone()).or_default() += entry.points;
            }
        }
        points
    }

    /// `from` turned out to be `into`: the entries of both are one account.
    pub fn merge(&mut self, from: VisitorId, into: VisitorId) {
        if from == into {
            return;
        }
        let Some(moved) = self.accounts.remove(&from) else {
            return;
        };
        let first = moved.entries.first().map_or(self.order, |kept| kept.order);
        let account = self.accounts.entry(into).or_default();
        account.entries.extend(moved.entries);
        for kept in &mut account.entries {
            kept.entry.visitor = into;
        }
        account.settle(&self.rules, first);
    }

    /// After a correction: gives every entry of these visitors to whom it belongs today. Scores and bands are then what
    /// they would be had it been so all along. Gives what was taken back, as negative points, and what counts again.
    pub fn place_anew(
        &mut self,
        visitors: &BTreeSet<VisitorId>,
        today: impl Fn(Placed) -> Standing,
    ) -> Vec<LedgerEntry> {
        let accounts = visitors.iter().filter_map(|v| self.accounts.remove(v));
        let entries: Vec<_> = accounts.flat_map(|account| account.entries).collect();
        let (mut settled, mut touched) = (Vec::new(), visitors.clone());
        for mut kept in entries {
            let standing = today(kept.placed);
            kept.entry.visitor = standing.visitor;
            if kept.void == standing.counts {
                kept.void = !standing.counts;
                let sign = if kept.void { -1.0 } else { 1.0 };
                settled.push(LedgerEntry {
                    points: sign * kept.entry.points,
                    ..kept.entry.clone()
                });
            }
            touched.insert(standing.visitor);
            let account = self.accounts.entry(standing.visitor).or_default();
            account.entries.push(kept);
        }
        for visitor in touched {
            if let Some(account) = self.accounts.get_mut(&visitor) {
                account.settle(&self.rules, 0);
            }
        }
        settled
    }

    fn entries_for(&mut self, event: &Event) -> Vec<LedgerEntry> {
        let mut entries = Vec::new();
        for rule in &self.rules.rules {
            let Some(worth) = rule.points_for(event, |zone| self.kinds.get(zone).copied()) else {
                continue;
            };
            let points = match (event.visit, rule.max_per_visit) {
                (Some(visit), cap) => {
                    let spent = self.spent.entry((visit, rule.id.clone())).or_default();
                    let points = cap.map_or(worth, |cap| capped(*spent + worth, cap) - *spent);
                    *spent += points;
                    points
                }
                (None, _) => worth,
            };
            if points != 0.0 {
                entries.push(entry(&self.rules, rule, event, points));
            }
        }
        entries
    }

    /// The visit was a colleague's: each of its entries is taken back at the moment it was given, so that the sum is
    /// nothing at any time, whatever fades, and whatever corrections say of them.
    fn take_back(&self, event: &Event, visit: VisitId) -> Vec<Kept> {
        let of_visit = |kept: &&Kept| {
            let part = kept.entry.visit;
            part.is_some_and(|part| self.whole(part) == visit)
        };
        let given = self.accounts.values().flat_map(|account| &account.entries);
        let back = |kept: &Kept| Kept {
            entry: LedgerEntry {
                event: event.id,
                points: -kept.entry.points,
                ..kept.entry.clone()
            },
            order: self.order,
            ..kept.clone()
        };
        given.filter(of_visit).map(back).collect()
    }

    /// The open visit that this one turned out to be a part of, or itself.
    fn whole(&self, visit: VisitId) -> VisitId {
        self.wholes.get(&visit).copied().unwrap_or(visit)
    }

    /// Two visits turned out to be one: what both together gave beyond a rule's cap is taken back.
    fn settle_merged_visit(
        &mut self,
        event: &Event,
        (from, into): (VisitId, VisitId),
    ) -> Vec<LedgerEntry> {
        // Should the visit turn out to be none, so do its parts.
        for whole in self.wholes.values_mut().filter(|whole| **whole == from) {
            *whole = into;
        }
        self.wholes.insert(from, into);
        let mut entries = Vec::new();
        for rule in &self.rules.rules {
            let moved = self
                .spent
                .remove(&(from, rule.id.clone()))
                .unwrap_or_default();
            let spent = self.spent.entry((into, rule.id.clone())).or_default();
            *spent += moved;
            let excess = rule
                .max_per_visit
                .map_or(0.0, |cap| *spent - capped(*spent, cap));
            if excess != 0.0 {
                *spent -= excess;
                entries.push(entry(&self.rules, rule, event, -excess));
            }
        }
        entries
    }
}

/// A sum within its cap, whichever sign the rule's points have.
fn capped(sum: f64, cap: f64) -> f64 {
    sum.clamp(-cap, cap)
}

fn entry(rules: &RuleSet, rule: &Rule, event: &Event, points: f64) -> LedgerEntry {
    LedgerEntry {
        event: event.id,
        visitor: event.visitor,
        visit: event.visit,
        rule: rule.id.clone(),
        rules_version: rules.version,
        points,
        at: event.stamp.utc,
        confidence: event.evidence.confidence,
    }
}

/// The sum of the entries, each faded to `at`. Entries of rules that are no more keep their points.
fn fold<'a>(rules: &RuleSet, entries: impl Iterator<Item = &'a LedgerEntry>, at: Timestamp) -> f64 {
    let remaining = |entry: &LedgerEntry| {
        let days = at.duration_since(entry.at).as_secs_f64() / 86_400.0;
        rules
            .rules
            .iter()
            .find(|r| r.id == entry.rule)
            .map_or(1.0, |rule| rule.remaining(days))
    };
    entries.map(|entry| entry.points * remaining(entry)).sum()
}
