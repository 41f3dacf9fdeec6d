//! Counters and stage times: what the summary, the status, the metrics and the bench report read.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicU8, AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use super::{
    Buckets, CameraCounters, CameraTotals, Decided, FloorFigures, Histogram, Profile, Stage,
    StageTotals, Stopwatch,
};
use crate::types::{CameraId, Likenesses, Room};

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

#[derive(Debug)]
struct Inner {
    begun: Stopwatch,
    stages: [Histogram; Stage::ALL.len()],
    cameras: Mutex<BTreeMap<CameraId, Arc<CameraCounters>>>,
    decided: Mutex<BTreeMap<CameraId, Arc<Decided>>>,
    probes: (AtomicU64, AtomicU64),
    room: AtomicU8,
    steps_waiting: AtomicU64,
    /// When the line took its last step, in nanoseconds since the beginning; 0 before the first.
    stepped: AtomicU64,
    floor: Mutex<FloorFigures>,
    likenesses: Mutex<Likenesses>,
    /// Where each run of a stage is taken down, if anybody asked for it.
    profile: OnceLock<Profile>,
}

impl Default for Inner {
    fn default() -> Self {
        Self {
            begun: Stopwatch::start(),
            stages: Stage::ALL.map(|_| Histogram::of_times()),
            cameras: Mutex::default(),
            decided: Mutex::default(),
            probes: <_>::default(),
            room: AtomicU8::default(),
            steps_waiting: AtomicU64::new(0),
            stepped: AtomicU64::new(0),
            floor: Mutex::default(),
            likenesses: Mutex::default(),
            profile: OnceLock::new(),
        }
    }
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
        self.0.stages[stage as usize].count_time(time);
        // Not asked for, this is one look at one word: nothing is locked or allocated, and no clock is read.
        if let Some(profile) = self.0.profile.get() {
            profile.ran(stage, time);
        }
    }

    /// From now on each run of a stage is taken down there. The first profile stays.
    pub fn profile_to(&self, profile: Profile) {
        let _ = self.0.profile.set(profile);
    }

    /// The times of a stage.
    pub fn times(&self, stage: Stage) -> Buckets {
        self.0.stages[stage as usize].read()
    }

    /// The line took a step.
    pub fn stepped(&self) {
        let now = self.0.begun.elapsed().as_nanos() as u64;
        self.0.stepped.store(now.max(1), Relaxed);
    }

    /// How long ago the line took its last step; `None` before the first.
    pub fn since_step(&self) -> Option<Duration> {
        let at = self.0.stepped.load(Relaxed);
        let at = (at > 0).then(|| Duration::from_nanos(at))?;
        Some(self.0.begun.elapsed().saturating_sub(at))
    }

    /// So many steps of the line wait to be written.
    pub fn let_steps_wait(&self, steps: usize) {
        self.0.steps_waiting.store(steps as u64, Relaxed);
    }

    /// How many steps of the line wait to be written.
    pub fn steps_waiting(&self) -> u64 {
        self.0.steps_waiting.load(Relaxed)
    }

    /// Who and what is on the floor now.
    pub fn set_floor(&self, floor: FloorFigures) {
        *lock(&self.0.floor) = floor;
    }

    pub fn floor(&self) -> FloorFigures {
        lock(&self.0.floor).clone()
    }

    /// The likenesses of all comparisons since the start.
    pub fn set_likenesses(&self, likenesses: Likenesses) {
        *lock(&self.0.likenesses) = likenesses;
    }

    pub fn likenesses(&self) -> Likenesses {
        *lock(&self.0.likenesses)
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
        let mut cameras = lock(&self.0.cameras);
        cameras.entry(camera.clone()).or_default().clone()
    }

    pub fn cameras(&self) -> BTreeMap<CameraId, CameraTotals> {
        let cameras = lock(&self.0.cameras);
        cameras
            .iter()
            .map(|(id, counters)| (id.clone(), counters.totals()))
            .collect()
    }

    /// What the line knows of a camera, made when first asked for.
    pub fn decided(&self, camera: &CameraId) -> Arc<Decided> {
        let mut decided = lock(&self.0.decided);
        decided.entry(camera.clone()).or_default().clone()
    }

    /// What the line knows of each camera of which it has heard.
    pub fn all_decided(&self) -> BTreeMap<CameraId, Arc<Decided>> {
        lock(&self.0.decided).clone()
    }

    pub fn stages(&self) -> Vec<StageTotals> {
        let read = |stage: Stage| {
            let times = self.times(stage);
            StageTotals {
                stage,
                calls: times.count(),
                time: Duration::from_secs_f64(times.sum.max(0.0)),
            }
        };
        Stage::ALL.into_iter().map(read).collect()
    }
}

/// Nobody leaves these in the middle of a change.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
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

    #[test]
    fn a_stage_says_how_often_it_ran_for_how_long_in_all_and_how_the_times_lay() {
        let telemetry = Telemetry::default();
        for ms in [1, 1, 30] {
            telemetry.add(Stage::Decide, Duration::from_millis(ms));
        }
        let stages = telemetry.stages();
        let decide = stages.iter().find(|s| s.stage == Stage::Decide).unwrap();
        assert_eq!((decide.calls, decide.time.as_millis()), (3, 32));
        let counts = telemetry.times(Stage::Decide).counts;
        assert_eq!((counts[4], counts[9]), (2, 1));
    }

    #[test]
    fn before_the_first_step_there_is_no_time_since_it() {
        let telemetry = Telemetry::default();
        assert_eq!(telemetry.since_step(), None);
        telemetry.stepped();
        assert!(telemetry.since_step().is_some());
    }
}
