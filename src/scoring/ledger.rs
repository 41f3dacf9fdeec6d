//! The ledger: entries per visitor, and their fold.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::rules::{Rule, RuleSet};
use crate::types::{
    Band, Event, EventKind, LedgerEntry, RuleId, ScoreChange, VisitId, VisitorId, Zone, ZoneId,
    ZoneKind,
};

#[derive(Debug, Default)]
struct Account {
    entries: Vec<LedgerEntry>,
    band: Option<Band>,
}

/// Scores of all visitors under one rule set.
#[derive(Debug)]
pub struct Ledger {
    rules: RuleSet,
    kinds: BTreeMap<ZoneId, ZoneKind>,
    accounts: BTreeMap<VisitorId, Account>,
    /// Points per visit and rule, for the caps.
    spent: BTreeMap<(VisitId, RuleId), f64>,
}

impl Ledger {
    pub fn new(rules: RuleSet, zones: &[Zone]) -> Self {
        let kinds = zones.iter().map(|z| (z.id.clone(), z.kind)).collect();
        Self {
            rules,
            kinds,
            accounts: BTreeMap::new(),
            spent: BTreeMap::new(),
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
        if let EventKind::Identified { from } = event.kind {
            self.merge(from, event.visitor);
        }
        let entries = match (&event.kind, event.visit) {
            (EventKind::Merged { into }, Some(from)) => {
                self.settle_merged_visit(event, from, *into)
            }
            (EventKind::TurnedOutStaff, Some(visit)) => self.take_back(event, visit),
            _ => self.entries_for(event),
        };
        if let (EventKind::Left { .. } | EventKind::TurnedOutStaff, Some(over)) =
            (&event.kind, event.visit)
        {
            self.spent.retain(|(visit, _), _| *visit != over);
        }
        if entries.is_empty() {
            return None;
        }
        let account = self.accounts.entry(event.visitor).or_default();
        account.entries.extend(entries.iter().cloned());
        let value = fold(&self.rules, &account.entries, event.stamp.utc);
        let before = account.band.unwrap_or(Band::Cold);
        let band = self.rules.bands.band(value, before);
        account.band = Some(band);
        Some(ScoreChange {
            stamp: event.stamp,
            visitor: event.visitor,
            visit: event.visit,
            value,
            band,
            band_before: (band != before).then_some(before),
            entries,
        })
    }

    /// The entries of a visitor, oldest first.
    pub fn entries(&self, visitor: VisitorId) -> &[LedgerEntry] {
        self.accounts.get(&visitor).map_or(&[], |a| &a.entries)
    }

    /// The score at a moment, and its band.
    pub fn score(&self, visitor: VisitorId, at: Timestamp) -> (f64, Band) {
        let Some(account) = self.accounts.get(&visitor) else {
            return (0.0, Band::Cold);
        };
        let value = fold(&self.rules, &account.entries, at);
        (
            value,
            self.rules
                .bands
                .band(value, account.band.unwrap_or(Band::Cold)),
        )
    }

    /// `from` turned out to be `into`: the entries of both are one account.
    pub fn merge(&mut self, from: VisitorId, into: VisitorId) {
        let Some(moved) = self.accounts.remove(&from) else {
            return;
        };
        let account = self.accounts.entry(into).or_default();
        account.entries.extend(
            moved
                .entries
                .into_iter()
                .map(|e| LedgerEntry { visitor: into, ..e }),
        );
        account.entries.sort_by_key(|e| e.at);
        account.band = account.band.max(moved.band);
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
    /// nothing at any time, whatever fades.
    fn take_back(&mut self, event: &Event, visit: VisitId) -> Vec<LedgerEntry> {
        let account = self.accounts.get(&event.visitor);
        let given = account.into_iter().flat_map(|a| &a.entries);
        given
            .filter(|entry| entry.visit == Some(visit))
            .map(|entry| LedgerEntry {
                event: event.id,
                points: -entry.points,
                ..entry.clone()
            })
            .collect()
    }

    /// Two visits turned out to be one: what both together gave beyond a rule's cap is taken back.
    fn settle_merged_visit(
        &mut self,
        event: &Event,
        from: VisitId,
        into: VisitId,
    ) -> Vec<LedgerEntry> {
        // From here on the entries of both are one visit's, should that turn out to be none.
        let account = self.accounts.get_mut(&event.visitor);
        for moved in account.into_iter().flat_map(|a| &mut a.entries) {
            moved.visit = moved.visit.map(|of| if of == from { into } else { of });
        }
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
                let taken_back = LedgerEntry {
                    visit: Some(into),
                    ..entry(&self.rules, rule, event, -excess)
                };
                entries.push(taken_back);
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
fn fold(rules: &RuleSet, entries: &[LedgerEntry], at: Timestamp) -> f64 {
    let remaining = |entry: &LedgerEntry| {
        let days = at.duration_since(entry.at).as_secs_f64() / 86_400.0;
        rules
            .rules
            .iter()
            .find(|r| r.id == entry.rule)
            .map_or(1.0, |rule| rule.remaining(days))
    };
    entries
        .iter()
        .map(|entry| entry.points * remaining(entry))
        .sum()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;
    use ulid::Ulid;

    use super::*;
    use crate::types::{EventId, Evidence, RunId, Stamp};

    fn rules() -> RuleSet {
        RuleSet::parse(include_str!("../../config/scoring/showroom.toml")).unwrap()
    }

    fn zone() -> Zone {
        serde_json::from_str(
            r#"{"id":"car","camera":"a","kind":"product","label":"","polygon":[[0.1,0.1],[0.9,0.1],[0.5,0.9]]}"#,
        )
        .unwrap()
    }

    fn event(n: u128, visit: u128, after: Duration, kind: EventKind) -> Event {
        let start = Stamp {
            run: RunId(Ulid::from(1)),
            mono_ns: 0,
            utc: Timestamp::UNIX_EPOCH,
        };
        Event {
            id: EventId(Ulid::from(n)),
            stamp: start.later(after),
            visit: Some(VisitId(Ulid::from(visit))),
            visitor: VisitorId(Ulid::from(7)),
            kind,
            evidence: Evidence {
                camera: None,
                confidence: 1.0,
            },
        }
    }

    fn dwelled(added_s: f64) -> EventKind {
        EventKind::Dwelled {
            zone: "car".into(),
            product: None,
            added_s,
            total_s: added_s,
        }
    }

    proptest! {
        #[test]
        fn caps_hold_and_the_score_is_the_fold(dwells in prop::collection::vec(0.0f64..300.0, 1..40)) {
            let mut ledger = Ledger::new(rules(), &[zone()]);
            let mut last = None;
            for (i, s) in dwells.iter().enumerate() {
                last = ledger.observe(&event(i as u128, 1, Duration::ZERO, dwelled(*s))).or(last);
            }
            let minutes: f64 = dwells.iter().sum::<f64>() / 60.0;
            let expected = (6.0 * minutes).min(30.0);
            prop_assert!((last.unwrap().value - expected).abs() < 1e-6);
            let total: f64 = ledger.entries(VisitorId(Ulid::from(7))).iter().map(|e| e.points).sum();
            prop_assert!((total - expected).abs() < 1e-6);
        }

        #[test]
        fn without_new_events_a_score_only_falls(days in prop::collection::vec(0u64..60, 2..20)) {
            let mut ledger = Ledger::new(rules(), &[zone()]);
            ledger.observe(&event(1, 1, Duration::ZERO, EventKind::Entered { zone: None }));
            let mut days = days;
            days.sort_unstable();
            let at = |d: u64| Timestamp::UNIX_EPOCH + Duration::from_secs(86_400 * d);
            let scores: Vec<_> = days.iter().map(|d| ledger.score(VisitorId(Ulid::from(7)), at(*d)).0).collect();
            prop_assert!(scores.windows(2).all(|w| w[1] <= w[0]));
            prop_assert!(scores.iter().all(|s| *s > 0.0));
        }
    }

    #[test]
    fn two_visits_that_were_one_do_not_count_twice() {
        let mut ledger = Ledger::new(rules(), &[zone()]);
        for visit in [1, 2] {
            ledger.observe(&event(
                visit,
                visit,
                Duration::ZERO,
                EventKind::Entered { zone: None },
            ));
        }
        let merged = EventKind::Merged {
            into: VisitId(Ulid::from(1)),
        };
        let change = ledger
            .observe(&event(3, 2, Duration::ZERO, merged))
            .unwrap();
        assert_eq!(change.value, 5.0);
        assert_eq!(change.entries[0].points, -5.0);
    }

    #[test]
    fn a_visit_that_was_a_colleagues_leaves_no_points_at_any_time() {
        let mut ledger = Ledger::new(rules(), &[zone()]);
        let came = |n, visit, hours| {
            let after = Duration::from_hours(hours);
            event(n, visit, after, EventKind::Entered { zone: None })
        };
        ledger.observe(&came(1, 1, 0));
        ledger.observe(&came(2, 2, 24));
        let part = came(3, 3, 24);
        ledger.observe(&part);
        let into = VisitId(Ulid::from(2));
        ledger.observe(&event(
            4,
            3,
            Duration::from_hours(24),
            EventKind::Merged { into },
        ));
        let told = event(5, 2, Duration::from_hours(25), EventKind::TurnedOutStaff);
        let change = ledger.observe(&told).unwrap();
        assert!(change.entries.iter().all(|e| e.event == told.id));
        let mut alone = Ledger::new(rules(), &[zone()]);
        alone.observe(&came(1, 1, 0));
        let visitor = VisitorId(Ulid::from(7));
        for days in [2, 20, 200] {
            let at = Timestamp::UNIX_EPOCH + Duration::from_hours(24 * days);
            let (left, other) = (ledger.score(visitor, at).0, alone.score(visitor, at).0);
            assert!((left - other).abs() < 1e-9, "{left} {other}");
        }
    }

    #[test]
    fn half_of_an_entry_is_left_after_its_half_life() {
        let mut ledger = Ledger::new(rules(), &[]);
        ledger.observe(&event(
            1,
            1,
            Duration::ZERO,
            EventKind::Entered { zone: None },
        ));
        let later = Timestamp::UNIX_EPOCH + Duration::from_hours(336);
        assert!((ledger.score(VisitorId(Ulid::from(7)), later).0 - 2.5).abs() < 1e-9);
    }
}
