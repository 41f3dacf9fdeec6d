//! The running appliance: threads and channels around the line, and the order in which they stop.

use std::{
    io,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    thread::{self, JoinHandle},
};

use anyhow::{Context, bail};
use crossbeam_channel::{Receiver, Sender, bounded};
use jiff::Timestamp;
use tokio::sync::Notify;
use ulid::Ulid;

use super::{
    intake::{Files, Intake, Live},
    line::Line,
    recording::{Entry, Header, Recorder},
    settings::LineSettings,
    start::open_store,
};
use crate::{
    capture::{self, CameraSettings, CaptureEnv, Pace, Source, SystemOpener},
    config::Config,
    publish::{self, Link, PublishError, Wiring},
    runtime::{
        CameraTotals, Clock, Mailboxes, Overflow, SeededIds, Shutdown, Stage, StageTotals,
        Stopwatch, Telemetry, random_seed, spawn,
    },
    store::{Store, StoreError, Writer},
    types::{CameraId, Frame, Input, ModelTag, Observation, Record, RunId, Stamp, ZoneKind},
    vision::{self, CameraView, Networks},
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
    pub wall: std::time::Duration,
    pub stages: Vec<StageTotals>,
    pub cameras: std::collections::BTreeMap<CameraId, CameraTotals>,
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

/// Observations that may wait for the line: live cameras share one queue, files have one each.
const WAITING_OBSERVATIONS: usize = 64;
const WAITING_PER_FILE: usize = 4;
/// Commands and external events that may wait for the line.
const WAITING_INBOUND: usize = 64;

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
    refuse_unlawful_recording(config, options, live)?;
    let seed = options.seed.unwrap_or_else(random_seed);
    let mut ids = SeededIds::new(seed);
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

    let (store, start) = open_store(config, options, &stages.clock.now(), &mut ids)?;
    let header = Header::new(
        &config.site.id,
        seed,
        stages.origin,
        tag.clone(),
        &config.sha256,
        start.clone(),
    );
    let recorder = options
        .record
        .as_ref()
        .map(|file| Recorder::create(file, &header))
        .transpose()?;
    let (edge, inbound) = Edge::start(store, &stages)?;
    watch.ready(&edge.broker);
    let decide = Decide {
        line: Line::new(
            LineSettings::new(config, tag.clone()),
            &start,
            Box::new(ids),
        ),
        tag,
        reloads: control.reloads.clone(),
        recorder,
        records: edge.records.clone(),
        watch,
        telemetry: stages.telemetry.clone(),
        clock: live.then(|| stages.clock.clone()),
        origin: stages.origin,
    };
    let (intake, sensors) = stages.sensors(&cameras, networks, inbound, live)?;
    let decide = stages.decide(decide, intake)?;
    // Data flows one way, and so does the end: each thread ends when the one before it has.
    for thread in sensors.into_iter().chain([decide]) {
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

/// What stands after the line: the store's thread, and the broker's behind it.
struct Edge {
    records: Sender<Vec<Record>>,
    store: JoinHandle<Result<(), StoreError>>,
    net: JoinHandle<Result<(), PublishError>>,
    net_stop: Shutdown,
    counters: Arc<publish::Counters>,
    /// The broker's address.
    broker: String,
}

impl Edge {
    /// Starts both; what comes in from the broker can be received.
    fn start(store: Store, stages: &Stages<'_>) -> anyhow::Result<(Self, Receiver<Input>)> {
        let (net_stop, wake) = (Shutdown::new(), Arc::new(Notify::new()));
        let link = Link::open(&stages.config.mqtt, &net_stop)?;
        let broker = link.address().to_string();
        let (inbound, received) = bounded(WAITING_INBOUND);
        let counters = Arc::<publish::Counters>::default();
        let wiring = Wiring {
            outbox: Box::new(store.outbox()?),
            wake: wake.clone(),
            inbound,
            clock: stages.clock.clone(),
            shutdown: net_stop.clone(),
            counters: counters.clone(),
        };
        let net = spawn("net", move || publish::run_blocking(link, wiring))?;
        let Writer { records, thread } =
            store.writer(wake, stages.telemetry.clone(), stages.stop.clone())?;
        Ok((
            Self {
                records,
                store: thread,
                net,
                net_stop,
                counters,
                broker,
            },
            received,
        ))
    }

    /// Waits until everything is written, then until the broker has what it can have.
    fn finish(self, failure: &Failure) -> publish::Totals {
        drop(self.records);
        if let Err(error) = joined(self.store) {
            failure.set(error.into());
        }
        self.net_stop.request();
        if let Err(error) = joined(self.net) {
            failure.set(error.into());
        }
        self.counters.totals()
    }
}

fn joined<T>(thread: JoinHandle<T>) -> T {
    thread
        .join()
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// The first failure of any thread: what the run is said to have ended with.
#[derive(Clone, Debug, Default)]
struct Failure(Arc<Mutex<Option<anyhow::Error>>>);

impl Failure {
    fn set(&self, error: anyhow::Error) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get_or_insert(error);
    }

    fn take(&self) -> anyhow::Result<()> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
            .map_or(Ok(()), Err)
    }
}

/// The configured cameras, or the files in their place; every recording is probed, so that a bad one is told first.
fn sources(config: &Config, options: &RunOptions) -> anyhow::Result<Vec<CameraSettings>> {
    let mut cameras = config.cameras.clone();
    if !options.inputs.is_empty() {
        cameras.truncate(options.inputs.len());
        for (i, input) in options.inputs.iter().enumerate() {
            let source = if input.is_dir() {
                Source::Folder(input.clone())
            } else {
                Source::File(input.clone())
            };
            if let Some(camera) = cameras.get_mut(i) {
                camera.source = source;
            } else {
                // More files than cameras: they get the files' names, and have no zones.
                let stem = input
                    .file_stem()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned();
                cameras.push(CameraSettings::new(
                    format!("{}-{stem}", i + 1).into(),
                    source,
                ));
            }
        }
    }
    for camera in cameras.iter().filter(|c| !c.source.is_live()) {
        capture::probe(&camera.source)?;
    }
    let live = cameras.iter().filter(|c| c.source.is_live()).count();
    if live != 0 && live != cameras.len() {
        bail!(
            "cameras and recordings cannot run together\nhint: use one or the other, or play all from files with --input"
        );
    }
    Ok(cameras)
}

fn refuse_unlawful_recording(
    config: &Config,
    options: &RunOptions,
    live: bool,
) -> anyhow::Result<()> {
    let all = config.privacy.recognition.permit().is_some();
    if options.record.is_some() && live && !all {
        bail!(
            "a recording holds face signatures, and privacy.recognition = {:?} does not allow to keep those of people at \
             live cameras\nhint: record from files with --input, or choose mode \"all\" if the law allows it",
            config.privacy.recognition.as_str()
        );
    }
    Ok(())
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

/// What starts the threads, and what they share.
struct Stages<'a> {
    config: &'a Config,
    options: &'a RunOptions,
    telemetry: Telemetry,
    clock: Clock,
    origin: Stamp,
    stop: Shutdown,
    failure: Failure,
}

impl Stages<'_> {
    /// Starts the threads of all cameras and networks; camera `i` belongs to worker `i % workers`.
    fn sensors(
        &self,
        cameras: &[CameraSettings],
        networks: Vec<Networks>,
        inbound: Receiver<Input>,
        live: bool,
    ) -> io::Result<(Intake, Vec<JoinHandle<()>>)> {
        let (senders, intake) = self.channels(cameras.len(), inbound, live);
        let (mut threads, workers) = (Vec::new(), networks.len());
        let mut vision_threads = Vec::new();
        for (w, networks) in networks.into_iter().enumerate() {
            let mine: Vec<usize> = (w..cameras.len()).step_by(workers).collect();
            let overflow = if !live && self.options.pace == Pace::Max {
                Overflow::Wait
            } else {
                Overflow::NewestWins
            };
            let mailboxes = Arc::new(Mailboxes::new(mine.len(), overflow));
            for (slot, &i) in mine.iter().enumerate() {
                threads.push(self.camera(&cameras[i], &mailboxes, slot, senders[i].clone())?);
            }
            let views: Vec<_> = mine.iter().map(|&i| self.view(&cameras[i].id)).collect();
            let out = mine.iter().map(|&i| senders[i].clone()).collect();
            vision_threads.push(self.worker(w, networks, views, mailboxes, out)?);
        }
        threads.extend(vision_threads);
        Ok((intake, threads))
    }

    fn decide(&self, decide: Decide, intake: Intake) -> io::Result<JoinHandle<()>> {
        let (failure, stop) = (self.failure.clone(), self.stop.clone());
        spawn("decide", move || {
            if let Err(error) = decide.run(intake) {
                failure.set(error);
            }
            // Without the line nothing else makes sense.
            stop.request();
        })
    }

    fn channels(
        &self,
        cameras: usize,
        inbound: Receiver<Input>,
        live: bool,
    ) -> (Vec<Sender<Observation>>, Intake) {
        if live {
            let (sender, receiver) = bounded(WAITING_OBSERVATIONS);
            let senders = vec![sender; cameras];
            return (
                senders,
                Intake::Live(Live::new(receiver, inbound, self.clock.clone())),
            );
        }
        let (senders, receivers) = (0..cameras).map(|_| bounded(WAITING_PER_FILE)).unzip();
        (
            senders,
            Intake::Files(Files::new(receivers, inbound, self.origin)),
        )
    }

    fn camera(
        &self,
        camera: &CameraSettings,
        mailboxes: &Arc<Mailboxes<Frame>>,
        slot: usize,
        observations: Sender<Observation>,
    ) -> io::Result<JoinHandle<()>> {
        let env = CaptureEnv {
            clock: self.clock.clone(),
            shutdown: self.stop.clone(),
            counters: self.telemetry.camera(&camera.id),
            telemetry: self.telemetry.clone(),
            mailboxes: mailboxes.clone(),
            slot,
            observations,
            pace: self.options.pace,
            origin: self.origin,
            opener: Arc::new(SystemOpener),
        };
        let camera = camera.clone();
        spawn(&format!("cam-{}", camera.id), move || {
            capture::run(&camera, &env);
        })
    }

    fn view(&self, camera: &CameraId) -> CameraView {
        let masked = |z: &&crate::types::Zone| z.kind == ZoneKind::Exclude && z.camera == *camera;
        let masks = self
            .config
            .zones
            .iter()
            .filter(masked)
            .map(|z| z.polygon.clone())
            .collect();
        CameraView {
            id: camera.clone(),
            masks,
        }
    }

    fn worker(
        &self,
        number: usize,
        networks: Networks,
        views: Vec<CameraView>,
        mailboxes: Arc<Mailboxes<Frame>>,
        out: Vec<Sender<Observation>>,
    ) -> io::Result<JoinHandle<()>> {
        let (telemetry, failure, stop) = (
            self.telemetry.clone(),
            self.failure.clone(),
            self.stop.clone(),
        );
        spawn(&format!("vision-{number}"), move || {
            if let Err(error) = vision::run(networks, &views, &mailboxes, out, &telemetry) {
                failure.set(error.into());
                stop.request();
            }
        })
    }
}

/// The `decide` thread.
struct Decide {
    line: Line,
    tag: Option<ModelTag>,
    reloads: Receiver<Config>,
    recorder: Option<Recorder>,
    records: Sender<Vec<Record>>,
    watch: Box<dyn Watch>,
    telemetry: Telemetry,
    /// The clock by which a live run ends; a run over files ends at its last input.
    clock: Option<Clock>,
    origin: Stamp,
}

impl Decide {
    fn run(mut self, mut intake: Intake) -> anyhow::Result<()> {
        let mut last = self.origin;
        while let Some(input) = intake.next() {
            last = *input.stamp();
            if let Ok(config) = self.reloads.try_recv() {
                self.line
                    .reload(LineSettings::new(&config, self.tag.clone()));
                self.take_in(Input::Reload(last))?;
            }
            self.take_in(input)?;
        }
        let end = self.clock.as_ref().map_or(last, Clock::now);
        self.keep(&Entry::End(end))?;
        let records = self.line.close(&end);
        self.pass_on(records)
    }

    fn take_in(&mut self, input: Input) -> anyhow::Result<()> {
        let records = self
            .telemetry
            .time(Stage::Decide, || self.line.step(&input));
        self.keep(&Entry::Input(input))?;
        self.pass_on(records)
    }

    fn keep(&mut self, entry: &Entry) -> anyhow::Result<()> {
        if let Some(recorder) = &mut self.recorder {
            recorder.write(entry)?;
        }
        Ok(())
    }

    fn pass_on(&mut self, records: Vec<Record>) -> anyhow::Result<()> {
        if records.is_empty() {
            return Ok(());
        }
        self.watch.records(&records, &self.line);
        self.records
            .send(records)
            .ok()
            .context("the store has ended; see its error above")
    }
}
