//! The running appliance: threads and channels around the line, and the order in which they stop.

use std::{collections::BTreeMap, path::PathBuf, thread, time::Duration};

use crossbeam_channel::Receiver;
use jiff::Timestamp;
use ulid::Ulid;

use super::{
    cameras::{check_recording, sources},
    decide::Decide,
    edge::Edge,
    line::Line,
    recording::{Header, Recorder},
    sensors::Stages,
    settings::LineSettings,
    start::open_store,
    threads::{Failure, joined},
};
use crate::{
    capture::Pace,
    config::Config,
    publish,
    runtime::{
        CameraTotals, Clock, SeededIds, Shutdown, StageTotals, Stopwatch, Telemetry, random_seed,
    },
    store::StartState,
    types::{CameraId, Record, RunId},
    vision::Networks,
};

/// What a run is told besides its configuration.
#[derive(Clone, Debug)]
pub struct RunOptions {
    /// Files in place of the configured cameras, in their order.
    pub inputs: Vec<PathBuf>,
    /// How fast files are played.
    pub pace: Pace,
    /// The date of the files' first frames; now, if not given.
    pub start_at: Option<Timestamp>,
    /// Seed of all ids; drawn if not given.
    pub seed: Option<u64>,
    /// Where to keep the input stream.
    pub record: Option<PathBuf>,
}

/// What a run did.
#[derive(Clone, Debug)]
pub struct Summary {
    pub wall: Duration,
    pub stages: Vec<StageTotals>,
    pub cameras: BTreeMap<CameraId, CameraTotals>,
    pub published: publish::Totals,
}

/// How a run is steered from outside.
#[derive(Clone, Debug)]
pub struct Control {
    /// Asks it to stop in order.
    pub stop: Shutdown,
    /// Configurations to go on with: what they say of zones, products, behaviour, scoring and alerts is taken over at
    /// once, the rest at the next start.
    pub reloads: Receiver<Config>,
}

/// Looks on while a run goes.
pub trait Watch: Send {
    /// Everything has started; the broker listens or will be reached at `broker`.
    fn ready(&mut self, broker: &str);

    /// The records of one step, and the line that made them. Called on the `decide` thread.
    fn records(&mut self, records: &[Record], line: &Line);
}

/// Runs the appliance until its stop is asked for, or until the files have ended.
///
/// # Errors
/// What keeps it from starting, or the failure that ended it; the text says how to mend it.
pub fn run(
    config: &Config,
    options: &RunOptions,
    mut watch: Box<dyn Watch>,
    control: &Control,
) -> anyhow::Result<Summary> {
    let watch_time = Stopwatch::start();
    let cameras = sources(config, options)?;
    let live = cameras.iter().any(|camera| camera.source.is_live());
    check_recording(config, options, live)?;
    let seed = options.seed.unwrap_or_else(random_seed);
    let clock = clock(options, seed);
    let stages = Stages {
        config,
        options,
        telemetry: Telemetry::default(),
        origin: clock.origin(),
        clock,
        stop: control.stop.clone(),
        failure: Failure::default(),
    };
    let workers = worker_count(cameras.len(), live);
    let networks = (0..workers)
        .map(|_| Networks::load(&config.vision))
        .collect::<Result<Vec<_>, _>>()?;
    let tag = networks.first().map(|n| n.signature_tag().clone());

    // Ids of its own: a replay begins after recovery, so the line's ids must not depend on it.
    let mut recovery_ids = SeededIds::new(!seed);
    let now = stages.clock.now();
    let (store, start) = open_store(config, options, &now, &mut recovery_ids)?;
    let header = || {
        let start = recorded_start(config, &start);
        let (site, config) = (&config.site.id, &config.sha256);
        Header::new(site, seed, stages.origin, tag.clone(), config, start)
    };
    let recorder = options
        .record
        .as_ref()
        .map(|file| Recorder::create(file, &header()))
        .transpose()?;
    let (edge, inbound) = Edge::start(store, &stages)?;
    watch.ready(&edge.broker);
    let line = Line::new(
        LineSettings::new(config, tag.clone()),
        &start,
        Box::new(SeededIds::new(seed)),
    );
    drop(start);
    let decide = Decide {
        line,
        tag,
        reloads: control.reloads.clone(),
        recorder,
        unrecorded: None,
        records: edge.records.clone(),
        watch,
        telemetry: stages.telemetry.clone(),
        clock: live.then(|| stages.clock.clone()),
        origin: stages.origin,
    };
    let (intake, sensors) = stages.sensors(&cameras, networks, inbound, live)?;
    let decide = stages.decide(decide, intake)?;
    // Data flows one way, and so does the end: each thread ends when the one before it has. Only a camera that hangs in
    // a connection is not waited for: it has nothing to say, and the process ends without it.
    joined(decide);
    for thread in sensors
        .into_iter()
        .filter(|thread| !live || thread.is_finished())
    {
        joined(thread);
    }
    let published = edge.finish(&stages.failure);
    stages.failure.take()?;
    let Stages { telemetry, .. } = stages;
    Ok(Summary {
        wall: watch_time.elapsed(),
        stages: telemetry.stages(),
        cameras: telemetry.cameras(),
        published,
    })
}

/// What a recording begins with: stored signatures only where the privacy mode lets them be kept.
fn recorded_start(config: &Config, start: &StartState) -> StartState {
    let mut start = start.clone();
    if config.privacy.recognition.permit().is_none() {
        start.templates.clear();
    }
    start
}

fn clock(options: &RunOptions, seed: u64) -> Clock {
    // The run's id comes from the seed, so that a seeded run over files repeats to the same bytes.
    let run = |at: Timestamp| {
        RunId(Ulid::from_parts(
            at.as_millisecond().max(0) as u64,
            u128::from(seed),
        ))
    };
    match options.start_at {
        Some(at) => Clock::starting_at(run(at), at),
        None => Clock::real(run(Clock::real(RunId(Ulid::nil())).now().utc)),
    }
}

/// A worker for each file, so that none waits for another; for cameras no more than there are cores.
fn worker_count(cameras: usize, live: bool) -> usize {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    if live { cameras.min(cores) } else { cameras }
}
