//! The real program: links by command, what the appliance then sends, and the table for a CRM.

use std::{fs, os::unix::fs::PermissionsExt, path::Path, process::Command, time::Duration};

use crossbeam_channel::never;
use serde_json::Value;
use showfloor::{
    app::{self, Control, Eyes, Line, Pace, Play, RunOptions, Told, Watch},
    config,
    runtime::{Shutdown, Telemetry},
    types::Record,
};
use tempfile::TempDir;

use crate::{
    made_up::{bruno, tag},
    receiver::{Receiver, SECRET},
    schema,
};

/// A showroom with a webhook, in which Bruno may come on any day.
struct Showroom {
    folder: TempDir,
}

struct Quiet;

impl Watch for Quiet {
    fn ready(&mut self, _: &str, _: &str) {}

    fn records(&mut self, records: &[Record], _: &Line) {
        schema::check_all(records);
    }
}

impl Showroom {
    fn new(receiver: &Receiver) -> Self {
        let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
        let folder = tempfile::tempdir().expect("a folder");
        fs::copy(data.join("rules.toml"), folder.path().join("rules.toml")).expect("a copy");
        let secret = folder.path().join("secret");
        fs::write(&secret, SECRET).expect("written");
        fs::set_permissions(&secret, fs::Permissions::from_mode(0o600)).expect("set");
        let text = fs::read_to_string(data.join("showroom.toml")).expect("the showroom");
        let hook = format!(
            "\n[[webhook]]\nid = \"crm\"\nurl = \"{}\"\nsecret_file = \"secret\"\nclient = \"crm\"\n",
            receiver.url()
        );
        fs::write(folder.path().join("showroom.toml"), text + &hook).expect("written");
        Self { folder }
    }

    /// Bruno comes on this day.
    fn day(&self, from: &str) {
        let config = config::load(&self.folder.path().join("showroom.toml"));
        let config = config.unwrap_or_else(|problems| panic!("{problems}"));
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
            start_at: Some(from.parse().expect("a moment")),
            play: Some(Play {
                speed: 100.0,
                scenes: vec![Duration::ZERO..Duration::from_secs(100)],
            }),
            seed: None,
            record: None,
            force: false,
        };
        app::run(&config, options, Box::new(Quiet), &control).unwrap_or_else(|e| panic!("{e:#}"));
    }

    fn command(&self, arguments: &[&str]) -> (Option<i32>, String, String) {
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
        (run.status.code(), text(run.stdout), text(run.stderr))
    }

    fn done(&self, arguments: &[&str]) -> String {
        let (code, out, err) = self.command(arguments);
        assert_eq!(code, Some(0), "{arguments:?}: {out}{err}");
        out
    }

    fn code(&self) -> String {
        let listed = self.done(&["visitors", "list", "--json"]);
        let visitors: Value = serde_json::from_str(&listed).expect("JSON");
        visitors[0]["code"].as_str().expect("a code").to_owned()
    }
}

#[test]
fn who_agrees_is_told_of_and_who_does_not_is_not() {
    let receiver = Receiver::new();
    let showroom = Showroom::new(&receiver);
    showroom.day("2026-03-07T09:00:00Z");
    showroom.day("2026-03-08T09:00:00Z");
    let code = showroom.code();
    assert!(
        receiver.requests().is_empty(),
        "he came twice, and nobody has asked him"
    );
    let send = ["visitors", "send", code.as_str()];
    let (exit, _, refused) = showroom.command(&send);
    assert!(
        exit == Some(1) && refused.contains("has not agreed to be linked with crm"),
        "{refused}"
    );

    let consent = "may be told of my visits";
    let link = [
        "visitors",
        "link",
        &code,
        "--client",
        "crm",
        "--contact",
        "=4711",
        "--consent",
        consent,
    ];
    assert_eq!(
        showroom.done(&link),
        format!("{code} is linked with crm from now on.\n")
    );
    assert!(showroom.done(&link).contains("already"));
    let shown = showroom.done(&["visitors", "show", &code]);
    assert!(
        shown.contains("linked with crm as =4711") && shown.contains("noted by ewa: may be told"),
        "{shown}"
    );
    let table = showroom.done(&["visitors", "links", "--csv"]);
    let lines: Vec<_> = table.split("\r\n").collect();
    assert_eq!(
        lines[0],
        "visitor,client,contact,score,band,cell,last_visit"
    );
    assert!(
        lines[1].starts_with(&format!("{code},crm,'=4711,")),
        "{table}"
    );
    assert!(
        lines[1].contains(",2026-03-08T09:") && lines[2..] == [""],
        "{table}"
    );

    // What is asked for while the appliance is stopped waits for its start; there his band changes, too.
    assert!(showroom.done(&send).contains("will be sent by crm"));
    assert!(receiver.requests().is_empty());
    showroom.day("2026-03-09T09:00:00Z");
    let requests = receiver.requests();
    let bodies: Vec<Value> = requests
        .iter()
        .map(|r| serde_json::from_str(&r.body).expect("JSON"))
        .collect();
    assert!(
        requests
            .iter()
            .all(|r| r.signed && r.content_type == "application/json")
    );
    let events: Vec<_> = bodies
        .iter()
        .map(|b| b["event"].as_str().unwrap())
        .collect();
    assert_eq!(events[0], "requested", "{events:?}");
    assert!(
        events.len() > 1 && events[1..].iter().all(|e| *e == "band_changed"),
        "{bodies:#?}"
    );
    let last = &bodies[bodies.len() - 1];
    assert_eq!(
        (&last["visitor"], &last["contact"]),
        (&code.as_str().into(), &"=4711".into())
    );
    assert_eq!(
        (&last["id"], &last["band"]),
        (
            &requests[requests.len() - 1].id.as_str().into(),
            &"hot".into()
        )
    );
    assert!(!last["why"].as_array().unwrap().is_empty());
    assert_eq!(last["looked_at"][0]["label"], "Ioniq 6");

    let sent = requests.len();
    showroom.done(&["visitors", "unlink", &code, "--client", "crm"]);
    assert_eq!(showroom.command(&send).0, Some(1));
    showroom.day("2026-03-10T09:00:00Z");
    assert_eq!(receiver.requests().len(), sent, "he has taken it back");
    let audit = showroom.done(&["audit", "list", "--json", "--since", "2000-01-01"]);
    assert!(
        audit.contains("visitors.link")
            && audit.contains("visitors.unlink")
            && !audit.contains("4711"),
        "{audit}"
    );
    showroom.done(&["audit", "verify"]);
}
