//! The showroom, everything of which is in one folder, and the day that is played in it by a process of its own.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use crossbeam_channel::never;
use jiff::Timestamp;
use showfloor::{
    app::{self, Control, Eyes, Line, Pace, Play, RunOptions, Told, Watch},
    config::{self, Config},
    runtime::{Shutdown, Telemetry, init_logging},
    store::{Inbox, Reader},
    types::{
        ConsentForm, CorrectionId, CorrectionKind, CorrectionRequest, HandCode, Input, Observation,
        Record, VisitorId,
    },
};
use tempfile::TempDir;
use ulid::Ulid;

use crate::{
    decrypt,
    made_up::{Person, World, tag},
    mosquitto::{Mosquitto, wait_until},
    planted::{CAMERA_PASSWORD, MQTT_PASSWORD, Planted, WEBHOOK_SECRET},
    schema,
};

/// Where the child finds its showroom.
const CHILD: &str = "SHOWFLOOR_TEST_DAY";
/// From the morning to the evening.
const EVENING: Duration = Duration::from_hours(8);
const SCENE: Duration = Duration::from_secs(345);

/// Alma looks at a car for four minutes, Bruno for two, Cleo passes by; in the evening all of them once more.
fn people() -> Vec<Person> {
    let alma = [
        (5.0, 0.05, 0.8),
        (12.0, 0.6, 0.8),
        (120.0, 0.65, 0.8),
        (246.0, 0.62, 0.82),
        (258.0, 0.03, 0.85),
    ];
    let bruno = [
        (60.0, 0.95, 0.75),
        (70.0, 0.3, 0.8),
        (150.0, 0.3, 0.78),
        (165.0, 0.9, 0.78),
        (168.0, 0.99, 0.78),
    ];
    let cleo = [
        (270.0, 0.98, 0.85),
        (280.0, 0.5, 0.85),
        (300.0, 0.5, 0.85),
        (310.0, 0.02, 0.85),
    ];
    vec![
        Person::new("Alma", 0, &alma),
        Person::new("Bruno", 1, &bruno),
        Person::new("Cleo", 1, &cleo),
    ]
}

fn observations() -> Vec<Observation> {
    let world = World::new("2026-03-07T09:00:00Z", 5, SCENE.as_secs() as u32, people());
    let seen = |input| match input {
        Input::Observation(observation) => Some(observation),
        _ => None,
    };
    let morning: Vec<_> = world.inputs().into_iter().filter_map(seen).collect();
    let later = |observation: &Observation| {
        let mut observation = observation.clone();
        let stamp = match &mut observation {
            Observation::Frame(frame) => &mut frame.stamp,
            Observation::Camera(report) => &mut report.stamp,
        };
        *stamp = stamp.later(EVENING);
        observation
    };
    let evening: Vec<_> = morning.iter().map(later).collect();
    [morning, evening].concat()
}

struct Quiet;

impl Watch for Quiet {
    fn ready(&mut self, _: &str, _: &str) {}

    fn records(&mut self, records: &[Record], _: &Line) {
        schema::check_all(records);
    }
}

/// The appliance, where a test started this program for it; else nothing.
pub(crate) fn day_of_the_child() {
    let Some(folder) = env::var_os(CHILD).map(PathBuf::from) else {
        return;
    };
    init_logging("debug");
    let config = load(&folder);
    let options = RunOptions {
        eyes: Eyes::Told(Told {
            observations: Box::new(observations().into_iter()),
            signatures: Some(tag()),
        }),
        pace: Pace::FileTime,
        start_at: Some("2026-03-07T09:00:00Z".parse().expect("a moment")),
        play: Some(Play {
            speed: 40.0,
            scenes: vec![Duration::ZERO..SCENE, EVENING..EVENING + SCENE],
        }),
        seed: None,
        record: None,
        force: false,
    };
    let control = Control {
        stop: Shutdown::new(),
        reloads: never(),
        file: None,
        telemetry: Telemetry::default(),
    };
    app::run(&config, options, Box::new(Quiet), &control).unwrap_or_else(|e| panic!("{e:#}"));
}

fn load(folder: &Path) -> Config {
    config::load(&folder.join("etc/showroom.toml")).unwrap_or_else(|problems| panic!("{problems}"))
}

/// A showroom, everything of which is in one folder.
pub(crate) struct Showroom {
    pub(crate) folder: TempDir,
    broker: Mosquitto,
    pub(crate) config: Config,
    pub(crate) planted: Planted,
}

impl Showroom {
    pub(crate) fn new(recognition: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        for name in ["etc", "var", "tmp", "work"] {
            fs::create_dir(at(name)).expect("a folder");
        }
        let broker = Mosquitto::with("allow_anonymous true\nautosave_interval 1\n", |_| {});
        let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
        fs::copy(data.join("rules.toml"), at("etc/rules.toml")).expect("a copy");
        let text = fs::read_to_string(data.join("showroom.toml")).expect("it is there");
        let camera = |name| format!("url = \"rtsp://viewer:{CAMERA_PASSWORD}@127.0.0.1:9/{name}\"");
        let text = text
            .replace("recognition = \"all\"", &format!("recognition = \"{recognition}\"\nhistory_days = 700"))
            .replace("url = \"hall.mp4\"", &camera("hall"))
            .replace("url = \"window.mp4\"", &camera("window"))
            .replace(
                "broker = \"embedded\"\nembedded_port = 0",
                &format!("broker = \"mqtt://127.0.0.1:{}\"\nuser = \"showfloor\"\npassword_file = \"mqtt-password\"", broker.port),
            )
            .replace(
                "path = \"showroom.db\"\nkey_file = \"showroom.key\"",
                "path = \"../var/store.db\"\nkey_file = \"store.key\"\nbackup_directory = \"../backups\"",
            );
        let text = format!(
            "{text}\n[[webhook]]\nid = \"crm\"\nurl = \"http://127.0.0.1:9/hook\"\nsecret_file = \"webhook\"\nclient = \"crm\"\n"
        );
        for (name, secret) in [
            ("mqtt-password", MQTT_PASSWORD),
            ("webhook", WEBHOOK_SECRET),
        ] {
            write_private(&at("etc").join(name), secret);
        }
        fs::write(at("etc/showroom.toml"), text).expect("it is written");
        let config = load(folder.path());
        Self {
            folder,
            broker,
            config,
            planted: Planted::new(&observations()),
        }
    }

    pub(crate) fn begin(&self) -> Child {
        let log = fs::File::options()
            .append(true)
            .create(true)
            .open(self.folder.path().join("var/log"))
            .expect("a file");
        let out = log.try_clone().expect("a handle");
        self.in_the_folder(Command::new(env::current_exe().expect("this program")))
            .args(["--exact", "the_day_of_the_child", "--nocapture"])
            .env(CHILD, self.folder.path())
            .stdout(Stdio::from(out))
            .stderr(Stdio::from(log))
            .spawn()
            .expect("it starts")
    }

    fn in_the_folder(&self, mut command: Command) -> Command {
        command
            .current_dir(self.folder.path().join("work"))
            .env("TMPDIR", self.folder.path().join("tmp"))
            .env("HOME", self.folder.path().join("work"))
            .env("RUST_LOG", "debug")
            .env_remove("CREDENTIALS_DIRECTORY");
        command
    }

    /// Runs a command, and keeps what it prints among what is searched.
    pub(crate) fn done(&self, arguments: &[&str]) -> String {
        let config = self.folder.path().join("etc/showroom.toml");
        let mut command = Command::new(env!("CARGO_BIN_EXE_showfloor"));
        command
            .args(["-v"])
            .args(arguments)
            .arg("--config")
            .arg(config);
        let run = self.in_the_folder(command).output().expect("it runs");
        let said = String::from_utf8_lossy(&run.stderr).into_owned();
        assert!(run.status.success(), "{arguments:?}: {said}");
        let name = format!("var/said-{}", arguments.join("-").replace('/', "_"));
        fs::write(
            self.folder.path().join(name),
            [&run.stdout[..], &run.stderr].concat(),
        )
        .expect("it is written");
        String::from_utf8(run.stdout).expect("UTF-8")
    }

    pub(crate) fn reader(&self) -> Option<Reader> {
        Reader::open(&self.config.store).ok()
    }

    /// The oldest visitor, as soon as there is one.
    pub(crate) fn first_visitor(&self) -> VisitorId {
        let mut found = None;
        wait_until("the first visitor", || {
            let listed = self
                .reader()
                .and_then(|reader| reader.visits(Timestamp::MIN, None).ok());
            found = listed.and_then(|visits| {
                let first = visits.iter().min_by_key(|visit| visit.opened)?;
                Some(first.visitor)
            });
            found.is_some()
        });
        found.expect("it was found")
    }

    /// The code of a visitor all of whose visits have ended, the oldest: whoever is here is not erased.
    pub(crate) fn who_left(&self) -> String {
        let visits = self
            .reader()
            .expect("a store")
            .visits(Timestamp::MIN, None)
            .expect("visits");
        let gone = |code: &str| {
            visits
                .iter()
                .all(|v| v.code.as_str() != code || v.closed.is_some())
        };
        let mut codes = visits.iter().map(|visit| visit.code.as_str());
        codes
            .find(|code| gone(code))
            .expect("somebody left")
            .to_owned()
    }

    pub(crate) fn consents(&self, visitor: VisitorId) {
        let receipt: HandCode = "7K3Q-DM42-9XTR-VB6H".parse().expect("a code");
        let form = ConsentForm {
            text: "May we know you again?".to_owned(),
            version: "1".to_owned(),
            language: "en".to_owned(),
            place: "page".to_owned(),
            code: receipt.digest(),
        };
        let request = CorrectionRequest {
            id: CorrectionId(Ulid::from(700_000u128)),
            at: "2026-03-07T09:01:00Z".parse().expect("a moment"),
            by: "ewa".to_owned(),
            kind: CorrectionKind::Consent {
                visitor,
                form: Box::new(form),
            },
        };
        let inbox = Inbox::open(&self.config.store).expect("the inbox");
        inbox.ask(&request).expect("it is asked");
        wait_until("the answer to the consent", || {
            let answer = inbox.answer(request.id).expect("it is read");
            answer.is_some_and(|answer| {
                assert!(answer.done, "{}", answer.text);
                true
            })
        });
    }

    /// Every file of the appliance, of its backups and of its broker, by name; what administrators wrote is not among them.
    pub(crate) fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut found = BTreeMap::new();
        for folder in ["var", "tmp", "work", "backups"] {
            gather(&self.folder.path().join(folder), &mut found);
        }
        gather(self.broker.dir(), &mut found);
        found.retain(|path, _| {
            path.file_name()
                .is_some_and(|name| name != "mosquitto.conf")
        });
        found
    }

    /// The plain pages of the store as it lies there, its log, and each backup.
    pub(crate) fn plain(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let key = fs::read_to_string(&self.config.store.key_file).expect("the key");
        let is_database = |path: &Path| {
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            name.starts_with("store") && [".db", "-wal"].iter().any(|end| name.ends_with(end))
        };
        let files = self
            .files()
            .into_iter()
            .filter(|(path, _)| is_database(path));
        files
            .map(|(path, bytes)| {
                let is_log = path.to_string_lossy().ends_with("-wal");
                let plain = decrypt::decrypt(&bytes, &key, is_log);
                (path, plain)
            })
            .collect()
    }

    /// What is retained at the broker.
    pub(crate) fn retained(&self) -> String {
        self.broker.clients().retained("#").join("\n")
    }
}

fn write_private(path: &Path, text: &str) {
    use std::{io::Write, os::unix::fs::OpenOptionsExt};
    let file = fs::File::options()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path);
    file.expect("a new file")
        .write_all(text.as_bytes())
        .expect("it is written");
}

fn gather(folder: &Path, found: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            gather(&path, found);
        } else if let Ok(bytes) = fs::read(&path) {
            found.insert(path, bytes);
        }
    }
}
