//! A showroom of its own for each test: a configuration, a store, and the real program run on them.

#![allow(dead_code, reason = "each test program uses its part")]

use std::{
    cell::Cell,
    env, fs,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus},
    thread,
    time::Duration,
};

use serde_json::Value;
use showfloor::{runtime::Shutdown, store};
use tempfile::TempDir;

use crate::{
    rtsp::{material, may_be_missing},
    schema,
};

/// What a test changes in its showroom's configuration.
pub(crate) struct Setup<'a> {
    pub(crate) camera: &'a str,
    /// Frames to analyse per second.
    pub(crate) fps: u32,
    pub(crate) recognition: &'a str,
    pub(crate) broker: &'a str,
    pub(crate) unattended_after_s: u32,
}

impl Default for Setup<'_> {
    fn default() -> Self {
        Self {
            // Nobody listens there: tests that need pictures name their own, or play files.
            camera: "rtsp://127.0.0.1:1/cam",
            fps: 8,
            recognition: "all",
            broker: "embedded",
            unattended_after_s: 10,
        }
    }
}

/// One camera, `hall`, and one zone, in which everybody stands.
pub(crate) struct Showroom {
    dir: TempDir,
    models: PathBuf,
    runtime: PathBuf,
    started: Cell<u32>,
}

impl Showroom {
    /// A showroom that analyses pictures. `None` where material, models or runtime are missing and may be.
    pub(crate) fn open(setup: &Setup<'_>) -> Option<Self> {
        material("clips")?;
        Self::with_models(setup)
    }

    /// A showroom that can look at pictures of the test's own. `None` where models or runtime are missing and may be.
    pub(crate) fn with_models(setup: &Setup<'_>) -> Option<Self> {
        let mut showroom = Self::without_models(setup);
        showroom.models = find_models()?;
        showroom.runtime = find_runtime()?;
        Some(showroom)
    }

    /// A showroom for what needs no pictures; it can find neither models nor runtime.
    pub(crate) fn without_models(setup: &Setup<'_>) -> Self {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let showroom = Self {
            models: dir.path().join("no-models"),
            runtime: dir.path().join("no-runtime"),
            dir,
            started: Cell::new(0),
        };
        showroom.configure(&configuration(setup));
        showroom
    }

    /// The folder with the models.
    pub(crate) fn models(&self) -> &Path {
        &self.models
    }

    /// A copy of a model folder in place of the real one.
    pub(crate) fn use_models(&mut self, folder: PathBuf) {
        self.models = folder;
    }

    /// As on a machine where neither models nor runtime were ever installed.
    pub(crate) fn lose_models(&mut self) {
        self.models = self.path("no-models");
        self.runtime = self.path("no-runtime");
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn configure(&self, text: &str) {
        fs::write(self.path("showfloor.toml"), text).expect("the configuration is written");
    }

    /// Changes the configuration; the store stays.
    pub(crate) fn configure_for(&self, setup: &Setup<'_>) {
        self.configure(&configuration(setup));
    }

    /// Where the store is, for looking into it once the program has ended.
    pub(crate) fn store(&self) -> store::Settings {
        store::Settings {
            path: self.path("store.db"),
            key_file: self.path("store.key"),
            keyring_file: None,
            backups: None,
            reserve: 0,
            hub: None,
        }
    }

    /// Starts the program with these arguments and the showroom's configuration.
    pub(crate) fn start(&self, arguments: &[&str]) -> Running {
        self.start_bare(&[arguments, &["--config", "showfloor.toml"]].concat())
    }

    /// Starts the program with nothing but these arguments.
    pub(crate) fn start_bare(&self, arguments: &[&str]) -> Running {
        let number = self.started.replace(self.started.get() + 1);
        let stdout = self.path(&format!("{number}.stdout"));
        let stderr = self.path(&format!("{number}.stderr"));
        let file = |path: &Path| fs::File::create(path).expect("a file for what is printed");
        let child = Command::new(env!("CARGO_BIN_EXE_showfloor"))
            .args(arguments)
            .current_dir(self.dir.path())
            .env("SHOWFLOOR_MODELS", &self.models)
            .env("ORT_DYLIB_PATH", &self.runtime)
            .env_remove("CREDENTIALS_DIRECTORY")
            .env_remove("RUST_LOG")
            .stdout(file(&stdout))
            .stderr(file(&stderr))
            .spawn()
            .expect("the program starts");
        Running {
            child,
            stdout,
            stderr,
        }
    }

    /// Runs the program to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Outcome {
        self.start(arguments).wait()
    }

    /// Plays a clip of the material, as fast as it goes, as if it began at this moment.
    pub(crate) fn play(&self, clip: &str, start_at: &str) -> Outcome {
        let clip = self::clip(clip);
        let arguments = ["run", "--json", "--speed", "max", "--start-at", start_at];
        let played = self.run(&[&arguments[..], &["--input", &clip]].concat());
        played.succeeded()
    }

    /// The visits in the store, as `visits list --json` prints them.
    pub(crate) fn visits(&self) -> Vec<Value> {
        let listed = self.run(&["visits", "list", "--json"]).succeeded();
        serde_json::from_str(&listed.stdout).expect("a JSON list")
    }
}

impl Drop for Showroom {
    /// What the appliance said of alerts stands in its store, whatever broker it went to: all of it is held against
    /// `docs/asyncapi.json`.
    fn drop(&mut self) {
        if thread::panicking() {
            return;
        }
        // Some tests have no store, or spoil it.
        let Ok(reader) = store::Reader::open(&self.store()) else {
            return;
        };
        for alert in reader.alerts().unwrap_or_default() {
            for revision in reader.alert_revisions(alert.id).unwrap_or_default() {
                let payload = serde_json::to_string(&revision).expect("JSON");
                schema::check(&format!("showfloor/{}/alerts", revision.site), &payload);
            }
        }
    }
}

fn configuration(setup: &Setup<'_>) -> String {
    let root = env!("CARGO_MANIFEST_DIR");
    let Setup {
        camera,
        fps,
        recognition,
        broker,
        unattended_after_s,
    } = setup;
    format!(
        r#"[site]
id = "north"
timezone = "Europe/Warsaw"

[[camera]]
id = "hall"
url = "{camera}"
fps = {fps}

[[zone]]
id = "window"
camera = "hall"
kind = "product"
label = "by the window"
polygon = [[0.02, 0.3], [0.98, 0.3], [0.98, 1.0], [0.02, 1.0]]

[[product]]
id = "kona"
label = "Kona Electric"
zone = "window"

[models]
manifest = "{root}/models/manifest.toml"

[privacy]
recognition = "{recognition}"
legal_basis = "test clips"
retention_days = 30

[behaviour]
unattended_after_s = {unattended_after_s}
report_every_s = 5
gone_after_s = 3

[scoring]
rules = "{root}/config/scoring/showroom.toml"

[mqtt]
broker = "{broker}"
embedded_port = 0

[store]
path = "store.db"
key_file = "store.key"
"#
    )
}

/// The program, running. It ends with its owner.
pub(crate) struct Running {
    child: Child,
    stdout: PathBuf,
    stderr: PathBuf,
}

impl Running {
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// What it has printed so far.
    pub(crate) fn stdout(&self) -> String {
        fs::read_to_string(&self.stdout).expect("UTF-8")
    }

    /// What it has logged so far.
    pub(crate) fn stderr(&self) -> String {
        fs::read_to_string(&self.stderr).expect("UTF-8")
    }

    /// Sends a signal: `TERM`, `KILL`.
    pub(crate) fn signal(&self, name: &str) {
        let pid = self.pid().to_string();
        let sent = Command::new("kill").args(["-s", name, &pid]).status();
        assert!(
            sent.is_ok_and(|status| status.success()),
            "kill -s {name} {pid}"
        );
    }

    /// Waits for its end; a program that hangs is ended after two minutes.
    pub(crate) fn wait(mut self) -> Outcome {
        let pause = Shutdown::new();
        for _ in 0..6_000 {
            if let Some(status) = self.child.try_wait().expect("our own child") {
                return self.outcome(status);
            }
            pause.sleep(Duration::from_millis(20));
        }
        let printed = fs::read_to_string(&self.stderr).unwrap_or_default();
        panic!("the program did not end\n{}\n{printed}", self.stdout());
    }

    fn outcome(&self, status: ExitStatus) -> Outcome {
        Outcome {
            code: status.code(),
            stdout: self.stdout(),
            stderr: fs::read_to_string(&self.stderr).expect("UTF-8"),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// How the program ended, and what it printed.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// `None` where a signal ended it.
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Outcome {
    pub(crate) fn succeeded(self) -> Self {
        assert_eq!(self.code, Some(0), "{self:#?}");
        self
    }

    /// It ended with this code and said all of this.
    pub(crate) fn says(&self, code: i32, all: &[&str]) {
        assert_eq!(self.code, Some(code), "{self:#?}");
        for said in all {
            let told = self.stderr.contains(said) || self.stdout.contains(said);
            assert!(told, "{said:?} is not in {self:#?}");
        }
        assert!(!self.stderr.contains("panicked"), "{self:#?}");
    }

    /// The revisions of alerts, as `--json` prints them.
    pub(crate) fn alerts(&self) -> Vec<Value> {
        self.printed("alert")
    }

    /// First revisions of alerts of this kind.
    pub(crate) fn raised(&self, kind: &str) -> Vec<Value> {
        let mut alerts = self.alerts();
        alerts.retain(|alert| alert["kind"] == kind && alert["rev"] == 1);
        alerts
    }

    fn printed(&self, what: &str) -> Vec<Value> {
        let lines = self.stdout.lines();
        let values = lines.map(|line| serde_json::from_str::<Value>(line).expect("JSON lines"));
        values
            .filter_map(|mut value| value.get_mut(what).map(Value::take))
            .collect()
    }
}

/// The path of a clip of the material, which is there.
pub(crate) fn clip(name: &str) -> String {
    let clips = material("clips").expect("asked for before");
    clips.join(name).to_str().expect("UTF-8").to_owned()
}

fn find_models() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let named = env::var_os("SHOWFLOOR_MODELS").map(PathBuf::from);
    let places = [
        Some(root.join("models")),
        named,
        Some(root.join("../shared/models")),
    ];
    let found = places
        .into_iter()
        .flatten()
        .find(|place| place.join("mobilefacenet.onnx").exists());
    if found.is_none() {
        may_be_missing("models (run scripts/fetch-models)");
    }
    found
}

fn find_runtime() -> Option<PathBuf> {
    let named = env::var_os("ORT_DYLIB_PATH").map(PathBuf::from);
    let installed =
        Path::new(env!("CARGO_MANIFEST_DIR")).join(".showfloor/onnxruntime/libonnxruntime.so");
    let found = named
        .into_iter()
        .chain([installed])
        .find(|place| place.exists());
    if found.is_none() {
        may_be_missing("ONNX Runtime (run scripts/setup)");
    }
    found
}
