//! Mistakes in the configuration, on the command line and in files that it names.

use std::fs;

use crate::showroom::{Setup, Showroom, clip};

/// A showroom whose configuration has these changes.
fn with(changes: &[(&str, &str)]) -> Showroom {
    let showroom = Showroom::without_models(&Setup::default());
    let path = showroom.path("showfloor.toml");
    let mut text = fs::read_to_string(path).expect("it was written");
    for (right, wrong) in changes {
        assert!(text.contains(right), "{right}");
        text = text.replace(right, wrong);
    }
    showroom.configure(&text);
    showroom
}

#[test]
fn three_mistakes_are_told_at_once_each_with_its_place_and_a_hint() {
    let showroom = with(&[
        ("Europe/Warsaw", "Europe/Warschau"),
        (r#"kind = "product""#, r#"kind = "produkt""#),
        ("unattended_after_s", "unatended_after_s"),
    ]);
    let all = [
        "showfloor.toml:3: site.timezone: \"Europe/Warschau\"",
        "showfloor.toml:13: zone[0].kind: \"produkt\"",
        "behaviour.unatended_after_s: is not a known key",
        "hint: did you mean \"unattended_after_s\"?",
        "3 problems",
    ];
    for command in ["check", "run"] {
        showroom.run(&[command]).says(1, &all);
    }
    assert!(!showroom.path("store.db").exists(), "nothing was started");
}

#[test]
fn a_zone_that_crosses_itself_is_refused() {
    let showroom = with(&[(
        "[[0.02, 0.3], [0.98, 0.3], [0.98, 1.0], [0.02, 1.0]]",
        "[[0.1, 0.1], [0.9, 0.9], [0.9, 0.1], [0.1, 0.9]]",
    )]);
    let all = ["showfloor.toml:15: zone[0].polygon", "cross", "hint:"];
    for command in ["check", "run"] {
        showroom.run(&[command]).says(1, &all);
    }
}

#[test]
fn a_broker_of_another_protocol_is_refused() {
    let showroom = with(&[(r#""embedded""#, r#""http://127.0.0.1:8080""#)]);
    let all = [
        "showfloor.toml:39: mqtt.broker: `http://127.0.0.1:8080`",
        "neither mqtt:// nor mqtts://",
        "hint:",
        "mqtt://host:1883",
    ];
    let refused = showroom.run(&["check"]);
    refused.says(1, &all);
    // The configuration has no key of this name.
    assert!(!refused.stdout.contains("mqtt.url"), "{refused:#?}");
}

#[test]
fn a_configuration_that_is_not_there_is_named() {
    let showroom = Showroom::without_models(&Setup::default());
    let refused = showroom
        .start_bare(&["run", "--config", "nowhere.toml"])
        .wait();
    refused.says(1, &["nowhere.toml", "hint:"]);
}

#[test]
fn wrong_usage_has_a_code_of_its_own() {
    let showroom = Showroom::without_models(&Setup::default());
    let now = ["run", "--start-at", "2026-05-12T10:00:00Z"];
    showroom.run(&now).says(2, &["--input", "Usage:"]);
    showroom
        .start_bare(&["open-doors"])
        .wait()
        .says(2, &["open-doors", "Usage:"]);
    let never = ["run", "--input", "a.mp4", "--start-at", "tomorrow"];
    showroom.run(&never).says(2, &["tomorrow", "--start-at"]);
}

#[test]
fn a_file_that_is_no_recording_is_neither_replayed_nor_overwritten() {
    let Some(showroom) = Showroom::open(&Setup::default()) else {
        return;
    };
    let notes = showroom.path("notes.jsonl");
    fs::write(&notes, "bring the keys of the Kona\n").expect("writable");
    let replayed = showroom.run(&["replay", "notes.jsonl"]);
    replayed.says(1, &["notes.jsonl:1: not a line of a recording", "hint:"]);
    let missing = showroom.run(&["replay", "yesterday.jsonl"]);
    missing.says(1, &["yesterday.jsonl", "hint:"]);

    let clip = clip("intel_car-detection.gif");
    let recorded = showroom.run(&["record", "--out", "notes.jsonl", "--input", &clip]);
    recorded.says(1, &["notes.jsonl: there is such a file already", "hint:"]);
    let text = fs::read_to_string(&notes).expect("it is there");
    assert_eq!(text, "bring the keys of the Kona\n");
}
