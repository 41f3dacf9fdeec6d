//! Compares what was told with what is true.

use std::{collections::BTreeMap, time::Duration};

use jiff::tz::TimeZone;

use super::{
    attribution::Who,
    close::Close,
    events::{
        Happening, TrueDwells, companions, tolerance, true_dwells, true_happenings, unattended_at,
        waiting_at,
    },
    report::{
        AlertDelay, BehaviourReport, DwellErrors, Mistake, ScenarioTotals, Tally, quantile, total,
    },
    run::{Outcome, run},
    told::{told_dwells, told_happenings},
    wanted::by_truth,
};
use crate::{
    config::Config,
    sim::{Expectation, Noise, Scenario, Simulation, Truth},
    types::AlertKind,
};

/// Runs scenarios, each with its noise and configuration, over so many seeds beginning at each scenario's own.
/// `progress` is told how many runs are done, and of how many.
pub fn evaluate(
    cases: &[(Scenario, Noise, Config)],
    seeds: u32,
    crew: usize,
    mut progress: impl FnMut(u32, u32),
) -> BehaviourReport {
    let mut scorer = Scorer::default();
    let all = cases.len() as u32 * seeds;
    for (scenario, noise, config) in cases {
        scorer.report.scenarios.push(scenario.name.clone());
        let before = scorer.totals();
        for n in 0..seeds {
            let seed = scenario.seed + u64::from(n);
            let simulation = Simulation::new(vec![scenario.clone()], noise, seed);
            let outcome = run(&simulation, config, crew);
            scorer.score(&simulation, config, &outcome, n == 0);
            scorer.done += 1;
            progress(scorer.done, all);
        }
        scorer.of_scenario(&scenario.name, before);
    }
    scorer.finish(seeds)
}

/// A shorter dwell's error in per cent says nothing.
const LEAST_DWELL_S: f64 = 8.0;

/// A dwell that is off by more than this is listed, per cent.
const FAR_OFF_PCT: f64 = 10.0;

/// Hidden for longer than this in a row is long, seconds.
const LONG_HIDDEN_S: f64 = 30.0;

/// An alert may come this much before its window, seconds: windows are written to the second.
const EARLY_S: f64 = 1.0;

#[derive(Default)]
struct Scorer {
    report: BehaviourReport,
    /// Of people who could be seen all the time, who were hidden for a while, and for long.
    dwell_errors: [Vec<f64>; 3],
    delays: Vec<f64>,
    done: u32,
}

impl Scorer {
    /// Events and alerts so far: truth, found, right.
    fn totals(&self) -> [[u32; 3]; 2] {
        [total(&self.report.events), total(&self.report.alerts)]
    }

    /// Keeps what has come since `before` as that of a scenario.
    fn of_scenario(&mut self, name: &str, before: [[u32; 3]; 2]) {
        let now = self.totals();
        let since = |which: usize| {
            let [truth, found, right] = [0, 1, 2].map(|i| now[which][i] - before[which][i]);
            let mut tally = Tally::default();
            tally.add(truth, found, right);
            tally
        };
        self.report.by_scenario.push(ScenarioTotals {
            scenario: name.to_owned(),
            events: since(0),
            alerts: since(1),
        });
    }

    fn score(&mut self, simulation: &Simulation, config: &Config, outcome: &Outcome, list: bool) {
        let truths: Vec<Truth> = simulation
            .halls()
            .iter()
            .map(|hall| Truth::of(&hall.world))
            .collect();
        let halls = || simulation.halls().iter().zip(&truths).enumerate();
        let truth: Vec<Happening> = halls()
            .flat_map(|(n, (hall, truth))| true_happenings(n, hall, truth, config, &outcome.hidden))
            .collect();
        self.events(
            simulation,
            &truth,
            &told_happenings(outcome, simulation),
            &outcome.close,
            list,
        );
        for (n, (hall, truth)) in halls() {
            self.dwells((simulation, n), &true_dwells(n, hall, truth), outcome, list);
        }
        self.alerts(simulation, &truths, &truth, config, outcome);
        self.report.identity_switches += outcome.attribution.switches;
        self.report.crew = match (self.report.crew.take(), outcome.crew.clone()) {
            (Some(before), Some(now)) => Some(before.and(now)),
            (before, now) => before.or(now),
        };
    }

    fn events(
        &mut self,
        simulation: &Simulation,
        truth: &[Happening],
        told: &[Happening],
        close: &Close,
        list: bool,
    ) {
        let pairs = paired(truth, told);
        count(&mut self.report.events, truth, told, &pairs, |_| true);
        // What is told of nobody who was there counts against those who came close, too.
        let came = |h: &Happening| h.who.iter().all(|who| close.came(*who));
        count(&mut self.report.events_close, truth, told, &pairs, came);
        if !list {
            return;
        }
        for (i, missed) in truth.iter().enumerate() {
            if !pairs.iter().any(|(t, _)| *t == i) {
                let what = format!("missed: {}", described(simulation, missed));
                self.mistake(simulation, missed.at, what);
            }
        }
        for (i, wrong) in told.iter().enumerate() {
            if !pairs.iter().any(|(_, t)| *t == i) {
                let what = format!("not so: {}", described(simulation, wrong));
                self.mistake(simulation, wrong.at, what);
            }
        }
    }

    fn dwells(
        &mut self,
        (simulation, n): (&Simulation, usize),
        truth: &TrueDwells,
        outcome: &Outcome,
        list: bool,
    ) {
        let told = told_dwells(outcome);
        let hidden = &outcome.hidden;
        for (key, spans) in truth {
            let (who, car) = key;
            let all: f64 = spans.iter().map(|span| span.end - span.start).sum();
            let true_s = all - hidden.blind(*who, spans, hall_of(simulation, n));
            if true_s < LEAST_DWELL_S {
                continue;
            }
            let told_s = told.get(key).copied().unwrap_or(0.0);
            let error = (told_s - true_s).abs() / true_s * 100.0;
            let longest = hidden.longest(*who, spans, hall_of(simulation, n));
            let kind = usize::from(longest > 0.0) + usize::from(longest > LONG_HIDDEN_S);
            self.dwell_errors[kind].push(error);
            if list && error > FAR_OFF_PCT {
                let name = person(simulation, Some(*who));
                let what = format!(
                    "dwell of {name} ({car}): {told_s:.0} s told, {true_s:.0} s true, hidden for {longest:.0} s"
                );
                self.mistake(simulation, spans[0].start, what);
            }
        }
    }

    fn alerts(
        &mut self,
        simulation: &Simulation,
        truths: &[Truth],
        truth: &[Happening],
        config: &Config,
        outcome: &Outcome,
    ) {
        let mut tallies: BTreeMap<AlertKind, [u32; 3]> = BTreeMap::new();
        let halls = || simulation.halls().iter().zip(truths).enumerate();
        let wanted: Vec<Vec<Expectation>> = halls()
            .map(|(n, (hall, of_hall))| {
                let listed = &hall.scenario.expectations;
                if !listed.is_empty() {
                    return listed.clone();
                }
                let here = |h: &&Happening| h.who.iter().all(|(of, ..)| *of == n);
                let here: Vec<Happening> = truth.iter().filter(here).cloned().collect();
                by_truth(hall, of_hall, &here, config)
            })
            .collect();
        // Scores are no matter of the truth.
        let judged = |alert: &crate::types::Alert| {
            let listed = halls().any(|(_, (hall, _))| !hall.scenario.expectations.is_empty());
            listed || alert.kind != AlertKind::Hot
        };
        let mut told: Vec<Option<&(Duration, crate::types::Alert)>> = outcome
            .alerts
            .iter()
            .filter(|(_, alert)| judged(alert))
            .map(Some)
            .collect();
        told.iter()
            .flatten()
            .for_each(|(_, alert)| tallies.entry(alert.kind).or_default()[1] += 1);
        for (n, wanted) in wanted.iter().enumerate() {
            for expected in wanted.iter().filter(|e| !e.never) {
                tallies.entry(expected.alert).or_default()[0] += 1;
                let fits = |entry: Option<&(Duration, crate::types::Alert)>| {
                    entry.is_some_and(|(at, alert)| {
                        let who = alert.visit.and_then(|visit| outcome.attribution.who(visit));
                        alert.kind == expected.alert
                            && meets(
                                (simulation, n),
                                Some(&truths[n]),
                                expected,
                                who,
                                at.as_secs_f64(),
                            )
                    })
                };
                if let Some((at, _)) = told
                    .iter_mut()
                    .find(|entry| fits(**entry))
                    .and_then(Option::take)
                {
                    tallies.entry(expected.alert).or_default()[2] += 1;
                    let cause = cause(simulation, n, &truths[n], config, expected);
                    let delay = cause.map(|cause| at.as_secs_f64() - cause);
                    self.delays.extend(delay);
                } else {
                    let person = expected.person.as_deref().unwrap_or("anybody");
                    let what = format!(
                        "no alert \"{}\" about {person}: {}",
                        name(expected.alert),
                        expected.reason
                    );
                    self.mistake(simulation, window(hall_of(simulation, n), expected).0, what);
                }
            }
        }
        for (at, alert) in told.into_iter().flatten() {
            let who = alert.visit.and_then(|visit| outcome.attribution.who(visit));
            let at = at.as_secs_f64();
            let forbidden = simulation.halls().iter().enumerate().find_map(|(n, hall)| {
                let mut never = hall
                    .scenario
                    .expectations
                    .iter()
                    .filter(|e| e.never && e.alert == alert.kind);
                never.find(|e| meets((simulation, n), None, e, who, at))
            });
            let why = forbidden.map_or("nobody expects it", |e| &e.reason);
            let what = format!(
                "alert \"{}\" about {}: {why}",
                name(alert.kind),
                person(simulation, who)
            );
            self.mistake(simulation, at, what);
        }
        for (kind, [truth, found, right]) in tallies {
            self.report
                .alerts
                .entry(name(kind))
                .or_default()
                .add(truth, found, right);
        }
    }

    fn mistake(&mut self, simulation: &Simulation, at_s: f64, what: String) {
        let scenario = &hall_of(simulation, 0).scenario;
        let at = scenario.midnight() + Duration::from_secs_f64(at_s.max(0.0));
        let timezone: TimeZone = scenario.timezone.clone();
        self.report.mistakes.push(Mistake {
            scenario: scenario.name.clone(),
            seed: simulation.seed(),
            at: at.to_zoned(timezone).strftime("%a %H:%M:%S").to_string(),
            what,
        });
    }

    fn finish(mut self, seeds: u32) -> BehaviourReport {
        self.report.seeds = seeds;
        let [seen, hidden, long] = &mut self.dwell_errors;
        let mut all = [&seen[..], hidden, long].concat();
        let errors = DwellErrors::of(&mut all);
        self.report.dwell_error_pct = errors.median_pct;
        self.report.dwell_error_max_pct = errors.worst_pct;
        self.report.dwell_error_mean_pct = errors.mean_pct;
        self.report.dwell_error_all = errors;
        self.report.dwell_error_seen = DwellErrors::of(seen);
        self.report.dwell_error_hidden = DwellErrors::of(hidden);
        self.report.dwell_error_hidden_long = DwellErrors::of(long);
        self.delays.sort_by(f64::total_cmp);
        self.report.alert_delay_s = AlertDelay {
            count: self.delays.len() as u32,
            median: quantile(&self.delays, 0.5).unwrap_or(0.0),
            p95: quantile(&self.delays, 0.95).unwrap_or(0.0),
        };
        self.report
    }
}

/// Adds what is true, what was told and what of it was right, of the happenings that `counts` says.
fn count(
    tallies: &mut BTreeMap<String, Tally>,
    truth: &[Happening],
    told: &[Happening],
    pairs: &[(usize, usize)],
    counts: impl Fn(&Happening) -> bool,
) {
    let mut kinds: BTreeMap<&str, [u32; 3]> = BTreeMap::new();
    for happening in truth.iter().filter(|h| counts(h)) {
        kinds.entry(happening.kind).or_default()[0] += 1;
    }
    for happening in told.iter().filter(|h| counts(h)) {
        kinds.entry(happening.kind).or_default()[1] += 1;
    }
    for (t, s) in pairs {
        if counts(&truth[*t]) && counts(&told[*s]) {
            kinds.entry(truth[*t].kind).or_default()[2] += 1;
        }
    }
    for (kind, [truth, found, right]) in kinds {
        let tally = tallies.entry(kind.to_owned()).or_default();
        tally.add(truth, found, right);
    }
}

/// Pairs of places in both lists that mean the same, each used once, the nearest in time first.
fn paired(truth: &[Happening], told: &[Happening]) -> Vec<(usize, usize)> {
    let mut candidates = Vec::new();
    for (i, t) in truth.iter().enumerate() {
        for (k, s) in told.iter().enumerate() {
            let apart = (t.at - s.at).abs();
            let same_place = t.zone == s.zone || t.zone.is_none() || s.zone.is_none();
            let same_person = s.who.iter().any(|who| t.who.contains(who));
            if t.kind == s.kind && same_person && same_place && apart <= tolerance(t.kind) {
                candidates.push((apart, i, k));
            }
        }
    }
    candidates.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (_, i, k) in candidates {
        if !pairs.iter().any(|(a, b)| *a == i || *b == k) {
            pairs.push((i, k));
        }
    }
    pairs
}

fn hall_of(simulation: &Simulation, n: usize) -> &crate::sim::Hall {
    &simulation.halls()[n]
}

/// Whether an alert about somebody at a moment is the one that a scenario speaks of; with the truth, about whoever came
/// with them will do as well.
fn meets(
    (simulation, n): (&Simulation, usize),
    truth: Option<&Truth>,
    expected: &Expectation,
    who: Option<Who>,
    at: f64,
) -> bool {
    let hall = hall_of(simulation, n);
    let (from, to) = window(hall, expected);
    let cast = hall.world.cast();
    let about = expected.person.as_ref().is_none_or(|name| {
        let is_they = |person: usize| cast[person].name == *name;
        who.is_some_and(|(hall_of_who, person, _)| {
            let with = truth.map(|truth| companions(truth, person, expected.day));
            hall_of_who == n && (is_they(person) || with.into_iter().flatten().any(is_they))
        })
    });
    about && (from - EARLY_S..=to).contains(&at)
}

fn window(hall: &crate::sim::Hall, expected: &Expectation) -> (f64, f64) {
    let at = |time| {
        hall.scenario
            .since_midnight(expected.day, time)
            .as_secs_f64()
    };
    (at(expected.between.start), at(expected.between.end))
}

/// The moment that caused an expected alert, where the truth knows of one.
fn cause(
    simulation: &Simulation,
    n: usize,
    truth: &Truth,
    config: &Config,
    expected: &Expectation,
) -> Option<f64> {
    let hall = hall_of(simulation, n);
    let person = expected
        .person
        .as_ref()
        .and_then(|name| hall.world.cast().iter().position(|m| m.name == *name));
    let visit = truth
        .visits
        .iter()
        .find(|v| Some(v.person) == person && v.day == expected.day)?;
    match expected.alert {
        AlertKind::Unattended => unattended_at(truth, visit.person, visit.visit, config),
        AlertKind::Waiting => waiting_at(truth, (visit.person, visit.visit), hall, config),
        AlertKind::Returning => Some(visit.span.start),
        _ => None,
    }
}

fn described(simulation: &Simulation, happening: &Happening) -> String {
    let zone = happening
        .zone
        .as_ref()
        .map_or_else(String::new, |zone| format!(" ({zone})"));
    format!(
        "{} {}{zone}",
        person(simulation, happening.who.first().copied()),
        happening.kind
    )
}

fn person(simulation: &Simulation, who: Option<Who>) -> String {
    who.map_or_else(
        || "nobody in particular".to_owned(),
        |(hall, person, _)| hall_of(simulation, hall).world.cast()[person].name.clone(),
    )
}

fn name(kind: AlertKind) -> String {
    serde_json::to_value(kind)
        .ok()
        .and_then(|v| v.as_str().map(str::to_owned))
        .unwrap_or_default()
}
