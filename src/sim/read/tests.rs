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
    let (read, asked) = document(Path::new("sample.toml"), &text, |root| {
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
