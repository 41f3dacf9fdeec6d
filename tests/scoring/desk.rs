//! A ledger under a preset, and events for it.

use std::{collections::BTreeMap, path::Path};

use jiff::{Timestamp, tz::TimeZone};
use showfloor::{
    config,
    scoring::{Ledger, Place, RuleSet},
    types::{
        Band, Event, EventId, EventKind, Evidence, Product, RunId, Scalar, ScoreChange, Stamp,
        TriggerAction, VisitId, VisitorId, Zone,
    },
};
use ulid::Ulid;

/// The program's own file of this name.
pub(crate) fn rules(name: &str, ideal: Option<&str>) -> RuleSet {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/scoring");
    let read = |name: &str| {
        let path = folder.join(name);
        let text = std::fs::read_to_string(&path).expect("a file of the program");
        (path, text)
    };
    let (path, text) = read(name);
    let mut parts = config::rule_file(&path, &text).unwrap_or_else(|e| panic!("{e}"));
    let ideal = ideal.map(|name| {
        let (path, text) = read(name);
        let (ideal, profile) = config::ideal_file(&path, &text).unwrap_or_else(|e| panic!("{e}"));
        parts.schema.profile.extend(profile);
        ideal
    });
    RuleSet::new(parts, ideal)
}

pub(crate) fn place() -> Place {
    let zone = |id: &str, kind: &str| -> Zone {
        let polygon = "[[0.1,0.1],[0.9,0.1],[0.5,0.9]]";
        let text = format!(
            r#"{{"id":"{id}","camera":"a","kind":"{kind}","label":"","polygon":{polygon}}}"#
        );
        serde_json::from_str(&text).expect("a zone")
    };
    let product = |id: &str, category: &str, zone: &str| Product {
        id: id.into(),
        label: id.to_owned(),
        category: category.to_owned(),
        stock_number: String::new(),
        zone: Some(zone.into()),
    };
    Place::new(
        &[
            zone("left", "product"),
            zone("right", "product"),
            zone("desk", "desk"),
        ],
        &[
            product("kona", "SUV", "left"),
            product("i20", "small", "right"),
        ],
        TimeZone::UTC,
    )
}

pub(crate) const VISITOR: VisitorId = VisitorId(Ulid(7));

/// Day and hour of a made-up March.
pub(crate) fn on(day: i64, hour: i64) -> Timestamp {
    let start: Timestamp = "2026-03-01T00:00:00Z".parse().expect("a time");
    start + std::time::Duration::from_secs((day as u64 - 1) * 86_400 + hour as u64 * 3600)
}

pub(crate) struct Desk {
    pub(crate) ledger: Ledger,
    events: u128,
}

impl Desk {
    pub(crate) fn new(rules: RuleSet) -> Self {
        Self {
            ledger: Ledger::new(rules, place()),
            events: 0,
        }
    }

    pub(crate) fn event(&mut self, at: Timestamp, visit: Option<u128>, kind: EventKind) -> Event {
        self.events += 1;
        event(self.events, at, visit, kind)
    }

    pub(crate) fn happens(
        &mut self,
        at: Timestamp,
        visit: Option<u128>,
        kind: EventKind,
    ) -> Option<ScoreChange> {
        let event = self.event(at, visit, kind);
        self.ledger.observe(&event)
    }

    /// A system outside reports something.
    pub(crate) fn report(&mut self, at: Timestamp, name: &str, data: &[(&str, Scalar)]) {
        let kind = report(name, data);
        self.happens(at, None, kind);
    }

    pub(crate) fn score(&self, at: Timestamp) -> f64 {
        self.ledger.score(VISITOR, at).0
    }

    pub(crate) fn band(&self, at: Timestamp) -> Band {
        self.ledger.score(VISITOR, at).1
    }

    /// What triggers called for by now: their ids, and what they want.
    pub(crate) fn called(&mut self, at: Timestamp) -> Vec<(String, TriggerAction)> {
        let called = self.ledger.called(at).into_iter();
        called
            .map(|(_, firing)| (firing.trigger.to_string(), firing.action))
            .collect()
    }
}

pub(crate) fn event(n: u128, at: Timestamp, visit: Option<u128>, kind: EventKind) -> Event {
    Event {
        id: EventId(Ulid(n)),
        stamp: Stamp {
            run: RunId(Ulid(1)),
            mono_ns: 0,
            utc: at,
        },
        visit: visit.map(|visit| VisitId(Ulid(visit))),
        visitor: VISITOR,
        kind,
        evidence: Evidence::NOT_SEEN,
    }
}

pub(crate) fn report(name: &str, data: &[(&str, Scalar)]) -> EventKind {
    EventKind::External {
        client: "crm".into(),
        external_id: String::new(),
        name: name.to_owned(),
        data: data
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect::<BTreeMap<_, _>>(),
    }
}

pub(crate) fn dwelled(zone: &str, seconds: f64) -> EventKind {
    EventKind::Dwelled {
        zone: zone.into(),
        product: None,
        added_s: seconds,
        inferred_s: 0.0,
        total_s: seconds,
    }
}

pub(crate) fn text(text: &str) -> Scalar {
    Scalar::Text(text.to_owned())
}

pub(crate) fn number(number: f64) -> Scalar {
    Scalar::Number(number)
}
