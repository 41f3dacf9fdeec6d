//! The truth about a world: what somebody with a stopwatch and chalk lines on the floor would have written down.

use std::{collections::BTreeMap, ops::Range};

use super::{
    floor::Rectangle,
    scenario::Role,
    scene::{PersonIndex, Pose},
    timeline::{Doing, Stay},
    world::World,
};

/// The world is looked at this often, seconds: areas are entered and left to within it.
const STEP_S: f64 = 0.05;
/// Who stands still inside an area for this long stands there; less is passing by.
const STAND_S: f64 = 3.0;
/// Conversations with a pause no longer than this are one, and so are stays: who steps over the chalk line and back has
/// not left.
const PAUSE_S: f64 = 3.0;

/// Seconds since midnight of day 1.
pub type Span = Range<f64>;

/// One visit.
#[derive(Clone, Debug, PartialEq)]
pub struct TrueVisit {
    pub person: PersonIndex,
    /// Which of theirs, from 0.
    pub visit: u32,
    pub day: u32,
    pub span: Span,
    /// Was there already when the day began: the entry was not seen.
    pub inside: bool,
}

/// Time spent at a car or a place.
#[derive(Clone, Debug, PartialEq)]
pub struct TrueDwell {
    pub person: PersonIndex,
    pub visit: u32,
    /// Of the car, or of the place.
    pub zone: String,
    pub is_car: bool,
    /// From stepping into its area to stepping out.
    pub span: Span,
    /// When they had come to a stop there, and stood for the first time for three seconds.
    pub stood: f64,
}

/// A conversation between a colleague and a visitor.
#[derive(Clone, Debug, PartialEq)]
pub struct TrueContact {
    pub staff: PersonIndex,
    pub visitor: PersonIndex,
    pub visit: u32,
    pub span: Span,
    /// Whether the colleague walked up to the visitor.
    pub staff_began: bool,
}

/// People who keep each other company.
#[derive(Clone, Debug, PartialEq)]
pub struct TrueParty {
    pub people: Vec<PersonIndex>,
    pub day: u32,
    pub span: Span,
}

/// Somebody waits at a place.
#[derive(Clone, Debug, PartialEq)]
pub struct TrueWait {
    pub person: PersonIndex,
    pub visit: u32,
    pub at: String,
    pub span: Span,
}

/// Everything that is true of a world.
#[derive(Clone, Debug, PartialEq)]
pub struct Truth {
    pub visits: Vec<TrueVisit>,
    pub dwells: Vec<TrueDwell>,
    pub contacts: Vec<TrueContact>,
    pub parties: Vec<TrueParty>,
    pub waits: Vec<TrueWait>,
}

impl Truth {
    /// Looks at a world from its beginning to its end.
    pub fn of(world: &World) -> Self {
        let visits = world.stays.iter().map(|stay| TrueVisit {
            person: stay.person,
            visit: stay.visit,
            day: stay.day,
            span: stay.from()..stay.to(),
            inside: stay.inside,
        });
        let areas = areas(world);
        Self {
            visits: visits.collect(),
            dwells: world
                .stays
                .iter()
                .flat_map(|stay| dwells(stay, &areas))
                .collect(),
            contacts: contacts(world),
            parties: parties(world),
            waits: world.stays.iter().flat_map(waits).collect(),
        }
    }
}

struct Area {
    zone: String,
    is_car: bool,
    outline: Rectangle,
}

fn areas(world: &World) -> Vec<Area> {
    let floor = world.floor();
    let cars = floor.cars.iter().map(|car| Area {
        zone: car.id.as_str().to_owned(),
        is_car: true,
        outline: floor.area_of(car),
    });
    let places = floor.places.iter().map(|place| Area {
        zone: place.id.as_str().to_owned(),
        is_car: false,
        outline: floor.area_of_place(place),
    });
    cars.chain(places).collect()
}

/// The times in which somebody was inside an area, where they came to a stop in it.
fn dwells(stay: &Stay, areas: &[Area]) -> Vec<TrueDwell> {
    let mut found: Vec<TrueDwell> = Vec::new();
    for area in areas {
        let inside = inside(stay, &area.outline);
        found.extend(inside.into_iter().filter_map(|span| {
            let stood = stood(stay, &span)?;
            Some(TrueDwell {
                person: stay.person,
                visit: stay.visit,
                zone: area.zone.clone(),
                is_car: area.is_car,
                span,
                stood,
            })
        }));
    }
    found.sort_by(|a, b| a.span.start.total_cmp(&b.span.start));
    found
}

/// When somebody was inside an area.
fn inside(stay: &Stay, outline: &Rectangle) -> Vec<Span> {
    let steps = ((stay.to() - stay.from()) / STEP_S).ceil() as usize;
    let mut spans: Vec<Span> = Vec::new();
    for k in 0..steps {
        let t = stay.from() + k as f64 * STEP_S;
        let leg = stay.leg(t).map(|i| &stay.legs[i]);
        if leg.is_some_and(|leg| outline.contains(leg.place_at(t))) {
            let until = (t + STEP_S).min(stay.to());
            match spans.last_mut() {
                Some(last) if t - last.end < STEP_S => last.end = until,
                _ => spans.push(t..until),
            }
        }
    }
    joined(spans)
}

/// When somebody who was there had come to a stop, and stood for the first time for three seconds.
fn stood(stay: &Stay, span: &Span) -> Option<f64> {
    let mut still_since = span.start;
    let mut t = span.start;
    while t < span.end {
        let leg = stay.leg(t).map(|i| &stay.legs[i]);
        if leg.is_none_or(|leg| leg.pose == Pose::Walking) {
            still_since = t;
        } else if t - still_since >= STAND_S {
            return Some(t);
        }
        t += STEP_S;
    }
    None
}

/// Conversations between staff and visitors; whoever of the two says so, it is one and the same.
fn contacts(world: &World) -> Vec<TrueContact> {
    let role = |person: PersonIndex| world.cast()[person].role;
    let mut talks: BTreeMap<(PersonIndex, PersonIndex), Vec<Span>> = BTreeMap::new();
    for stay in &world.stays {
        for leg in &stay.legs {
            let Doing::Talking(with) = &leg.doing else {
                continue;
            };
            for &other in with {
                let pair = match (role(stay.person), role(other)) {
                    (Role::Staff, Role::Visitor) => (stay.person, other),
                    (Role::Visitor, Role::Staff) => (other, stay.person),
                    _ => continue,
                };
                talks.entry(pair).or_default().push(leg.from..leg.to);
            }
        }
    }
    let mut found = Vec::new();
    for ((staff, visitor), spans) in talks {
        for span in joined(spans) {
            let of = |person| {
                let mut stays = world.stays.iter().filter(move |s| s.person == person);
                stays.find(|s| s.from() <= span.start && span.start < s.to())
            };
            // Who stood by was not gone up to at the same moment as the one who is spoken with.
            let sought = |stay: &Stay| stay.sought.iter().any(|t| (t - span.start).abs() < PAUSE_S);
            found.push(TrueContact {
                staff,
                visitor,
                visit: of(visitor).map_or(0, |stay| stay.visit),
                staff_began: of(staff).is_some_and(sought),
                span,
            });
        }
    }
    found.sort_by(|a, b| a.span.start.total_cmp(&b.span.start));
    found
}

/// Spans in the order of time, those with a short pause between them as one.
fn joined(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_by(|a, b| a.start.total_cmp(&b.start));
    let mut merged: Vec<Span> = Vec::new();
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.start - last.end <= PAUSE_S => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    merged
}

/// Who kept whom company: the connected groups of each day, from the first minute together to the last.
fn parties(world: &World) -> Vec<TrueParty> {
    let mut groups: Vec<TrueParty> = Vec::new();
    for stay in &world.stays {
        for &(other, from, to) in &stay.beside {
            let is_staff = |person: PersonIndex| world.cast()[person].role == Role::Staff;
            if is_staff(stay.person) || is_staff(other) || to - from < STAND_S {
                continue;
            }
            let mut joined = TrueParty {
                people: vec![stay.person, other],
                day: stay.day,
                span: from..to,
            };
            let touches = |group: &TrueParty| {
                group.day == joined.day
                    && group.span.start <= joined.span.end
                    && joined.span.start <= group.span.end
                    && group.people.iter().any(|p| joined.people.contains(p))
            };
            let (same, rest): (Vec<_>, Vec<_>) = groups.into_iter().partition(touches);
            for group in same {
                joined.people.extend(group.people);
                joined.span =
                    joined.span.start.min(group.span.start)..joined.span.end.max(group.span.end);
            }
            joined.people.sort_unstable();
            joined.people.dedup();
            groups = rest;
            groups.push(joined);
        }
    }
    groups.sort_by(|a, b| a.span.start.total_cmp(&b.span.start));
    groups
}

/// The times in which somebody stood somewhere to wait.
fn waits(stay: &Stay) -> Vec<TrueWait> {
    let mut found: Vec<TrueWait> = Vec::new();
    for leg in &stay.legs {
        let Doing::Waiting(at) = &leg.doing else {
            continue;
        };
        match found.last_mut() {
            Some(last) if last.at == *at && leg.from - last.span.end <= PAUSE_S => {
                last.span.end = leg.to;
            }
            _ => found.push(TrueWait {
                person: stay.person,
                visit: stay.visit,
                at: at.clone(),
                span: leg.from..leg.to,
            }),
        }
    }
    found
}
