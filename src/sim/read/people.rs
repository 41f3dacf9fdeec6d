//! People and what they do.

use super::{
    known::Known,
    values::{all, day, range, seconds, time, times, truth},
};
use crate::{
    config::{
        parse::{name, number, one_of, whole},
        reader::Section,
    },
    sim::scenario::{Extras, Person, PlannedVisit, Role, Step},
};

const HOW_LONG: &str = "say how long: for_s = 60";

pub(super) fn person(mut section: Section<'_>, known: &Known) -> Option<Person> {
    const ROLES: &[(&str, Role)] = &[
        ("visitor", Role::Visitor),
        ("staff", Role::Staff),
        ("child", Role::Child),
    ];
    let id = section.required("id", "a short name such as \"anna\"", name);
    let mut role = Role::Visitor;
    section.set("role", &mut role, one_of(ROLES));
    let mut height = if role == Role::Child { 1.2 } else { 1.72 };
    section.set("height_m", &mut height, number(0.7..=2.2));
    let mut face = true;
    section.set("face", &mut face, truth);
    let mut enrolled = false;
    section.set("enrolled", &mut enrolled, truth);
    if enrolled && (role != Role::Staff || !face) {
        section.problem(
            "enrolled = true of somebody who cannot be on the roster",
            "only staff who can be known by the face: role = \"staff\", and no face = false",
        );
    }
    let mut taps = false;
    section.set("taps", &mut taps, truth);
    if taps && (role != Role::Staff || enrolled) {
        section.problem(
            "taps = true of somebody who has no need to",
            "only staff who are not enrolled: role = \"staff\", and no enrolled = true",
        );
    }
    let visits = section.list("visit").into_iter();
    let visits: Vec<_> = visits.map(|v| visit(v, id.as_deref(), known)).collect();
    if section.span("visit").is_none() {
        section.problem("never comes", "write a [[person.visit]] below it");
    }
    section.close();
    Some(Person {
        id: id?,
        role,
        height,
        face,
        enrolled,
        taps,
        visits: all(visits)?,
    })
}

fn visit(mut section: Section<'_>, own: Option<&str>, known: &Known) -> Option<PlannedVisit> {
    let day = day(&mut section);
    let at = section.required("at", "a time of the day, such as \"10:00:30\"", time);
    let inside = section.optional("inside", |value| known.car_or_place(value));
    let with = section.optional("with", known.other_person(own));
    let steps = section.list("steps").into_iter();
    let steps: Vec<_> = steps.map(|s| step(s, own, known)).collect();
    if steps.is_empty() && section.span("with").is_none() {
        section.problem(
            "does nothing",
            "write steps = [{ look_at = \"kona\", for_s = 60 }], or with = \"anna\"",
        );
    }
    section.close();
    Some(PlannedVisit {
        day,
        at: at?,
        inside,
        with,
        steps: all(steps)?,
    })
}

/// What some of the verbs take beside themselves.
const OPTIONS: [&str; 2] = ["for_s", "pacing"];

/// One verb, and only the keys that it uses.
fn step(mut section: Section<'_>, own: Option<&str>, known: &Known) -> Option<Step> {
    const VERBS: [&str; 8] = [
        "walk_to", "walk_by", "look_at", "wait_at", "talk_to", "follow", "until", "pause_s",
    ];
    let said: Vec<&str> = VERBS
        .into_iter()
        .filter(|verb| section.span(verb).is_some())
        .collect();
    let [verb] = said[..] else {
        let keys: Vec<_> = VERBS.into_iter().chain(OPTIONS).collect();
        let what = if said.is_empty() {
            "says nothing to do"
        } else {
            "says more than one thing to do"
        };
        // A misspelt verb is one problem: it is told with the one that it is like.
        if !said.is_empty() || !section.has_misspelt(&keys) {
            section.problem(what, &format!("one of {}", VERBS.join(", ")));
        }
        section.close_with(&keys);
        return None;
    };
    let step = match verb {
        "walk_to" => section
            .optional("walk_to", |value| known.target(value))
            .map(Step::WalkTo),
        "walk_by" => section
            .optional("walk_by", |value| known.car(value))
            .map(|car| Step::WalkBy { car }),
        "look_at" => {
            let car = section.optional("look_at", |value| known.car(value));
            let for_s = section.required("for_s", HOW_LONG, seconds);
            car.zip(for_s)
                .map(|(car, for_s)| Step::LookAt { car, for_s })
        }
        "wait_at" => {
            let target = section.optional("wait_at", |value| known.target(value));
            let for_s = section.required("for_s", HOW_LONG, seconds);
            let mut pacing = false;
            section.set("pacing", &mut pacing, truth);
            target.zip(for_s).map(|(target, for_s)| Step::WaitAt {
                target,
                for_s,
                pacing,
            })
        }
        "talk_to" => {
            let person = section.optional("talk_to", known.other_person(own));
            let for_s = section.required("for_s", HOW_LONG, seconds);
            person
                .zip(for_s)
                .map(|(person, for_s)| Step::TalkTo { person, for_s })
        }
        "follow" => {
            let person = section.optional("follow", known.other_person(own));
            let for_s = section.optional("for_s", seconds);
            person.map(|person| Step::Follow { person, for_s })
        }
        "until" => section.optional("until", time).map(Step::Until),
        _ => section
            .optional("pause_s", seconds)
            .map(|for_s| Step::Pause { for_s }),
    };
    section.close();
    step
}

pub(super) fn extras(mut section: Section<'_>, given: bool) -> Option<Extras> {
    if !given {
        return None;
    }
    let count = section.required("count", "how many on each day", whole(0..=10_000));
    let between = section.required("between", "[\"10:00\", \"10:30\"]", times);
    let mut looks = 2;
    section.set("looks", &mut looks, whole(0..=20));
    let mut look_s = 5.0..20.0;
    section.set("look_s", &mut look_s, range);
    let mut faces = true;
    section.set("faces", &mut faces, truth);
    section.close();
    Some(Extras {
        hall: 1,
        count: count?,
        between: between?,
        looks,
        look_s,
        faces,
    })
}
