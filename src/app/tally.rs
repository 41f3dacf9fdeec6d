//! What the line did, as numbers of nobody in particular: taken down after each step, beside the line.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use super::{line::Line, sensors::Stages};
use crate::{
    publish,
    runtime::{Clock, Decided, FloorFigures, Stage, Stopwatch, Telemetry},
    types::{AlertId, AlertState, CameraId, Input, Observation, Record, Stamp},
};

/// How often the floor is counted, by the line's time.
const EVERY: Duration = Duration::from_secs(1);

/// Takes down what each step did.
#[derive(Debug)]
pub(super) struct Tally {
    telemetry: Telemetry,
    /// The clock by which frames are old; `None` where recordings run at their own pace.
    clock: Option<Clock>,
    published: Arc<publish::Counters>,
    cameras: BTreeMap<CameraId, Arc<Decided>>,
    /// Those that are not over. A start ends all that were.
    alerts: BTreeMap<AlertId, AlertState>,
    counted: Option<Stamp>,
}

impl Tally {
    pub(super) fn new(stages: &Stages<'_>) -> Self {
        Self {
            telemetry: stages.telemetry.clone(),
            clock: stages.frame_clock(),
            published: stages.published.clone(),
            cameras: BTreeMap::new(),
            alerts: BTreeMap::new(),
            counted: None,
        }
    }

    /// Steps the line, and notes how long it took.
    pub(super) fn step(&mut self, line: &mut Line, input: &Input) -> Vec<Record> {
        let before = line.comparisons().unmatched;
        let watch = Stopwatch::start();
        let records = line.step(input);
        let took = watch.elapsed();
        self.telemetry.add(Stage::Decide, took);
        self.telemetry.stepped();
        // Such a probe is made and cleared within the step that compares it.
        let gone = line.comparisons().unmatched - before;
        if gone > 0 {
            self.telemetry.probes_gone(gone, took);
        }
        if let Input::Observation(observation) = input {
            self.saw(observation);
        }
        if let (Input::Observation(Observation::Frame(frame)), Some(_)) = (input, &self.clock) {
            self.said(&records, &frame.stamp);
        }
        self.count(&records, line, input.stamp());
        records
    }

    fn saw(&mut self, observation: &Observation) {
        let id = match observation {
            Observation::Frame(frame) => &frame.camera,
            Observation::Camera(report) => &report.camera,
        };
        let camera = if let Some(camera) = self.cameras.get(id) {
            camera
        } else {
            let camera = self.telemetry.decided(id);
            self.cameras.entry(id.clone()).or_insert(camera)
        };
        match observation {
            Observation::Frame(frame) => {
                let now = self.clock.as_ref().map(Clock::now);
                camera.frame(frame, now.as_ref());
            }
            Observation::Camera(report) => camera.report(report),
        }
    }

    /// What is said because of a frame is timed until the broker has it.
    fn said(&self, records: &[Record], frame: &Stamp) {
        for record in records {
            if let Record::Message(message) = record {
                self.published.said(message, frame);
            }
        }
    }

    fn count(&mut self, records: &[Record], line: &Line, now: &Stamp) {
        let mut changed = false;
        for record in records {
            if let Record::Alert(alert) = record {
                changed = true;
                if alert.state.is_over() {
                    self.alerts.remove(&alert.id);
                } else {
                    self.alerts.insert(alert.id, alert.state);
                }
            }
        }
        let due = self.counted.is_none_or(|last| now.since(&last) >= EVERY);
        if !due && !changed {
            return;
        }
        self.counted = Some(*now);
        let (visits, people) = line.here(now);
        let mut alerts: Vec<(AlertState, u64)> = Vec::new();
        for state in self.alerts.values() {
            match alerts.iter_mut().find(|(known, _)| known == state) {
                Some((_, count)) => *count += 1,
                None => alerts.push((*state, 1)),
            }
        }
        self.telemetry.set_floor(FloorFigures {
            visits,
            people,
            alerts,
        });
        self.telemetry.set_likenesses(*line.likenesses());
    }
}
