//! What the line told, in the words of the truth.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    attribution::Who,
    events::{Happening, ToldDwells},
    run::Outcome,
};
use crate::{
    sim::Simulation,
    types::{EventKind, ProductId, Side, VisitId, VisitorId, ZoneId},
};

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
    let of_staff = visits(EventKind::voids_visit);
    let owners = owners(outcome);
    let (mut dwelled, mut pairs) = (BTreeSet::new(), BTreeSet::new());
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
            EventKind::ContactEnded { .. } => ("contact_ended", None),
            EventKind::CameFor { .. } => ("came_for", None),
            EventKind::Left { .. } => ("left", None),
            EventKind::Dwelled { zone, .. } => ("dwelled", Some(name(zone, None))),
            EventKind::Approachable { zone, .. } => ("approachable", Some(name(zone, None))),
            EventKind::Party { with, .. } => {
                for other in with {
                    let two = [visit, *other].map(|visit| outcome.attribution.who(visit));
                    let at = simulation.since_midnight(&event.stamp).as_secs_f64();
                    out.extend(told_party(two, &mut pairs, simulation, at));
                }
                continue;
            }
            EventKind::Identified { .. }
            | EventKind::Unrecognised { .. }
            | EventKind::Merged { .. }
            | EventKind::TurnedOutStaff
            | EventKind::TurnedOutChild
            | EventKind::Impatient { .. }
            | EventKind::StageReached { .. }
            | EventKind::External { .. }
            | EventKind::Linked { .. }
            | EventKind::Unlinked { .. }
            | EventKind::Triggered { .. } => continue,
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
        let who: Vec<Who> = who.into_iter().collect();
        // That a colleague went up to them is told with the contact.
        let by_colleague = Some(Side::Colleague);
        if matches!(&event.kind, EventKind::Contacted { began, .. } if *began == by_colleague) {
            out.push(Happening {
                kind: "approached",
                who: who.clone(),
                zone: None,
                at,
            });
        }
        out.push(Happening {
            kind,
            who,
            zone,
            at,
        });
    }
    out
}

/// Two who are told to be of one party, once for every two; of two visits of one person nothing true can be told.
fn told_party(
    two: [Option<Who>; 2],
    pairs: &mut BTreeSet<[Option<Who>; 2]>,
    simulation: &Simulation,
    at: f64,
) -> Option<Happening> {
    let mut two = two;
    two.sort_unstable();
    if !pairs.insert(two) {
        return None;
    }
    let name = |(hall, person, _): Who| simulation.halls()[hall].world.cast()[person].name.clone();
    let (who, zone) = match two {
        [Some(one), Some(other)] if one != other => (vec![one], Some(name(other))),
        _ => (Vec::new(), None),
    };
    Some(Happening {
        kind: "party",
        who,
        zone,
        at,
    })
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
