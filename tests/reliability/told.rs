//! What is told of scores along the way comes to what the events make of them.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use crossbeam_channel::never;
use showfloor::{
    app::{self, Control, Eyes, Line, Pace, RunOptions, Told, Watch},
    config::Config,
    runtime::{Shutdown, Telemetry},
    store::{Mode, Store},
    types::{Input, Record},
};

use crate::{laws, mosquitto::Mosquitto, place::Saturday};

/// Steps from one reading of a store to the next.
const LOOK_EVERY: usize = 301;

type Sums = BTreeMap<String, f64>;

/// Adds up what is told, and holds it against the line after each step.
struct Adds {
    config: Config,
    steps: Vec<Vec<Record>>,
    looks: usize,
    told: Sums,
    last: Vec<String>,
    wrong: Arc<Mutex<Vec<String>>>,
}

impl Adds {
    fn hold(&mut self, line: &Line) {
        let mut due = Sums::new();
        for visitor in line.ledger().visitors() {
            for entry in line.ledger().entries(visitor) {
                let key = format!("{} {} {}", entry.event, entry.rule, entry.score);
                *due.entry(key).or_default() += entry.points;
            }
        }
        let mut wrong = self.wrong.lock().expect("one thread");
        if !wrong.is_empty() {
            return;
        }
        for key in self.told.keys().chain(due.keys()) {
            let of = |sums: &Sums| sums.get(key).copied().unwrap_or_default();
            let (told, due) = (of(&self.told), of(&due));
            if (told - due).abs() > 1e-9 {
                wrong.push(format!(
                    "{key}: {due} is due, {told} was told, after\n{}",
                    self.last.join("\n")
                ));
            }
        }
    }
}

impl Adds {
    /// A store that was written so far, and read by another program, says the same.
    fn hold_what_is_read(&self) {
        let folder = tempfile::tempdir().expect("a folder");
        let mut config = self.config.clone();
        config.store.path = folder.path().join("store.db");
        config.store.key_file = folder.path().join("store.key");
        let mut store = Store::open(&config.store, Mode::Create).expect("a store");
        store.write(&self.steps.concat()).expect("written");
        drop(store);
        laws::scores_are_the_fold(folder.path(), &config);
    }
}

impl Watch for Adds {
    fn ready(&mut self, _: &str, _: &str) {}

    fn records(&mut self, records: &[Record], _: &Line) {
        self.steps.push(records.to_vec());
        self.last.clear();
        for record in records {
            match record {
                Record::Ledger(entry) => {
                    let key = format!("{} {} {}", entry.event, entry.rule, entry.score);
                    *self.told.entry(key).or_default() += entry.points;
                    self.last.push(format!("{entry:?}"));
                }
                Record::Event(event) => self.last.push(format!("{event:?}")),
                Record::Alias { .. } | Record::Correction(_) => {
                    self.last.push(format!("{record:?}"));
                }
                _ => {}
            }
        }
    }

    fn stepped(&mut self, _: &Input, line: &Line) {
        self.hold(line);
        self.looks += 1;
        if self.looks.is_multiple_of(LOOK_EVERY) {
            self.hold_what_is_read();
        }
    }
}

#[test]
fn points_that_were_told_come_to_what_the_events_make() {
    let broker = Mosquitto::for_anything();
    for seed in 0..3 {
        let folder = tempfile::tempdir().expect("a folder");
        let saturday = Saturday::new(folder.path(), broker.port, seed);
        let wrong = Arc::<Mutex<Vec<String>>>::default();
        let adds = Adds {
            config: saturday.config.clone(),
            steps: Vec::new(),
            looks: 0,
            told: Sums::new(),
            last: Vec::new(),
            wrong: wrong.clone(),
        };
        let options = RunOptions {
            eyes: Eyes::Told(Told {
                observations: Box::new(saturday.observations()),
                signatures: Some(showfloor::sim::Simulation::tag()),
            }),
            pace: Pace::Max,
            start_at: Some(saturday.begin()),
            play: None,
            seed: Some(seed),
            record: None,
            force: false,
        };
        let control = Control {
            stop: Shutdown::new(),
            reloads: never(),
            file: None,
            telemetry: Telemetry::default(),
        };
        app::run(&saturday.config, options, Box::new(adds), &control)
            .unwrap_or_else(|e| panic!("{e:#}"));
        let wrong = wrong.lock().expect("it ended");
        assert!(wrong.is_empty(), "seed {seed}:\n{}", wrong.join("\n"));
    }
}
