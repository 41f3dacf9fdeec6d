//! Counters and stage times: what the summary, the status and the bench report read.

use std::{
    collections::BTreeMap,
    io::{self, IsTerminal},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU8, AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use tracing_subscriber::EnvFilter;

use super::Stopwatch;
use crate::types::{CameraId, Room};

/// Logs to standard error; `RUST_LOG` overrides `level`. Calling it again changes nothing.
pub fn init_logging(level: &str) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(level));
    // A second call (tests in one process) finds a subscriber in place, which is just as good.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .try_init();
}

/// The stages whose time is kept apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Decoding a frame (`grab`).
    Decode,
    /// Colour conversion and copy of an analysed frame (`retrieve`).
    Convert,
    /// Scaling and layout for the networks.
    Prepare,
    /// Face network.
    FaceNet,
    /// Person network.
    PersonNet,
    /// Alignment and quality of faces.
    Align,
    /// Second look at a face from close by.
    Closer,
    /// Signature network.
    SignatureNet,
    /// `track` to `alerts`.
    Decide,
    /// Writing to the store.
    Store,
}

impl Stage {
    /// All stages, in the order of the flow.
    pub const ALL: [Self; 10] = [
        Self::Decode,
        Self::Convert,
        Self::Prepare,
        Self::FaceNet,
        Self::PersonNet,
        Self::Align,
        Self::Closer,
        Self::SignatureNet,
        Self::Decide,
        Self::Store,
    ];

    /// The name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Decode => "decode",
            Self::Convert => "convert",
            Self::Prepare => "prepare",
            Self::FaceNet => "face net",
            Self::PersonNet => "person net",
            Self::Align => "align, quality",
            Self::Closer => "closer look",
            Self::SignatureNet => "signature net",
            Self::Decide => "decide",
            Self::Store => "store",
        }
    }
}

/// How often a stage ran, and for how long in total.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StageTotals {
    pub stage: Stage,
    pub calls: u64,
    pub time: Duration,
}

/// Counters of one camera.
#[derive(Debug, Default)]
pub struct CameraCounters {
    /// Frames that arrived.
    pub grabbed: AtomicU64,
    /// Frames that went through the networks.
    pub analysed: AtomicU64,
    /// Frames chosen for analysis that a newer one replaced.
    pub dropped: AtomicU64,
    /// Frames of a live camera chosen for analysis that bring nothing: the same picture as before, or a black one.
    pub unchanged: AtomicU64,
    /// Frames that could not be decoded, or that are missing between the timestamps of their neighbours.
    pub corrupt: AtomicU64,
    /// Connections made, the first included.
    pub opened: AtomicU64,
}

/// A reading of [`CameraCounters`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct CameraTotals {
    pub grabbed: u64,
    pub analysed: u64,
    pub dropped: u64,
    pub unchanged: u64,
    pub corrupt: u64,
    pub opened: u64,
}

impl CameraCounters {
    /// Adds one.
    pub fn bump(counter: &AtomicU64) {
        counter.fetch_add(1, Relaxed);
    }

    pub fn totals(&self) -> CameraTotals {
        CameraTotals {
            grabbed: self.grabbed.load(Relaxed),
            analysed: self.analysed.load(Relaxed),
            dropped: self.dropped.load(Relaxed),
            unchanged: self.unchanged.load(Relaxed),
            corrupt: self.corrupt.load(Relaxed),
            opened: self.opened.load(Relaxed),
        }
    }
}

/// How long signatures lived that were compared with those of absent visitors and fitted nobody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct ProbeLives {
    /// How many there were.
    pub count: u64,
    /// The longest of their lives: not longer than the step in which they were made, compared and cleared.
    pub longest: Duration,
}

/// The counters of one run; clones share them.
#[derive(Clone, Debug, Default)]
pub struct Telemetry(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    stages: [(AtomicU64, AtomicU64); Stage::ALL.len()],
    cameras: Mutex<BTreeMap<CameraId, Arc<CameraCounters>>>,
    probes: (AtomicU64, AtomicU64),
    room: AtomicU8,
}

impl Telemetry {
    /// Runs `work` and books its time under `stage`.
    pub fn time<T>(&self, stage: Stage, work: impl FnOnce() -> T) -> T {
        let watch = Stopwatch::start();
        let result = work();
        self.add(stage, watch.elapsed());
        result
    }

    /// Books a measured time.
    pub fn add(&self, stage: Stage, time: Duration) {
        let (calls, nanos) = &self.0.stages[stage as usize];
        calls.fetch_add(1, Relaxed);
        nanos.fetch_add(time.as_nanos() as u64, Relaxed);
    }

    /// The disk of the store has so much room now.
    pub fn set_room(&self, room: Room) {
        self.0.room.store(room as u8, Relaxed);
    }

    /// How much room the disk of the store has.
    pub fn room(&self) -> Room {
        let at = usize::from(self.0.room.load(Relaxed));
        Room::ALL[at.min(Room::ALL.len() - 1)]
    }

    /// Whether records wait for the store.
    pub fn waits_for_disk(&self) -> bool {
        self.room() == Room::Full
    }

    /// So many signatures fitted no absent visitor, and are gone after this time.
    pub fn probes_gone(&self, count: u64, after: Duration) {
        let (gone, longest) = &self.0.probes;
        gone.fetch_add(count, Relaxed);
        longest.fetch_max(after.as_nanos() as u64, Relaxed);
    }

    /// How long signatures lived that fitted no absent visitor.
    pub fn probe_lives(&self) -> ProbeLives {
        let (gone, longest) = &self.0.probes;
        ProbeLives {
            count: gone.load(Relaxed),
            longest: Duration::from_nanos(longest.load(Relaxed)),
        }
    }

    /// The counters of a camera, made when first asked for.
    pub fn camera(&self, camera: &CameraId) -> Arc<CameraCounters> {
        self.0
            .cameras
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .entry(camera.clone())
            .or_default()
            .clone()
    }

    pub fn cameras(&self) -> BTreeMap<CameraId, CameraTotals> {
        let cameras = self
            .0
            .cameras
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        cameras
            .iter()
            .map(|(id, counters)| (id.clone(), counters.totals()))
            .collect()
    }

    pub fn stages(&self) -> Vec<StageTotals> {
        let read = |stage: Stage| {
            let (calls, nanos) = &self.0.stages[stage as usize];
            StageTotals {
                stage,
                calls: calls.load(Relaxed),
                time: Duration::from_nanos(nanos.load(Relaxed)),
            }
        };
        Stage::ALL.into_iter().map(read).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_probes_that_fitted_nobody_the_number_and_the_longest_life_are_told() {
        let telemetry = Telemetry::default();
        assert_eq!(telemetry.probe_lives(), ProbeLives::default());
        for (count, ms) in [(1, 3), (2, 7), (1, 5)] {
            telemetry
                .clone()
                .probes_gone(count, Duration::from_millis(ms));
        }
        let longest = Duration::from_millis(7);
        assert_eq!(telemetry.probe_lives(), ProbeLives { count: 4, longest });
    }
}
