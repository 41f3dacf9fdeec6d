//! What ought to have been told, and what was, in the same words.

use std::collections::{BTreeMap, BTreeSet};

use super::{attribution::Who, run::Outcome};
use crate::{
    config::Config,
    sim::{Hall, Role, Simulation, Span, Truth},
    types::{EventKind, ProductId, VisitId, VisitorId, ZoneId},
};

/// Something that happened, or that was said to have happened.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Happening {
    pub(super) kind: &'static str,
    /// Whom it may be told of: whoever came together needs it once. Nobody where the line tells of somebody who was not
    /// there.
    pub(super) who: Vec<Who>,
    /// Where it matters where.
    pub(super) zone: Option<String>,
    /// Seconds since midnight of day 1.
    pub(super) at: f64,
}

/// Seconds by which the line may date something otherwise than the truth does.
pub(super) fn tolerance(kind: &str) -> f64 {
    match kind {
        // Recognition takes some looks at the face.
        "returned" => 20.0,
        "contacted" => 10.0,
        "dwelled" => f64::INFINITY,
        _ => 5.0,
    }
}

/// When somebody was at a car, and seconds at a car that were told, by visit and car.
pub(super) type TrueDwells = BTreeMap<(Who, String), Vec<Span>>;
pub(super) type ToldDwells = BTreeMap<(Who, String), f64>;

/// What the truth says the line ought to tell of one hall; only visitors are told of.
pub(super) fn true_happenings(
    number: usize,
    hall: &Hall,
    truth: &Truth,
    config: &Config,
) -> Vec<Happening> {
    let cast = hall.world.cast();
    let is_visitor = |person: usize| cast[person].role == Role::Visitor;
    let mut out = Vec::new();
    let mut add = |kind, person, visit, zone: Option<&str>, at| {
        out.push(Happening {
            kind,
            who: vec![(number, person, visit)],
            zone: zone.map(str::to_owned),
            at,
        });
    };
    for visit in truth.visits.iter().filter(|v| is_visitor(v.person)) {
        add("entered", visit.person, visit.visit, None, visit.span.start);
        add("left", visit.person, visit.visit, None, visit.span.end);
        let earlier = truth
            .visits
            .iter()
            .any(|v| v.person == visit.person && v.day < visit.day);
        let again_today = truth
            .visits
            .iter()
            .any(|v| v.person == visit.person && v.day == visit.day && v.visit < visit.visit);
        if earlier && !again_today {
            add(
                "returned",
                visit.person,
                visit.visit,
                None,
                visit.span.start,
            );
        }
        if let Some((at, zone)) = unattended(truth, visit.person, visit.visit, config) {
            add("unattended", visit.person, visit.visit, Some(&zone), at);
        }
    }
    let mut zones = BTreeSet::new();
    for dwell in truth.dwells.iter().filter(|d| is_visitor(d.person)) {
        add(
            "zone_entered",
            dwell.person,
            dwell.visit,
            Some(&dwell.zone),
            dwell.span.start,
        );
        add(
            "zone_left",
            dwell.person,
            dwell.visit,
            Some(&dwell.zone),
            dwell.span.end,
        );
        if zones.insert((dwell.person, dwell.visit, &dwell.zone)) {
            add(
                "dwelled",
                dwell.person,
                dwell.visit,
                Some(&dwell.zone),
                dwell.span.start,
            );
        }
    }
    for contact in &truth.contacts {
        add(
            "contacted",
            contact.visitor,
            contact.visit,
            None,
            contact.span.start,
        );
    }
    for party in &truth.parties {
        let first = party.people[0];
        let visit = truth
            .visits
            .iter()
            .find(|v| v.person == first && v.day == party.day);
        add(
            "party",
            first,
            visit.map_or(0, |v| v.visit),
            None,
            party.span.start,
        );
    }
    for wait in truth.waits.iter().filter(|w| is_visitor(w.person)) {
        add(
            "waited",
            wait.person,
            wait.visit,
            Some(&wait.at),
            wait.span.start,
        );
    }
    out
}

/// When somebody had been interested for so long that a colleague should have come, and none had; and where.
pub(super) fn unattended(
    truth: &Truth,
    person: usize,
    visit: u32,
    config: &Config,
) -> Option<(f64, String)> {
    let mut at_cars: Vec<_> = truth
        .dwells
        .iter()
        .filter(|d| d.person == person && d.visit == visit && d.is_car)
        .collect();
    at_cars.sort_by(|a, b| a.span.start.total_cmp(&b.span.start));
    let due = at_cars.first()?.span.start + config.behaviour.unattended_after.as_secs_f64();
    let there = at_cars.iter().find(|d| d.span.end > due)?;
    let at = due.max(there.stood);
    let greeted = truth
        .contacts
        .iter()
        .any(|c| c.visitor == person && c.visit == visit && c.span.start <= at);
    (!greeted && at < there.span.end).then(|| (at, there.zone.clone()))
}

/// When somebody's visit had come to the moment at which a colleague should have been with them, and none was: seconds
/// since midnight of day 1.
pub fn unattended_at(truth: &Truth, person: usize, visit: u32, config: &Config) -> Option<f64> {
    unattended(truth, person, visit, config).map(|(at, _)| at)
}

/// Seconds at each car that were told.
pub(super) fn told_dwells(outcome: &Outcome) -> ToldDwells {
    let mut dwells = ToldDwells::new();
    for event in &outcome.events {
        if let (
            EventKind::Dwelled {
                zone,
                product,
                added_s,
                ..
            },
            Some(visit),
        ) = (&event.kind, event.visit)
            && let Some(who) = outcome.attribution.who(visit)
        {
            *dwells
                .entry((who, name(zone, product.as_ref())))
                .or_default() += added_s;
        }
    }
    dwells
}

/// The times at each car, in truth.
pub(super) fn true_dwells(number: usize, hall: &Hall, truth: &Truth) -> TrueDwells {
    let mut dwells = TrueDwells::new();
    let of_visitors = truth
        .dwells
        .iter()
        .filter(|d| d.is_car && hall.world.cast()[d.person].role == Role::Visitor);
    for dwell in of_visitors {
        let who = (number, dwell.person, dwell.visit);
        let spans = dwells.entry((who, dwell.zone.clone())).or_default();
        spans.push(dwell.span.clone());
    }
    dwells
}

/// What the line told. Dwell counts once for each visit and zone; a visit that turned out to be a part of another did
/// not begin.
pub(super) fn told_happenings(outcome: &Outcome, simulation: &Simulation) -> Vec<Happening> {
    let visits = |of: fn(&EventKind) -> bool| -> BTreeSet<VisitId> {
        let events = outcome.events.iter().filter(|event| of(&event.kind));
        events.filter_map(|event| event.visit).collect()
    };
    let merged = visits(|kind| matches!(kind, EventKind::Merged { .. }));
    // What was told of somebody before they turned out to be a colleague is taken back, but not unsaid: an alert stays a
    // mistake. What is told here is what a report of the day says.
    let of_staff = visits(|kind| matches!(kind, EventKind::TurnedOutStaff));
    let owners = owners(outcome);
    let mut dwelled = BTreeSet::new();
    let mut out = Vec::new();
    for event in &outcome.events {
        let Some(visit) = event.visit.filter(|visit| !of_staff.contains(visit)) else {
            continue;
        };
        let (kind, zone) = match &event.kind {
            EventKind::Entered { .. } if merged.contains(&visit) => continue,
            EventKind::Entered { .. } => ("entered", None),
            EventKind::Returned { .. } => ("returned", None),
            EventKind::ZoneEntered { zone } => ("zone_entered", Some(name(zone, None))),
            EventKind::ZoneLeft { zone } => ("zone_left", Some(name(zone, None))),
            EventKind::Unattended { zone, .. } => ("unattended", Some(name(zone, None))),
            EventKind::Waited { zone, .. } => ("waited", Some(name(zone, None))),
            EventKind::Contacted { .. } => ("contacted", None),
            EventKind::Left { .. } => ("left", None),
            EventKind::Dwelled { zone, .. } => ("dwelled", Some(name(zone, None))),
            EventKind::Identified { .. }
            | EventKind::Unrecognised { .. }
            | EventKind::Merged { .. }
            | EventKind::TurnedOutStaff
            | EventKind::External { .. } => continue,
        };
        let mut who = outcome.attribution.who(visit);
        let stranger = who.is_none().then_some(visit);
        if kind == "dwelled" && !dwelled.insert((who, stranger, zone.clone())) {
            continue;
        }
        // Greeted as somebody else: it is told of a person to whom it did not happen.
        if kind == "returned"
            && who.is_some_and(|who| {
                owners
                    .get(&event.visitor)
                    .is_some_and(|owner| *owner != (who.0, who.1))
            })
        {
            who = None;
        }
        let at = simulation.since_midnight(&event.stamp).as_secs_f64();
        let who = who.into_iter().collect();
        out.push(Happening {
            kind,
            who,
            zone,
            at,
        });
    }
    out
}

/// The person who was first seen under each visitor's name.
fn owners(outcome: &Outcome) -> BTreeMap<VisitorId, (usize, usize)> {
    let mut owners = BTreeMap::new();
    for event in &outcome.events {
        if let (EventKind::Left { .. }, Some(visit)) = (&event.kind, event.visit)
            && let Some((hall, person, _)) = outcome.attribution.who(visit)
        {
            owners.entry(event.visitor).or_insert((hall, person));
        }
    }
    owners
}

/// A zone is named as the car that stands in it.
fn name(zone: &ZoneId, product: Option<&ProductId>) -> String {
    product.map_or_else(|| zone.to_string(), ToString::to_string)
}
