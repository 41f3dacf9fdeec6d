//! What the line knows of cameras and of the floor, for figures: numbers of nobody in particular.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use super::{Buckets, DELAYS_S, Histogram};
use crate::types::{AlertState, CameraReport, CameraState, FrameObservation, Stamp};

/// What came of one camera's frames.
#[derive(Debug)]
pub struct Decided {
    faces: AtomicU64,
    people: AtomicU64,
    /// Of the newest frame, in nanoseconds of its clock, and one more; 0 before the first.
    newest: AtomicU64,
    delays: Histogram,
    health: Mutex<Option<(CameraState, Stamp)>>,
}

impl Default for Decided {
    fn default() -> Self {
        Self {
            faces: AtomicU64::new(0),
            people: AtomicU64::new(0),
            newest: AtomicU64::new(0),
            delays: Histogram::new(&DELAYS_S),
            health: Mutex::default(),
        }
    }
}

impl Decided {
    /// The line took a frame in; `now`: by the clock of its stamp, where that is the showroom's.
    pub fn frame(&self, frame: &FrameObservation, now: Option<&Stamp>) {
        self.faces.fetch_add(frame.faces.len() as u64, Relaxed);
        let people = frame.people.as_ref().map_or(0, Vec::len);
        self.people.fetch_add(people as u64, Relaxed);
        if let Some(now) = now {
            self.newest.fetch_max(frame.stamp.mono_ns + 1, Relaxed);
            self.delays.count_time(now.since(&frame.stamp));
        }
    }

    /// The camera's health changed.
    pub fn report(&self, report: &CameraReport) {
        let mut health = self.health.lock().unwrap_or_else(PoisonError::into_inner);
        *health = Some((report.state, report.stamp));
    }

    /// Faces found in all frames, the same one as often as it was seen.
    pub fn faces(&self) -> u64 {
        self.faces.load(Relaxed)
    }

    /// People found in all frames, the same one as often as they were seen.
    pub fn people(&self) -> u64 {
        self.people.load(Relaxed)
    }

    /// How old the newest frame is that the line took in; `None` where no clock says.
    pub fn age(&self, now: &Stamp) -> Option<Duration> {
        let newest = self.newest.load(Relaxed).checked_sub(1)?;
        Some(Duration::from_nanos(now.mono_ns.saturating_sub(newest)))
    }

    /// Seconds from when frames were taken to when the line had taken them in.
    pub fn delays(&self) -> Buckets {
        self.delays.read()
    }

    /// What the camera is worth, and since when; `None` before its first report.
    pub fn health(&self) -> Option<(CameraState, Stamp)> {
        *self.health.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The floor in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FloorFigures {
    /// Visits that are open.
    pub visits: u64,
    /// Visitors who are here, children too.
    pub people: u64,
    /// Alerts that are not over, by their state.
    pub alerts: Vec<(AlertState, u64)>,
}
