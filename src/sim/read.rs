//! Reads a scenario. `config/scenarios/first-visit.toml` documents every key.

use std::{fs, ops::Range, path::Path};

use jiff::civil::{Date, Time};
use toml::de::DeValue;

use super::{
    camera::{Camera, Point3},
    check::check,
    floor::{Car, Floor, Place, Rectangle, Spot},
    scenario::{
        ClockJump, Expectation, Extras, Fault, FaultKind, Person, PlannedVisit, Role, Scenario,
        SimCamera, Step, Target,
    },
    sensors,
};
use crate::{
    config::{
        Problem, Problems,
        parse::{Wrong, maybe_text, name, number, one_of, text, texts, timezone, whole, wrong},
        reader::{Section, document},
    },
    types::{AlertKind, ZoneKind},
};

const ID_HINT: &str = "a short name such as \"anna\"";
const SPOT_HINT: &str = "[x, y] in metres on the plan, from its lower left corner";

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
        document(file, text, |root| scenario(root, text)).0
    }
}

fn scenario(mut root: Section<'_>, whole_text: &str) -> Option<Scenario> {
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
    let cars: Vec<_> = root.list("car").into_iter().map(car).collect();
    let places: Vec<_> = root.list("place").into_iter().map(place).collect();
    let cameras: Vec<_> = root.list("camera").into_iter().map(camera).collect();
    let people: Vec<_> = root.list("person").into_iter().map(person).collect();
    let extras = root.span("extras").is_some();
    let extras = self::extras(root.section("extras"), extras);
    let clock_jumps: Vec<_> = root
        .list("clock_jump")
        .into_iter()
        .map(clock_jump)
        .collect();
    let expectations: Vec<_> = root.list("expect").into_iter().map(expectation).collect();
    // For the sensors, and for the line: read by those whom they concern.
    let noise = sensors::noise(root.section("noise"));
    for section in ["behaviour", "alerts", "identity", "scoring"] {
        root.section(section);
    }
    root.unknown_keys();
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
    check(&root, &scenario);
    Some(scenario)
}

/// All or none; which one is wrong has been noted already.
fn all<T>(items: Vec<Option<T>>) -> Option<Vec<T>> {
    items.into_iter().collect()
}

fn floor(mut section: Section<'_>) -> Option<(f64, f64, f64)> {
    let width = section.required("width_m", "metres from left to right", number(3.0..=100.0));
    let depth = section.required("depth_m", "metres from bottom to top", number(3.0..=100.0));
    let mut reach = 1.1;
    section.set("reach_m", &mut reach, number(0.7..=3.0));
    section.close();
    Some((width?, depth?, reach))
}

fn car(mut section: Section<'_>) -> Option<Car> {
    let id = section.required("id", "a short name such as \"kona\"", name);
    let label = section.required(
        "label",
        "what staff call the car, such as \"Kona Electric\"",
        text,
    );
    let (mut category, mut place) = (String::new(), String::new());
    section.set("category", &mut category, maybe_text);
    section.set("place", &mut place, maybe_text);
    let centre = section.required("at", SPOT_HINT, spot);
    let (mut heading, mut length, mut width, mut height) = (0.0, 4.3, 1.8, 1.5);
    section.set("heading_deg", &mut heading, number(-360.0..=360.0));
    section.set("length_m", &mut length, number(2.0..=8.0));
    section.set("width_m", &mut width, number(1.0..=3.0));
    section.set("height_m", &mut height, number(0.8..=3.0));
    let mut colour = [120, 124, 130];
    section.set("colour", &mut colour, self::colour);
    let mut open = [true; 4];
    section.set("open", &mut open, sides);
    section.close();
    Some(Car {
        id: id?.into(),
        label: label?,
        category,
        place,
        body: Rectangle {
            centre: centre?,
            heading: heading.to_radians(),
            length,
            width,
        },
        height,
        colour,
        open,
    })
}

fn place(mut section: Section<'_>) -> Option<Place> {
    const KINDS: &[(&str, ZoneKind)] = &[
        ("entrance", ZoneKind::Entrance),
        ("desk", ZoneKind::Desk),
        ("lounge", ZoneKind::Lounge),
        ("service", ZoneKind::Service),
        ("check-in", ZoneKind::CheckIn),
    ];
    let id = section.required("id", "a short name such as \"desk\"", name);
    let kind = section.required(
        "kind",
        "one of entrance, desk, lounge, service, check-in",
        one_of(KINDS),
    );
    let mut label = String::new();
    section.set("label", &mut label, maybe_text);
    let centre = section.required("at", SPOT_HINT, spot);
    let size = section.required("size", "[length, width] in metres", spot);
    let mut heading = 0.0;
    section.set("heading_deg", &mut heading, number(-360.0..=360.0));
    section.close();
    let size = size?;
    Some(Place {
        id: id?.into(),
        kind: kind?,
        label,
        area: Rectangle {
            centre: centre?,
            heading: f64::to_radians(heading),
            length: size.x,
            width: size.y,
        },
    })
}

fn camera(mut section: Section<'_>) -> Option<SimCamera> {
    let id = section.required("id", "a short name such as \"door\"", name);
    let at = section.required("at", SPOT_HINT, spot);
    let height = section.required("height_m", "metres above the floor", number(0.5..=8.0));
    let heading = section.required(
        "heading_deg",
        "0 looks to the right of the plan, 90 up",
        number(-360.0..=360.0),
    );
    let tilt = section.required(
        "tilt_deg",
        "degrees below the horizon",
        number(-10.0..=85.0),
    );
    let (mut fov, mut fps) = (70.0, 8.0);
    section.set("fov_deg", &mut fov, number(20.0..=130.0));
    section.set("fps", &mut fps, number(1.0..=30.0));
    let (mut width, mut height_px) = (1280, 720);
    section.set("width_px", &mut width, whole(160..=3840));
    section.set("height_px", &mut height_px, whole(120..=2160));
    let mut backlight = 0.0;
    section.set("backlight", &mut backlight, number(0.0..=1.0));
    let faults: Vec<_> = section.list("fault").into_iter().map(fault).collect();
    section.close();
    let at = at?;
    Some(SimCamera {
        camera: Camera {
            id: id?.into(),
            at: Point3::new(at.x, at.y, height?),
            heading_deg: heading?,
            tilt_deg: tilt?,
            fov_deg: fov,
            width,
            height: height_px,
            fps,
        },
        backlight,
        faults: all(faults)?,
    })
}

fn fault(mut section: Section<'_>) -> Option<Fault> {
    const KINDS: &[(&str, FaultKind)] = &[
        ("frozen", FaultKind::Frozen),
        ("black", FaultKind::Black),
        ("unreachable", FaultKind::Unreachable),
    ];
    let kind = section.required("kind", "one of frozen, black, unreachable", one_of(KINDS));
    let day = day(&mut section);
    let between = section.required("between", "[\"10:05:00\", \"10:06:00\"]", times);
    section.close();
    Some(Fault {
        kind: kind?,
        day,
        between: between?,
    })
}

fn person(mut section: Section<'_>) -> Option<Person> {
    const ROLES: &[(&str, Role)] = &[
        ("visitor", Role::Visitor),
        ("staff", Role::Staff),
        ("child", Role::Child),
    ];
    let id = section.required("id", ID_HINT, name);
    let mut role = Role::Visitor;
    section.set("role", &mut role, one_of(ROLES));
    let mut height = if role == Role::Child { 1.2 } else { 1.72 };
    section.set("height_m", &mut height, number(0.7..=2.2));
    let mut face = true;
    section.set("face", &mut face, boolean);
    let visits: Vec<_> = section.list("visit").into_iter().map(visit).collect();
    section.close();
    Some(Person {
        id: id?,
        role,
        height,
        face,
        visits: all(visits)?,
    })
}

fn visit(mut section: Section<'_>) -> Option<PlannedVisit> {
    let day = day(&mut section);
    let at = section.required("at", "a time of the day, such as \"10:00:30\"", time);
    let inside = section.optional("inside", name);
    let with = section.optional("with", name);
    let steps: Vec<_> = section.list("steps").into_iter().map(step).collect();
    section.close();
    Some(PlannedVisit {
        day,
        at: at?,
        inside,
        with,
        steps: all(steps)?,
    })
}

fn step(mut section: Section<'_>) -> Option<Step> {
    let seconds = number(0.0..=86_400.0);
    let walk_to = section.optional("walk_to", target);
    let look_at = section.optional("look_at", name);
    let walk_by = section.optional("walk_by", name);
    let wait_at = section.optional("wait_at", target);
    let talk_to = section.optional("talk_to", name);
    let follow = section.optional("follow", name);
    let until = section.optional("until", time);
    let pause = section.optional("pause_s", &seconds);
    let for_s = section.optional("for_s", &seconds);
    let mut pacing = false;
    section.set("pacing", &mut pacing, boolean);
    let needs_time = look_at.is_some() || wait_at.is_some() || talk_to.is_some();
    let verbs = [
        walk_to.map(Step::WalkTo),
        walk_by.map(|car| Step::WalkBy { car }),
        look_at.map(|car| Step::LookAt {
            car,
            for_s: for_s.unwrap_or(0.0),
        }),
        wait_at.map(|target| Step::WaitAt {
            target,
            for_s: for_s.unwrap_or(0.0),
            pacing,
        }),
        talk_to.map(|person| Step::TalkTo {
            person,
            for_s: for_s.unwrap_or(0.0),
        }),
        follow.map(|person| Step::Follow { person, for_s }),
        until.map(Step::Until),
        pause.map(|for_s| Step::Pause { for_s }),
    ];
    let mut said: Vec<Step> = verbs.into_iter().flatten().collect();
    let hint = "one of walk_to, walk_by, look_at, wait_at, talk_to, follow, until, pause_s";
    if said.len() != 1 {
        let what = if said.is_empty() {
            "says nothing to do"
        } else {
            "says more than one thing to do"
        };
        section.problem(what, hint);
    } else if needs_time && for_s.is_none() {
        section.problem("does not say how long", "add for_s = 60");
    }
    section.close();
    said.pop()
}

fn extras(mut section: Section<'_>, given: bool) -> Option<Extras> {
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
    section.set("faces", &mut faces, boolean);
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

fn expectation(mut section: Section<'_>) -> Option<Expectation> {
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
    let person = section.optional("person", name);
    let day = day(&mut section);
    let between = section.required("between", "[\"10:05:00\", \"10:06:00\"]", times);
    let mut never = false;
    section.set("never", &mut never, boolean);
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

fn day(section: &mut Section<'_>) -> u32 {
    let mut day = 1;
    section.set("day", &mut day, whole(1..=3650));
    day
}

fn date(value: &DeValue<'_>) -> Result<Date, Wrong> {
    let date = text(value)?;
    date.parse()
        .or_else(|_| wrong(format!("{date:?} is not a date"), "such as \"2026-05-16\""))
}

fn time(value: &DeValue<'_>) -> Result<Time, Wrong> {
    let time = text(value)?;
    time.parse().or_else(|_| {
        wrong(
            format!("{time:?} is not a time of the day"),
            "such as \"10:00:30\"",
        )
    })
}

fn pair<T>(
    value: &DeValue<'_>,
    hint: &str,
    parse: impl Fn(&DeValue<'_>) -> Result<T, Wrong>,
) -> Result<(T, T), Wrong> {
    match value.as_array().map(|items| &items[..]) {
        Some([a, b]) => Ok((parse(a.get_ref())?, parse(b.get_ref())?)),
        _ => wrong("is not a pair", hint),
    }
}

fn times(value: &DeValue<'_>) -> Result<Range<Time>, Wrong> {
    let (from, to) = pair(value, "[\"10:05:00\", \"10:06:00\"]", time)?;
    if from < to {
        return Ok(from..to);
    }
    wrong("ends before it begins", "the earlier time first")
}

fn range(value: &DeValue<'_>) -> Result<Range<f64>, Wrong> {
    let (from, to) = pair(value, "[5, 20]", number(0.0..=86_400.0))?;
    if from < to {
        return Ok(from..to);
    }
    wrong("ends before it begins", "the smaller number first")
}

fn spot(value: &DeValue<'_>) -> Result<Spot, Wrong> {
    let (x, y) = pair(value, SPOT_HINT, number(0.0..=100.0))?;
    Ok(Spot::new(x, y))
}

fn target(value: &DeValue<'_>) -> Result<Target, Wrong> {
    if value.as_array().is_some() {
        return spot(value).map(Target::Spot);
    }
    name(value).map(Target::Named)
}

fn boolean(value: &DeValue<'_>) -> Result<bool, Wrong> {
    match value {
        DeValue::Boolean(yes) => Ok(*yes),
        _ => wrong(
            format!("is a {}, not true or false", value.type_str()),
            "true or false",
        ),
    }
}

fn sides(value: &DeValue<'_>) -> Result<[bool; 4], Wrong> {
    const SIDES: [&str; 4] = ["left", "right", "front", "rear"];
    let named = texts(value)?;
    match named.iter().find(|side| !SIDES.contains(&side.as_str())) {
        Some(other) => wrong(
            format!("{other:?} is no side of a car"),
            "any of left, right, front, rear",
        ),
        None if named.is_empty() => wrong("is empty", "any of left, right, front, rear"),
        None => Ok(SIDES.map(|side| named.iter().any(|n| n == side))),
    }
}

fn colour(value: &DeValue<'_>) -> Result<[u8; 3], Wrong> {
    let hex = text(value)?;
    let digits = hex
        .strip_prefix('#')
        .filter(|d| d.len() == 6 && d.is_ascii());
    let part = |i: usize| digits.and_then(|d| u8::from_str_radix(&d[2 * i..2 * i + 2], 16).ok());
    match (part(0), part(1), part(2)) {
        (Some(r), Some(g), Some(b)) => Ok([r, g, b]),
        _ => wrong(format!("{hex:?} is not a colour"), "such as \"#8a1f1f\""),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const SAMPLE: &str = include_str!("../../config/scenarios/first-visit.toml");

    /// The sample with everything switched on that it shows as a comment.
    fn everything_on() -> String {
        let shown = |line: &str| {
            line.strip_prefix('#')
                .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase() || c == '['))
        };
        let lines = SAMPLE
            .lines()
            .map(|line| if shown(line) { &line[1..] } else { line });
        lines.collect::<Vec<_>>().join("\n")
    }

    fn names(table: &toml::Table, at: &str, into: &mut BTreeSet<String>) {
        for (key, value) in table {
            let name = if at.is_empty() {
                key.clone()
            } else {
                format!("{at}.{key}")
            };
            into.insert(name.clone());
            match value {
                toml::Value::Table(table) => names(table, &name, into),
                toml::Value::Array(items) => {
                    for item in items.iter().filter_map(toml::Value::as_table) {
                        names(item, &format!("{name}[]"), into);
                    }
                }
                _ => {}
            }
        }
    }

    #[test]
    fn the_sample_documents_every_key() {
        let text = everything_on();
        let (_, asked) = document(Path::new("sample.toml"), &text, |root| {
            scenario(root, &text)
        });
        let mut written = BTreeSet::new();
        names(&text.parse().expect("TOML"), "", &mut written);
        // What a step can be stands in a comment of its own form.
        let is_there = |key: &String| {
            let step = key.strip_prefix("person[].visit[].steps[].");
            written.contains(key) || step.is_some_and(|step| SAMPLE.contains(&format!("{step} =")))
        };
        let missing: Vec<_> = asked.iter().filter(|key| !is_there(key)).collect();
        assert!(missing.is_empty(), "not in the sample: {missing:?}");
    }

    #[test]
    fn every_scenario_of_ours_is_valid_and_makes_a_valid_configuration() {
        let mut count = 0;
        for entry in fs::read_dir("config/scenarios").expect("the scenarios") {
            let file = entry.expect("an entry").path();
            let scenario = Scenario::load(&file).unwrap_or_else(|problems| panic!("{problems}"));
            let made = super::super::configuration(&[scenario], &file, Path::new("store"));
            let config = made.unwrap_or_else(|problems| panic!("{problems}"));
            assert!(
                config.products.iter().all(|p| p.zone.is_some()),
                "{}",
                file.display()
            );
            count += 1;
        }
        assert!(count >= 12, "a dozen examples, not {count}");
    }

    #[test]
    fn every_mistake_is_told_with_its_line_its_key_and_a_hint() {
        let text = SAMPLE
            .replace(
                "look_at = \"kona\", for_s = 110",
                "look_at = \"konna\", for_s = 110",
            )
            .replace("tilt_deg = 17 ", "tilt_deg = 170 ")
            .replace("reach_m = 0.9 ", "reech_m = 0.9 ");
        let said = Scenario::parse(Path::new("bad.toml"), &text)
            .unwrap_err()
            .to_string();
        for part in [
            "bad.toml:",
            "camera[0].tilt_deg",
            "170 is out of range",
            "hint: from -10 to 85",
            "reech_m",
            "did you mean \"reach_m\"?",
        ] {
            assert!(said.contains(part), "{part} is not in\n{said}");
        }
        let named = SAMPLE.replace(
            "look_at = \"kona\", for_s = 110",
            "look_at = \"konna\", for_s = 110",
        );
        let said = Scenario::parse(Path::new("bad.toml"), &named)
            .unwrap_err()
            .to_string();
        assert!(
            said.contains("\"anna\" names \"konna\"") && said.contains("hint:"),
            "{said}"
        );
    }
}
