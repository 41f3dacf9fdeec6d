//! Appliances without cameras: a store, a line, and the link to the hub.

use std::{
    path::Path,
    sync::{Arc, LazyLock},
    thread::JoinHandle,
    time::Duration,
};

use crossbeam_channel::{Receiver, bounded};
use showfloor::{
    app::{Line, LineSettings},
    config::{self, Config},
    runtime::{SeededIds, Shutdown, Stopwatch, Telemetry, random_bytes, spawn},
    store::{HubWord, Mode, Reader, Settings, StartState, Store, Writer},
    types::{
        Correction, CorrectionId, CorrectionKind, Input, Record, SharedBatch, Stamp, VisitorCode,
        VisitorId,
    },
};
use tempfile::TempDir;
use tokio::sync::Notify;
use ulid::Ulid;

use crate::{
    made_up::{Person, World, tag},
    postgres::Postgres,
};

static CONFIG: LazyLock<Config> = LazyLock::new(|| {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/showroom.toml");
    config::load(&file).unwrap_or_else(|problems| panic!("{problems}"))
});

/// Where an appliance keeps what it keeps, running or not.
pub(crate) struct Place {
    pub(crate) dir: TempDir,
    pub(crate) settings: Settings,
    seed: u64,
}

impl Place {
    pub(crate) fn new(postgres: &Postgres, name: &str, seed: u64) -> Self {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let settings = Settings {
            path: dir.path().join("store.db"),
            key_file: dir.path().join("store.key"),
            keyring_file: None,
            backups: None,
            reserve: 0,
            hub: Some(postgres.settings(name, dir.path())),
        };
        Self {
            dir,
            settings,
            seed,
        }
    }

    pub(crate) fn known(&self) -> StartState {
        Reader::open(&self.settings)
            .expect("its store")
            .load()
            .expect("readable")
    }

    /// Starts the appliance. `now` is its clock for as long as nobody says otherwise.
    pub(crate) fn start(&self, now: Stamp) -> Appliance {
        let store = Store::open(&self.settings, Mode::Create).expect("its store");
        let known = store.load().expect("readable");
        let settings = LineSettings::new(&CONFIG, Some(tag()));
        let ids = SeededIds::new(self.seed + known.visitors.len() as u64);
        let line = Line::new(settings, &known, Box::new(ids));
        let (stop, (sender, words)) = (Shutdown::new(), bounded(100_000));
        let link = store
            .hub()
            .expect("its store")
            .expect("a hub is configured");
        let hub = {
            let stop = stop.clone();
            spawn("hub", move || {
                let mut tell = |word| sender.send(word).is_ok();
                link.run(&mut tell, &<_>::default(), &stop)
                    .expect("its store");
            })
        };
        let writer = store.writer(Arc::new(Notify::new()), Telemetry::default(), stop.clone());
        Appliance {
            settings: self.settings.clone(),
            line,
            writer: writer.expect("a thread"),
            hub: hub.expect("a thread"),
            words,
            stop,
            now,
            heard: Vec::new(),
            learnt: 0,
        }
    }
}

/// One that runs.
pub(crate) struct Appliance {
    settings: Settings,
    pub(crate) line: Line,
    writer: Writer,
    hub: JoinHandle<()>,
    words: Receiver<HubWord>,
    stop: Shutdown,
    pub(crate) now: Stamp,
    /// The numbers up to which the hub was followed, as they came.
    pub(crate) heard: Vec<i64>,
    /// How many signatures others learnt that this one knows.
    pub(crate) learnt: usize,
}

impl Appliance {
    pub(crate) fn keep(&self, records: Vec<Record>) {
        self.writer.records.send(records).expect("the store runs");
    }

    pub(crate) fn step(&mut self, input: &Input) -> Vec<Record> {
        self.now = *input.stamp();
        let records = self.line.step(input);
        if !records.is_empty() {
            self.keep(records.clone());
        }
        records
    }

    /// Takes in what the hub has brought; whether there was anything.
    pub(crate) fn listen(&mut self) -> bool {
        let Ok(word) = self.words.try_recv() else {
            return false;
        };
        let stamp = self.now;
        match word {
            HubWord::Kept { upto, records } => {
                self.heard.push(upto);
                let batch = SharedBatch {
                    stamp,
                    upto,
                    records,
                };
                let records = self.step(&Input::Shared(batch));
                let learnt = records
                    .iter()
                    .filter(|r| matches!(r, Record::Template { .. }));
                self.learnt += learnt.count();
            }
            HubWord::Erase(code) => drop(self.erase(code)),
        }
        true
    }

    /// Whether the hub has brought nothing that waits to be taken in.
    pub(crate) fn has_nothing_to_hear(&self) -> bool {
        self.words.is_empty()
    }

    pub(crate) fn erase(&mut self, code: VisitorCode) -> Vec<Record> {
        let input = Input::Correction(Correction {
            id: CorrectionId(Ulid::from_bytes(random_bytes())),
            stamp: self.now,
            by: "manager".into(),
            kind: CorrectionKind::Erase { code },
        });
        self.step(&input)
    }

    pub(crate) fn known(&self) -> StartState {
        Reader::open(&self.settings)
            .expect("its store")
            .load()
            .expect("readable")
    }

    /// Ends it in order: everything is written, and sent where the hub is there.
    pub(crate) fn end(self) {
        drop(self.writer.records);
        self.writer
            .thread
            .join()
            .expect("no panic")
            .expect("the store is well");
        self.stop.request();
        self.hub.join().expect("no panic");
    }
}

/// Lets all of them listen until it is so, for a minute at most.
pub(crate) fn until(
    all: &mut [&mut Appliance],
    what: &str,
    is_so: impl Fn(&[&mut Appliance]) -> bool,
) {
    let (pause, watch) = (Shutdown::new(), Stopwatch::start());
    while watch.elapsed() < Duration::from_mins(1) {
        while all.iter_mut().any(|appliance| appliance.listen()) {}
        if is_so(all) {
            return;
        }
        pause.sleep(Duration::from_millis(10));
    }
    panic!("waited in vain: {what}");
}

/// What two stores must have in common, without the order in which it came.
pub(crate) fn same(one: &StartState, other: &StartState) {
    assert_eq!(one.visitors, other.visitors);
    assert_eq!(one.aliases, other.aliases);
    assert_eq!(one.visits, other.visits);
    assert_eq!(one.consents, other.consents);
    assert_eq!(one.corrections, other.corrections);
    let events = |known: &StartState| {
        let mut events = known.events.clone();
        events.sort_by_key(|event| event.id);
        events
    };
    assert_eq!(events(one), events(other));
    assert_eq!(one.templates.len(), other.templates.len());
    let alike = |a: &showfloor::types::StoredTemplate| {
        other.templates.iter().any(|b| {
            let cosine = a.signature.cosine(&b.signature).unwrap_or_default();
            (a.visitor, a.visit) == (b.visitor, b.visit) && cosine > 1.0 - 1e-5
        })
    };
    assert!(one.templates.iter().all(alike));
}

/// Two minutes in which somebody comes, looks at the car by the window for a while, and leaves.
pub(crate) fn one_visit(at: &str, seed: u64) -> World {
    let way = [
        (1.0, 0.1, 0.9),
        (5.0, 0.6, 0.85),
        (40.0, 0.7, 0.85),
        (45.0, 0.1, 0.9),
    ];
    World::new(at, seed, 120, vec![Person::new("ann", 0, &way)])
}

pub(crate) fn visitor_id(n: u32) -> VisitorId {
    VisitorId(Ulid::from(100_000 + u128::from(n)))
}

pub(crate) fn visitor(n: u32, created: Stamp) -> Record {
    Record::Visitor {
        id: visitor_id(n),
        code: format!("V-{n:05}").into(),
        created,
    }
}
