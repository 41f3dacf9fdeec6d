//! A site's broker as an installer sets it up: our configuration, and users and certificates by our script.

use std::{
    fs,
    io::Write,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use serde_json::Value;

use crate::{
    mosquitto::Mosquitto,
    showroom::{Outcome, Setup, Showroom},
};

/// Everybody's password here.
pub(crate) const PASSWORD: &str = "a:passw0rd, with #";

/// Runs `scripts/mosquitto-users` on the files in `dir`, with this on standard input.
pub(crate) fn users(dir: &Path, arguments: &[&str], input: &str) -> Output {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/mosquitto-users");
    let mut child = Command::new(script)
        .args(arguments)
        .arg("--dir")
        .arg(dir)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the script starts");
    let mut stdin = child.stdin.take().expect("it is piped");
    // A script that refuses at once does not read it.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    child.wait_with_output().expect("it ends")
}

/// As [`users`], where it must succeed; gives what it printed.
pub(crate) fn made(dir: &Path, arguments: &[&str], input: &str) -> String {
    let output = users(dir, arguments, input);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {said}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Mosquitto with `config/mosquitto/showfloor.conf`, at a free port, for an appliance `showfloor`, tablets `anna` and
/// `bob`, and a client `crm`.
pub(crate) struct Site {
    pub(crate) broker: Mosquitto,
}

impl Site {
    pub(crate) fn open() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let text = fs::read_to_string(root.join("config/mosquitto/showfloor.conf"));
        let text = text.expect("it is part of the project");
        assert!(text.contains("\nlistener 8883\n"), "the port is known");
        // The broker of the tests has named its port before.
        let lines = text
            .replace("\nlistener 8883\n", "\n")
            .replace("/etc/mosquitto/showfloor/", "{dir}/showfloor/");
        let broker = Mosquitto::with(&lines, |dir| {
            let dir = dir.join("showfloor");
            let names = ["certificates", "localhost", "127.0.0.1", "--site", "north"];
            made(&dir, &names, "");
            for (role, name) in [
                ("appliance", "showfloor"),
                ("tablet", "anna"),
                ("tablet", "bob"),
                ("client", "crm"),
            ] {
                let arguments = ["add", role, name, "--site", "north", "--password-stdin"];
                made(&dir, &arguments, &format!("{PASSWORD}\n"));
            }
        });
        Self { broker }
    }

    /// Where users and certificates are.
    pub(crate) fn dir(&self) -> PathBuf {
        self.broker.dir().join("showfloor")
    }

    /// Where the broker is, by this scheme and host.
    pub(crate) fn url(&self, scheme_and_host: &str) -> String {
        format!("{scheme_and_host}:{}", self.broker.port)
    }

    /// The appliance's settings, as they should be: lines of `[mqtt]`.
    pub(crate) fn right(&self) -> String {
        self.at(&self.url("mqtts://localhost"))
    }

    /// The same at another address.
    pub(crate) fn at(&self, url: &str) -> String {
        let password = self.broker.dir().join("password");
        private(&password, PASSWORD);
        format!(
            "broker = \"{url}\"\nuser = \"showfloor\"\npassword_file = \"{}\"\nca_file = \"{}\"\n",
            password.display(),
            self.dir().join("ca.crt").display()
        )
    }

    /// One of the users, with Mosquitto's own clients.
    pub(crate) fn user<'a>(&'a self, name: &'a str) -> User<'a> {
        User { site: self, name }
    }
}

/// A user of the site at Mosquitto's own clients.
#[derive(Clone, Copy)]
pub(crate) struct User<'a> {
    site: &'a Site,
    name: &'a str,
}

impl User<'_> {
    /// From now on the broker keeps what matches the filters for this user.
    pub(crate) fn subscribe(self, filters: &[&str]) {
        let status = self.sub(filters).arg("-E").status();
        assert!(status.is_ok_and(|status| status.success()), "{}", self.name);
    }

    /// What came for this user since, as `topic payload`, up to a message that says `end`.
    pub(crate) fn until_end(self, filters: &[&str]) -> Vec<String> {
        let mut got = Vec::new();
        loop {
            let mut sub = self.sub(filters);
            let output = sub
                .args(["-C", "1", "-W", "20"])
                .output()
                .expect("it has run before");
            let line = String::from_utf8(output.stdout).expect("UTF-8");
            let line = line.trim_end().to_owned();
            assert!(
                !line.is_empty(),
                "the end never came to {} after {got:?}",
                self.name
            );
            if line.ends_with(" end") {
                return got;
            }
            got.push(line);
        }
    }

    /// Publishes at `QoS` 1; the broker acknowledges also what it throws away.
    pub(crate) fn publish(self, topic: &str, payload: &str) {
        let mut publish = self.client("mosquitto_pub");
        let status = publish.args(["-t", topic, "-m", payload]).status();
        assert!(status.is_ok_and(|status| status.success()), "{}", self.name);
    }

    fn sub(self, filters: &[&str]) -> Command {
        let mut sub = self.client("mosquitto_sub");
        let id = format!("{}-test", self.name);
        sub.args(["-c", "-i", &id, "-F", "%t %p"]);
        for filter in filters {
            sub.args(["-t", filter]);
        }
        sub.stderr(Stdio::null());
        sub
    }

    fn client(self, program: &str) -> Command {
        let mut client = Command::new(program);
        let port = self.site.broker.port.to_string();
        client.args([
            "-h",
            "localhost",
            "-p",
            &port,
            "-q",
            "1",
            "-u",
            self.name,
            "-P",
            PASSWORD,
        ]);
        client.arg("--cafile").arg(self.site.dir().join("ca.crt"));
        client
    }
}

/// A showroom with these lines in `[mqtt]`, and a camera that nobody answers for.
pub(crate) fn showroom(mqtt: &str) -> Showroom {
    let showroom = Showroom::without_models(&Setup::default());
    configure(&showroom, mqtt, "rtsp://127.0.0.1:1/cam");
    showroom
}

/// Gives a showroom these lines in `[mqtt]`, and this camera.
pub(crate) fn configure(showroom: &Showroom, mqtt: &str, camera: &str) {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/manifest.toml");
    showroom.configure(&format!(
        "[site]\nid = \"north\"\ntimezone = \"Europe/Warsaw\"\n\n[[camera]]\nid = \"hall\"\nurl = \"{camera}\"\n\n\
         [models]\nmanifest = \"{}\"\n\n[privacy]\nrecognition = \"visit-only\"\n\n[mqtt]\n{mqtt}\n\
         [store]\npath = \"store.db\"\nkey_file = \"store.key\"\n",
        manifest.display()
    ));
}

/// One line of the doctor's report.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) result: String,
    pub(crate) seen: String,
    pub(crate) hint: String,
}

/// What the doctor says of `check` in a showroom with these lines in `[mqtt]`.
pub(crate) fn doctor(mqtt: &str, check: &str) -> Told {
    told(&showroom(mqtt).run(&["doctor", "--json"]), check)
}

pub(crate) fn told(outcome: &Outcome, check: &str) -> Told {
    assert!(!outcome.stderr.contains("panicked"), "{outcome:#?}");
    for secret in [PASSWORD, "guess"] {
        assert!(
            !outcome.stdout.contains(secret) && !outcome.stderr.contains(secret),
            "{outcome:#?}"
        );
    }
    let report: Value = serde_json::from_str(&outcome.stdout).expect("JSON");
    let checks = report["checks"].as_array().expect("a list");
    let found = checks.iter().find(|one| one["check"] == check);
    let found = found.unwrap_or_else(|| panic!("no {check} in {report:#}"));
    let text = |key: &str| found[key].as_str().unwrap_or_default().to_owned();
    Told {
        result: text("result"),
        seen: text("seen"),
        hint: text("hint"),
    }
}

/// A file that only its owner may read.
pub(crate) fn private(path: &Path, text: &str) {
    fs::write(path, text).expect("written");
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).expect("protected");
}
