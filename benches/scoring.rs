//! Scores from a history of a million events: the fold, the backtest, and beside them in the same run what one condition
//! costs in the interpreter of the `cel` crate. `SCORING_EVENTS=100000` for fewer.

use std::{hint::black_box, path::Path};

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use jiff::{Timestamp, tz::TimeZone};
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};
use showfloor::{
    config,
    scoring::{Ledger, Place, Placed, RuleSet, Standing, backtest::compare},
    types::{Event, EventId, EventKind, Evidence, RunId, Stamp, VisitId, VisitorId, Zone},
};
use ulid::Ulid;

/// Events of a visit, and visits of a visitor.
const VISIT: usize = 25;
const VISITS: usize = 2;

fn scoring(criterion: &mut Criterion) {
    let count = std::env::var("SCORING_EVENTS")
        .ok()
        .and_then(|n| n.parse().ok());
    let count: usize = count.unwrap_or(1_000_000);
    let events = history(count);
    let (old, new) = (rules("5"), rules("7"));
    let end = events
        .last()
        .map_or(Timestamp::UNIX_EPOCH, |event| event.stamp.utc);
    let mut group = criterion.benchmark_group("scoring");
    group.sample_size(10);
    group.throughput(Throughput::Elements(count as u64));
    group.bench_function("fold", |bench| {
        bench.iter_batched(
            || loaded(&old, &events),
            |mut ledger| {
                ledger.settle_all();
                ledger
            },
            BatchSize::PerIteration,
        );
    });
    group.bench_function("backtest, from events to who changes band", |bench| {
        let mut today = loaded(&old, &events);
        today.settle_all();
        bench.iter(|| {
            let mut other = loaded(&new, &events);
            other.settle_all();
            black_box(compare(&today, &other, Timestamp::MIN, end))
        });
    });
    group.throughput(Throughput::Elements(1));
    group.bench_function("one event more, live", |bench| {
        let mut ledger = loaded(&old, &events);
        ledger.settle_all();
        let last = events.last().expect("there are events");
        let mut n = count as u128;
        bench.iter(|| {
            n += 1;
            let event = Event {
                id: EventId(Ulid(n)),
                ..last.clone()
            };
            black_box(ledger.observe(&event))
        });
    });
    group.finish();
    interpreter(criterion);
}

/// One condition for each event, compiled once, its context used again: the least that a fold by interpretation costs.
fn interpreter(criterion: &mut Criterion) {
    let program = cel::Program::compile("zone.kind == \"product\" && event.added_s > 10.0");
    let program = program.expect("it is right");
    let mut context = cel::Context::default();
    let map =
        |name: &str, value: cel::Value| std::collections::HashMap::from([(name.to_owned(), value)]);
    context.add_variable_from_value("zone", map("kind", "product".into()));
    let mut group = criterion.benchmark_group("interpreter of cel");
    group.throughput(Throughput::Elements(1));
    group.bench_function("one condition", |bench| {
        bench.iter(|| {
            context.add_variable_from_value("event", map("added_s", black_box(15.0).into()));
            black_box(program.execute(&context))
        });
    });
    group.finish();
}

fn rules(points: &str) -> RuleSet {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/scoring/showroom.toml");
    let text = std::fs::read_to_string(&file).expect("a file of the program");
    let text = text.replacen("points = 5", &format!("points = {points}"), 1);
    let parts = config::rule_file(&file, &text).unwrap_or_else(|problems| panic!("{problems}"));
    RuleSet::new(parts, None)
}

fn loaded(rules: &RuleSet, events: &[Event]) -> Ledger {
    let polygon = "[[0.1,0.1],[0.9,0.1],[0.5,0.9]]";
    let zone =
        format!(r#"{{"id":"car","camera":"a","kind":"product","label":"","polygon":{polygon}}}"#);
    let zone: Zone = serde_json::from_str(&zone).expect("a zone");
    let mut ledger = Ledger::new(rules.clone(), Place::new(&[zone], &[], TimeZone::UTC));
    for event in events {
        let placed = Placed::new(event);
        let standing = Standing {
            visitor: placed.told,
            counts: true,
        };
        ledger.load(event, standing);
    }
    ledger
}

/// Visits of a year, in the order of time: people come, look at a car, are spoken with, come back, leave.
fn history(count: usize) -> Vec<Event> {
    let mut dice = ChaCha8Rng::seed_from_u64(7);
    let start: Timestamp = "2026-01-01T09:00:00Z".parse().expect("a time");
    let visits = count / VISIT;
    let step = 365.0 * 86_400.0 / visits as f64;
    let mut events = Vec::with_capacity(count);
    for visit in 0..visits {
        let began = start + std::time::Duration::from_secs_f64(step * visit as f64);
        let visitor = visit % (visits / VISITS).max(1);
        for n in 0..VISIT {
            let kind = match n {
                0 => EventKind::Entered { zone: None },
                1 if visit >= visits / VISITS => returned(began),
                20 => EventKind::ContactEnded {
                    for_s: f64::from(dice.next_u32() % 900),
                },
                24 => EventKind::Left {
                    duration_s: 900.0,
                    recovered: false,
                },
                _ => EventKind::Dwelled {
                    zone: "car".into(),
                    product: None,
                    added_s: 15.0,
                    inferred_s: 0.0,
                    total_s: 15.0 * n as f64,
                },
            };
            let at = began + std::time::Duration::from_secs(30 * n as u64);
            events.push(event(events.len(), at, (visit, visitor), kind));
        }
    }
    events.sort_by_key(|event| (event.stamp.utc, event.id));
    events
}

fn returned(began: Timestamp) -> EventKind {
    EventKind::Returned {
        visits_before: 1,
        last_visit: began,
        days_since: 100,
        looked_at: Vec::new(),
        looked_after_by: None,
        spoke_before: false,
    }
}

fn event(n: usize, at: Timestamp, (visit, visitor): (usize, usize), kind: EventKind) -> Event {
    Event {
        id: EventId(Ulid(n as u128)),
        stamp: Stamp {
            run: RunId(Ulid(1)),
            mono_ns: 0,
            utc: at,
        },
        visit: Some(VisitId(Ulid(visit as u128 + 1))),
        visitor: VisitorId(Ulid(visitor as u128 + 1)),
        kind,
        evidence: Evidence::NOT_SEEN,
    }
}

criterion_group!(benches, scoring);
criterion_main!(benches);
