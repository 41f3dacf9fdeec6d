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
    /// "A1" to "D4"; `None` without an ideal customer's file, or while nothing is known of the visitor from outside.
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
    called: Vec<(VisitorId, Firing, Age)>,
}

/// Where something that a trigger calls for comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Age {
    /// It became known just now, whenever it was.
    New,
    /// It was derived from what was loaded.
    History,
    /// It was derived under rules that are new.
    Rules,
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
        self.derive_all(true, &mut |_| {});
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
        self.derive_all(false, told);
    }

    /// `fresh`: the rules are new, and what they call for of the past is history.
    fn derive_all(&mut self, fresh: bool, told: &mut dyn FnMut(usize)) {
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
                let said = said(&account.facts);
                let age = if fresh { Age::Rules } else { Age::History };
                for firing in account.progress.iter().flat_map(|progress| &progress.fired) {
                    let cause = (firing.trigger.clone(), firing.cause);
                    if !again(env, &said, firing) && self.told.insert(cause) {
                        self.called.push((*visitor, firing.clone(), age));
                    }
                }
            }
            let next = account
                .progress
                .as_ref()
                .and_then(|p| p.next_trigger(None, env));
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
        let visitor = event.visitor;
        let now = event.stamp.utc;
        let (_, band_before) = self.score(visitor, now);
        if let EventKind::Identified { from } = event.kind {
            self.merge(from, visitor);
        }
        self.note_told(event);
        let env = Env {
            rules: &self.rules,
            place: &self.place,
        };
        let account = self.accounts.entry(visitor).or_insert_with(Account::new);
        let derived = account.progress.is_some();
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
        let change = match &account.progress {
            Some(progress) if derived => Some(Settled {
                entries: progress.entries[entries_before..].to_vec(),
                fired: progress.fired[fired_before..].to_vec(),
                value: progress.engagement(now, env),
                band: progress.band,
            }),
            _ => self.settle(visitor, now),
        };
        self.plan(visitor, None);
        let change = change?;
        self.call(visitor, change.fired);
        (!change.entries.is_empty() || change.band != band_before).then(|| ScoreChange {
            stamp: event.stamp,
            visitor,
            visit: event.visit,
            value: change.value,
            band: change.band,
            band_before: (change.band != band_before).then_some(band_before),
            entries: change.entries,
        })
    }

    /// What triggers call for by now, and of whom; each is given once. What was derived from history counts for some days:
    /// it came while the site was closed or the appliance was off. Of the past under rules that are new nothing is called.
    pub fn called(&mut self, now: Timestamp) -> Vec<(VisitorId, Firing)> {
        const DAYS: Duration = Duration::from_hours(4 * 24);
        self.pass(now);
        let since = now.checked_sub(DAYS).unwrap_or(Timestamp::MIN);
        let called = std::mem::take(&mut self.called).into_iter();
        let counts = |firing: &Firing, age| match age {
            Age::New => true,
            Age::History => firing.at >= since,
            Age::Rules => false,
        };
        called
            .filter(|(_, firing, age)| counts(firing, *age))
            .map(|(visitor, firing, _)| (visitor, firing))
            .collect()
    }

    /// Whether what a trigger called for while nobody could be told still holds; one about an event is not asked again.
    pub fn still_called(&self, visitor: VisitorId, firing: &Firing, now: Timestamp) -> bool {
        let trigger = self.rules.triggers.iter().find(|t| t.id == firing.trigger);
        let Some(trigger) = trigger.filter(|t| t.on.is_none() && t.after_silence.is_some()) else {
            return true;
        };
        self.progress_at(visitor, now)
            .is_none_or(|progress| progress.holds(trigger, now, self.env()))
    }

    /// Looks at the accounts that are due. Derivations stay at their last fact: what is late may come before now.
    fn pass(&mut self, now: Timestamp) {
        while let Some((at, visitor)) = self.due.first().copied().filter(|(at, _)| *at <= now) {
            self.due.remove(&(at, visitor));
            self.due_of.remove(&visitor);
            let Some(progress) = self.progress(visitor) else {
                continue;
            };
            let mut ahead = progress.clone();
            ahead.pass(at, self.env());
            let fired = ahead.fired[progress.fired.len()..].to_vec();
            self.call(visitor, fired);
            self.plan(visitor, Some(at));
        }
    }

    fn call(&mut self, visitor: VisitorId, fired: Vec<Firing>) {
        for firing in fired {
            if self.told.insert((firing.trigger.clone(), firing.cause)) {
                self.called.push((visitor, firing, Age::New));
            }
        }
    }

    /// Derives an account again, and gives what that changes.
    fn settle(&mut self, visitor: VisitorId, now: Timestamp) -> Option<Settled> {
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
        let mut said = said(&account.facts);
        said.extend(
            told_firings
                .into_iter()
                .map(|firing| (firing.trigger, firing.at)),
        );
        let settled = Settled {
            entries: difference(&told, &progress.entries),
            fired: progress
                .fired
                .iter()
                .filter(|firing| !again(env, &said, firing))
                .cloned()
                .collect(),
            value: progress.engagement(now, env),
            band: progress.band,
        };
        account.progress = Some(progress);
        Some(settled)
    }

    /// Plans when the account is looked at next, after a moment up to which it was.
    fn plan(&mut self, visitor: VisitorId, after: Option<Timestamp>) {
        if let Some(at) = self.due_of.remove(&visitor) {
            self.due.remove(&(at, visitor));
        }
        let progress = self.progress(visitor);
        if let Some(at) = progress.and_then(|p| p.next_trigger(after, self.env())) {
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
        self.plan(from, None);
        self.plan(into, None);
    }

    /// Forgets the accounts of these visitors.
    pub fn erase(&mut self, visitors: &BTreeSet<VisitorId>) {
        for visitor in visitors {
            self.accounts.remove(visitor);
            self.plan(*visitor, None);
        }
        self.called
            .retain(|(visitor, ..)| !visitors.contains(visitor));
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
            let settled = self.settle(visitor, Timestamp::MIN);
            now.extend_from_slice(self.entries(visitor));
            self.call(visitor, settled.map(|s| s.fired).unwrap_or_default());
            self.plan(visitor, None);
        }
        difference(&told, &now)
    }

    /// The entries of a visitor that count, in the order of their events.
    pub fn entries(&self, visitor: VisitorId) -> &[LedgerEntry] {
        let progress = self.progress(visitor);
        progress.map_or(&[], |progress| &progress.entries)
    }

    /// Everything that triggers called for by a moment, by visitor.
    pub fn fired_by(&self, at: Timestamp) -> Vec<(VisitorId, Firing)> {
        let of = |visitor| Some((visitor, self.progress_at(visitor, at)?));
        let all = self.visitors().filter_map(of);
        all.flat_map(|(visitor, progress)| {
            let fired = progress.fired.clone();
            fired.into_iter().map(move |firing| (visitor, firing))
        })
        .collect()
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

    /// An account at a moment: what was known then, with what silences brought by then.
    pub(super) fn progress_at(
        &self,
        visitor: VisitorId,
        at: Timestamp,
    ) -> Option<Cow<'_, Progress>> {
        let account = self.accounts.get(&visitor)?;
        let progress = account.progress.as_ref()?;
        let known = account.facts.partition_point(|fact| fact.at <= at);
        if known == account.facts.len() && progress.is_quiet_until(at, self.env()) {
            return Some(Cow::Borrowed(progress));
        }
        let mut then = if known == account.facts.len() {
            progress.clone()
        } else {
            Progress::derive(visitor, &account.facts[..known], self.env())
        };
        then.pass(at, self.env());
        Some(Cow::Owned(then))
    }

    /// The engagement at a moment, and its band.
    pub fn score(&self, visitor: VisitorId, at: Timestamp) -> (f64, Band) {
        let Some(progress) = self.progress_at(visitor, at) else {
            return (0.0, Band::Cold);
        };
        let value = progress.engagement(at, self.env());
        (value + 0.0, self.rules.bands.band(value, progress.band))
    }

    /// All scores at a moment.
    pub fn scores(&self, visitor: VisitorId, at: Timestamp) -> Scores {
        let env = self.env();
        let Some(progress) = self.progress_at(visitor, at) else {
            return Scores {
                engagement: 0.0,
                band: Band::Cold,
                fit: 0.0,
                cell: None,
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
            cell: self
                .rules
                .cell(engagement, fit)
                .filter(|_| !progress.profile.is_empty()),
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

/// What was called for so far, and when that was said.
fn said(facts: &[Fact]) -> Vec<(RuleId, Timestamp)> {
    let told = |fact: &Fact| match &fact.kind {
        EventKind::Triggered { trigger, .. } => Some((trigger.clone(), fact.at)),
        _ => None,
    };
    facts.iter().filter_map(told).collect()
}

/// Whether a trigger would only repeat what it called for lately, though for another cause.
fn again(env: Env<'_>, said: &[(RuleId, Timestamp)], firing: &Firing) -> bool {
    let trigger = env.rules.triggers.iter().find(|t| t.id == firing.trigger);
    let pause = trigger.map_or(0.0, |t| t.again_after.as_secs_f64());
    said.iter().any(|(trigger, at)| {
        let apart = at.duration_since(firing.at).as_secs_f64().abs();
        *trigger == firing.trigger && apart < pause
    })
}

/// What deriving an account again changed.
struct Settled {
    entries: Vec<LedgerEntry>,
    fired: Vec<Firing>,
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
