//! Who is who, corrected by the real program: while the appliance is stopped, and while it runs.

#[path = "support/made_up.rs"]
mod made_up;
#[path = "support/schema.rs"]
mod schema;

use std::{fs, path::Path, process::Command, time::Duration};

use crossbeam_channel::{Sender, bounded, never};
use made_up::{bruno, tag};
use serde_json::Value;
use showfloor::{
    app::{self, Control, Eyes, Line, Pace, Play, RunOptions, Told, Watch},
    config::{self, Config},
    runtime::{Shutdown, Telemetry, spawn},
    store::Inbox,
    types::{CorrectionId, CorrectionKind, CorrectionRequest, Record},
};
use tempfile::TempDir;
use ulid::Ulid;

const DAY: Duration = Duration::from_hours(24);
const FIRST_DAY: &str = "2026-03-07T09:00:00Z";
const LATER: &str = "2026-03-17T09:00:00Z";

/// A showroom with a store of its own, in which Bruno may come on any day.
struct Showroom {
    folder: TempDir,
    config: Config,
}

/// How a command ended, and what it printed.
#[derive(Debug)]
struct Outcome {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Showroom {
    fn new() -> Self {
        let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
        let folder = tempfile::tempdir().expect("a folder");
        for file in ["showroom.toml", "rules.toml"] {
            fs::copy(data.join(file), folder.path().join(file)).expect("a copy");
        }
        let loaded = config::load(&folder.path().join("showroom.toml"));
        let mut config = loaded.unwrap_or_else(|problems| panic!("{problems}"));
        config.store.path = folder.path().join("showroom.db");
        config.store.key_file = folder.path().join("showroom.key");
        Self { folder, config }
    }

    /// Runs the appliance for so many days from this one on, until they end or `stop` is asked for.
    fn days(&self, from: &str, days: u32, speed: f64, stop: &Shutdown, began: Sender<()>) {
        let control = Control {
            stop: stop.clone(),
            reloads: never(),
            file: None,
            telemetry: Telemetry::default(),
        };
        let scene = |day| DAY * day..DAY * day + Duration::from_secs(100);
        let options = RunOptions {
            eyes: Eyes::Told(Told {
                observations: bruno(days),
                signatures: Some(tag()),
            }),
            pace: Pace::FileTime,
            start_at: Some(from.parse().expect("a moment")),
            play: Some(Play {
                speed,
                scenes: (0..days).map(scene).collect(),
            }),
            seed: None,
            record: None,
            force: false,
        };
        let watch = Box::new(Opened(began));
        app::run(&self.config, options, watch, &control).unwrap_or_else(|e| panic!("{e:#}"));
    }

    /// Bruno came on so many days, and the appliance is stopped again.
    fn after(days: u32) -> Self {
        let showroom = Self::new();
        let (began, _kept) = bounded(1);
        showroom.days(FIRST_DAY, days, 200.0, &Shutdown::new(), began);
        showroom
    }

    fn command(&self, arguments: &[&str]) -> Outcome {
        let run = Command::new(env!("CARGO_BIN_EXE_showfloor"))
            .args(arguments)
            .args(["--config", "showroom.toml"])
            .current_dir(self.folder.path())
            .env_remove("CREDENTIALS_DIRECTORY")
            .env_remove("RUST_LOG")
            .env("SUDO_USER", "ewa")
            .output()
            .expect("the program runs");
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        Outcome {
            code: run.status.code(),
            stdout: text(run.stdout),
            stderr: text(run.stderr),
        }
    }

    fn done(&self, arguments: &[&str]) -> String {
        let outcome = self.command(arguments);
        assert_eq!(outcome.code, Some(0), "{arguments:?}: {outcome:#?}");
        outcome.stdout
    }

    fn refused(&self, arguments: &[&str], says: &[&str]) {
        let outcome = self.command(arguments);
        assert_eq!(outcome.code, Some(1), "{arguments:?}: {outcome:#?}");
        for said in says {
            assert!(outcome.stderr.contains(said), "{said:?}: {outcome:#?}");
        }
    }

    /// Carries out a correction and gives its id.
    fn corrected(&self, arguments: &[&str]) -> String {
        let printed = self.done(&[&["visitors"], arguments, &["--json"]].concat());
        let answer: Value = serde_json::from_str(&printed).expect("JSON");
        assert_eq!(answer["result"], "done", "{printed}");
        text(&answer["correction"])
    }

    /// The visitors, whose scores fade from second to second and are left out.
    fn visitors(&self) -> Vec<Value> {
        let printed = self.done(&["visitors", "list", "--json"]);
        let mut visitors: Vec<Value> = serde_json::from_str(&printed).expect("JSON");
        for visitor in &mut visitors {
            visitor.as_object_mut().expect("an object").remove("score");
        }
        visitors
    }

    fn codes(&self) -> Vec<String> {
        self.visitors().iter().map(|v| text(&v["code"])).collect()
    }

    /// Ids of a visitor's visits, as short as they are shown.
    fn visits(&self, code: &str) -> Vec<String> {
        let printed = self.done(&["visitors", "show", code, "--json"]);
        let shown: Value = serde_json::from_str(&printed).expect("JSON");
        let visits = shown["visits"].as_array().expect("a list");
        visits.iter().map(|v| text(&v["short"])).collect()
    }
}

fn text(value: &Value) -> String {
    value.as_str().expect("text").to_owned()
}

/// Tells once that a visit is open.
struct Opened(Sender<()>);

impl Watch for Opened {
    fn ready(&mut self, _: &str, _: &str) {}

    fn records(&mut self, records: &[Record], _: &Line) {
        schema::check_all(records);
        if records.iter().any(|r| matches!(r, Record::Visit(_))) {
            let _ = self.0.try_send(());
        }
    }
}

#[test]
fn a_visit_of_somebody_else_is_taken_from_the_visitor_and_given_back() {
    let showroom = Showroom::after(3);
    let before = showroom.visitors();
    let [code] = &showroom.codes()[..] else {
        panic!("one visitor: {before:#?}");
    };
    assert_eq!(before[0]["visits"], 3);
    let visits = showroom.visits(code);
    let not = showroom.corrected(&["not-this-person", &visits[1]]);
    let counts = |showroom: &Showroom| -> Vec<u64> {
        let counts = showroom.visitors().into_iter();
        let mut counts: Vec<_> = counts.filter_map(|v| v["visits"].as_u64()).collect();
        counts.sort_unstable();
        counts
    };
    assert_eq!(counts(&showroom), [1, 2]);
    let shown = showroom.done(&["visitors", "show", code]);
    assert!(shown.contains(&not) && shown.contains("showfloor visitors undo"));
    let undo = showroom.corrected(&["undo", &not]);
    assert_eq!(showroom.visitors(), before);
    showroom.refused(&["visitors", "undo", &not], &["undone already", &undo]);
    showroom.corrected(&["undo", &undo]);
    assert_eq!(counts(&showroom), [1, 2]);
    let audit = showroom.done(&["audit", "list"]);
    for correction in [&not, &undo] {
        let how = format!("showfloor visitors undo {correction}");
        assert!(audit.contains(&how), "{audit}");
    }
    assert!(audit.contains("ewa"), "{audit}");
    let day = ["audit", "list", "--json", "--since", "2000-01-01"];
    let entries: Value = serde_json::from_str(&showroom.done(&day)).unwrap();
    assert!(
        entries
            .as_array()
            .unwrap()
            .iter()
            .any(|e| e["who"] == "ewa")
    );
    showroom.done(&["audit", "verify"]);
}

#[test]
fn visits_are_split_off_and_merged_again() {
    let showroom = Showroom::after(3);
    let codes = showroom.codes();
    let before = showroom.visitors();
    let visits = showroom.visits(&codes[0]);
    let split = showroom.corrected(&[
        "split", &codes[0], "--visit", &visits[0], "--visit", &visits[2],
    ]);
    let after = showroom.visitors();
    let other = after.iter().find(|v| v["code"] != codes[0].as_str());
    let other = text(&other.expect("a new visitor")["code"]);
    showroom.refused(
        &["visitors", "merge", &other, &codes[0]],
        &["two people", "--force"],
    );
    let merge = showroom.corrected(&["merge", &other, &codes[0], "--force"]);
    assert_eq!(showroom.visitors().len(), 1);
    assert_eq!(showroom.visits(&other), visits, "its code goes on to work");
    showroom.refused(
        &["visitors", "undo", &split],
        &["stands on this one", &format!("undo {merge}")],
    );
    showroom.corrected(&["undo", &merge]);
    let assign = showroom.corrected(&["assign", &visits[0], &codes[0]]);
    assert_eq!(showroom.visits(&codes[0]), visits[..2]);
    showroom.refused(
        &["visitors", "assign", &codes[0], &other],
        &["is a visitor", "visitors show"],
    );
    showroom.corrected(&["undo", &assign]);
    showroom.corrected(&["undo", &split]);
    assert_eq!(showroom.visitors(), before);
}

#[test]
fn what_cannot_be_corrected_is_refused_in_words_that_help() {
    let showroom = Showroom::after(1);
    let codes = showroom.codes();
    let visits = showroom.visits(&codes[0]);
    showroom.refused(
        &["visitors", "merge", &codes[0], "V-NONE1"],
        &["nobody is called V-NONE1", "hint:", &codes[0]],
    );
    showroom.refused(
        &["visitors", "merge", &codes[0], &codes[0]],
        &["one visitor already"],
    );
    showroom.refused(
        &["visitors", "not-this-person", "7ZZZZ"],
        &["no visit has an id that begins with 7ZZZZ", "hint:"],
    );
    showroom.refused(
        &["visitors", "split", &codes[0], "--visit", &visits[0]],
        &["would be left without any visit"],
    );
    showroom.refused(
        &["visitors", "undo", "7ZZZZ"],
        &["no correction has an id that begins with 7ZZZZ"],
    );
}

#[test]
fn the_running_appliance_corrects_the_visit_that_is_going_on() {
    let showroom = Showroom::after(2);
    let [code] = &showroom.codes()[..] else {
        panic!("one visitor");
    };
    let stop = Shutdown::new();
    let (began, is_open) = bounded(1);
    let (ended, end) = bounded(1);
    let running = Showroom {
        folder: tempfile::tempdir().expect("a folder"),
        config: showroom.config.clone(),
    };
    let until = stop.clone();
    spawn("appliance", move || {
        running.days(LATER, 1, 1.0, &until, began);
        let _ = ended.send(());
    })
    .expect("a thread");
    is_open
        .recv_timeout(Duration::from_mins(1))
        .expect("a visit opens");
    // Recognised a moment later, it is his third.
    let patience = Shutdown::new();
    while showroom.visits(code).len() < 3 {
        assert!(!patience.sleep(Duration::from_millis(100)));
    }
    let third = showroom.visits(code)[2].clone();
    let not = showroom.corrected(&["not-this-person", &third]);
    let codes = showroom.codes();
    assert_eq!(codes.len(), 2, "{codes:?}");
    assert_eq!(showroom.visits(code).len(), 2);
    let other = codes.iter().find(|other| *other != code).expect("another");
    let here: Vec<_> = showroom.visitors();
    let here = here.iter().find(|v| v["here"] == true).expect("he is here");
    assert_eq!(here["code"], other.as_str());
    showroom.corrected(&["undo", &not]);
    assert_eq!(showroom.visits(code).len(), 3);
    stop.request();
    end.recv_timeout(Duration::from_mins(1))
        .expect("it ends in order");
    assert_eq!(showroom.visits(code).len(), 3);
}

#[test]
fn a_request_that_nobody_answered_is_carried_out_at_the_next_start() {
    let showroom = Showroom::after(2);
    let code = showroom.codes().remove(0);
    let shown = showroom.done(&["visitors", "show", &code, "--json"]);
    let shown: Value = serde_json::from_str(&shown).expect("JSON");
    let visit = text(&shown["visits"][1]["visit"]);
    let request = CorrectionRequest {
        id: CorrectionId(Ulid::from(7u128)),
        at: FIRST_DAY.parse().expect("a moment"),
        by: "ewa".to_owned(),
        kind: CorrectionKind::NotThisPerson {
            visit: visit.parse().expect("an id"),
        },
    };
    let inbox = Inbox::open(&showroom.config.store).expect("the inbox");
    inbox.ask(&request).expect("it is left there");
    assert_eq!(inbox.answer(request.id).expect("it is read"), None);
    let (began, _kept) = bounded(1);
    showroom.days(LATER, 1, 20.0, &Shutdown::new(), began);
    let answer = inbox.answer(request.id).expect("it is read");
    assert!(answer.expect("it was answered").done);
    assert_eq!(showroom.visitors().len(), 2);
}

#[test]
fn signatures_of_another_model_are_told_of() {
    let showroom = Showroom::after(1);
    // The made-up signatures are not of the model that the program comes with.
    let listed = showroom.done(&["visitors", "list"]);
    for said in [
        "of 1 visitor were made by another model",
        tag().as_str(),
        "match nobody",
        "showfloor visitors merge",
    ] {
        assert!(listed.contains(said), "{said:?}: {listed}");
    }
}
