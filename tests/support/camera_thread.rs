//! A camera's thread by itself, in tests.

#![allow(dead_code, reason = "each test program uses its part")]

use std::{sync::Arc, thread::JoinHandle, time::Duration};

use crossbeam_channel::{Receiver, bounded};
use showfloor::{
    capture::{CameraSettings, CaptureEnv, Closeup, Pace, Source, SystemOpener, run},
    runtime::{CameraTotals, Clock, Mailboxes, Overflow, Shutdown, Taken, Telemetry, spawn},
    types::{CameraId, CameraReport, Frame, Observation, RunId},
};
use ulid::Ulid;

/// A camera's thread, running.
pub(crate) struct Running {
    shutdown: Shutdown,
    pub(crate) telemetry: Telemetry,
    mailboxes: Arc<Mailboxes<Frame>>,
    pub(crate) reports: Receiver<Observation>,
    thread: JoinHandle<()>,
}

pub(crate) fn camera(source: &str, fps: f32) -> CameraSettings {
    CameraSettings {
        fps,
        ..CameraSettings::new(
            CameraId::from("a"),
            Source::parse(source).expect("a source"),
        )
    }
}

impl Running {
    pub(crate) fn start(settings: CameraSettings) -> Self {
        Self::start_with(settings, None)
    }

    /// With turns at its main stream, where it has two.
    pub(crate) fn start_with(settings: CameraSettings, closeup: Option<Arc<Closeup>>) -> Self {
        let clock = Clock::real(RunId(Ulid::from(1u128)));
        let (shutdown, telemetry) = (Shutdown::new(), Telemetry::default());
        let overflow = if settings.source.is_live() {
            Overflow::NewestWins
        } else {
            Overflow::Wait
        };
        let mailboxes = Arc::new(Mailboxes::new(1, overflow));
        let (sender, reports) = bounded(100);
        let env = CaptureEnv {
            origin: clock.origin(),
            clock,
            shutdown: shutdown.clone(),
            counters: telemetry.camera(&settings.id),
            telemetry: telemetry.clone(),
            mailboxes: mailboxes.clone(),
            slot: 0,
            observations: sender,
            pace: Pace::Max,
            opener: Arc::new(SystemOpener),
            views: Arc::default(),
            snapshots: Arc::default(),
            closeup,
            spares: Arc::default(),
            excluded: Vec::new(),
        };
        let thread = spawn("cam-a", move || run(&settings, &env)).expect("a thread");
        Self {
            shutdown,
            telemetry,
            mailboxes,
            reports,
            thread,
        }
    }

    pub(crate) fn next_frame(&self) -> Option<Frame> {
        match self.mailboxes.take()? {
            Taken::Item(_, frame) => Some(frame),
            Taken::Closed(_) => None,
        }
    }

    /// The next report, waiting for it.
    pub(crate) fn next_report(&self) -> CameraReport {
        match self.reports.recv_timeout(Duration::from_secs(30)) {
            Ok(Observation::Camera(report)) => report,
            other => panic!("expected a report, got {other:?}"),
        }
    }

    pub(crate) fn totals(&self) -> CameraTotals {
        self.telemetry.cameras()[&CameraId::from("a")]
    }

    pub(crate) fn stop(self) {
        self.shutdown.request();
        self.mailboxes.abandon();
        self.thread.join().expect("the camera's thread ends");
    }
}
