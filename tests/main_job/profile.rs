//! `run --profile`: when each stage ran, on which thread.

use std::{collections::BTreeMap, fs};

use serde_json::Value;

use crate::showroom::{Outcome, Setup, Showroom, clip};

/// What times lose when they are written as microseconds with three decimals.
const SLACK: f64 = 0.01;

fn play(showroom: &Showroom, profile: &str) -> Outcome {
    let input = clip("facenetpt_video.mp4");
    showroom.run(&[
        "run",
        "--speed",
        "max",
        "--profile",
        profile,
        "--input",
        &input,
    ])
}

#[test]
fn a_profile_says_when_each_stage_ran_on_which_thread() {
    let Some(showroom) = Showroom::open(&Setup::default()) else {
        return;
    };
    let played = play(&showroom, "trace.json").succeeded();
    played.says(0, &["profile: ", "runs of stages in trace.json"]);
    let text = fs::read_to_string(showroom.path("trace.json")).expect("a trace");
    let events: Vec<Value> = serde_json::from_str(&text).expect("a JSON array");
    let is = |kind: &'static str| move |event: &&Value| event["ph"] == kind;
    let named = events
        .iter()
        .filter(is("M"))
        .filter(|e| e["name"] == "thread_name");
    let threads: BTreeMap<u64, &str> = named
        .map(|e| {
            let name = e["args"]["name"].as_str().expect("a name");
            (e["tid"].as_u64().expect("a number"), name)
        })
        .collect();
    let mut lanes: BTreeMap<&str, Vec<(f64, f64)>> = BTreeMap::new();
    let mut stages: BTreeMap<&str, BTreeMap<&str, u32>> = BTreeMap::new();
    for event in events.iter().filter(is("X")) {
        let thread = threads[&event["tid"].as_u64().expect("a number")];
        let number = |key: &str| event[key].as_f64().expect("microseconds");
        lanes
            .entry(thread)
            .or_default()
            .push((number("ts"), number("dur")));
        let stage = event["name"].as_str().expect("a stage");
        *stages.entry(thread).or_default().entry(stage).or_default() += 1;
    }
    // The clip's 105 frames and its end, 8 of 25 a second analysed, people in every other one of these.
    let camera = stages.iter().find(|(name, _)| name.starts_with("cam-"));
    let (_, camera) = camera.expect("a camera's thread");
    assert_eq!(camera["decode"], 106);
    let analysed = camera["convert"];
    let vision = &stages["vision-0"];
    assert_eq!(vision["face net"], analysed);
    for stage in ["prepare", "person net", "closer look", "signature net"] {
        assert!(vision.contains_key(stage), "{stage}: {stages:?}");
    }
    assert!(stages["decide"]["decide"] >= analysed);
    // Stages are no parts of each other, so a thread is in one of them at a time.
    for (thread, mut runs) in lanes {
        runs.sort_by(|a, b| a.0.total_cmp(&b.0));
        for pair in runs.windows(2) {
            let (end, next) = (pair[0].0 + pair[0].1, pair[1].0);
            assert!(end <= next + SLACK, "{thread}: {pair:?}");
        }
    }
}

#[test]
fn a_profile_replaces_no_file_and_needs_a_place_before_the_start() {
    let Some(showroom) = Showroom::open(&Setup::default()) else {
        return;
    };
    fs::write(showroom.path("there.json"), "mine").expect("written");
    play(&showroom, "there.json").says(1, &["there.json", "such a file already", "hint:"]);
    let mine = fs::read_to_string(showroom.path("there.json")).expect("still there");
    assert_eq!(mine, "mine");
    play(&showroom, "nowhere/trace.json").says(1, &["nowhere/trace.json", "hint:"]);
    assert!(!showroom.path("store.db").exists(), "nothing was started");
    let missing = ["run", "--profile", "new.json", "--input", "yesterday.mp4"];
    showroom.run(&missing).says(1, &["yesterday.mp4"]);
    assert!(
        !showroom.path("new.json").exists(),
        "of a run that never was there is no profile"
    );
}
