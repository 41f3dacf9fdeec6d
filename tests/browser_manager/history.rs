//! A showroom with a history: the same played Saturday on some days up to today, and the appliance in an empty room since.

use std::{
    collections::BTreeSet,
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    thread::JoinHandle,
    time::Duration,
};

use crossbeam_channel::{Sender, bounded, never};
use fantoccini::Client;
use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use showfloor::{
    app::{self, ConfigFile, Control, Eyes, Line, Pace, RunOptions, Told, Watch},
    config::{self, Config},
    runtime::{Clock, Shutdown, Telemetry, spawn},
    sim::{self, Noise, Scenario, Simulation},
    store::{Accounts, Desk},
    types::{
        Account, AccountChange, AuditEntry, FrameObservation, Observation, Record, Role,
        RosterChange, RunId, Stamp,
    },
    web::{Digest, draw_token, hash_password},
};
use tempfile::TempDir;
use ulid::Ulid;

use crate::{
    browser::{click, fill, find},
    mosquitto::free_port,
};

const PASSWORD: &str = "made up for a test";
/// By the clock of the showroom it is this hour, wherever and whenever the test runs.
const HOUR_NOW: i32 = 17;
/// How many days ago, and at which hour, the Saturday was played; how many came besides those with a story, and whether
/// these were others than the time before.
const PLAYED: [(i64, u32, u32, bool); 6] = [
    (8, 14, 6, false),
    (2, 10, 3, true),
    (1, 11, 5, false),
    (1, 15, 9, true),
    (0, 10, 8, false),
    (0, 13, 12, true),
];
/// Those with a story who may be others.
const OTHERS: [&str; 4] = ["gina", "cleo", "dan", "elsa"];
const SEED: u64 = 1;

/// The appliance, running, and its store.
pub(crate) struct Showroom {
    pub(crate) folder: TempDir,
    pub(crate) url: String,
    pub(crate) today: Date,
    stop: Shutdown,
    thread: Option<JoinHandle<anyhow::Result<()>>>,
}

impl Showroom {
    pub(crate) fn open() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let now = Clock::real(RunId(Ulid::nil())).now().utc;
        let zone = zone_of(now);
        let today = now.to_zoned(TimeZone::get(&zone).expect("a zone")).date();
        let mut enrolled = false;
        for (n, (days, hour, extras, others)) in PLAYED.into_iter().enumerate() {
            let text = saturday(&zone, today.saturating_sub(days.days()), hour, extras);
            let text = if others { with_others(text, n) } else { text };
            let scenario = load(folder.path(), &text);
            let config = configure(folder.path(), &scenario, None);
            let simulation = Simulation::new(vec![scenario], &Noise::none(), SEED);
            if !enrolled {
                enrol(&simulation, &config);
                enrolled = true;
            }
            play(&config, simulation);
        }
        let scenario = load(folder.path(), &saturday(&zone, today, 10, 0));
        let port = free_port();
        let config = configure(folder.path(), &scenario, Some(port));
        accounts(&config, now);
        let stop = Shutdown::new();
        let thread = run(folder.path(), config, stop.clone());
        Self {
            folder,
            url: format!("http://127.0.0.1:{port}"),
            today,
            stop,
            thread: Some(thread),
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) async fn go(&self, browser: &Client, path: &str) {
        let url = format!("{}{path}", self.url);
        browser.goto(&url).await.expect("the page opens");
    }

    /// Logs the manager in whose pages are in this language.
    pub(crate) async fn log_in(&self, browser: &Client, language: &str) {
        self.go(browser, "/login").await;
        fill(browser, "input[name=name]", &format!("vera-{language}")).await;
        fill(browser, "input[name=password]", PASSWORD).await;
        click(browser, "button.primary").await;
        find(browser, ".account summary").await;
    }
}

impl Drop for Showroom {
    fn drop(&mut self) {
        self.stop.request();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// A zone in which it is [`HOUR_NOW`] now. The signs of these zones are turned round.
fn zone_of(now: Timestamp) -> String {
    let hour = i32::from(now.to_zoned(TimeZone::UTC).hour());
    let east = (HOUR_NOW - hour + 36) % 24 - 12;
    let east = if east == -12 { 12 } else { east };
    match east {
        0 => "Etc/GMT".to_owned(),
        1.. => format!("Etc/GMT-{east}"),
        _ => format!("Etc/GMT+{}", -east),
    }
}

/// The busy Saturday, on another day at another hour.
fn saturday(zone: &str, day: Date, hour: u32, extras: u32) -> String {
    let busy = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/scenarios/busy-saturday.toml");
    let text = fs::read_to_string(busy).expect("it is there");
    text.replace("Europe/Warsaw", zone)
        .replace("2026-05-16", &day.to_string())
        .replace("\"10:", &format!("\"{hour}:"))
        .replace("count = 12", &format!("count = {extras}"))
}

/// Some with a story are people who have not been here before.
fn with_others(text: String, n: usize) -> String {
    OTHERS.iter().fold(text, |text, name| {
        text.replace(&format!("\"{name}\""), &format!("\"{name}-{n}\""))
    })
}

fn load(folder: &Path, text: &str) -> Scenario {
    let file = folder.join("saturday.toml");
    fs::write(&file, text).expect("it is written");
    Scenario::load(&file).unwrap_or_else(|problems| panic!("{problems}"))
}

/// Puts the colleagues on the roster.
fn enrol(simulation: &Simulation, config: &Config) {
    let mut desk = Desk::open(&config.store).expect("the store opens");
    for enrolment in simulation.roster() {
        let account = AuditEntry {
            at: enrolment.consent().at(),
            who: enrolment.consent().recorded_by().to_owned(),
            what: "staff.enrolled".to_owned(),
            detail: enrolment.name().to_owned(),
        };
        desk.change(&RosterChange::Enrolled(enrolment), &account)
            .expect("they are enrolled");
    }
}

fn configure(folder: &Path, scenario: &Scenario, port: Option<u16>) -> Config {
    let halls = std::slice::from_ref(scenario);
    let mut text = sim::configuration_text(halls, Path::new(""))
        .replace("[site]\n", "[site]\nopening = \"09:00-18:00\"\n");
    if let Some(port) = port {
        let web =
            format!("\n[web]\nlisten = \"127.0.0.1:{port}\"\ntokens_file = \"tokens.toml\"\n");
        text.push_str(&web);
        text.push_str(&group(folder, port));
    }
    let file = folder.join("showfloor.toml");
    fs::write(&file, text).expect("it is written");
    config::load(&file).unwrap_or_else(|problems| panic!("{problems}"))
}

/// A group of sites: this one by the way that leads to any other, and one that is not there.
fn group(folder: &Path, port: u16) -> String {
    let token = draw_token();
    let lines = format!(
        "[[token]]\nclient = \"group\"\nsha256 = \"{}\"\nscopes = [\"figures\"]\n",
        Digest::of(&token).hex()
    );
    for (name, text) in [("tokens.toml", &*lines), ("group-token", &*token)] {
        let path = folder.join(name);
        fs::write(&path, text).expect("it is written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("set");
    }
    let site = |id: &str, port: u16| {
        format!(
            "\n[[group]]\nid = \"{id}\"\nurl = \"http://127.0.0.1:{port}\"\ntoken_file = \"group-token\"\n"
        )
    };
    site("mirror", port) + &site("island", free_port())
}

fn play(config: &Config, simulation: Simulation) {
    let start = simulation.origin().utc;
    let options = RunOptions {
        eyes: Eyes::Told(Told {
            observations: Box::new(simulation.into_observations()),
            signatures: Some(Simulation::tag()),
        }),
        pace: Pace::Max,
        start_at: Some(start),
        play: None,
        // Ids of several runs are to differ.
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
    app::run(config, options, Box::new(Quiet(None)), &control)
        .unwrap_or_else(|error| panic!("{error:#}"));
}

/// Managers, one for each language; one of them can make others, as an installation must have somebody.
fn accounts(config: &Config, now: Timestamp) {
    let mut accounts = Accounts::open(&config.store).expect("the store opens");
    for language in ["en", "fr", "pl", "de"] {
        let account = Account {
            name: format!("vera-{language}").parse().expect("a name"),
            roles: BTreeSet::from([Role::Manager, Role::Installer]),
            password: Some(hash_password(PASSWORD).expect("a hash")),
            language: Some(language.to_owned()),
            created: now,
        };
        let created = accounts.change(&AccountChange::Created(account), None, now);
        assert!(created.expect("the store can be written"));
    }
}

/// The appliance around an empty room, until it is stopped.
fn run(folder: &Path, config: Config, stop: Shutdown) -> JoinHandle<anyhow::Result<()>> {
    let (file, reloads) = ConfigFile::new(folder.join("showfloor.toml"));
    let control = Control {
        stop,
        reloads,
        file: Some(file),
        telemetry: Telemetry::default(),
    };
    let camera = config.cameras[0].id.clone();
    let frame = move |n: u64| {
        Observation::Frame(FrameObservation {
            portraits: Vec::new(),
            stamp: Stamp {
                run: RunId(Ulid::nil()),
                mono_ns: n * 250_000_000,
                utc: Timestamp::UNIX_EPOCH,
            },
            camera: camera.clone(),
            seq: n,
            width: 1920,
            height: 1080,
            people: Some(Vec::new()),
            faces: Vec::new(),
        })
    };
    let options = RunOptions {
        eyes: Eyes::Told(Told {
            observations: Box::new((0..).map(frame)),
            signatures: Some(Simulation::tag()),
        }),
        pace: Pace::FileTime,
        start_at: None,
        play: None,
        seed: None,
        record: None,
        force: false,
    };
    let (ready, is_ready) = bounded(1);
    let body = move || app::run(&config, options, Box::new(Quiet(Some(ready))), &control).map(drop);
    let thread = spawn("appliance", body).expect("a thread");
    if let Err(error) = is_ready.recv_timeout(Duration::from_mins(1)) {
        // One that did not start has ended.
        let ended = thread.is_finished().then(|| thread.join());
        panic!("{error}: {ended:?}");
    }
    thread
}

struct Quiet(Option<Sender<()>>);

impl Watch for Quiet {
    fn ready(&mut self, _: &str, _: &str) {
        if let Some(ready) = &self.0 {
            let _ = ready.send(());
        }
    }

    fn records(&mut self, _: &[Record], _: &Line) {}
}
