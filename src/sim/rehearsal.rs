//! Plays a scenario once, with its own seed, and tells what cannot be as it was written.

use std::ops::Range;

use super::{
    scenario::{Expectation, Scenario, Step},
    timeline::Stay,
    world::World,
};
use crate::config::reader::Section;

/// Notes whoever would be in two places, times that have passed when they are reached, and expectations of a time in
/// which nothing happens.
pub(super) fn rehearse(root: &Section<'_>, scenario: &Scenario) {
    let world = World::new(scenario, scenario.seed);
    for person in 0..scenario.people.len() {
        let stays: Vec<&Stay> = world.stays.iter().filter(|s| s.person == person).collect();
        still_here(root, scenario, person, &stays);
        for stay in stays {
            past(root, scenario, stay);
        }
    }
    for (i, expectation) in scenario.expectations.iter().enumerate() {
        if let Some((key, what, hint)) = idle(scenario, &world, expectation) {
            root.problem_at(&format!("expect[{i}].{key}"), what, hint);
        }
    }
}

/// A visit that begins before the one before it has ended.
fn still_here(root: &Section<'_>, scenario: &Scenario, person: usize, stays: &[&Stay]) {
    let planned = &scenario.people[person];
    let begins = |n: u32| {
        let visit = &planned.visits[n as usize];
        scenario.since_midnight(visit.day, visit.at).as_secs_f64()
    };
    for pair in stays.windows(2) {
        let (before, next) = (pair[0], pair[1]);
        if begins(next.visit) < before.to() {
            root.problem_at(
                &format!("person[{person}].visit[{}].at", next.visit),
                format!(
                    "{:?} is still here from the visit of {} (until about {})",
                    planned.id,
                    scenario.clock(begins(before.visit)),
                    scenario.clock(before.to())
                ),
                "let this visit begin later, or the one before it end sooner".to_owned(),
            );
        }
    }
}

/// An `until` that is reached when its time has passed.
fn past(root: &Section<'_>, scenario: &Scenario, stay: &Stay) {
    let steps = &scenario.people[stay.person].visits[stay.visit as usize].steps;
    for &(until, reached) in &stay.late {
        let same = |step: &Step| match step {
            Step::Until(time) => scenario.since_midnight(stay.day, *time).as_secs_f64() == until,
            _ => false,
        };
        let Some(step) = steps.iter().position(same) else {
            continue;
        };
        root.problem_at(
            &format!(
                "person[{}].visit[{}].steps[{step}].until",
                stay.person, stay.visit
            ),
            format!(
                "{} has passed when it is reached, at about {}",
                scenario.clock(until),
                scenario.clock(reached)
            ),
            "give a later time, or leave the step out".to_owned(),
        );
    }
}

/// What is wrong with the time of an expectation: the key, what, and a hint.
fn idle(
    scenario: &Scenario,
    world: &World,
    expected: &Expectation,
) -> Option<(&'static str, String, String)> {
    let day = expected.day;
    let who = expected.person.as_deref();
    let index = |id: &str| scenario.people.iter().position(|person| person.id == id);
    let person = who.and_then(index);
    let mut of_day = world
        .stays
        .iter()
        .filter(|stay| stay.day == day && person.is_none_or(|person| stay.person == person));
    let Some(first) = of_day.next() else {
        let nobody = who.map_or_else(
            || "nobody comes".to_owned(),
            |who| format!("{who:?} does not come"),
        );
        return Some((
            "day",
            format!("{nobody} on day {day}"),
            "expect it on a day on which somebody comes".to_owned(),
        ));
    };
    let comes = of_day.map(Stay::from).fold(first.from(), f64::min);
    let seconds = |time| scenario.since_midnight(day, time).as_secs_f64();
    let Range { start, end } = seconds(expected.between.start)..seconds(expected.between.end);
    if end <= comes {
        let who = who.map_or_else(|| "the first one".to_owned(), |who| format!("{who:?}"));
        return Some((
            "between",
            format!(
                "is over before {who} comes, at about {}",
                scenario.clock(comes)
            ),
            "give the time of the day in which the alert ought to be raised".to_owned(),
        ));
    }
    let over = world.day(day, scenario.after_s)?.end.as_secs_f64();
    (start >= over).then(|| {
        (
            "between",
            format!(
                "begins when the day is over: it ends at about {}, {} s after the last one has left",
                scenario.clock(over),
                scenario.after_s
            ),
            "give an earlier time, or a longer after_s".to_owned(),
        )
    })
}
