//! Laws of the ledger, on made-up histories.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    time::Duration,
};

use jiff::Timestamp;
use proptest::prelude::*;
use showfloor::{
    config,
    scoring::{Claim, Ledger, Placed, RuleSet, Standing},
    types::{
        Event, EventId, EventKind, Impatience, LedgerEntry, Purpose, RuleId, ScoreName, Side,
        Stage, VisitId, VisitorId,
    },
};
use ulid::Ulid;

use crate::desk::{VISITOR, dwelled, event, number, on, place, report, text};

/// Rules of every kind at once.
const RULES: &str = r#"
version = 3
[bands]
warm = 20
hot = 45
hysteresis = 5
[caps]
per_visit = 50
per_day = 60
in_total = 90
[events.page_viewed]
page = "text"
seconds = "number"
[[rule]]
id = "came"
on = "entered"
points = 5
max_per_visit = 5
half_life_days = 10
text = { en = "a", fr = "a", pl = "a", de = "a" }
[[rule]]
id = "dwell"
on = "dwelled"
when = 'zone.kind == "product" && visit.minutes < 90.0'
points = "6.0 * event.added_s / 60.0"
max_per_visit = 20
max_per_day = 25
linear_days = 15
text = { en = "a", fr = "a", pl = "a", de = "a" }
[[rule]]
id = "category"
on = "dwelled"
points = 3
score = "category"
max_in_total = 12
steps = [[2, 0.5], [9, 0.1]]
text = { en = "a", fr = "a", pl = "a", de = "a" }
[[rule]]
id = "page"
on = "page_viewed"
when = 'event.seconds > 10.0 || seen("entered") >= 2'
points = "event.page == \"prices\" ? 12.0 : 4.0"
cooldown_minutes = 90
max_in_total = 30
steps = [[5, 0.5], [20, 0]]
text = { en = "a", fr = "a", pl = "a", de = "a" }
[[rule]]
id = "regular"
on = "entered"
when = 'days_seen("entered", 7) >= 3'
points = 9
weight_by_confidence = true
text = { en = "a", fr = "a", pl = "a", de = "a" }
[[rule]]
id = "poor"
on = "came_for"
points = -15
max_in_total = 20
text = { en = "a", fr = "a", pl = "a", de = "a" }
[[rule]]
id = "silent"
on = "silence"
after_days = 1
repeats = true
points = -4
max_in_total = 16
text = { en = "a", fr = "a", pl = "a", de = "a" }
[[trigger]]
id = "call"
when = 'score > 15.0 && hours_since("entered") > 20.0'
after_silence_hours = 30
again_after_days = 2
do = "alert"
text = { en = "a", fr = "a", pl = "a", de = "a" }
[[trigger]]
id = "warm"
on = "dwelled"
when = "score > 20.0"
do = "start"
series = "s"
again_after_days = 5
text = { en = "a", fr = "a", pl = "a", de = "a" }
"#;

fn rules() -> RuleSet {
    let parts = config::rule_file(Path::new("laws.toml"), RULES);
    RuleSet::new(parts.unwrap_or_else(|e| panic!("{e}")), None)
}

fn kinds() -> impl Strategy<Value = EventKind> {
    let zone = || prop_oneof![Just("left"), Just("right"), Just("desk")];
    prop_oneof![
        3 => Just(EventKind::Entered { zone: None }),
        6 => (zone(), 5.0f64..400.0).prop_map(|(zone, s)| dwelled(zone, s)),
        3 => (prop_oneof![Just("prices"), Just("models")], 0.0f64..60.0)
            .prop_map(|(page, s)| report("page_viewed", &[("page", text(page)), ("seconds", number(s))])),
        1 => Just(EventKind::CameFor { purpose: Some(Purpose::Service), by: None }),
        1 => Just(EventKind::StageReached { stage: Stage::Interested, because: Vec::new() }),
        1 => Just(EventKind::contacted("nora")),
        1 => Just(EventKind::Impatient { sign: Impatience::Pacing, zone: None, for_s: 60.0 }),
        1 => Just(EventKind::Contacted { by: "nora".into(), began: Some(Side::Visitor), after_entry_s: None, after_interest_s: None }),
        1 => Just(EventKind::Left { duration_s: 60.0, recovered: false }),
    ]
}

/// Events of some visitors over three weeks; a visit is one visitor's.
fn history() -> impl Strategy<Value = Vec<Event>> {
    let one = (0u64..21 * 24 * 60, 0u128..6, kinds(), 0.3f32..1.0);
    prop::collection::vec(one, 1..60).prop_map(|given| {
        let mut events: Vec<_> = given
            .into_iter()
            .enumerate()
            .map(|(n, (minute, visit, kind, confidence))| {
                let at = on(1, 0) + Duration::from_secs(60 * minute);
                let visit = (!matches!(kind, EventKind::External { .. })).then_some(visit);
                let mut event = event(n as u128 + 1, at, visit, kind);
                event.visitor = VisitorId(Ulid(7 + visit.unwrap_or(n as u128) % 3));
                event.evidence.confidence = confidence;
                event
            })
            .collect();
        events.sort_by_key(|event| (event.stamp.utc, event.id));
        events
    })
}

fn loaded(events: &[Event]) -> Ledger {
    let mut ledger = Ledger::new(rules(), place());
    for event in events {
        ledger.load(event, as_told(Placed::new(event)));
    }
    ledger.settle_all();
    ledger
}

fn as_told(placed: Placed) -> Standing {
    Standing {
        visitor: placed.told,
        counts: true,
    }
}

fn entries(ledger: &Ledger) -> BTreeMap<VisitorId, Vec<LedgerEntry>> {
    ledger
        .visitors()
        .map(|visitor| (visitor, ledger.entries(visitor).to_vec()))
        .filter(|(_, entries)| !entries.is_empty())
        .collect()
}

fn people() -> impl Iterator<Item = VisitorId> {
    (7..10).map(|n| VisitorId(Ulid(n)))
}

fn end() -> Timestamp {
    on(22, 0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn the_order_of_arrival_does_not_matter(events in history(), keys in prop::collection::vec(any::<u32>(), 60)) {
        let mut shuffled: Vec<_> = events.iter().zip(&keys).collect();
        shuffled.sort_by_key(|(_, key)| **key);
        let mut late = Ledger::new(rules(), place());
        let mut told: Vec<LedgerEntry> = Vec::new();
        for (event, _) in shuffled {
            told.extend(late.observe(event).into_iter().flat_map(|change| change.entries));
        }
        let right = loaded(&events);
        prop_assert_eq!(entries(&late), entries(&right));
        for who in people() {
            prop_assert_eq!(late.scores(who, end()), right.scores(who, end()));
        }
        // What was told along the way, with what was taken back, is what the ledger says now.
        let told = sums(&told);
        prop_assert_eq!(told.len(), sums(&right_entries(&right)).len());
        for (key, points) in sums(&right_entries(&right)) {
            prop_assert!((told[&key] - points).abs() < 1e-9);
        }
    }

    #[test]
    fn a_replay_gives_what_was_given_live(events in history()) {
        let mut live = Ledger::new(rules(), place());
        let mut told = Vec::new();
        let mut called = Vec::new();
        for event in &events {
            // Time passes between events, and somebody looks.
            called.extend(live.called(event.stamp.utc));
            told.extend(live.observe(event).into_iter().flat_map(|change| change.entries));
        }
        called.extend(live.called(end()));
        let replayed = loaded(&events);
        prop_assert_eq!(entries(&live), entries(&replayed));
        let (told, right) = (sums(&told), sums(&right_entries(&replayed)));
        prop_assert_eq!(told.len(), right.len());
        for (key, points) in &right {
            prop_assert!((told[key] - points).abs() < 1e-9);
        }
        let again: BTreeSet<_> = replayed_calls(&replayed);
        for (who, firing) in &called {
            prop_assert!(again.contains(&(*who, firing.trigger.clone(), firing.cause)), "{firing:?}");
        }
        for who in people() {
            prop_assert_eq!(live.scores(who, end()), replayed.scores(who, end()));
        }
        let twice: BTreeSet<_> = called.iter().map(|(_, f)| (f.trigger.clone(), f.cause, f.at)).collect();
        prop_assert_eq!(twice.len(), called.len(), "nothing is called for twice");
    }

    #[test]
    fn the_score_is_the_fold_of_the_entries(events in history()) {
        let ledger = loaded(&events);
        for who in people() {
            let fold: f64 = ledger
                .standing(who, end())
                .iter()
                .filter(|(entry, _)| entry.score == ScoreName::Engagement)
                .map(|(_, left)| left)
                .sum();
            prop_assert!((ledger.score(who, end()).0 - fold).abs() < 1e-6);
        }
    }

    #[test]
    fn caps_hold(events in history()) {
        let ledger = loaded(&events);
        let (mut visit, mut day) = (BTreeMap::new(), BTreeMap::new());
        for (who, entries) in entries(&ledger) {
            for entry in entries.iter().filter(|entry| entry.score == ScoreName::Engagement) {
                let date = entry.at.as_second() / 86_400;
                for rule in [entry.rule.as_str(), "all"] {
                    *day.entry((who, date, rule.to_owned())).or_insert(0.0) += entry.points;
                    if let Some(id) = entry.visit {
                        *visit.entry((id, rule.to_owned())).or_insert(0.0) += entry.points;
                    }
                }
                // Right after each entry: the total, and that of the rule.
                let left: Vec<_> = entries
                    .iter()
                    .filter(|e| e.score == ScoreName::Engagement && (e.at, e.event) <= (entry.at, entry.event))
                    .map(|e| {
                        let days = (entry.at.as_second() - e.at.as_second()) as f64 / 86_400.0;
                        let rule = ledger.rules().rule(&e.rule).unwrap();
                        (e.rule.as_str(), e.points * rule.decay.remaining(days))
                    })
                    .collect();
                prop_assert!(left.iter().map(|(_, p)| p).sum::<f64>() <= 90.0 + 1e-6);
                for (rule, cap) in [("page", 30.0), ("poor", 20.0), ("silent", 16.0)] {
                    let sum: f64 = left.iter().filter(|(r, _)| *r == rule).map(|(_, p)| p).sum();
                    prop_assert!(sum.abs() <= cap + 1e-6, "{rule} {sum}");
                }
            }
        }
        for ((_, rule), points) in visit {
            let cap = match rule.as_str() { "came" => 5.0, "dwell" => 20.0, "all" => 50.0, _ => continue };
            prop_assert!(points <= cap + 1e-9, "{rule} {points} in a visit");
        }
        for ((_, _, rule), points) in day {
            let cap = match rule.as_str() { "dwell" => 25.0, "all" => 60.0, _ => continue };
            prop_assert!(points <= cap + 1e-9, "{rule} {points} in a day");
        }
    }

    #[test]
    fn without_news_and_without_what_takes_away_a_score_only_falls(events in history(), mut days in prop::collection::vec(0u64..60, 2..20)) {
        let gives = |event: &&Event| !matches!(event.kind, EventKind::CameFor { .. });
        let events: Vec<_> = events.iter().filter(gives).cloned().collect();
        let ledger = loaded(&events);
        days.sort_unstable();
        for who in people() {
            let at = |day: &u64| end() + Duration::from_secs(86_400 * day);
            let scores: Vec<_> = days.iter().map(|day| {
                // Silence takes points away, and those fade to nothing: it is left out here.
                let standing = ledger.standing(who, at(day));
                standing.iter().filter(|(e, _)| e.rule.as_str() != "silent" && e.score == ScoreName::Engagement).map(|(_, left)| left).sum::<f64>()
            }).collect();
            prop_assert!(scores.windows(2).all(|pair| pair[1] <= pair[0] + 1e-9), "{scores:?}");
        }
    }

    #[test]
    fn a_merge_that_is_split_again_restores_both_ledgers(events in history(), from in 7u128..10, into in 7u128..10) {
        let mut ledger = loaded(&events);
        let before = entries(&ledger);
        let (from, into) = (VisitorId(Ulid(from)), VisitorId(Ulid(into)));
        let merged = |placed: Placed| Standing {
            visitor: if placed.told == from { into } else { placed.told },
            counts: true,
        };
        ledger.merge(from, into);
        let touched = BTreeSet::from([from, into]);
        let changed = ledger.place_anew(&touched, merged);
        let between = entries(&ledger);
        if from != into {
            prop_assert!(!between.contains_key(&from));
        }
        let back = ledger.place_anew(&touched, as_told);
        prop_assert_eq!(entries(&ledger), before);
        // What the two said is nothing, taken together.
        let mut both = changed;
        both.extend(back);
        prop_assert!(sums(&both).values().all(|points| points.abs() < 1e-9));
    }

    #[test]
    fn a_visit_that_was_none_leaves_no_points_at_any_time(events in history(), visit in 0u128..6) {
        let whose = VisitorId(Ulid(7 + visit % 3));
        let theirs = |event: &Event| event.visit == Some(VisitId(Ulid(visit)));
        let mut told = event(1000, end(), Some(visit), EventKind::TurnedOutStaff);
        told.visitor = whose;
        let mut ledger = loaded(&events);
        let taken_back = ledger.observe(&told);
        let without: Vec<_> = events.iter().filter(|event| !theirs(event)).cloned().collect();
        let right = loaded(&without);
        prop_assert_eq!(entries(&ledger), entries(&right));
        if events.iter().any(theirs) && entries(&loaded(&events)) != entries(&right) {
            prop_assert!(taken_back.is_some());
        }
    }

    #[test]
    fn two_visits_that_were_one_count_as_one(events in history(), part in 0u128..6) {
        let whole = (part + 3) % 6;
        let mut told = event(1000, end(), Some(part), EventKind::Merged { into: VisitId(Ulid(whole)) });
        told.visitor = VisitorId(Ulid(7 + part % 3));
        let mut ledger = loaded(&events);
        ledger.observe(&told);
        let as_one: Vec<_> = events.iter().cloned().map(|mut event| {
            if event.visit == Some(VisitId(Ulid(part))) {
                event.visit = Some(VisitId(Ulid(whole)));
            }
            event
        }).collect();
        prop_assert_eq!(entries(&ledger), entries(&loaded(&as_one)));
    }
}

fn replayed_calls(ledger: &Ledger) -> BTreeSet<(VisitorId, RuleId, EventId)> {
    let fired = ledger.fired_by(end());
    fired
        .into_iter()
        .map(|(who, firing)| (who, firing.trigger, firing.cause))
        .collect()
}

type Key = (Timestamp, u128, String, String);

fn sums(entries: &[LedgerEntry]) -> BTreeMap<Key, f64> {
    let mut sums: BTreeMap<Key, f64> = BTreeMap::new();
    for entry in entries {
        let key = (
            entry.at,
            entry.event.0.0,
            entry.rule.to_string(),
            entry.score.to_string(),
        );
        *sums.entry(key).or_default() += entry.points;
    }
    sums.retain(|_, points| points.abs() > 1e-9);
    sums
}

fn right_entries(ledger: &Ledger) -> Vec<LedgerEntry> {
    entries(ledger).into_values().flatten().collect()
}

#[test]
fn a_correction_voids_what_turned_out_not_to_be_so() {
    let mut ledger = Ledger::new(crate::desk::rules("showroom.toml", None), place());
    let returned = EventKind::Returned {
        visits_before: 1,
        last_visit: on(1, 9),
        days_since: 3,
        looked_at: Vec::new(),
        looked_after_by: None,
        spoke_before: false,
    };
    ledger.observe(&event(
        1,
        on(4, 9),
        Some(1),
        EventKind::Entered { zone: None },
    ));
    ledger.observe(&event(2, on(4, 9), Some(1), returned));
    assert_eq!(ledger.score(VISITOR, on(4, 9)).0, 25.0);
    let void = |placed: Placed| Standing {
        visitor: placed.told,
        counts: placed.claim != Claim::Returned,
    };
    let settled = ledger.place_anew(&BTreeSet::from([VISITOR]), void);
    assert_eq!(
        settled.iter().map(|e| e.points).collect::<Vec<_>>(),
        [-20.0]
    );
    assert_eq!(ledger.score(VISITOR, on(4, 9)).0, 5.0);
    let settled = ledger.place_anew(&BTreeSet::from([VISITOR]), as_told);
    assert_eq!(settled.iter().map(|e| e.points).collect::<Vec<_>>(), [20.0]);
}
