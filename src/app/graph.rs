//! The running appliance: threads and channels around the line, and the order in which they stop.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    thread::JoinHandle,
    time::Duration,
};

use anyhow::Context;
use crossbeam_channel::Receiver;

use super::{
    album::Album,
    backstage::Bridges,
    decide::Decide,
    edge::Edge,
    front::Front,
    intake::Mail,
    line::Line,
    log::VisitLog,
    options::{RunOptions, clock},
    recording::{Header, Recorder},
    reload::ConfigFile,
    senses::Senses,
    sensors::Stages,
    settings::LineSettings,
    signatures::foreign_signatures,
    start::open_store,
    tally::Tally,
    threads::{Failure, joined},
    threshold, views,
};
use crate::{
    capture::Pace,
    config::Config,
    publish,
    runtime::{CameraTotals, SeededIds, Shutdown, StageTotals, Stopwatch, Telemetry, random_seed},
    store::StartState,
    types::{CameraId, Input, ModelTag, Record, Room},
};

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
    /// The file of the configuration, where there is one: pages may change it.
    pub file: Option<ConfigFile>,
    /// What is counted while it runs.
    pub telemetry: Telemetry,
}

/// Looks on while a run goes.
pub trait Watch: Send {
    /// Everything has started; the broker listens or will be reached at `broker`.
    /// `recognises` says from which likeness on somebody is recognised.
    fn ready(&mut self, broker: &str, recognises: &str);

    /// The records of one step, and the line that made them. Called on the `decide` thread.
    fn records(&mut self, records: &[Record], line: &Line);

    /// An input was taken in, whether there were records or not, and the line as it is now: what time it is, and who is
    /// in the picture. Called on the `decide` thread, after `records`; whoever takes long here holds up the line.
    fn stepped(&mut self, _input: &Input, _line: &Line) {}
}

/// Runs the appliance until its stop is asked for, or until its recordings have ended.
///
/// # Errors
/// What keeps it from starting, or the failure that ended it; the text says how to mend it.
pub fn run(
    config: &Config,
    options: RunOptions,
    mut watch: Box<dyn Watch>,
    control: &Control,
) -> anyhow::Result<Summary> {
    let watch_time = Stopwatch::start();
    let RunOptions {
        eyes,
        pace,
        start_at,
        play,
        seed,
        record,
        force,
    } = options;
    let record = record.as_deref();
    let senses = Senses::prepare(config, eyes, record)?;
    let (live, tag) = (senses.live(), senses.signatures());
    let seed = seed.unwrap_or_else(random_seed);
    let looks_at_disk = live || pace == Pace::FileTime;
    let clock = clock(start_at, play.filter(|_| !live), seed);
    let mut stages = Stages {
        config,
        pace,
        live,
        telemetry: control.telemetry.clone(),
        origin: clock.origin(),
        clock,
        stop: control.stop.clone(),
        failure: Failure::default(),
        signatures: tag.clone(),
        views: Arc::default(),
        bridges: Bridges::default(),
        snapshots: Arc::default(),
        published: Arc::default(),
        hub_there: Arc::default(),
    };
    // Ids of its own: a replay begins after recovery, so the line's ids must not depend on it.
    let mut recovery_ids = SeededIds::new(!seed);
    let (store, start) = open_store(config, record, &stages.clock.now(), &mut recovery_ids)?;
    let mut views_thread = None;
    if live {
        let (views, thread) =
            views::watch(&config.store, stages.clock.clone(), stages.stop.clone())?;
        stages.views = views;
        views_thread = Some(thread);
    }
    warn_of_staff(&start, tag.as_ref());
    warn_of_foreign(config, tag.as_ref())?;
    let recorder = record
        .map(|file| {
            let mut header = header(&stages, seed, tag.clone(), &start);
            header.forced = force;
            Recorder::create(file, &header)
        })
        .transpose()?;
    // An address that is taken is found before anything runs.
    let (front, asks) = Front::start(&stages, control.file.clone())?;
    let (mut edge, inbound) = Edge::start(store, &start.staff, &stages)?;
    let line = line(config, tag.clone(), &start, seed, force);
    drop(start);
    watch.ready(&edge.broker, &threshold::in_force(&line));
    warn_of_force(force, &line);
    if let Some(own) = threshold::of_their_own(&line) {
        tracing::warn!("{own}");
        let entry = own.audit(stages.clock.now().utc);
        edge.records
            .send(vec![Record::Audit(entry)])
            .context("the store has ended; see its error above")?;
    }
    let decide = Decide {
        line,
        tag,
        reloads: control.reloads.clone(),
        discovery: edge.discovery.take(),
        recorder,
        unrecorded: None,
        records: edge.records.clone(),
        watch,
        telemetry: stages.telemetry.clone(),
        tally: Tally::new(&stages),
        log: VisitLog::default(),
        clock: live.then(|| stages.clock.clone()),
        origin: stages.origin,
        album: Album::default(),
        looks_at_disk,
        room: Room::Enough,
    };
    stages.clock.play();
    let (intake, sensors) = stages.sensors(senses, Mail { inbound, asks })?;
    let decide = stages.decide(decide, intake)?;
    wind_down(decide, sensors, live);
    if let Some(front) = front {
        front.finish(&stages.failure);
    }
    if let Some(thread) = views_thread {
        joined(thread);
    }
    let published = edge.finish(&stages.failure);
    stages.failure.take()?;
    Ok(Summary {
        wall: watch_time.elapsed(),
        stages: stages.telemetry.stages(),
        cameras: stages.telemetry.cameras(),
        published,
    })
}

fn line(
    config: &Config,
    tag: Option<ModelTag>,
    start: &StartState,
    seed: u64,
    force: bool,
) -> Line {
    let mut settings = LineSettings::new(config, tag);
    settings.identity.forced = force;
    Line::new(settings, start, Box::new(SeededIds::new(seed)))
}

/// Whoever insists on a threshold must have one.
fn warn_of_force(force: bool, line: &Line) {
    if force && line.identity().0.threshold.is_none() {
        tracing::warn!(
            "--force changes nothing: the configuration has no identity.threshold to insist on"
        );
    }
}

/// Says which signatures are of another model, and so are compared with nobody's.
fn warn_of_foreign(config: &Config, tag: Option<&ModelTag>) -> anyhow::Result<()> {
    if let Some(tag) = tag
        && let Some(note) = foreign_signatures(&config.store, tag)?
    {
        tracing::warn!("{note}");
    }
    Ok(())
}

/// Colleagues whose templates another model made are taken for visitors.
fn warn_of_staff(start: &StartState, tag: Option<&ModelTag>) {
    let Some(tag) = tag else { return };
    let all: BTreeSet<_> = start.staff.iter().map(|t| t.staff).collect();
    let usable = start.staff.iter().filter(|t| t.signature.tag() == tag);
    let known: BTreeSet<_> = usable.map(|t| t.staff).collect();
    let strangers = all.len() - known.len();
    if strangers > 0 {
        tracing::warn!(
            strangers,
            "colleagues on the roster must be enrolled again, as the model was changed: `showfloor staff list` names them"
        );
    }
}

/// What a recording begins with: stored signatures only where the privacy mode lets them be kept.
fn header(stages: &Stages<'_>, seed: u64, tag: Option<ModelTag>, start: &StartState) -> Header {
    let config = stages.config;
    let mut start = start.clone();
    if !config.privacy.recognition.keeps_any() {
        start.templates.clear();
    }
    let site = &config.site.id;
    Header::new(site, seed, stages.origin, tag, &config.sha256, start)
}

/// Data flows one way, and so does the end: each thread ends when the one before it has. Only a camera that hangs in a
/// connection is not waited for: it has nothing to say, and the process ends without it.
fn wind_down(decide: JoinHandle<()>, sensors: Vec<JoinHandle<()>>, live: bool) {
    joined(decide);
    for thread in sensors
        .into_iter()
        .filter(|thread| !live || thread.is_finished())
    {
        joined(thread);
    }
}
