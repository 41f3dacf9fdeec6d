//! The file as a whole: what it is called, when it happens, and what is expected of it.

use std::{fs, path::Path};

use super::{
    known::Known,
    people::{extras, person},
    room::{camera, car, floor, place},
    values::{TIMES_HINT, all, date, day, time, times, truth},
};
use crate::{
    config::{
        Problem, Problems,
        parse::{number, one_of, text, timezone, whole},
        reader::{Section, document},
    },
    sim::{
        check::{Room, check},
        floor::{Floor, Spot},
        rehearsal::rehearse,
        scenario::{ClockJump, Expectation, Scenario},
        sensors, setup,
    },
    types::AlertKind,
};

/// Sections that are the line's: they are passed on to its configuration as they stand.
pub(in crate::sim) const OF_THE_LINE: [&str; 4] = ["behaviour", "alerts", "identity", "scoring"];

/// The file that explains every key.
const SAMPLE: &str = "config/scenarios/first-visit.toml";

impl Scenario {
    /// Reads a scenario and checks it.
    ///
    /// # Errors
    /// Everything that is wrong with it, at once, each with line, key and hint.
    pub fn load(file: &Path) -> Result<Self, Problems> {
        let text = fs::read_to_string(file).map_err(|error| {
            Problems(vec![Problem {
                file: file.to_owned(),
                line: None,
                key: String::new(),
                what: format!("cannot be read: {error}"),
                hint: "name a scenario; there are some in config/scenarios/".to_owned(),
            }])
        })?;
        Self::parse(file, &text)
    }

    /// As [`Scenario::load`], from a text; `file` is what problems name.
    ///
    /// # Errors
    /// As [`Scenario::load`].
    pub fn parse(file: &Path, text: &str) -> Result<Self, Problems> {
        let read = document(file, text, SAMPLE, |root| scenario(root, text)).0;
        let of_the_line = setup::problems_of_the_line(file, text);
        if of_the_line.is_empty() {
            return read;
        }
        let mut problems = read.err().map_or_else(Vec::new, |problems| problems.0);
        problems.extend(of_the_line);
        problems.sort_by_key(|p| p.line.unwrap_or(usize::MAX));
        Err(Problems(problems))
    }
}

pub(super) fn scenario(mut root: Section<'_>, whole_text: &str) -> Option<Scenario> {
    let title = root.required("name", "what the scenario is called", text);
    let mut about = String::new();
    root.set("about", &mut about, text);
    let timezone = root.required(
        "timezone",
        "an IANA name such as \"Europe/Warsaw\"",
        timezone,
    );
    let date = root.required("date", "the date of day 1, such as \"2026-05-16\"", date);
    let mut seed = 1;
    root.set("seed", &mut seed, whole(0..=u32::MAX));
    let mut after_s = 60.0;
    root.set("after_s", &mut after_s, number(1.0..=3600.0));
    let floor = floor(root.section("floor"));
    let far = floor.map(|(width, depth, _)| Spot::new(width, depth));
    let known = Known::of(&root, far);
    let cars = root.list("car").into_iter();
    let cars: Vec<_> = cars.map(|section| car(section, &known)).collect();
    let places = root.list("place").into_iter();
    let places: Vec<_> = places.map(|section| place(section, &known)).collect();
    let cameras = root.list("camera").into_iter();
    let cameras: Vec<_> = cameras.map(|section| camera(section, &known)).collect();
    let people = root.list("person").into_iter();
    let people: Vec<_> = people.map(|section| person(section, &known)).collect();
    let given = root.span("extras").is_some();
    let extras = extras(root.section("extras"), given);
    let clock_jumps: Vec<_> = root
        .list("clock_jump")
        .into_iter()
        .map(clock_jump)
        .collect();
    let expectations = root.list("expect").into_iter();
    let expectations: Vec<_> = expectations.map(|e| expectation(e, &known)).collect();
    // For the sensors, and for the line: read by those whom they concern.
    let noise = sensors::noise(root.section("noise"));
    for section in OF_THE_LINE {
        root.section(section);
    }
    root.unknown_keys();
    let room = Room {
        floor,
        cars: &cars,
        places: &places,
        cameras: &cameras,
    };
    check(&root, &room, &people);
    let (width, depth, reach) = floor?;
    let scenario = Scenario {
        name: title?,
        about,
        timezone: timezone?,
        date: date?,
        seed: u64::from(seed),
        after_s,
        noise,
        floor: Floor {
            width,
            depth,
            reach,
            cars: all(cars)?,
            places: all(places)?,
        },
        cameras: all(cameras)?,
        people: all(people)?,
        extras,
        clock_jumps: all(clock_jumps)?,
        expectations: all(expectations)?,
        text: whole_text.to_owned(),
    };
    if root.source().is_clean() {
        rehearse(&root, &scenario);
    }
    Some(scenario)
}

fn clock_jump(mut section: Section<'_>) -> Option<ClockJump> {
    let day = day(&mut section);
    let at = section.required("at", "a time of the day, such as \"10:05:00\"", time);
    let by = section.required("by_s", "seconds, negative for back", number(-1e7..=1e7));
    section.close();
    Some(ClockJump {
        day,
        at: at?,
        by_s: by? as i64,
    })
}

fn expectation(mut section: Section<'_>, known: &Known) -> Option<Expectation> {
    const KINDS: &[(&str, AlertKind)] = &[
        ("unattended", AlertKind::Unattended),
        ("waiting", AlertKind::Waiting),
        ("returning", AlertKind::Returning),
        ("party", AlertKind::Party),
        ("hot", AlertKind::Hot),
        ("approach", AlertKind::Approach),
        ("camera", AlertKind::Camera),
    ];
    let kinds = "one of unattended, waiting, returning, party, hot, approach, camera";
    let alert = section.required("alert", kinds, one_of(KINDS));
    let person = section.optional("person", |value| known.person(value));
    let day = day(&mut section);
    let between = section.required("between", TIMES_HINT, times);
    let mut never = false;
    section.set("never", &mut never, truth);
    let reason = section.required("reason", "why, as a sales manager would say", text);
    section.close();
    Some(Expectation {
        alert: alert?,
        person,
        day,
        between: between?,
        never,
        reason: reason?,
    })
}
