//! The appliance around an empty room, with visitors in its store and a token for each purpose.

use std::{
    fs,
    net::SocketAddr,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    thread::JoinHandle,
    time::Duration,
};

use crossbeam_channel::{bounded, never};
use jiff::Timestamp;
use serde_json::Value;
use showfloor::{
    app::{self, Control, Eyes, Line, Pace, RunOptions, Told, Watch},
    config::{self, Config},
    runtime::{Shutdown, Telemetry, spawn},
    store::{Mode, Reader, Store},
    types::{
        Event, EventId, EventKind, Evidence, FrameObservation, Observation, Record, RunId, Stamp,
        VisitorId,
    },
    web::Digest,
};
use tempfile::TempDir;
use ulid::Ulid;

use crate::{
    http::{Answer, request},
    schema,
};

/// Who is known.
pub(crate) const ANNA: &str = "V-7K3QD";
pub(crate) const BRUNO: &str = "V-2M4XR";
/// Who has not agreed to be linked with anybody.
pub(crate) const CARLA: &str = "V-9C8VW";

/// Tokens: for all, for one scope alone, one that nobody else uses, one whose last day was, and one to be taken back.
pub(crate) const CRM: &str = "sf_crm";
pub(crate) const WRITER: &str = "sf_writer";
pub(crate) const READER: &str = "sf_reader";
pub(crate) const OFFICER: &str = "sf_officer";
pub(crate) const MONITOR: &str = "sf_monitor";
pub(crate) const GROUP: &str = "sf_group";
pub(crate) const FLOODER: &str = "sf_flooder";
pub(crate) const EXPIRED: &str = "sf_expired";
pub(crate) const WITHDRAWN: &str = "sf_withdrawn";

const RECORDING: &str = "stream.jsonl";

const RULES: &str = r#"
version = 1
[bands]
warm = 15
hot = 40
hysteresis = 3
[events.price_list_opened]
pages = "number"
[[rule]]
id = "read"
on = "price_list_opened"
points = 8
half_life_days = 30
text = { en = "read", fr = "lu", pl = "czytane", de = "gelesen" }
[[rule]]
id = "quote"
on = "quote"
points = 10
text = { en = "quote", fr = "devis", pl = "oferta", de = "Angebot" }
"#;

/// The appliance, running. It stops with its owner.
pub(crate) struct Appliance {
    pub(crate) address: SocketAddr,
    pub(crate) config: Config,
    stop: Shutdown,
    thread: Option<JoinHandle<anyhow::Result<()>>>,
    dir: TempDir,
}

impl Appliance {
    pub(crate) fn start() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let config = configuration(dir.path());
        visitors(&config);
        let address = config.web.as_ref().expect("a web server").listen();
        let stop = Shutdown::new();
        let (ready, is_ready) = bounded(1);
        let control = Control {
            stop: stop.clone(),
            reloads: never(),
            file: None,
            telemetry: Telemetry::default(),
        };
        let run = config.clone();
        let options = options(dir.path().join(RECORDING));
        let body = move || {
            let watch = Box::new(Ready(ready));
            app::run(&run, options, watch, &control).map(drop)
        };
        let thread = spawn("appliance", body).expect("a thread");
        if let Err(error) = is_ready.recv_timeout(Duration::from_mins(1)) {
            // One that did not start has ended.
            let ended = thread.is_finished().then(|| thread.join());
            panic!("{error}: {ended:?}");
        }
        Self {
            address,
            config,
            stop,
            thread: Some(thread),
            dir,
        }
    }

    /// Takes all tokens back but those of this client.
    pub(crate) fn only(&self, client: &str) {
        self.keep_tokens(|part| part.contains(client));
    }

    /// Takes the tokens of this client back.
    pub(crate) fn without(&self, client: &str) {
        self.keep_tokens(|part| !part.contains(client));
    }

    fn keep_tokens(&self, is_kept: impl Fn(&str) -> bool) {
        let web = self.config.web.as_ref().expect("a web server");
        let file = web.tokens_file.as_ref().expect("a file of tokens");
        let all = fs::read_to_string(file).expect("it is there");
        let tokens = all.split("[[token]]").skip(1);
        let kept = tokens.filter(|part| is_kept(part));
        let kept: Vec<_> = kept.map(|part| ["[[token]]", part].concat()).collect();
        fs::write(file, kept.concat()).expect("it is written");
    }

    pub(crate) fn post(&self, token: &str, body: &str) -> Answer {
        let path = "/api/v1/events";
        request(self.address, "POST", path, Some(token), body.as_bytes())
    }

    pub(crate) fn get(&self, token: Option<&str>, path: &str) -> Answer {
        request(self.address, "GET", path, token, b"")
    }

    pub(crate) fn score(&self, code: &str) -> Value {
        let path = format!("/api/v1/visitors/{code}/score");
        self.get(Some(CRM), &path).is(200).json()
    }

    /// Stops it in order, and gives the events that are in its store: the same as come out of its recording.
    pub(crate) fn stop(mut self) -> Vec<Event> {
        self.end().expect("it runs").expect("it ends well");
        let reader = Reader::open(&self.config.store).expect("the store opens");
        let events = reader.load().expect("it can be read").events;
        // What was in the store before is not told again.
        let told = |event: &Event| !matches!(event.kind, EventKind::Linked { .. });
        let events: Vec<_> = events.into_iter().filter(told).collect();
        let mut replayed = Vec::new();
        let recording = self.dir.path().join(RECORDING);
        let played = app::replay(&self.config, &recording, |records, _| {
            for record in records {
                if let Record::Event(event) = record {
                    replayed.push(event.clone());
                }
            }
        });
        played.expect("it can be replayed");
        assert_eq!(events, replayed);
        events
    }

    fn end(&mut self) -> Option<anyhow::Result<()>> {
        self.stop.request();
        let thread = self.thread.take()?;
        Some(thread.join().expect("no panic"))
    }
}

impl Drop for Appliance {
    fn drop(&mut self) {
        let _ = self.end();
    }
}

struct Ready(crossbeam_channel::Sender<()>);

impl Watch for Ready {
    fn ready(&mut self, _: &str, _: &str) {
        let _ = self.0.send(());
    }

    fn records(&mut self, records: &[Record], _: &Line) {
        schema::check_all(records);
    }
}

/// Somebody looks into an empty room, a hundred times a second.
fn options(record: PathBuf) -> RunOptions {
    let frame = |n: u64| {
        Observation::Frame(FrameObservation {
            portraits: Vec::new(),
            stamp: moment(n * 10),
            camera: "hall".into(),
            seq: n,
            width: 640,
            height: 360,
            people: Some(Vec::new()),
            faces: Vec::new(),
        })
    };
    RunOptions {
        eyes: Eyes::Told(Told {
            observations: Box::new((0..).map(frame)),
            signatures: None,
        }),
        pace: Pace::FileTime,
        start_at: None,
        play: None,
        seed: Some(7),
        record: Some(record),
        force: false,
    }
}

fn moment(ms: u64) -> Stamp {
    Stamp {
        run: RunId(Ulid::from(1u128)),
        mono_ns: ms * 1_000_000,
        utc: Timestamp::UNIX_EPOCH,
    }
}

fn configuration(dir: &Path) -> Config {
    fs::write(dir.join("rules.toml"), RULES).expect("written");
    let token = |client: &str, token: &str, scopes: &str| {
        let hash = Digest::of(token).hex();
        format!("[[token]]\nclient = \"{client}\"\nsha256 = \"{hash}\"\nscopes = [{scopes}]\n")
    };
    let tokens = [
        token(
            "crm",
            CRM,
            "\"events\", \"scores\", \"privacy\", \"figures\"",
        ),
        token("writer", WRITER, "\"events\""),
        token("reader", READER, "\"scores\""),
        token("officer", OFFICER, "\"privacy\""),
        token("monitor", MONITOR, "\"metrics\""),
        token("group", GROUP, "\"figures\""),
        token("flooder", FLOODER, "\"scores\""),
        token("withdrawn", WITHDRAWN, "\"events\", \"scores\""),
        token("expired", EXPIRED, "\"events\", \"scores\"") + "expires = 2026-01-31\n",
    ];
    let file = dir.join("tokens.toml");
    fs::write(&file, tokens.concat()).expect("written");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("set");
    let text = format!(
        r#"
[site]
id = "north"
timezone = "Europe/Warsaw"
[[camera]]
id = "hall"
url = "hall.mp4"
[privacy]
recognition = "visit-only"
[scoring]
rules = "rules.toml"
[mqtt]
broker = "embedded"
embedded_port = 0
[store]
path = "store.db"
key_file = "store.key"
[web]
listen = "127.0.0.1:{}"
tokens_file = "tokens.toml"
"#,
        crate::mosquitto::free_port()
    );
    config::load_text(&dir.join("showfloor.toml"), &text).unwrap_or_else(|p| panic!("{p}"))
}

fn visitors(config: &Config) {
    let mut store = Store::open(&config.store, Mode::Create).expect("a store");
    let visitor = |n: u128, code: &str| Record::Visitor {
        id: VisitorId(Ulid::from(n)),
        code: code.to_owned().into(),
        created: moment(0),
    };
    let agreed = |n: u128, client: &str, contact: &str| {
        Record::Event(Event {
            id: EventId(Ulid::from(100 + n)),
            stamp: moment(0),
            visit: None,
            visitor: VisitorId(Ulid::from((n % 2) + 1)),
            kind: EventKind::Linked {
                client: client.to_owned(),
                contact: contact.to_owned(),
                consent: "may be told of my visits".to_owned(),
                by: "nora".to_owned(),
            },
            evidence: Evidence::NOT_SEEN,
        })
    };
    let known = [
        visitor(1, ANNA),
        visitor(2, BRUNO),
        visitor(3, CARLA),
        agreed(0, "crm", "4711"),
        agreed(1, "crm", "4712"),
        agreed(2, "writer", "4711"),
        agreed(3, "writer", "4712"),
        agreed(4, "reader", "4711"),
    ];
    store.write(&known).expect("it is written");
}
