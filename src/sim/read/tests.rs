//! The sample, our scenarios, and what is said of mistakes.

use std::{collections::BTreeSet, fs, path::Path};

use super::file::scenario;
use crate::{config::reader::document, sim::Scenario};

const SAMPLE: &str = include_str!("../../../config/scenarios/first-visit.toml");

/// The sample with everything switched on that it shows as a comment.
fn everything_on() -> String {
    let shown = |line: &str| {
        line.strip_prefix('#').is_some_and(|rest| {
            rest.trim_start_matches("    ")
                .starts_with(|c: char| c.is_ascii_lowercase() || "[]{".contains(c))
        })
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
fn the_sample_documents_every_key_and_is_valid_with_all_of_them() {
    let text = everything_on();
    let (read, asked) = document(Path::new("sample.toml"), &text, "itself", |root| {
        scenario(root, &text)
    });
    read.unwrap_or_else(|problems| panic!("{problems}"));
    let mut written = BTreeSet::new();
    names(&text.parse().expect("TOML"), "", &mut written);
    let missing: Vec<_> = asked.difference(&written).collect();
    assert!(missing.is_empty(), "not in the sample: {missing:?}");
}

#[test]
fn every_scenario_of_ours_is_valid_and_makes_a_valid_configuration() {
    let mut count = 0;
    for entry in fs::read_dir("config/scenarios").expect("the scenarios") {
        let file = entry.expect("an entry").path();
        let scenario = Scenario::load(&file).unwrap_or_else(|problems| panic!("{problems}"));
        let made = crate::sim::configuration(&[scenario], &file, Path::new("store"));
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
    let said = refused(&SAMPLE.replace(
        "look_at = \"kona\", for_s = 110",
        "look_at = \"konna\", for_s = 110",
    ));
    assert!(
        said.contains("person[0].visit[0].steps[0].look_at: \"konna\" is no car"),
        "{said}"
    );
    assert!(
        said.contains("did you mean \"kona\"? cars: kona, ioniq"),
        "{said}"
    );
}

/// What is said of a scenario that is refused.
fn refused(text: &str) -> String {
    let read = Scenario::parse(Path::new("bad.toml"), text);
    read.expect_err("it is refused").to_string()
}

/// The line on which this stands.
fn line_of(text: &str, part: &str) -> usize {
    let at = text.find(part).unwrap_or_else(|| panic!("{part}"));
    text[..at].matches('\n').count() + 1
}

/// The test showroom, with something in it replaced.
fn with(right: &str, wrong: &str) -> String {
    let text = crate::sim::testing::SHOWROOM;
    assert!(text.contains(right), "{right}");
    text.replacen(right, wrong, 1)
}

#[test]
fn a_mistake_in_a_section_for_the_line_is_told_on_the_line_where_it_stands() {
    let text = format!(
        "{}\n[behaviour]\nunatended_after_s = 60\n\n[scoring]\nrules = 3\n",
        SAMPLE.replace("[behaviour]\nunattended_after_s = 60", "")
    );
    let said = refused(&text);
    for (part, key) in [
        ("unatended_after_s", "behaviour.unatended_after_s"),
        ("rules = 3", "scoring.rules"),
    ] {
        let place = format!("bad.toml:{}: {key}: ", line_of(&text, part));
        assert!(said.contains(&place), "{place} is not in\n{said}");
    }
    assert!(said.ends_with("2 problems in bad.toml"), "{said}");
}

#[test]
fn nobody_can_come_again_before_they_have_left() {
    let again = "\n[[person.visit]]\nat = \"10:01:00\"\nsteps = [{ pause_s = 5 }]\n\n[[person]]\nid = \"ben\"";
    let text = with("\n[[person]]\nid = \"ben\"", again);
    let said = refused(&text);
    let place = format!(
        "bad.toml:{}: person[1].visit[1].at",
        line_of(&text, "at = \"10:01:00\"")
    );
    assert!(said.contains(&place), "{place} is not in\n{said}");
    assert!(
        said.contains("\"anna\" is still here from the visit of 10:00:10 (until about 10:0"),
        "{said}"
    );
}

#[test]
fn a_time_that_has_passed_when_it_is_reached_is_refused() {
    let said = refused(&with(
        "{ until = \"10:05:00\" }",
        "{ until = \"10:01:35\" }",
    ));
    assert!(
        said.contains("person[0].visit[0].steps[3].until: 10:01:35 has passed when it is reached, at about 10:0"),
        "{said}"
    );
}

#[test]
fn what_is_expected_while_nothing_happens_is_refused() {
    let expect = |day: u32, between: &str| {
        refused(&format!(
            "{}\n[[expect]]\nalert = \"unattended\"\nperson = \"anna\"\nday = {day}\nbetween = {between}\nreason = \"so\"\n",
            crate::sim::testing::SHOWROOM
        ))
    };
    for (day, between, part) in [
        (
            2,
            "[\"10:00\", \"10:05\"]",
            "expect[0].day: \"anna\" does not come on day 2",
        ),
        (
            1,
            "[\"08:00\", \"08:05\"]",
            "expect[0].between: is over before \"anna\" comes, at about 10:00:10",
        ),
        (
            1,
            "[\"11:00\", \"11:05\"]",
            "expect[0].between: begins when the day is over: it ends at about 10:0",
        ),
    ] {
        let said = expect(day, between);
        assert!(said.contains(part), "{part} is not in\n{said}");
    }
}

#[test]
fn what_stands_nowhere_or_sees_nothing_is_refused() {
    for (right, wrong, part) in [
        (
            "at = [0.4, 0.4]",
            "at = [20, 0.4]",
            "camera[0].at: [20, 0.4] is outside of the floor",
        ),
        (
            "heading_deg = 45\n",
            "heading_deg = 225\n",
            "camera[0]: \"hall\" sees none of the areas of kona, ioniq, door, desk",
        ),
        (
            "{ walk_by = \"ioniq\" }",
            "{ walk_to = [3, 30] }",
            "steps[1].walk_to: [3, 30] is outside of the floor",
        ),
        ("with = \"anna\"", "", "person[2].visit[0]: does nothing"),
        (
            "kind = \"entrance\"",
            "kind = \"lounge\"",
            "there is no entrance",
        ),
        (
            "talk_to = \"anna\"",
            "talk_to = \"mark\"",
            "steps[1].talk_to: \"mark\" is this person",
        ),
        (
            "id = \"ioniq\"",
            "id = \"kona\"",
            "car[1].id: \"kona\" is there twice",
        ),
    ] {
        let said = refused(&with(right, wrong));
        assert!(said.contains(part), "{part} is not in\n{said}");
        assert!(said.contains("hint: "), "{said}");
    }
}

#[test]
fn of_a_file_that_is_no_toml_only_the_syntax_is_told() {
    let said = refused(&with("[[car]]", "[[car]"));
    assert!(
        said.contains("config/scenarios/first-visit.toml shows how it is written"),
        "{said}"
    );
    assert!(said.ends_with("1 problem in bad.toml"), "{said}");
}

#[test]
fn names_are_checked_though_much_else_is_wrong() {
    let text =
        with("fov_deg = 80", "fov_deg = 800").replace("look_at = \"kona\"", "look_at = \"ionic\"");
    let said = refused(&text.replace("for_s = 30", "for_s = \"long\""));
    for part in [
        "camera[0].fov_deg",
        "steps[0].look_at: \"ionic\" is no car",
        "steps[1].for_s: is a string, not a number",
    ] {
        assert!(said.contains(part), "{part} is not in\n{said}");
    }
}

#[test]
fn a_misspelt_verb_is_one_problem() {
    let said = refused(&with("walk_by = \"ioniq\"", "walk_bi = \"ioniq\""));
    assert!(
        said.contains("steps[1].walk_bi: is not a known key\n  hint: did you mean \"walk_by\"?"),
        "{said}"
    );
    assert!(said.ends_with("1 problem in bad.toml"), "{said}");
    let said = refused(&with("{ walk_by = \"ioniq\" }", "{ for_s = 3 }"));
    assert!(said.contains("steps[1]: says nothing to do"), "{said}");
}
