//! A played showroom with its web server, accounts that are logged in, and pages of the floor.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::Path,
    sync::{Arc, Mutex},
    thread::JoinHandle,
    time::Duration,
};

use crossbeam_channel::{bounded, never};
use fantoccini::Client;
use jiff::{Timestamp, ToSpan};
use serde_json::Value;
use showfloor::{
    app::{self, Control, Eyes, Line, Pace, Play, RunOptions, Told, Watch},
    config::Config,
    runtime::{Clock, Shutdown, Telemetry, spawn},
    sim::{self, Scenario, Simulation},
    store::Accounts,
    types::{Account, AccountChange, Record, Role, RunId, Session},
    web::{self, digest_of},
};
use tempfile::TempDir;
use ulid::Ulid;

use crate::{browser::Driver, mosquitto::free_port, schema};

/// A Saturday afternoon without colleagues' taps: whoever needs somebody waits for the tests.
const SCENARIO: &str = "config/scenarios/saturday-afternoon.toml";

/// When each revision of an alert was made, in milliseconds of this machine.
type Made = Arc<Mutex<BTreeMap<(String, u32), u64>>>;

/// The appliance, running. It stops with its owner.
pub(crate) struct Floor {
    pub(crate) address: SocketAddr,
    pub(crate) config: Config,
    pub(crate) made: Made,
    stop: Shutdown,
    thread: Option<JoinHandle<()>>,
    _dir: TempDir,
}

struct Clerk {
    ready: crossbeam_channel::Sender<()>,
    made: Made,
}

/// This machine's time.
fn wall() -> Timestamp {
    Clock::real(RunId(Ulid::nil())).now().utc
}

pub(crate) fn wall_ms() -> u64 {
    wall().as_millisecond() as u64
}

impl Watch for Clerk {
    fn ready(&mut self, _: &str, _: &str) {
        let _ = self.ready.send(());
    }

    fn records(&mut self, records: &[Record], _: &Line) {
        schema::check_all(records);
        let now = wall_ms();
        let mut made = self.made.lock().expect("nobody panicked");
        for record in records {
            if let Record::Alert(alert) = record {
                made.insert((alert.id.to_string(), alert.rev), now);
            }
        }
    }
}

impl Floor {
    /// Plays the scenario so many times as fast as it was.
    pub(crate) fn play(speed: f64) -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(SCENARIO);
        let scenario = Scenario::load(&file).unwrap_or_else(|problems| panic!("{problems}"));
        let mut config = sim::configuration(std::slice::from_ref(&scenario), &file, dir.path())
            .unwrap_or_else(|problems| panic!("{problems}"));
        let listen = SocketAddr::from(([127, 0, 0, 1], free_port()));
        let settings = web::Settings::new(listen, None, None).expect("on loopback");
        config.web = Some(settings);
        let simulation = Simulation::new(vec![scenario.clone()], &scenario.noise, 1);
        let made = Made::default();
        let stop = Shutdown::new();
        let (ready, is_ready) = bounded(1);
        let clerk = Clerk {
            ready,
            made: made.clone(),
        };
        let control = Control {
            stop: stop.clone(),
            reloads: never(),
            file: None,
            telemetry: Telemetry::default(),
        };
        let run = config.clone();
        let options = options(&simulation, speed);
        let thread = spawn("appliance", move || {
            app::run(&run, options, Box::new(clerk), &control)
                .unwrap_or_else(|error| panic!("{error:#}"));
        });
        is_ready
            .recv_timeout(Duration::from_mins(1))
            .expect("it starts");
        Self {
            address: listen,
            config,
            made,
            stop,
            thread: Some(thread.expect("a thread")),
            _dir: dir,
        }
    }

    /// Logs an account of the floor in; gives the secret of its session.
    pub(crate) fn log_in(&self, name: &str, language: &str) -> String {
        let mut accounts = Accounts::open(&self.config.store).expect("the store opens");
        let now = wall();
        let (name, secret) = (name.parse().expect("a name"), format!("secret-of-{name}"));
        let account = Account {
            name,
            roles: [Role::Staff].into(),
            password: None,
            language: Some(language.to_owned()),
            created: now,
        };
        let session = Session {
            digest: digest_of(&secret),
            account: account.name.clone(),
            device: "a tablet".to_owned(),
            paired: false,
            created: now,
            seen: now,
            expires: now.checked_add(24.hours()).expect("tomorrow"),
        };
        for change in [
            AccountChange::Created(account),
            AccountChange::LoggedIn(session),
        ] {
            assert!(accounts.change(&change, None, now).expect("it is written"));
        }
        secret
    }

    /// Ends that session.
    pub(crate) fn log_out(&self, secret: &str) {
        let mut accounts = Accounts::open(&self.config.store).expect("the store opens");
        let change = AccountChange::LoggedOut(digest_of(secret));
        let done = accounts.change(&change, None, wall());
        assert!(done.expect("it is written"));
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The page of the floor on a tablet of an account that is made for it.
    pub(crate) async fn tablet(&self, driver: &Driver, name: &str, language: &str) -> Client {
        let secret = self.log_in(name, language);
        let browser = driver.browser(crate::browser::TABLET, language).await;
        enter(&browser, &self.address.to_string(), &secret).await;
        browser
    }
}

/// Opens the page of the floor at a host, with the session of this secret.
pub(crate) async fn enter(browser: &Client, host: &str, secret: &str) {
    let page = |path: &str| format!("http://{host}{path}");
    browser.goto(&page("/login")).await.expect("a page");
    let cookie = format!("document.cookie = 'showfloor={secret}; path=/'");
    browser
        .execute(&cookie, Vec::new())
        .await
        .expect("a cookie");
    browser.goto(&page("/floor")).await.expect("the page");
}

impl Drop for Floor {
    fn drop(&mut self) {
        self.stop.request();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn options(simulation: &Simulation, speed: f64) -> RunOptions {
    let begin = simulation.since_midnight(&simulation.origin());
    let scenes = simulation.days().into_iter();
    let scenes = scenes
        .map(|day| day.start.saturating_sub(begin)..day.end.saturating_sub(begin))
        .collect();
    RunOptions {
        eyes: Eyes::Told(Told {
            observations: Box::new(simulation.clone().into_observations()),
            signatures: Some(Simulation::tag()),
        }),
        pace: Pace::FileTime,
        start_at: Some(simulation.origin().utc),
        play: Some(Play { speed, scenes }),
        seed: None,
        record: None,
        force: false,
    }
}

/// Asks the page until the answer is true.
pub(crate) async fn until(browser: &Client, what: &str, script: &str) -> Value {
    let script = format!("return ({script});");
    let mut last = Value::Null;
    for _ in 0..600 {
        last = browser
            .execute(&script, Vec::new())
            .await
            .expect("a script");
        if !matches!(last, Value::Null | Value::Bool(false)) && last != "" {
            return last;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let page = browser.source().await.unwrap_or_default();
    panic!("{what} never came: {last}\n{page}");
}
