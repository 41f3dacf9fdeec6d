//! `showfloor run` and `showfloor record`.

use std::{
    fmt::Write,
    path::{Path, PathBuf},
    process::{ExitCode, exit},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use crossbeam_channel::never;
use sd_notify::NotifyState;
use signal_hook::{
    consts::{SIGHUP, TERM_SIGNALS},
    iterator::Signals,
};

use super::{console::Console, login::login, profile::ProfileFile, service};
use crate::{
    app::{self, ConfigFile, Control, Eyes, Line, RunOptions, Summary},
    cli::{RunArgs, Speed},
    config,
    runtime::{CameraTotals, Shutdown, Telemetry, spawn},
    types::Record,
};

/// The appliance has this long to close visits and empty the outbox.
const STOP_WITHIN: Duration = Duration::from_secs(10);

/// Runs the appliance; with `record`, keeps its input stream there.
pub(super) fn run(args: &RunArgs, record: Option<&Path>) -> anyhow::Result<ExitCode> {
    let file = config::find(args.config.config.as_deref());
    let mut config = config::load(&file)?;
    if let (Some(note), true) = (config.note_on_cameras(), args.input.is_empty()) {
        // As wrong usage: systemd does not try again.
        eprintln!("error: {note}");
        return Ok(ExitCode::from(2));
    }
    config
        .vision
        .allowed_kinds
        .clone_from(&args.kinds.allow_model_kind);
    config.vision.allowed_by = login();
    let options = RunOptions {
        eyes: if args.input.is_empty() {
            Eyes::Cameras
        } else {
            Eyes::Files(args.input.clone())
        },
        pace: if args.speed == Speed::Max {
            app::Pace::Max
        } else {
            app::Pace::FileTime
        },
        start_at: args
            .start_at
            .map(|start| start.begin(&config.site.timezone)),
        play: None,
        seed: args.seed,
        record: record.map(Path::to_owned),
        force: args.force,
    };
    let profile = args
        .profile
        .as_deref()
        .map(ProfileFile::create)
        .transpose()?;
    let control = heed_signals(Some(file))?;
    if let Some(profile) = &profile {
        control.telemetry.profile_to(profile.profile.clone());
    }
    die_with_threads();
    let console = Arc::new(Mutex::new(Console::new(
        &config,
        args.json,
        !args.input.is_empty(),
    )));
    let summary = app::run(
        &config,
        options,
        Box::new(Watching {
            console: console.clone(),
            telemetry: control.telemetry.clone(),
            stop: control.stop.clone(),
        }),
        &control,
    )?;
    console
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .finish();
    let profiled = profile.map(ProfileFile::write).transpose()?;
    if !args.json {
        eprintln!("\n{}", report(&summary));
        if let Some(profiled) = profiled {
            eprintln!("{profiled}");
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The console as the run sees it.
struct Watching {
    console: Arc<Mutex<Console>>,
    telemetry: Telemetry,
    stop: Shutdown,
}

impl app::Watch for Watching {
    fn ready(&mut self, broker: &str, recognises: &str) {
        self.console
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .ready(broker, recognises);
        service::ready(&self.telemetry, &self.stop);
    }

    fn records(&mut self, records: &[Record], line: &Line) {
        self.console
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .show(records, line);
    }
}

/// SIGHUP reads the configuration again, where there is a file of it. The first SIGTERM or SIGINT stops in order,
/// within a deadline; the second at once.
pub(super) fn heed_signals(file: Option<PathBuf>) -> anyhow::Result<Control> {
    let mut signals = Signals::new(TERM_SIGNALS.iter().chain(&[SIGHUP]))?;
    let (file, reloads) = match file.map(ConfigFile::new) {
        Some((file, reloads)) => (Some(file), reloads),
        None => (None, never()),
    };
    let stop = Shutdown::new();
    let control = Control {
        stop: stop.clone(),
        reloads,
        file: file.clone(),
        telemetry: Telemetry::default(),
    };
    spawn("signals", move || {
        for signal in signals.forever() {
            if signal == SIGHUP {
                if let Some(file) = &file {
                    read_again(file);
                }
            } else if stop.is_requested() {
                exit(1);
            } else {
                tracing::info!("stopping");
                service::tell(&[NotifyState::Stopping]);
                stop.request();
                end_by_deadline();
            }
        }
    })?;
    Ok(control)
}

fn read_again(file: &ConfigFile) {
    let since = NotifyState::monotonic_usec_now().ok();
    let reloading: Vec<_> = [Some(NotifyState::Reloading), since]
        .into_iter()
        .flatten()
        .collect();
    service::tell(&reloading);
    let read = file.read_again();
    service::tell(&[NotifyState::Ready]);
    match read {
        Ok(()) => tracing::warn!(
            "configuration read again and taken over; changes to cameras, exclude zones, models, the site's id, privacy, mqtt, web, store and the record of which car stood where need a restart"
        ),
        Err(problems) => tracing::error!("the configuration is left as it was:\n{problems}"),
    }
}

/// Ends the process if it does not end by itself; in the good case that comes first.
fn end_by_deadline() {
    let deadline = spawn("deadline", || {
        Shutdown::new().sleep(STOP_WITHIN);
        tracing::error!(
            "could not stop in order within {STOP_WITHIN:?}; the next start will close what is open"
        );
        exit(1);
    });
    if deadline.is_err() {
        exit(1);
    }
}

/// Cameras are restarted where they run, and a request for a page that fails is that page's affair (`app` ends the run where
/// the web server itself fails); a panic of any other thread ends the process, and systemd starts it again.
pub(super) fn die_with_threads() {
    let tell = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        tell(panic);
        let thread = std::thread::current();
        if !thread.name().is_some_and(is_spared) {
            exit(101);
        }
    }));
}

/// Whether the process goes on without this thread: those of cameras, with what opens their streams, and those of requests.
fn is_spared(thread: &str) -> bool {
    let spared = ["cam-", "main-", "open-", "web"];
    spared.iter().any(|begin| thread.starts_with(begin))
}

/// Where the time went, and what the cameras gave.
fn report(summary: &Summary) -> String {
    let mut text = String::new();
    for (camera, c) in &summary.cameras {
        let CameraTotals {
            grabbed,
            analysed,
            dropped,
            unchanged,
            corrupt,
            opened,
        } = c;
        let s = if *opened == 1 { "" } else { "s" };
        let _ = writeln!(
            text,
            "{camera}: {grabbed} frames, {analysed} analysed, {dropped} dropped, {unchanged} with nothing new, {corrupt} missing or corrupt, {opened} connection{s}"
        );
    }
    let _ = writeln!(
        text,
        "mqtt: {} messages delivered",
        summary.published.delivered
    );
    let busy: Vec<_> = summary.stages.iter().filter(|s| s.calls > 0).collect();
    let total: f64 = busy.iter().map(|s| s.time.as_secs_f64()).sum();
    for stage in busy {
        let (name, calls, ms) = (
            stage.stage.name(),
            stage.calls,
            stage.time.as_secs_f64() * 1000.0,
        );
        let (mean, share) = (ms / calls as f64, ms / 10.0 / total);
        let _ = writeln!(
            text,
            "{name:<14} {calls:>7} x {mean:>7.2} ms  {share:>4.0}%"
        );
    }
    let _ = write!(
        text,
        "{:.1} s, {total:.1} s of work",
        summary.wall.as_secs_f64()
    );
    text
}
