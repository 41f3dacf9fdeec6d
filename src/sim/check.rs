//! What must hold between the parts of a scenario.

use std::collections::BTreeSet;

use super::{
    floor::{Floor, Rectangle},
    scenario::{Scenario, Step, Target},
};
use crate::config::reader::Section;

/// A key, and which of its list's tables where it is a list.
type At = (&'static str, Option<usize>);

/// Notes every name that leads nowhere, and everything that stands where it cannot.
pub(super) fn check(root: &Section<'_>, scenario: &Scenario) {
    let mut problems = Vec::new();
    let mut note = |at: At, what: String, hint: &str| {
        problems.push((at, what, hint.to_owned()));
    };
    if scenario.cameras.is_empty() {
        note(
            ("camera", None),
            "there is none".into(),
            "write a [[camera]]",
        );
    }
    check_names(scenario, &mut note);
    check_floor(&scenario.floor, &mut note);
    check_people(scenario, &mut note);
    for (i, expectation) in scenario.expectations.iter().enumerate() {
        if let Some(person) = &expectation.person
            && !scenario.people.iter().any(|p| p.id == *person)
        {
            note(
                ("expect", Some(i)),
                format!("names {person:?}, who is no [[person]]"),
                "name one of the people",
            );
        }
    }
    for ((key, place), what, hint) in problems {
        match place {
            Some(place) => root.problem_in(key, place, what, hint),
            None => root.problem_at(key, what, hint),
        }
    }
}

fn check_names(scenario: &Scenario, note: &mut impl FnMut(At, String, &str)) {
    let floor = &scenario.floor;
    let cars = floor.cars.iter().map(|c| c.id.as_str()).enumerate();
    let places = floor.places.iter().map(|p| p.id.as_str()).enumerate();
    let people = scenario.people.iter().map(|p| p.id.as_str()).enumerate();
    let cameras = scenario.cameras.iter();
    let cameras = cameras.map(|c| c.camera.id.as_str()).enumerate();
    let named = cars
        .map(|id| ("car", id))
        .chain(places.map(|id| ("place", id)))
        .chain(people.map(|id| ("person", id)))
        .chain(cameras.map(|id| ("camera", id)));
    let mut seen = BTreeSet::new();
    for (key, (i, id)) in named {
        // Cars and places become zones: they share their names; people and cameras have names of their own.
        let kind = if key == "place" { "car" } else { key };
        if !seen.insert((kind, id)) {
            note(
                (key, Some(i)),
                format!("{id:?} is there twice"),
                "give each its own id",
            );
        }
    }
}

fn check_floor(floor: &Floor, note: &mut impl FnMut(At, String, &str)) {
    let cars = floor
        .cars
        .iter()
        .map(|c| (c.id.as_str(), c.body, floor.area_of(c)));
    let places = floor
        .places
        .iter()
        .map(|p| (p.id.as_str(), p.area, floor.area_of_place(p)));
    let areas: Vec<(&str, Rectangle, Rectangle)> = cars.chain(places).collect();
    for (i, (id, body, area)) in areas.iter().enumerate() {
        let outside = |r: &Rectangle| {
            r.corners()
                .iter()
                .any(|c| c.x < 0.0 || c.y < 0.0 || c.x > floor.width || c.y > floor.depth)
        };
        if outside(body) {
            note(
                ("floor", None),
                format!("{id:?} stands in the wall"),
                "move it, or make the floor larger",
            );
        }
        for (other, _, other_area) in &areas[..i] {
            if overlap(area, other_area) {
                note(
                    ("floor", None),
                    format!(
                        "nobody could tell who stands at {other:?} and who at {id:?}: their areas overlap"
                    ),
                    "move them apart, or lower floor.reach_m",
                );
            }
        }
    }
}

/// Separating axes: two turned rectangles overlap unless a side of one of them has the other one beyond it.
fn overlap(a: &Rectangle, b: &Rectangle) -> bool {
    let apart = |a: &Rectangle, b: &Rectangle| {
        let corners = b.corners().map(|c| a.local(c));
        let (l, w) = (a.length / 2.0, a.width / 2.0);
        corners.iter().all(|c| c.0 >= l)
            || corners.iter().all(|c| c.0 <= -l)
            || corners.iter().all(|c| c.1 >= w)
            || corners.iter().all(|c| c.1 <= -w)
    };
    !apart(a, b) && !apart(b, a)
}

fn check_people(scenario: &Scenario, note: &mut impl FnMut(At, String, &str)) {
    let person = |id: &str| scenario.people.iter().any(|p| p.id == id);
    let car = |id: &str| scenario.floor.cars.iter().any(|c| c.id.as_str() == id);
    let place = |id: &str| scenario.floor.places.iter().any(|p| p.id.as_str() == id);
    for (i, somebody) in scenario.people.iter().enumerate() {
        let at = ("person", Some(i));
        let visits = &somebody.visits;
        if visits
            .windows(2)
            .any(|pair| (pair[0].day, pair[0].at) >= (pair[1].day, pair[1].at))
        {
            note(
                at,
                format!("{:?} has visits out of order", somebody.id),
                "the earlier visit first",
            );
        }
        for visit in visits {
            if let Some(with) = visit
                .with
                .as_ref()
                .filter(|id| !person(id) || **id == somebody.id)
            {
                note(
                    at,
                    format!(
                        "{:?} comes with {with:?}, who is no other [[person]]",
                        somebody.id
                    ),
                    "name one of the people",
                );
            }
            if let Some(place_id) = visit.inside.as_ref().filter(|id| !place(id) && !car(id)) {
                note(
                    at,
                    format!(
                        "{:?} begins at {place_id:?}, which is no car and no place",
                        somebody.id
                    ),
                    "name a [[car]] or [[place]]",
                );
            }
            for step in &visit.steps {
                let (known, what) = match step {
                    Step::LookAt { car: id, .. } | Step::WalkBy { car: id } => {
                        (car(id), (id, "car"))
                    }
                    Step::TalkTo { person: id, .. } | Step::Follow { person: id, .. } => {
                        (person(id) && *id != somebody.id, (id, "other person"))
                    }
                    Step::WalkTo(Target::Named(id))
                    | Step::WaitAt {
                        target: Target::Named(id),
                        ..
                    } => (car(id) || place(id), (id, "car and no place")),
                    _ => continue,
                };
                if !known {
                    let (id, kind) = what;
                    note(
                        at,
                        format!(
                            "a step of {:?} names {id:?}, which is no {kind}",
                            somebody.id
                        ),
                        "check the name",
                    );
                }
            }
        }
    }
}
