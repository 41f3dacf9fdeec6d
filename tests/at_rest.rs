//! How what is kept is protected, as the program's users see it.

#[path = "support/made_up.rs"]
mod made_up;
#[path = "support/schema.rs"]
mod schema;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use crossbeam_channel::never;
use made_up::{bruno, tag};
use serde_json::Value;
use showfloor::{
    app::{self, Control, Eyes, Line, Pace, Play, RunOptions, Told, Watch},
    config::{self, Config},
    runtime::{Shutdown, Telemetry},
    store::{Mode, Store},
    types::Record,
};
use tempfile::TempDir;

/// A showroom with a store of its own, to which Bruno comes once a day.
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

struct Checked;

impl Watch for Checked {
    fn ready(&mut self, _: &str, _: &str) {}

    fn records(&mut self, records: &[Record], _: &Line) {
        schema::check_all(records);
    }
}

impl Showroom {
    fn new() -> Self {
        let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
        let folder = tempfile::tempdir().expect("a folder");
        for file in ["showroom.toml", "rules.toml"] {
            fs::copy(data.join(file), folder.path().join(file)).expect("a copy");
        }
        let loaded = config::load(&folder.path().join("showroom.toml"));
        let config = loaded.unwrap_or_else(|problems| panic!("{problems}"));
        Self { folder, config }
    }

    /// Bruno comes on this day.
    fn day(&self, date: &str) {
        let control = Control {
            stop: Shutdown::new(),
            reloads: never(),
            file: None,
            telemetry: Telemetry::default(),
        };
        let options = RunOptions {
            eyes: Eyes::Told(Told {
                observations: bruno(1),
                signatures: Some(tag()),
            }),
            pace: Pace::FileTime,
            start_at: Some(date.parse().expect("a moment")),
            play: Some(Play {
                speed: 200.0,
                scenes: vec![Duration::ZERO..Duration::from_secs(100)],
            }),
            seed: None,
            record: None,
            force: false,
        };
        app::run(&self.config, options, Box::new(Checked), &control)
            .unwrap_or_else(|e| panic!("{e:#}"));
    }

    /// The store's file, and its log, which stays where several closed the store at the same moment.
    fn files(&self) -> [PathBuf; 2] {
        let store = &self.config.store.path;
        let mut log = store.clone().into_os_string();
        log.push("-wal");
        [store.clone(), log.into()]
    }

    fn program(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_showfloor"));
        command
            .args(arguments)
            .args(["--config", "showroom.toml"])
            .current_dir(self.folder.path())
            .env_remove("CREDENTIALS_DIRECTORY")
            .env_remove("RUST_LOG")
            .env("SUDO_USER", "ewa");
        command
    }

    fn command(&self, arguments: &[&str]) -> Outcome {
        let run = self.program(arguments).output().expect("it runs");
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

    /// Code and number of visits of each visitor.
    fn visitors(&self) -> Vec<(String, u64)> {
        let printed = self.done(&["visitors", "list", "--json"]);
        let visitors: Vec<Value> = serde_json::from_str(&printed).expect("JSON");
        let visitor = |v: &Value| {
            let code = v["code"].as_str().expect("a code").to_owned();
            (code, v["visits"].as_u64().expect("a number"))
        };
        visitors.iter().map(visitor).collect()
    }
}

#[test]
fn whoever_was_known_is_known_after_every_key_was_renewed() {
    let showroom = Showroom::new();
    showroom.day("2026-03-07T09:00:00Z");
    let [(code, 1)] = &showroom.visitors()[..] else {
        panic!("one visitor: {:?}", showroom.visitors());
    };
    let renewed = showroom.done(&["privacy", "rotate"]);
    assert!(renewed.contains("signatures stand under them"), "{renewed}");
    assert!(renewed.contains(".keyring"), "{renewed}");
    showroom.day("2026-03-08T09:00:00Z");
    assert_eq!(showroom.visitors(), [(code.clone(), 2)]);
    let renewed = showroom.done(&["privacy", "rotate", "--store-key"]);
    assert!(renewed.contains("new key"), "{renewed}");
    showroom.day("2026-03-09T09:00:00Z");
    assert_eq!(showroom.visitors(), [(code.clone(), 3)]);
    let audit = showroom.done(&["audit", "list"]);
    for what in ["privacy.rotated", "privacy.store_key", "ewa"] {
        assert!(audit.contains(what), "{audit}");
    }
    showroom.done(&["audit", "verify"]);
    let export = showroom.done(&["visitors", "export", code]);
    let export: Value = serde_json::from_str(&export).expect("JSON");
    let signatures = export["face_signatures"].as_object().expect("an object");
    assert_eq!(signatures.keys().collect::<Vec<_>>(), [tag().as_str()]);
}

#[test]
fn a_backup_of_the_store_gives_no_face_back_that_was_erased_since() {
    let showroom = Showroom::new();
    showroom.day("2026-03-07T09:00:00Z");
    let (code, _) = showroom.visitors().remove(0);
    let backup = showroom.files().map(|file| fs::read(file).ok());
    assert!(backup[0].is_some(), "the store is closed");
    let erased = showroom.done(&["visitors", "erase", &code, "--yes"]);
    assert!(
        erased.contains("Not reached: copies of the keyring made before"),
        "{erased}"
    );
    for (file, copy) in showroom.files().iter().zip(backup) {
        match copy {
            Some(copy) => fs::write(file, copy).expect("writable"),
            None => drop(fs::remove_file(file)),
        }
    }
    showroom.day("2026-03-08T09:00:00Z");
    let visits: Vec<_> = showroom.visitors().into_iter().map(|(_, n)| n).collect();
    assert_eq!(
        visits,
        [1],
        "he is new, and nothing is known of the day before"
    );
    let audit = showroom.done(&["audit", "list"]);
    for what in ["store.older_than_its_keyring", "visitors.erased_again"] {
        assert!(audit.contains(what), "{audit}");
    }
}

#[test]
fn backups_are_made_and_put_back_by_command() {
    let showroom = Showroom::new();
    showroom.refused(
        &["backup"],
        &["no directory for backups", "store.backup_directory"],
    );
    showroom.refused(&["backup", "copies"], &["there is no store here yet"]);
    showroom.day("2026-03-07T09:00:00Z");
    let (code, _) = showroom.visitors().remove(0);
    let made = showroom.done(&["backup", "copies"]);
    for said in ["1 visits", "every page was read again", "store-key"] {
        assert!(made.contains(said), "{said}: {made}");
    }
    let audit = showroom.done(&["audit", "list"]);
    assert!(audit.contains("store.backed_up"), "{audit}");
    showroom.day("2026-03-08T09:00:00Z");
    assert_eq!(showroom.visitors(), [(code.clone(), 2)]);
    showroom.refused(
        &["restore", "copies"],
        &["a store stands here", "--replace"],
    );
    showroom.refused(&["restore", "nowhere"], &["nowhere"]);
    let restored = showroom.done(&["restore", "copies", "--replace"]);
    assert!(
        restored.contains("What happened since then is not in it"),
        "{restored}"
    );
    assert_eq!(showroom.visitors(), [(code.clone(), 1)]);
    // He is known as before.
    showroom.day("2026-03-09T09:00:00Z");
    assert_eq!(showroom.visitors(), [(code, 2)]);
    let audit = showroom.done(&["audit", "list"]);
    for what in ["store.restored", "ewa"] {
        assert!(audit.contains(what), "{audit}");
    }
    showroom.done(&["audit", "verify"]);
}

#[test]
fn what_was_done_can_be_shown_and_names_nobody_who_was_erased() {
    let showroom = Showroom::new();
    showroom.day("2026-03-07T09:00:00Z");
    let (code, _) = showroom.visitors().remove(0);
    showroom.done(&[
        "visitors",
        "link",
        &code,
        "--client",
        "crm",
        "--contact",
        "4711",
        "--consent",
        "agreed",
    ]);
    let log = showroom.done(&["audit", "list"]);
    assert!(log.contains(&code), "{log}");
    let head = showroom.done(&["audit", "head"]).trim().to_owned();
    showroom.done(&[
        "visitors",
        "erase",
        &code,
        "--yes",
        "--receipt",
        "receipt.json",
    ]);

    let log = showroom.done(&["audit", "list"]);
    assert!(!log.contains(&code) && log.contains("taken out"), "{log}");
    let whole = showroom.done(&["audit", "verify", "--head", &head]);
    assert!(whole.contains("named somebody who was erased"), "{whole}");
    let cut = showroom.command(&["audit", "verify", "--head", "1:0123456789abcdef"]);
    assert_eq!(cut.code, Some(1), "{cut:#?}");

    let good = showroom.done(&["visitors", "receipt", "receipt.json"]);
    assert!(good.starts_with("Good"), "{good}");
    let file = showroom.folder.path().join("receipt.json");
    let receipt = fs::read_to_string(&file).expect("it was written");
    let changed = receipt.replace("\"ewa\"", "\"eva\"");
    assert_ne!(changed, receipt);
    fs::write(&file, changed).expect("written");
    let bad = showroom.command(&["visitors", "receipt", "receipt.json"]);
    assert_eq!(bad.code, Some(1), "{bad:#?}");
    assert!(bad.stdout.contains("changed"), "{bad:#?}");

    let facts = showroom.done(&["privacy", "dpia"]);
    for fact in ["mode `all`", "[site.operator]", "whole; head"] {
        assert!(facts.contains(fact), "{fact}: {facts}");
    }
    showroom.done(&["privacy", "dpia", "--output", "facts.md"]);
    showroom.refused(&["privacy", "dpia", "--output", "facts.md"], &["facts.md"]);
}

#[test]
fn without_its_keyring_nothing_starts_until_the_faces_are_given_up() {
    let showroom = Showroom::new();
    showroom.day("2026-03-07T09:00:00Z");
    showroom.refused(
        &["privacy", "rotate", "--lost-keyring"],
        &["there is a keyring here"],
    );
    let keyring = showroom.config.store.keyring();
    fs::remove_file(&keyring).expect("it was there");
    let hint = ["keyring is not here", "hint: put it back", "--lost-keyring"];
    showroom.refused(&["privacy", "rotate"], &hint);
    showroom.refused(&["visitors", "list"], &hint);
    let said = showroom.done(&["privacy", "rotate", "--lost-keyring"]);
    assert!(said.contains("signatures were deleted"), "{said}");
    showroom.day("2026-03-08T09:00:00Z");
    let visits: Vec<_> = showroom.visitors().into_iter().map(|(_, n)| n).collect();
    assert_eq!(visits, [1, 1]);
}

#[test]
fn nothing_is_renewed_beside_a_running_appliance() {
    let showroom = Showroom::new();
    showroom.day("2026-03-07T09:00:00Z");
    let running = Store::open(&showroom.config.store, Mode::MustExist).expect("it opens");
    for arguments in [
        &["privacy", "rotate"][..],
        &["privacy", "rotate", "--store-key"],
    ] {
        showroom.refused(
            arguments,
            &["another showfloor is writing", "hint: stop it first"],
        );
    }
    drop(running);
    showroom.done(&["privacy", "rotate"]);
}

#[test]
fn no_command_leaves_a_core_dump() {
    let showroom = Showroom::new();
    showroom.day("2026-03-07T09:00:00Z");
    // It waits for a stream that never comes.
    let mut child = showroom
        .program(&["replay", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let limit = || {
        let limits = fs::read_to_string(format!("/proc/{}/limits", child.id())).expect("procfs");
        let core = limits
            .lines()
            .find(|line| line.starts_with("Max core file size"));
        let core = core.expect("a limit").split_whitespace().skip(4);
        core.take(2).collect::<Vec<_>>().join(" ")
    };
    let patience = Shutdown::new();
    let soon = (0..1_500).any(|_| limit() == "0 0" || patience.sleep(Duration::from_millis(20)));
    assert!(soon, "{}", limit());
    child.kill().expect("it runs");
    child.wait().expect("it ends");
}
