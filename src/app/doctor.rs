//! Tries every part that a run needs, and says what to mend: the same code as in a run, without running. The modules below look
//! at the machine that it is to run on for years.

mod capacity;
mod certificate;
mod clock;
mod disk;
mod hub;
mod machine;
mod ports;
mod service;

use std::{collections::BTreeMap, path::Path, thread, time::Duration};

use crossbeam_channel::{Receiver, bounded};
use jiff::{civil::Date, tz::TimeZone};
use ulid::Ulid;

use self::machine::Machine;
use super::other_models;
use crate::{
    capture::{self, CameraSettings, Look},
    config::{self, Config},
    publish::{self, Broker, GroupSite, Probed},
    runtime::{Clock, Shutdown, Stopwatch, spawn},
    store::{self, StoreError, StoreProbe},
    types::RunId,
    vision::{self, Networks},
};

/// How long a camera that works is looked at, to see its rate.
const LOOK: Duration = Duration::from_secs(2);

/// How long cameras may take in all: opening one that hangs ends by itself after about 20 s.
const CAMERAS: Duration = Duration::from_secs(30);

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Ok,
    /// It works, and something is to be done before it does not.
    Advice,
    Failed,
    /// It was not made, and `seen` says why. Nothing is wrong with that.
    Skipped,
}

/// One check, and what came of it.
#[derive(Clone, Debug)]
pub struct Checked {
    /// `models`, `store`, `hub`, `camera`, `mqtt`, `webhook`, `group`, `web`; of the machine `clock`, `time zone`, `machine`, `disk`, `files`,
    /// `backup`, `swap`, `certificate`, `service`.
    pub check: &'static str,
    /// Which camera, webhook or site of the group.
    pub subject: Option<String>,
    pub verdict: Verdict,
    /// What was seen.
    pub seen: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Checked {
    fn ok(check: &'static str, seen: String) -> Self {
        Self {
            check,
            subject: None,
            verdict: Verdict::Ok,
            seen,
            hint: None,
        }
    }

    fn skipped(check: &'static str, seen: String) -> Self {
        Self {
            verdict: Verdict::Skipped,
            ..Self::ok(check, seen)
        }
    }

    /// As [`failed`](Self::failed), of what works today.
    fn advice(check: &'static str, text: &str) -> Self {
        Self {
            verdict: Verdict::Advice,
            ..Self::failed(check, text)
        }
    }

    /// From the text of an error, which ends with what to do.
    fn failed(check: &'static str, error: &str) -> Self {
        let (seen, hint) = match error.split_once("hint:") {
            Some((seen, hint)) => (seen, Some(hint.trim().to_owned())),
            None => (error, None),
        };
        Self {
            verdict: Verdict::Failed,
            hint,
            ..Self::ok(check, seen.trim().trim_end_matches([';', '\n']).to_owned())
        }
    }

    fn of(self, subject: &str) -> Self {
        Self {
            subject: Some(subject.to_owned()),
            ..self
        }
    }
}

/// Tries everything, and tells each outcome as it comes. `file` is where the configuration stands.
///
/// # Errors
/// The operating system has no thread left.
pub fn examine(config: &Config, file: &Path, tell: &mut dyn FnMut(Checked)) -> anyhow::Result<()> {
    tell(models(config));
    for model in vision::other_models(&config.vision).unwrap_or_default() {
        tell(Checked::skipped("models", other_models::told(&model)).of(&model.kind));
    }
    let store = the_store(config);
    let runs = store.verdict == Verdict::Skipped;
    tell(store);
    if let Some(settings) = &config.store.hub {
        hub::examine(settings, tell);
    }
    if let Some(note) = config.note_on_cameras() {
        let (seen, hint) = note.split_once(": ").unwrap_or((note, ""));
        tell(Checked::failed("camera", &format!("{seen}\nhint: {hint}")));
    }
    cameras(config, tell)?;
    let port = match &config.mqtt.broker {
        Broker::Embedded(embedded) => ports::broker(embedded.listen, runs),
        Broker::At(_) => None,
    };
    tell(port.unwrap_or_else(|| mqtt(config)));
    if let Some(note) = config.mqtt.note() {
        tell(Checked::skipped("mqtt", note).of("access"));
    }
    for webhook in &config.webhooks {
        let checked = match webhook.check() {
            Ok(()) => Checked::ok("webhook", "its secret is there".to_owned()),
            Err(error) => Checked::failed("webhook", &error.to_string()),
        };
        tell(checked.of(webhook.id.as_str()));
    }
    for site in &config.group {
        tell(group_site(site, &config.site.timezone).of(site.id.as_str()));
    }
    if let Some(web) = &config.web {
        tell(ports::pages(web.listen(), runs));
    }
    if let Some(file) = config.web.as_ref().and_then(|web| web.tokens_file.as_ref()) {
        tell(tokens(file, &config.site.timezone));
    }
    the_machine(config, file, &Machine::this(), tell);
    Ok(())
}

/// What makes a year in a cupboard.
fn the_machine(config: &Config, file: &Path, machine: &Machine, tell: &mut dyn FnMut(Checked)) {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let holds_password = |camera: &CameraSettings| camera.source.to_string().contains("***");
    let store = &config.store;
    tell(clock::clock(machine, &store.path));
    tell(clock::timezone(machine, &config.site.timezone));
    tell(capacity::capacity(machine, config.cameras.len(), cores));
    disk::room(store).into_iter().for_each(&mut *tell);
    tell(disk::files(store));
    disk::configuration(file, config.cameras.iter().any(holds_password))
        .into_iter()
        .for_each(&mut *tell);
    tell(disk::backups(machine, store));
    tell(capacity::swap(machine));
    if let Some(tls) = config.web.as_ref().and_then(|web| web.tls()) {
        let told = certificate::certificate(tls, machine.now);
        told.into_iter().for_each(&mut *tell);
    }
    service::service(machine).into_iter().for_each(tell);
}

fn models(config: &Config) -> Checked {
    let watch = Stopwatch::start();
    let loaded = vision::check(&config.vision)
        .and_then(|models| Networks::load(&config.vision).map(|_| models));
    match loaded {
        Ok(models) => {
            let names: Vec<_> = models
                .iter()
                .map(|model| format!("{} (sha256 {}…)", model.name, &model.sha256[..12]))
                .collect();
            let seconds = watch.elapsed().as_secs_f64();
            Checked::ok(
                "models",
                format!(
                    "loaded and run once in {seconds:.1} s with {}: {}",
                    config.vision.provider,
                    names.join(", ")
                ),
            )
        }
        Err(error) => Checked::failed("models", &error.to_string()),
    }
}

fn the_store(config: &Config) -> Checked {
    let path = config.store.path.display();
    match store::probe(&config.store) {
        Ok(StoreProbe::Written) => Checked::ok(
            "store",
            format!("{path}: opened with its key; a change was written and taken back"),
        ),
        Ok(StoreProbe::NotYet) => Checked::ok(
            "store",
            format!("{path}: there is none yet; the first run can make it"),
        ),
        Err(StoreError::InUse { .. }) => Checked::skipped(
            "store",
            format!("{path}: an appliance is running and writes to it"),
        ),
        Err(error) => Checked::failed("store", &error.to_string()),
    }
}

/// All streams of all cameras at once, each told of as soon as it is known.
fn cameras(config: &Config, tell: &mut dyn FnMut(Checked)) -> anyhow::Result<()> {
    let both = |camera: &CameraSettings| [Some(camera.clone()), camera.main_stream()];
    let streams: Vec<_> = config.cameras.iter().flat_map(both).flatten().collect();
    let (sender, looks) = bounded(streams.len());
    for (number, stream) in streams.iter().cloned().enumerate() {
        let sender = sender.clone();
        spawn(&format!("look-{}", stream.id), move || {
            let looked = capture::look(&stream, LOOK).map_err(|error| error.to_string());
            // Nobody listens any more where it took too long.
            let _ = sender.send((number, looked));
        })?;
    }
    await_looks(&streams, &looks, tell);
    Ok(())
}

fn await_looks(
    streams: &[CameraSettings],
    looks: &Receiver<(usize, Result<Look, String>)>,
    tell: &mut dyn FnMut(Checked),
) {
    let watch = Stopwatch::start();
    let mut left: BTreeMap<_, _> = streams.iter().enumerate().collect();
    while !left.is_empty() {
        let patience = CAMERAS.saturating_sub(watch.elapsed());
        let Ok((number, looked)) = looks.recv_timeout(patience) else {
            break;
        };
        if let Some(stream) = left.remove(&number) {
            let checked = match looked {
                Ok(look) => seen(stream, look),
                Err(error) => Checked::failed("camera", &error),
            };
            tell(checked.of(stream.id.as_str()));
        }
    }
    for stream in left.into_values() {
        let error = format!(
            "{}: no picture within {} s\nhint: restart the camera; does its own page show pictures?",
            stream.source,
            CAMERAS.as_secs()
        );
        tell(Checked::failed("camera", &error).of(stream.id.as_str()));
    }
}

fn seen(camera: &CameraSettings, look: Look) -> Checked {
    let (width, height) = (look.width, look.height);
    let rate = look
        .fps
        .map_or_else(String::new, |fps| format!(", {fps:.1} pictures a second"));
    let after = look.first_after.as_secs_f64();
    let seen = format!(
        "{}: {width}x{height}{rate}, the first after {after:.1} s",
        camera.source
    );
    let few = look.fps.filter(|fps| *fps < 0.8 * f64::from(camera.fps));
    match few {
        Some(_) if camera.source.is_live() => Checked::failed(
            "camera",
            &format!(
                "{seen}\nhint: {} are to be analysed: set a higher rate in the camera, or a lower `fps` here",
                camera.fps
            ),
        ),
        _ => Checked::ok("camera", seen),
    }
}

fn mqtt(config: &Config) -> Checked {
    match publish::probe(&config.mqtt, &Shutdown::new()) {
        Ok(probed) => Checked::ok("mqtt", round_trip(&config.mqtt.broker, &probed)),
        Err(error) => Checked::failed("mqtt", &error.to_string()),
    }
}

fn round_trip(broker: &Broker, probed: &Probed) -> String {
    let whose = match broker {
        Broker::At(_) => "",
        Broker::Embedded(_) if probed.started => "the embedded broker, started for this, ",
        Broker::Embedded(_) => "the running appliance's embedded broker, ",
    };
    let user = probed
        .user
        .as_ref()
        .map_or_else(String::new, |user| format!(" as user {user}"));
    let ms = probed.round_trip.as_secs_f64() * 1000.0;
    format!(
        "{whose}{}{user}: may listen to commands and events; a message came back after {ms:.1} ms",
        probed.broker
    )
}

/// Asks another site for today's figures, as the group's page does.
fn group_site(site: &GroupSite, zone: &TimeZone) -> Checked {
    let today = today(zone).to_string();
    match site.figures(&today, &today) {
        Ok(_) => Checked::ok("group", format!("{} tells its figures", site.url)),
        Err(error) => Checked::failed("group", &format!("{}: {error}", site.url)),
    }
}

fn today(zone: &TimeZone) -> Date {
    let now = Clock::real(RunId(Ulid::nil())).now().utc;
    now.to_zoned(zone.clone()).date()
}

fn tokens(file: &Path, zone: &TimeZone) -> Checked {
    match config::tokens(file) {
        Ok(tokens) => {
            let gone = tokens
                .expired(today(zone))
                .map(|(client, last)| format!("; one of {client} was good until {last}"));
            let gone: String = gone.collect();
            Checked::ok(
                "web",
                format!("{}: the tokens can be read{gone}", file.display()),
            )
        }
        Err(problems) => Checked::failed("web", &problems.to_string()),
    }
}
