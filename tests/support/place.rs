//! A busy Saturday in a folder of its own, played to a broker; and what a subscriber got, held against the store.

#![allow(dead_code, reason = "each test program uses its part")]

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    time::Duration,
};

use crossbeam_channel::never;
use serde_json::Value;
use showfloor::{
    app::{self, Control, Eyes, Line, Pace, Play, RunOptions, Told, Watch},
    config::Config,
    publish::Broker,
    runtime::{Shutdown, Telemetry, spawn},
    sim::{self, Scenario, Simulation},
    store::Reader,
    types::{Input, Observation, Record},
};

use crate::schema;

/// The scenario's site.
pub(crate) const ROOT: &str = "showfloor/sim";

/// Free bytes below which the appliance leaves things out.
pub(crate) const RESERVE: u64 = 64 << 20;

/// Where alerts of all revisions are told.
pub(crate) fn alerts() -> String {
    format!("{ROOT}/alerts")
}

/// Saturday, in a folder.
pub(crate) struct Saturday {
    pub(crate) config: Config,
    simulation: Simulation,
}

/// Looks at nothing but whether messages are as `docs/asyncapi.json` has them.
struct Nobody;

impl Watch for Nobody {
    fn ready(&mut self, _: &str, _: &str) {}

    fn records(&mut self, records: &[Record], _: &Line) {
        schema::check_all(records);
    }

    fn stepped(&mut self, _: &Input, _: &Line) {}
}

impl Saturday {
    /// As the scenario file says, with its store in `folder`, for the broker at `port`.
    pub(crate) fn new(folder: &Path, port: u16, seed: u64) -> Self {
        Self::changed(folder, port, seed, |scenario| scenario)
    }

    /// The same with another course of things.
    pub(crate) fn changed(
        folder: &Path,
        port: u16,
        seed: u64,
        change: impl FnOnce(Scenario) -> Scenario,
    ) -> Self {
        let file: PathBuf =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("config/scenarios/busy-saturday.toml");
        let scenario = Scenario::load(&file).unwrap_or_else(|problems| panic!("{problems}"));
        let scenario = change(scenario);
        let mut config = sim::configuration(std::slice::from_ref(&scenario), &file, folder)
            .unwrap_or_else(|problems| panic!("{problems}"));
        // Some of these folders are on small disks.
        config.store.reserve = RESERVE;
        let url = format!("mqtt://127.0.0.1:{port}");
        config.mqtt.broker = Broker::At(url.parse().expect("an address"));
        let simulation = Simulation::new(vec![scenario.clone()], &scenario.noise, seed);
        Self { config, simulation }
    }

    /// What the sensors say in the course of it.
    pub(crate) fn observations(&self) -> impl Iterator<Item = Observation> + Send + use<> {
        self.simulation.clone().into_observations()
    }

    /// When it begins.
    pub(crate) fn begin(&self) -> jiff::Timestamp {
        self.simulation.origin().utc
    }

    /// Plays the morning, so many times as fast as it was, until its end or until `stop` is asked for.
    pub(crate) fn play(&self, speed: f64, stop: &Shutdown) {
        let begin = self.simulation.since_midnight(&self.simulation.origin());
        let scenes = self.simulation.days().into_iter();
        let scenes = scenes
            .map(|day| day.start.saturating_sub(begin)..day.end.saturating_sub(begin))
            .collect();
        let options = RunOptions {
            eyes: Eyes::Told(Told {
                observations: Box::new(self.simulation.clone().into_observations()),
                signatures: Some(Simulation::tag()),
            }),
            pace: Pace::FileTime,
            start_at: Some(self.simulation.origin().utc),
            play: Some(Play { speed, scenes }),
            seed: None,
            record: None,
            force: false,
        };
        let control = Control {
            stop: stop.clone(),
            reloads: never(),
            file: None,
            telemetry: Telemetry::default(),
        };
        app::run(&self.config, options, Box::new(Nobody), &control)
            .unwrap_or_else(|error| panic!("{error:#}"));
    }

    /// [`Saturday::play`] beside the test; the handle ends with the run.
    pub(crate) fn start(self, speed: f64, stop: Shutdown) -> std::thread::JoinHandle<()> {
        spawn("appliance", move || self.play(speed, &stop)).expect("a thread")
    }
}

/// Every revision in the store, by alert and number, as it is published.
pub(crate) fn kept(config: &Config) -> BTreeMap<(String, u64), String> {
    let reader = Reader::open(&config.store).unwrap_or_else(|error| panic!("{error}"));
    let mut kept = BTreeMap::new();
    for alert in reader.alerts().expect("its alerts") {
        for revision in reader.alert_revisions(alert.id).expect("its revisions") {
            let payload = serde_json::to_string(&revision).expect("JSON");
            kept.insert((alert.id.to_string(), revision.rev.into()), payload);
        }
    }
    kept
}

/// Holds what a subscriber got against the store: nothing missing, nothing else, what came twice the same byte for byte, and
/// each alert in its order. Gives how often something came again: at once, and later than what came after it.
pub(crate) fn hold_against(
    kept: &BTreeMap<(String, u64), String>,
    got: &[String],
) -> (usize, usize) {
    let mut last = BTreeMap::<String, u64>::new();
    let mut seen = BTreeSet::new();
    let (mut again, mut late) = (0, 0);
    for payload in got {
        let alert: Value = serde_json::from_str(payload).expect("JSON");
        let id = alert["id"].as_str().expect("an id").to_owned();
        let rev = alert["rev"].as_u64().expect("a number");
        let newest = last.entry(id.clone()).or_default();
        assert!(rev <= *newest + 1, "{id}: {rev} after {newest}");
        again += usize::from(rev == *newest);
        late += usize::from(rev < *newest);
        *newest = rev.max(*newest);
        let key = (id, rev);
        assert_eq!(kept.get(&key), Some(payload), "{key:?}");
        seen.insert(key);
    }
    let missing: Vec<_> = kept.keys().filter(|key| !seen.contains(*key)).collect();
    assert!(missing.is_empty(), "missing: {missing:?}");
    (again, late)
}

/// A pause.
pub(crate) fn wait(time: Duration) {
    Shutdown::new().sleep(time);
}
