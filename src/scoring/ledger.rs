//! The ledger: the accounts of all visitors.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use jiff::Timestamp;

use super::{
    decay::days_between,
    facts::{Env, Fact, Place, Placed, Standing},
    progress::Progress,
    rules::RuleSet,
};
use crate::types::{
    Band, Event, EventId, EventKind, Firing, LedgerEntry, RuleId, ScoreChange, ScoreName, VisitId,
    VisitorId,
};

/// The facts of one visitor, in their order, and what follows from them.
#[derive(Debug)]
struct Account {
    facts: Vec<Fact>,
    /// `None` where facts were added since.
    progress: Option<Progress>,
    /// The entries that were told of, where they are not those of `progress`.
    told: Vec<LedgerEntry>,
    told_firings: Vec<Firing>,
}

impl Account {
    fn new() -> Self {
        Self {
            facts: Vec::new(),
            progress: None,
            told: Vec::new(),
            told_firings: Vec::new(),
        }
    }

    /// What was derived is to be derived again; what was told stands until then.
    fn disturb(&mut self) {
        if let Some(progress) = self.progress.take() {
            self.told.extend(progress.entries);
            self.told_firings.extend(progress.fired);
        }
    }
}

/// The scores of a visitor at a moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Scores {
    pub engagement: f64,
    pub band: Band,
    pub fit: f64,
    /// "A1" to "D4"; `None` without an ideal customer's file.
    pub cell: Option<String>,
    /// By category and product, what is left of them; those of nothing left out.
    pub interests: BTreeMap<ScoreName, f64>,
}

/// Scores of all visitors under one rule set.
#[derive(Debug)]
pub struct Ledger {
    rules: RuleSet,
    place: Place,
    accounts: BTreeMap<VisitorId, Account>,
    /// When accounts are to be looked at though nothing happens.
    due: BTreeSet<(Timestamp, VisitorId)>,
    due_of: BTreeMap<VisitorId, Timestamp>,
    /// What triggers called for already, by their cause.
    told: BTreeSet<(RuleId, EventId)>,
    /// What they call for, and nobody has heard yet.
    called: Vec<(VisitorId, Firing)>,
}

impl Ledger {
    pub fn new(rules: RuleSet, place: Place) -> Self {
        Self {
            rules,
            place,
            accounts: BTreeMap::new(),
            due: BTreeSet::new(),
            due_of: BTreeMap::new(),
            told: BTreeSet::new(),
            called: Vec::new(),
        }
    }

    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// Takes over other rules: everything is derived again under them. What they would have given before now is not
    /// told as a change.
    pub fn reload(&mut self, rules: RuleSet, place: Place) {
        (self.rules, self.place) = (rules, place);
        for account in self.accounts.values_mut() {
            account.progress = None;
        }
        self.settle_all();
    }

    /// Takes in an event of earlier, whose visitor is known as of today. Call [`Self::settle_all`] after the last.
    pub fn load(&mut self, event: &Event, standing: Standing) {
        self.note_told(event);
        if let Some(fact) = Fact::new(event, standing.counts) {
            let account = self
                .accounts
                .entry(standing.visitor)
                .or_insert_with(Account::new);
            account.facts.push(fact);
            account.progress = None;
        }
    }

    /// Derives what was loaded. Nothing of it is told as a change: it was told when it happened.
    pub fn settle_all(&mut self) {
        self.settle_all_telling(&mut |_| {});
    }

    /// As [`Self::settle_all`]; tells after each account how many events it was derived from.
    pub fn settle_all_telling(&mut self, told: &mut dyn FnMut(usize)) {
        let env = Env {
            rules: &self.rules,
            place: &self.place,
        };
        self.due.clear();
        self.due_of.clear();
        for (visitor, account) in &mut self.accounts {
            if account.progress.is_none() {
                account.facts.sort_by_key(Fact::order);
                account.progress = Some(Progress::derive(*visitor, &account.facts, env));
                (account.told, account.told_firings) = (Vec::new(), Vec::new());
                let fired = account.progress.iter().flat_map(|progress| &progress.fired);
                let news = fired.filter(|f| !self.told.contains(&(f.trigger.clone(), f.cause)));
                self.called
                    .extend(news.map(|firing| (*visitor, firing.clone())));
            }
            let next = account.progress.as_ref().and_then(|p| p.next_trigger(env));
            if let Some(at) = next {
                self.due.insert((at, *visitor));
                self.due_of.insert(*visitor, at);
            }
            told(account.facts.len());
        }
    }

    fn note_told(&mut self, event: &Event) {
        if let EventKind::Triggered { trigger, cause, .. } = &event.kind {
            self.told.insert((trigger.clone(), *cause));
        }
    }

    /// Takes in an event; `None` where it changes nothing.
    pub fn observe(&mut self, event: &Event) -> Option<ScoreChange> {
        if let EventKind::Identified { from } = event.kind {
            self.merge(from, event.visitor);
        }
        self.note_told(event);
        let visitor = event.visitor;
        let env = Env {
            rules: &self.rules,
            place: &self.place,
        };
        let account = self.accounts.entry(visitor).or_insert_with(Account::new);
        let before = account.progress.as_ref().map(|p| p.band);
        let entries_before = account.progress.as_ref().map_or(0, |p| p.entries.len());
        let fired_before = account.progress.as_ref().map_or(0, |p| p.fired.len());
        if let Some(fact) = Fact::new(event, true) {
            let place = account.facts.partition_point(|f| f.order() <= fact.order());
            let revises = matches!(fact.kind, EventKind::Merged { .. })
                || fact.kind.voids_visit()
                || fact.retracts().is_some();
            if let (Some(progress), false) = (
                &mut account.progress,
                revises || place < account.facts.len(),
            ) {
                progress.take(&fact, env);
            } else {
                account.disturb();
            }
            account.facts.insert(place, fact);
        }
        let change = if let (Some(progress), Some(before)) = (&account.progress, before) {
            let now = event.stamp.utc;
            Some(Settled {
                entries: progress.entries[entries_before..].to_vec(),
                fired: progress.fired[fired_before..].to_vec(),
                band_before: before,
                value: progress.engagement(now, env),
                band: progress.band,
            })
        } else {
            let band_before = before.unwrap_or(Band::Cold);
            self.settle(visitor, band_before, event.stamp.utc)
        };
        self.plan(visitor);
        let change = change?;
        self.call(visitor, change.fired);
        (!change.entries.is_empty()).then(|| ScoreChange {
            stamp: event.stamp,
            visitor,
            visit: event.visit,
            value: change.value,
            band: change.band,
            band_before: (change.band != change.band_before).then_some(change.band_before),
            entries: change.entries,
        })
    }

    /// What triggers call for by now, and of whom; each is given once. What was called for more than a day ago came while
    /// nobody was there to say it, or under rules that are new, and is history.
    pub fn called(&mut self, now: Timestamp) -> Vec<(VisitorId, Firing)> {
        const NEWS: Duration = Duration::from_hours(24);
        self.pass(now);
        let since = now.checked_sub(NEWS).unwrap_or(Timestamp::MIN);
        let called = std::mem::take(&mut self.called).into_iter();
        called.filter(|(_, firing)| firing.at >= since).collect()
    }

    /// Looks at the accounts that are due.
    fn pass(&mut self, now: Timestamp) {
        while let Some((at, visitor)) = self.due.first().copied().filter(|(at, _)| *at <= now) {
            self.due.remove(&(at, visitor));
            self.due_of.remove(&visitor);
            let env = Env {
                rules: &self.rules,
                place: &self.place,
            };
            let Some(progress) = self
                .accounts
                .get_mut(&visitor)
                .and_then(|a| a.progress.as_mut())
            else {
                continue;
            };
            let before = progress.fired.len();
            progress.pass(at, env);
            let fired = progress.fired[before..].to_vec();
            self.call(visitor, fired);
            self.plan(visitor);
        }
    }

    fn call(&mut self, visitor: VisitorId, fired: Vec<Firing>) {
        let told = &self.told;
        let news = |firing: &Firing| !told.contains(&(firing.trigger.clone(), firing.cause));
        let news = fired.into_iter().filter(news);
        self.called.extend(news.map(|firing| (visitor, firing)));
    }

    /// Derives an account again, and gives what that changes.
    fn settle(&mut self, visitor: VisitorId, band_before: Band, now: Timestamp) -> Option<Settled> {
        let env = Env {
            rules: &self.rules,
            place: &self.place,
        };
        let account = self.accounts.get_mut(&visitor)?;
        account.disturb();
        account.facts.sort_by_key(Fact::order);
        let progress = Progress::derive(visitor, &account.facts, env);
        let told = std::mem::take(&mut account.told);
        let told_firings = std::mem::take(&mut account.told_firings);
        // A trigger that fired lately, though for another cause, would now only repeat itself.
        let again = |firing: &Firing| {
            let pause = self.rules.triggers.iter().find(|t| t.id == firing.trigger);
            let pause = pause.map_or(0.0, |t| t.again_after.as_secs_f64());
            told_firings.iter().any(|told| {
                let apart = told.at.duration_since(firing.at).as_secs_f64().abs();
                told.trigger == firing.trigger && (told.cause == firing.cause || apart < pause)
            })
        };
        let settled = Settled {
            entries: difference(&told, &progress.entries),
            fired: progress
                .fired
                .iter()
                .filter(|f| !again(f))
                .cloned()
                .collect(),
            band_before,
            value: progress.engagement(now, env),
            band: progress.band,
        };
        account.progress = Some(progress);
        Some(settled)
    }

    /// Plans when the account is looked at next.
    fn plan(&mut self, visitor: VisitorId) {
        let env = Env {
            rules: &self.rules,
            place: &self.place,
        };
        if let Some(at) = self.due_of.remove(&visitor) {
            self.due.remove(&(at, visitor));
        }
        let progress = self
            .accounts
            .get(&visitor)
            .and_then(|a| a.progress.as_ref());
        if let Some(at) = progress.and_then(|p| p.next_trigger(env)) {
            self.due.insert((at, visitor));
            self.due_of.insert(visitor, at);
        }
    }

    /// `from` turned out to be `into`: the facts of both are one account.
    pub fn merge(&mut self, from: VisitorId, into: VisitorId) {
        if from == into {
            return;
        }
        let Some(mut moved) = self.accounts.remove(&from) else {
            return;
        };
        moved.disturb();
        let account = self.accounts.entry(into).or_insert_with(Account::new);
        account.disturb();
        account.facts.extend(moved.facts);
        account.told.extend(moved.told);
        account.told_firings.extend(moved.told_firings);
        self.plan(from);
        self.plan(into);
    }

    /// After a correction: gives every fact of these visitors to whom it belongs today. Scores and bands are then what
    /// they would be had it been so all along. Gives the entries of what changed by that; what was taken back, as its
    /// negative.
    pub fn place_anew(
        &mut self,
        visitors: &BTreeSet<VisitorId>,
        today: impl Fn(Placed) -> Standing,
    ) -> Vec<LedgerEntry> {
        let (mut told, mut touched) = (Vec::new(), visitors.clone());
        let mut facts = Vec::new();
        for visitor in visitors {
            if let Some(mut account) = self.accounts.remove(visitor) {
                account.disturb();
                facts.extend(account.facts);
                told.extend(account.told);
            }
        }
        for mut fact in facts {
            let standing = today(fact.placed);
            fact.void = !standing.counts;
            touched.insert(standing.visitor);
            let account = self
                .accounts
                .entry(standing.visitor)
                .or_insert_with(Account::new);
            account.facts.push(fact);
        }
        let mut now = Vec::new();
        for visitor in touched {
            let others_too = !visitors.contains(&visitor);
            if let Some(account) = self.accounts.get_mut(&visitor) {
                account.disturb();
                // Whoever nobody asked about keeps what was told of them.
                if others_too {
                    told.append(&mut account.told);
                }
            }
            self.settle(visitor, Band::Cold, Timestamp::MIN);
            let account = self.accounts.get(&visitor);
            let progress = account.and_then(|account| account.progress.as_ref());
            now.extend(progress.into_iter().flat_map(|p| p.entries.iter().cloned()));
            self.plan(visitor);
        }
        difference(&told, &now)
    }

    /// The entries of a visitor that count, in the order of their events.
    pub fn entries(&self, visitor: VisitorId) -> &[LedgerEntry] {
        let progress = self
            .accounts
            .get(&visitor)
            .and_then(|a| a.progress.as_ref());
        progress.map_or(&[], |progress| &progress.entries)
    }

    /// Everything that triggers called for, by visitor.
    pub fn fired(&self) -> impl Iterator<Item = (VisitorId, &Firing)> {
        self.accounts.iter().flat_map(|(visitor, account)| {
            let fired = account.progress.iter().flat_map(|p| &p.fired);
            fired.map(|firing| (*visitor, firing))
        })
    }

    /// Everybody who has an account.
    pub fn visitors(&self) -> impl Iterator<Item = VisitorId> {
        self.accounts.keys().copied()
    }

    pub(super) fn progress(&self, visitor: VisitorId) -> Option<&Progress> {
        self.accounts.get(&visitor)?.progress.as_ref()
    }

    pub(super) fn env(&self) -> Env<'_> {
        Env {
            rules: &self.rules,
            place: &self.place,
        }
    }

    /// An account at a moment, with what silences brought by then.
    pub(super) fn progress_at(
        &self,
        visitor: VisitorId,
        at: Timestamp,
    ) -> Option<Cow<'_, Progress>> {
        let progress = self.progress(visitor)?;
        if progress.is_quiet_until(at, self.env()) {
            return Some(Cow::Borrowed(progress));
        }
        let mut ahead = progress.clone();
        ahead.pass(at, self.env());
        Some(Cow::Owned(ahead))
    }

    /// The engagement at a moment, and its band.
    pub fn score(&self, visitor: VisitorId, at: Timestamp) -> (f64, Band) {
        let scores = self.scores(visitor, at);
        (scores.engagement, scores.band)
    }

    /// All scores at a moment.
    pub fn scores(&self, visitor: VisitorId, at: Timestamp) -> Scores {
        let env = self.env();
        let Some(progress) = self.progress_at(visitor, at) else {
            return Scores {
                engagement: 0.0,
                band: Band::Cold,
                fit: 0.0,
                cell: self.rules.cell(0.0, 0.0),
                interests: BTreeMap::new(),
            };
        };
        let (engagement, fit) = (progress.engagement(at, env), progress.fit_points());
        let mut interests: BTreeMap<ScoreName, f64> = BTreeMap::new();
        for entry in &progress.entries {
            if !matches!(entry.score, ScoreName::Engagement | ScoreName::Fit) {
                *interests.entry(entry.score.clone()).or_default() += self.left(entry, at);
            }
        }
        interests.retain(|_, left| left.abs() > 1e-9);
        Scores {
            engagement,
            band: self.rules.bands.band(engagement, progress.band),
            fit,
            cell: self.rules.cell(engagement, fit),
            interests,
        }
    }

    /// The entries that count at a moment, with those that silences brought by then, and what is left of each.
    pub fn standing(&self, visitor: VisitorId, at: Timestamp) -> Vec<(LedgerEntry, f64)> {
        let Some(progress) = self.progress_at(visitor, at) else {
            return Vec::new();
        };
        let entries = progress.entries.iter();
        entries
            .map(|entry| (entry.clone(), self.left(entry, at)))
            .collect()
    }

    /// What is left of the points of engagement at a moment, by rule.
    pub fn left_by_rule(&self, visitor: VisitorId, at: Timestamp) -> BTreeMap<RuleId, f64> {
        let mut points = BTreeMap::new();
        for (entry, left) in self.standing(visitor, at) {
            if entry.score == ScoreName::Engagement {
                *points.entry(entry.rule).or_default() += left;
            }
        }
        points
    }

    fn left(&self, entry: &LedgerEntry, at: Timestamp) -> f64 {
        let rule = self.rules.rule(&entry.rule);
        let share = rule.map_or(1.0, |rule| rule.decay.remaining(days_between(entry.at, at)));
        entry.points * share
    }

    /// The points of engagement in some visits of a visitor, by rule.
    pub fn points_of(&self, visitor: VisitorId, visits: &[VisitId]) -> BTreeMap<RuleId, f64> {
        let mut points = BTreeMap::new();
        for entry in self.entries(visitor) {
            let theirs = entry.visit.is_some_and(|visit| visits.contains(&visit));
            if theirs && entry.score == ScoreName::Engagement {
                *points.entry(entry.rule.clone()).or_default() += entry.points;
            }
        }
        points
    }
}

/// What deriving an account again changed.
struct Settled {
    entries: Vec<LedgerEntry>,
    fired: Vec<Firing>,
    band_before: Band,
    value: f64,
    band: Band,
}

/// What must be added to the entries in `before` so that they say what those in `after` do.
fn difference(before: &[LedgerEntry], after: &[LedgerEntry]) -> Vec<LedgerEntry> {
    type Key<'a> = (Timestamp, EventId, &'a RuleId, &'a ScoreName);
    fn key(entry: &LedgerEntry) -> Key<'_> {
        (entry.at, entry.event, &entry.rule, &entry.score)
    }
    let mut by_key: BTreeMap<Key<'_>, (f64, &LedgerEntry)> = BTreeMap::new();
    for (sign, entries) in [(-1.0, before), (1.0, after)] {
        for entry in entries {
            let (points, last) = by_key.entry(key(entry)).or_insert((0.0, entry));
            *points += sign * entry.points;
            *last = entry;
        }
    }
    let changed = by_key
        .into_values()
        .filter(|(points, _)| points.abs() > 1e-12);
    changed
        .map(|(points, entry)| LedgerEntry {
            points,
            ..entry.clone()
        })
        .collect()
}
