//! Simulated showrooms, as people use them: observed, drawn, evaluated, shown.

#![allow(clippy::print_stdout, reason = "what is left out is said")]

use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use serde_json::Value;

const SCENARIOS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/config/scenarios");

fn scenario(name: &str) -> String {
    format!("{SCENARIOS}/{name}.toml")
}

fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_showfloor"));
    let models = env::var_os("SHOWFLOOR_MODELS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("models"),
        PathBuf::from,
    );
    command
        .current_dir(folder)
        .env("TMPDIR", folder)
        .env("SHOWFLOOR_MODELS", models)
        .env(
            "ORT_DYLIB_PATH",
            concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/.showfloor/onnxruntime/libonnxruntime.so"
            ),
        )
        .env_remove("RUST_LOG");
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    program(folder)
        .args(arguments)
        .output()
        .expect("the program starts")
}

fn succeeded(output: Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{:?}: {said}", output.status);
    String::from_utf8(output.stdout).expect("text")
}

/// Whether the models are there; says so where they are not, and insists where that is wanted.
fn has_models() -> bool {
    let dir = env::var_os("SHOWFLOOR_MODELS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("models"),
        PathBuf::from,
    );
    let there = fs::read_dir(dir).is_ok_and(|mut files| {
        files.any(|f| f.is_ok_and(|f| f.path().extension().is_some_and(|e| e == "onnx")))
    });
    assert!(
        there || env::var("SHOWFLOOR_REQUIRE_MODELS").as_deref() != Ok("1"),
        "the models are missing"
    );
    if !there {
        println!("left out: the models are missing (scripts/fetch-models)");
    }
    there
}

#[test]
fn the_same_seed_is_the_same_stream_and_another_seed_another() {
    let folder = tempfile::tempdir().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let observe = |folder: &Path, seed: &str| {
        let file = scenario("couple-at-a-car");
        succeeded(run(folder, &["sim", "observe", &file, "--seed", seed]))
    };
    let one = observe(folder.path(), "7");
    assert!(one.lines().count() > 1000);
    let again = observe(elsewhere.path(), "7");
    assert!(one == again, "the same seed gives the same bytes, wherever");
    assert!(
        one != observe(folder.path(), "8"),
        "another seed, another day"
    );
}

#[test]
fn an_observed_day_replays_and_its_truth_stands_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = [
        "sim",
        "observe",
        &scenario("first-visit"),
        "--truth",
        "truth.jsonl",
        "--write-config",
        "first.toml",
    ];
    let stream = succeeded(run(folder.path(), &arguments));
    fs::write(folder.path().join("day.jsonl"), stream).unwrap();
    let replayed = run(
        folder.path(),
        &["replay", "day.jsonl", "--config", "first.toml"],
    );
    let warned = String::from_utf8_lossy(&replayed.stderr).into_owned();
    assert!(warned.is_empty(), "another configuration? {warned}");
    let shown = succeeded(replayed);
    assert!(
        shown.contains("ALERT unattended") && shown.contains("Kona Electric"),
        "{shown}"
    );
    let truth = fs::read_to_string(folder.path().join("truth.jsonl")).unwrap();
    let facts: Vec<Value> = truth
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let dwell = facts
        .iter()
        .find(|f| f["fact"] == "dwell" && f["zone"] == "kona")
        .expect("she stood at the Kona");
    assert!(
        (110.0..118.0).contains(&dwell["seconds"].as_f64().unwrap()),
        "{dwell}"
    );
    assert!(
        facts
            .iter()
            .any(|f| f["fact"] == "expect" && f["never"] == true)
    );
    let seconds = facts.iter().filter(|f| f["fact"] == "where").count();
    assert!(
        (130..180).contains(&seconds),
        "{seconds} seconds in the room"
    );
}

#[test]
fn a_reader_that_has_enough_ends_it_quietly() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = program(folder.path())
        .args(["sim", "observe", &scenario("busy-saturday")])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(
        output.status.success() && output.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn a_multiplied_showroom_has_cameras_and_people_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let stream = succeeded(run(
        folder.path(),
        &[
            "sim",
            "observe",
            &scenario("passers-by"),
            "--scale",
            "3",
            "--times",
            "2",
        ],
    ));
    let mut cameras = BTreeSet::new();
    let mut days = BTreeSet::new();
    for line in stream.lines().skip(1) {
        let entry: Value = serde_json::from_str(line).unwrap();
        if let Some(frame) = entry["input"]["observation"].get("frame") {
            cameras.insert(frame["camera"].as_str().unwrap().to_owned());
            days.insert(frame["stamp"]["utc"].as_str().unwrap()[..10].to_owned());
        }
    }
    assert_eq!(
        cameras.into_iter().collect::<Vec<_>>(),
        ["hall", "hall-2", "hall-3"]
    );
    assert_eq!(days.len(), 2, "{days:?}");
}

#[test]
fn a_scenario_with_mistakes_is_refused_with_all_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(scenario("couple-at-a-car")).unwrap();
    let text = text
        .replace("tilt_deg = 17", "tilt_deg = 170")
        .replace("look_at = \"ioniq\"", "lok_at = \"ioniq\"");
    fs::write(folder.path().join("bad.toml"), text).unwrap();
    let output = run(folder.path(), &["sim", "observe", "bad.toml"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1));
    for part in [
        "bad.toml:",
        "tilt_deg",
        "lok_at",
        "did you mean \"look_at\"?",
        "hint:",
    ] {
        assert!(said.contains(part), "{part} is not in {said}");
    }
}

#[test]
fn an_evaluation_has_the_figures_of_its_contract() {
    let folder = tempfile::tempdir().unwrap();
    let file = scenario("first-visit");
    let arguments = [
        "eval",
        "behaviour",
        "--scenario",
        &file,
        "--seeds",
        "2",
        "--noise",
        "none",
        "--json",
    ];
    let report: Value = serde_json::from_str(&succeeded(run(folder.path(), &arguments))).unwrap();
    for (kinds, kind) in [
        ("events", "entered"),
        ("events", "unattended"),
        ("alerts", "unattended"),
    ] {
        for key in ["truth", "found", "precision", "recall"] {
            assert!(
                report[kinds][kind].get(key).is_some(),
                "{kinds}.{kind}.{key}: {report}"
            );
        }
    }
    assert_eq!(report["events"]["entered"]["truth"], 2);
    assert!(report["dwell_error_pct"].is_number(), "{report}");
}

#[test]
fn an_alert_that_cannot_come_is_missed_and_one_that_nobody_expects_is_a_mistake() {
    let folder = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(scenario("first-visit")).unwrap();
    let text = text.replace(
        "between = [\"10:01:10\", \"10:01:45\"]",
        "between = [\"10:00:10\", \"10:00:20\"]",
    );
    fs::write(folder.path().join("odd.toml"), text).unwrap();
    let arguments = [
        "eval",
        "behaviour",
        "--scenario",
        "odd.toml",
        "--noise",
        "none",
        "--json",
    ];
    let report: Value = serde_json::from_str(&succeeded(run(folder.path(), &arguments))).unwrap();
    let tally = &report["alerts"]["unattended"];
    assert_eq!(
        (&tally["truth"], &tally["recall"]),
        (&Value::from(1), &Value::from(0.0)),
        "{report}"
    );
    let mistakes = report["mistakes"].to_string();
    assert!(
        mistakes.contains("no alert \\\"unattended\\\" about anna"),
        "{mistakes}"
    );
    assert!(mistakes.contains("nobody expects it"), "{mistakes}");
}

#[test]
fn the_demo_tells_its_story_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let said = succeeded(run(
        folder.path(),
        &["demo", "--observations", "--plain", "--speed", "60"],
    ));
    for part in [
        "Nobody here is real",
        "Recognition \"all\"",
        "came in",
        "ALERT",
        "Who came, and what they looked at",
        "anna",
        "Which alerts went out",
        "6 people came (2 of them staff); counted as ",
        "The staff of a demo are not enrolled",
        "MQTT messages delivered",
    ] {
        assert!(said.contains(part), "{part} is not in\n{said}");
    }
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        0,
        "the store is deleted"
    );
}

#[test]
fn colleagues_in_the_demo_react_to_alerts_unless_they_are_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let demo = ["demo", "--observations", "--plain", "--speed", "30"];
    let said = succeeded(run(folder.path(), &demo));
    assert!(said.contains(": I'm going ("), "{said}");
    assert!(said.contains(" after the alert (median)"), "{said}");
    let alone = succeeded(run(folder.path(), &[&demo[..], &["--no-staff"]].concat()));
    assert!(!alone.contains("I'm going"), "{alone}");
    assert!(alone.contains("nobody claimed any"), "{alone}");
}

#[test]
fn measured_colleagues_are_part_of_the_report_and_change_nothing_where_there_are_none() {
    let folder = tempfile::tempdir().unwrap();
    let file = scenario("busy-saturday");
    let measure = ["eval", "behaviour", "--scenario", &file, "--json"];
    let report = |more: &[&str]| -> Value {
        let said = succeeded(run(folder.path(), &[&measure[..], more].concat()));
        serde_json::from_str(&said).expect("JSON")
    };
    assert_eq!(report(&[]).get("crew"), None);
    let crew = report(&["--crew", "3"])["crew"].clone();
    assert!(crew["alerts"].as_u64() >= Some(1), "{crew}");
    assert!(crew["claimed"].as_u64() >= Some(1), "{crew}");
    assert!(crew["median_to_claim_s"].as_f64() > Some(1.0), "{crew}");
    assert_eq!(crew, report(&["--crew", "3"])["crew"], "the same seed");
}

#[test]
fn the_script_of_the_demo_looks_at_its_arguments_before_it_builds_anything() {
    for (arguments, part) in [
        (&["--sped", "3"][..], "unknown argument \"--sped\""),
        (&["--speed", "fast"], "write a number from 0.1 to 1000"),
        (
            &["--scenario", "nowhere.toml"],
            "there is no scenario nowhere.toml",
        ),
    ] {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/demo");
        let output = Command::new(script).args(arguments).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(part) && said.contains("hint:"), "{said}");
        assert!(output.stdout.is_empty(), "nothing was begun");
    }
}

#[test]
fn a_stream_of_several_days_is_replayed_with_its_dates_and_from_standard_input_too() {
    let folder = tempfile::tempdir().unwrap();
    let file = scenario("returning-visitor");
    let arguments = [
        "sim",
        "observe",
        &file,
        "--noise",
        "none",
        "--write-config",
        "sim.toml",
    ];
    let stream = succeeded(run(folder.path(), &arguments));
    fs::write(folder.path().join("day.jsonl"), stream).unwrap();
    let replay = ["replay", "-", "--config", "sim.toml"];
    let day = fs::File::open(folder.path().join("day.jsonl")).unwrap();
    let replayed = program(folder.path())
        .args(replay)
        .stdin(day)
        .output()
        .unwrap();
    let shown = succeeded(replayed);
    let named = succeeded(run(
        folder.path(),
        &["replay", "day.jsonl", "--config", "sim.toml"],
    ));
    assert_eq!(shown, named);
    let (lines, table) = shown.split_once("\nvisitor").expect("a table");
    assert!(lines.starts_with("Saturday, 16 May 2026\n"), "{shown}");
    assert!(lines.contains("\nMonday, 18 May 2026\n"), "{shown}");
    assert!(
        table.contains("Sat 16 May 10:00:") && table.contains("Mon 18 May 16:2"),
        "{shown}"
    );
    let came = |row: &str| row.find(" May ").map(|at| row[at - 2..at + 14].to_owned());
    let came: Vec<_> = table.lines().filter_map(came).collect();
    assert!(came.len() >= 3 && came.is_sorted(), "{shown}");
}

#[test]
fn a_replay_of_something_else_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    for (file, part) in [
        ("nowhere.jsonl", "there is no nowhere.jsonl"),
        (scenario("first-visit").as_str(), "showfloor sim observe"),
    ] {
        let output = run(folder.path(), &["replay", file]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains(part) && said.contains("hint:"), "{said}");
    }
}

#[test]
fn a_folder_of_scenarios_is_refused_with_all_that_is_wrong_in_it_and_told_of_one_by_one() {
    let folder = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(scenario("first-visit")).unwrap();
    let other = text.replace("name = \"First visit\"", "name = \"Second visit\"");
    fs::write(folder.path().join("one.toml"), &text).unwrap();
    fs::write(folder.path().join("two.toml"), &other).unwrap();
    let evaluate = ["eval", "behaviour", "--scenario", ".", "--noise", "none"];
    let shown = succeeded(run(folder.path(), &evaluate));
    for part in [
        "events: truth / found / right",
        "\nFirst visit ",
        "\nSecond visit ",
    ] {
        assert!(shown.contains(part), "{part} is not in\n{shown}");
    }
    for (file, text) in [("one.toml", text), ("two.toml", other)] {
        let text = text.replace("tilt_deg = 17", "tilt_deg = 170");
        fs::write(folder.path().join(file), text).unwrap();
    }
    let output = run(folder.path(), &evaluate);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said.contains("one.toml:") && said.contains("two.toml:"),
        "{said}"
    );
    assert!(said.contains("2 problems in 2 files"), "{said}");
}

#[test]
fn a_demo_ends_in_order_after_the_seconds_it_was_given() {
    let folder = tempfile::tempdir().unwrap();
    let said = succeeded(run(
        folder.path(),
        &[
            "demo",
            "--observations",
            "--plain",
            "--speed",
            "1",
            "--seconds",
            "3",
        ],
    ));
    assert!(said.contains("MQTT messages delivered"), "{said}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn without_models_the_demo_says_so_and_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let empty = folder.path().join("empty");
    fs::create_dir(&empty).unwrap();
    // Models are looked for above the program as well: it stands elsewhere.
    let elsewhere = folder.path().join("showfloor");
    fs::copy(env!("CARGO_BIN_EXE_showfloor"), &elsewhere).unwrap();
    let output = Command::new(&elsewhere)
        .args(["demo", "--plain", "--speed", "60", "--seconds", "4"])
        .current_dir(folder.path())
        .env("SHOWFLOOR_MODELS", &empty)
        .env("TMPDIR", &empty)
        .output()
        .unwrap();
    let said = succeeded(output);
    assert!(
        said.contains("NO MODELS")
            && said.contains("scripts/fetch-models")
            && said.contains("came in"),
        "{said}"
    );
}

#[test]
fn the_demo_shows_drawn_people_to_the_real_networks() {
    if !has_models() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let said = succeeded(run(
        folder.path(),
        &["demo", "--plain", "--speed", "3", "--seconds", "25"],
    ));
    for part in [
        "Drawn people, seen by the real networks",
        "came in",
        "stops at the Kona Electric",
        "pictures analysed",
    ] {
        assert!(said.contains(part), "{part} is not in\n{said}");
    }
}

#[test]
fn drawn_clips_are_video_that_the_appliance_plays() {
    if !has_models() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = scenario("first-visit");
    let arguments = [
        "sim",
        "render",
        &file,
        "--out",
        "clips",
        "--seconds",
        "20",
        "--write-config",
        "first.toml",
    ];
    succeeded(run(folder.path(), &arguments));
    let clip = folder.path().join("clips/hall.mp4");
    let probed = Command::new("ffprobe")
        .args([
            "-v",
            "error",
            "-select_streams",
            "v",
            "-show_entries",
            "stream=codec_name,width,height",
            "-of",
            "csv=p=0",
        ])
        .arg(&clip)
        .output()
        .expect("ffprobe is not installed: run scripts/setup");
    assert_eq!(
        String::from_utf8_lossy(&probed.stdout).trim(),
        "h264,1920,1080"
    );
    let clip = clip.to_str().unwrap();
    let shown = succeeded(run(
        folder.path(),
        &[
            "run",
            "--config",
            "first.toml",
            "--speed",
            "max",
            "--input",
            clip,
        ],
    ));
    assert!(
        shown.contains("visit ended"),
        "the networks see the visitor who was drawn: {shown}"
    );
}
