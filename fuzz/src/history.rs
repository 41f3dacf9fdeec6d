//! A history that rules are tried on: what happened in the tests' showroom, and one report of each kind that a rule file
//! declares.

use std::{collections::BTreeMap, sync::LazyLock};

use showfloor::{
    app,
    scoring::{Kind, Ledger, OUTCOMES, Place, RuleSet, Schema, Standing},
    types::{Event, EventId, EventKind, Evidence, Record, Scalar},
};
use ulid::Ulid;

use crate::{files::project, showroom::CONFIG};

/// So many events of the day, evenly over it: enough for every kind, few enough for thousands of runs a second.
const EVENTS: usize = 60;

static DAY: LazyLock<Vec<Event>> = LazyLock::new(|| {
    let mut all = Vec::new();
    app::replay(
        &CONFIG,
        &project("tests/data/showroom.jsonl"),
        |records, _| {
            all.extend(records.iter().filter_map(|record| match record {
                Record::Event(event) => Some(event.clone()),
                _ => None,
            }));
        },
    )
    .expect("the tests' recording");
    let every = all.len().div_ceil(EVENTS).max(1);
    all.into_iter().step_by(every).collect()
});

/// Tries rules on a history: every score is a number, and the order in which events arrive does not matter.
pub fn try_rules(rules: &RuleSet) {
    let events = history(&rules.schema);
    let forth = ledger(rules, events.iter());
    let back = ledger(rules, events.iter().rev());
    let visitors: Vec<_> = forth.visitors().collect();
    assert_eq!(visitors, back.visitors().collect::<Vec<_>>());
    let end = events
        .iter()
        .map(|event| event.stamp.utc)
        .max()
        .expect("events");
    for visitor in visitors {
        let (scores, band) = forth.score(visitor, end);
        assert!(scores.is_finite(), "{scores}");
        assert_eq!(
            (scores, band),
            back.score(visitor, end),
            "the order matters"
        );
        assert_eq!(forth.scores(visitor, end), back.scores(visitor, end));
        for (entry, left) in forth.standing(visitor, end) {
            assert!(entry.points.is_finite() && left.is_finite(), "{entry:?}");
            assert!(
                left.abs() <= entry.points.abs() + 1e-6,
                "{left} of {entry:?}"
            );
        }
    }
}

fn ledger<'a>(rules: &RuleSet, events: impl Iterator<Item = &'a Event>) -> Ledger {
    let place = Place::new(
        &CONFIG.zones,
        &CONFIG.products,
        CONFIG.site.timezone.clone(),
    );
    let mut ledger = Ledger::new(rules.clone(), place);
    for event in events {
        let standing = Standing {
            visitor: event.visitor,
            counts: true,
        };
        ledger.load(event, standing);
    }
    ledger.settle_all();
    ledger
}

fn history(schema: &Schema) -> Vec<Event> {
    let mut events = DAY.clone();
    let last = events.last().expect("events").clone();
    let declared = schema
        .reports
        .iter()
        .map(|(name, fields)| (name.as_str(), Some(fields)));
    let profile = ("profile", Some(&schema.profile));
    let outcomes = OUTCOMES.iter().map(|name| (*name, None));
    for (n, (name, fields)) in declared.chain([profile]).chain(outcomes).enumerate() {
        let data = fields.into_iter().flatten();
        let data: BTreeMap<_, _> = data
            .map(|(name, kind)| (name.clone(), value(*kind, n)))
            .collect();
        events.push(Event {
            id: EventId(Ulid::from(u128::from(last.id.0) + 1 + n as u128)),
            kind: EventKind::External {
                client: "crm".to_owned(),
                external_id: format!("e-{n}"),
                name: name.to_owned(),
                data,
            },
            evidence: Evidence::NOT_SEEN,
            visit: None,
            ..last.clone()
        });
    }
    events
}

fn value(kind: Kind, n: usize) -> Scalar {
    match kind {
        Kind::Bool => Scalar::Flag(n % 2 == 0),
        Kind::Int => Scalar::Number([-2.0, 0.0, 3.0, 9e15][n % 4]),
        Kind::Double => Scalar::Number([0.5, -1e308, 1e308, 1.5e3][n % 4]),
        Kind::Text => Scalar::Text("SUV".to_owned()),
    }
}
