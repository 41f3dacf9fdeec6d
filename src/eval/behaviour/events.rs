//! What ought to have been told.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use super::{attribution::Who, hidden::Hidden};
use crate::{
    config::Config,
    sim::{Hall, Role, Span, TrueDwell, TrueParty, TrueVisit, Truth},
    types::ZoneKind,
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
        "contacted" | "contact_ended" | "approached" => 10.0,
        "dwelled" | "party" => f64::INFINITY,
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
    hidden: &Hidden,
) -> Vec<Happening> {
    let cast = hall.world.cast();
    let is_visitor = |person: usize| cast[person].role == Role::Visitor;
    let mut out = Vec::new();
    let mut add = |kind, of: &[Guest], zone: Option<&str>, at| {
        out.push(Happening {
            kind,
            who: of.iter().map(|(p, visit)| (number, *p, *visit)).collect(),
            zone: zone.map(str::to_owned),
            at,
        });
    };
    // Whoever leaves while the camera that had them fails was there last when it failed.
    let last_seen = |(person, visit): Guest, at: f64| {
        let blind = |s: f64| hidden.blind((number, person, visit), &[at - s..at], hall);
        if blind(MOMENT_S) > 0.0 {
            at - blind(LAST_S)
        } else {
            at
        }
    };
    for visit in truth.visits.iter().filter(|v| is_visitor(v.person)) {
        let who = [(visit.person, visit.visit)];
        add("entered", &who, None, visit.span.start);
        add("left", &who, None, last_seen(who[0], visit.span.end));
        if came_back(truth, who[0]) {
            add("returned", &who, None, visit.span.start);
        }
    }
    for group in groups(truth, &is_visitor) {
        let alone = Alone::of(truth, &group, config);
        let (hold_off, overdue) = (alone.hold_off, alone.overdue);
        let blind = |span: &Span| {
            let (person, visit) = group[0];
            hidden.blind((number, person, visit), std::slice::from_ref(span), hall)
        };
        for (kind, long) in [("approachable", hold_off), ("unattended", overdue)] {
            if kind == "approachable" && hold_off >= overdue {
                continue;
            }
            if let Some((at, zone)) = alone.since(truth, &group, long, blind) {
                add(kind, &group, Some(&zone), at);
            }
        }
        if let Some((at, zone)) = waited(truth, &group, hall, config) {
            add("waited", &group, Some(&zone), at);
        }
        for (n, one) in group.iter().enumerate() {
            for other in &group[n + 1..] {
                let name = cast[other.0].name.as_str();
                let together = together(truth, [one.0, other.0]);
                if let Some(at) = together {
                    add("party", &[*one], Some(name), at);
                }
            }
        }
    }
    let mut zones = BTreeSet::new();
    for dwell in truth.dwells.iter().filter(|d| is_visitor(d.person)) {
        let who = [(dwell.person, dwell.visit)];
        let zone = Some(dwell.zone.as_str());
        add("zone_entered", &who, zone, dwell.span.start);
        add("zone_left", &who, zone, last_seen(who[0], dwell.span.end));
        if zones.insert((who, zone)) {
            add("dwelled", &who, zone, dwell.span.start);
            if kind_of(hall, &dwell.zone) == Some(ZoneKind::Service) {
                add("came_for", &who, None, dwell.span.start);
            }
        }
    }
    for contact in &truth.contacts {
        let who = [(contact.visitor, contact.visit)];
        add("contacted", &who, None, contact.span.start);
        add("contact_ended", &who, None, contact.span.end);
        if contact.staff_began {
            add("approached", &who, None, contact.span.start);
        }
    }
    out
}

/// A person, and which of their visits.
pub(super) type Guest = (usize, u32);

/// Whether somebody has been here on an earlier day, and not today.
fn came_back(truth: &Truth, (person, visit): Guest) -> bool {
    let theirs = |v: &&TrueVisit| v.person == person;
    let Some(this) = truth
        .visits
        .iter()
        .filter(theirs)
        .find(|v| v.visit == visit)
    else {
        return false;
    };
    let mut before = truth.visits.iter().filter(theirs);
    let mut today = before.clone();
    before.any(|v| v.day < this.day) && !today.any(|v| v.day == this.day && v.visit < visit)
}

/// Whoever came together, of each day, and everybody else alone.
fn groups(truth: &Truth, is_visitor: &impl Fn(usize) -> bool) -> Vec<Vec<Guest>> {
    let mut groups: Vec<Vec<Guest>> = Vec::new();
    for visit in truth.visits.iter().filter(|v| is_visitor(v.person)) {
        let of = |v: &TrueVisit| (v.person, v.visit);
        let mates =
            |party: &&TrueParty| party.day == visit.day && party.people.contains(&visit.person);
        let mut group: Vec<Guest> = vec![of(visit)];
        for party in truth.parties.iter().filter(mates) {
            let theirs = truth.visits.iter().filter(|v| {
                let meets = v.span.start < party.span.end && party.span.start < v.span.end;
                v.day == party.day && meets && party.people.contains(&v.person)
            });
            group.extend(theirs.filter(|v| is_visitor(v.person)).map(of));
        }
        group.sort_unstable();
        group.dedup();
        if !groups.contains(&group) {
            groups.push(group);
        }
    }
    groups
}

/// When two people were of one party for the first time.
fn together(truth: &Truth, two: [usize; 2]) -> Option<f64> {
    let both = |party: &&TrueParty| two.iter().all(|person| party.people.contains(person));
    truth
        .parties
        .iter()
        .find(both)
        .map(|party| party.span.start)
}

/// Who came with somebody on a day.
pub(super) fn companions(truth: &Truth, person: usize, day: u32) -> Vec<usize> {
    let parties = truth.parties.iter().filter(|party| party.day == day);
    let theirs = parties.filter(|party| party.people.contains(&person));
    theirs
        .flat_map(|party| party.people.iter().copied())
        .collect()
}

/// How long somebody, or those who came together, were left alone with what they are interested in.
struct Alone {
    interest: Option<f64>,
    hold_off: Duration,
    overdue: Duration,
}

impl Alone {
    fn of(truth: &Truth, group: &[Guest], config: &Config) -> Self {
        let first = at_cars(truth, group).map(|d| d.span.start);
        let back = group.iter().all(|guest| came_back(truth, *guest));
        let mut visits = truth.visits.iter();
        let visit = visits.find(|v| (v.person, v.visit) == group[0]);
        // With children alone the group is one, too.
        let in_company = visit.is_some_and(|v| !companions(truth, v.person, v.day).is_empty());
        let in_party = group.len() > 1 || in_company;
        let timer = config.behaviour.timer(in_party, back);
        Self {
            interest: first.min_by(f64::total_cmp),
            hold_off: timer.hold_off,
            overdue: timer.overdue,
        }
    }

    /// When that had lasted for so long, and where; `None` where a colleague had come, or they were gone.
    /// `blind` gives the seconds of a time for which the camera that had them failed: nobody knows of those.
    fn since(
        &self,
        truth: &Truth,
        group: &[Guest],
        long: Duration,
        blind: impl Fn(&Span) -> f64,
    ) -> Option<(f64, String)> {
        let from = self.interest?;
        let until = |blind_s: f64| from + long.as_secs_f64() + blind_s;
        let due = until(blind(&(from..until(blind(&(from..until(0.0)))))));
        let there = at_cars(truth, group).filter(|d| d.span.end > due);
        let there = there.min_by(|a, b| due.max(a.stood).total_cmp(&due.max(b.stood)))?;
        let at = due.max(there.stood);
        let greeted = truth
            .contacts
            .iter()
            .any(|c| group.contains(&(c.visitor, c.visit)) && c.span.start <= at);
        (!greeted && at < there.span.end).then(|| (at, there.zone.clone()))
    }
}

/// The times that a group was at cars.
fn at_cars<'a>(truth: &'a Truth, group: &'a [Guest]) -> impl Iterator<Item = &'a TrueDwell> {
    let theirs = |d: &&TrueDwell| d.is_car && group.contains(&(d.person, d.visit));
    truth.dwells.iter().filter(theirs)
}

/// A moment, and the longest outage that is looked for, seconds.
const MOMENT_S: f64 = 0.5;
const LAST_S: f64 = 120.0;
/// Steps away from the desk that are no longer than this do not end a wait, seconds.
const STEP_AWAY_S: f64 = 10.0;

/// What a place of the showroom is for; `None` for a car.
fn kind_of(hall: &Hall, name: &str) -> Option<ZoneKind> {
    let mut places = hall.scenario.floor.places.iter();
    let place = places.find(|place| place.id.as_str() == name);
    place.map(|place| place.kind)
}

/// When one of a group began to wait at a desk for so long that a colleague should have come, and none did.
fn waited(truth: &Truth, group: &[Guest], hall: &Hall, config: &Config) -> Option<(f64, String)> {
    let is_desk = |name: &str| {
        matches!(
            kind_of(hall, name),
            Some(ZoneKind::Desk | ZoneKind::CheckIn)
        )
    };
    let mut waits: Vec<(Guest, &str, Span)> = Vec::new();
    for wait in truth.waits.iter().filter(|w| is_desk(&w.at)) {
        let guest = (wait.person, wait.visit);
        match waits.last_mut() {
            Some((who, at, span))
                if *who == guest && *at == wait.at && wait.span.start - span.end <= STEP_AWAY_S =>
            {
                span.end = wait.span.end;
            }
            _ => waits.push((guest, &wait.at, wait.span.clone())),
        }
    }
    let long = config.behaviour.waiting_after.as_secs_f64();
    let served = |span: &Span| {
        truth.contacts.iter().any(|c| {
            let meets = c.span.start < span.start + long && span.start < c.span.end;
            group.contains(&(c.visitor, c.visit)) && meets
        })
    };
    let service = truth.dwells.iter().any(|d| {
        let theirs = group.contains(&(d.person, d.visit));
        theirs && kind_of(hall, &d.zone) == Some(ZoneKind::Service)
    });
    let long_enough = waits.into_iter().find(|(guest, _, span)| {
        group.contains(guest) && span.end - span.start >= long && !served(span)
    });
    let (_, at, span) = long_enough.filter(|_| !service)?;
    Some((span.start, at.to_owned()))
}

/// When somebody's visit had come to the moment at which a colleague should have been with them or whoever they came
/// with, and none was: seconds since midnight of day 1.
pub fn unattended_at(truth: &Truth, person: usize, visit: u32, config: &Config) -> Option<f64> {
    let group = groups(truth, &|_| true)
        .into_iter()
        .find(|group| group.contains(&(person, visit)))?;
    let alone = Alone::of(truth, &group, config);
    alone
        .since(truth, &group, alone.overdue, |_| 0.0)
        .map(|(at, _)| at)
}

/// When somebody had waited at a desk for too long.
pub(super) fn waiting_at(truth: &Truth, guest: Guest, hall: &Hall, config: &Config) -> Option<f64> {
    let group = groups(truth, &|_| true)
        .into_iter()
        .find(|group| group.contains(&guest))?;
    let (since, _) = waited(truth, &group, hall, config)?;
    Some(since + config.behaviour.waiting_after.as_secs_f64())
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
