//! Detections through the stage `track`, frame by frame.

use std::{collections::BTreeMap, time::Duration};

use jiff::Timestamp;
use ulid::Ulid;

use super::mot::{Info, Line};
use crate::{
    track::{Settings, Tracker},
    types::{
        CameraId, FrameObservation, IdSource, PersonDetection, RunId, Stamp, TrackId, TrackPhase,
    },
};

/// Ids in the order they are drawn.
struct Counter(u128);

impl IdSource for Counter {
    fn next(&mut self, _: &Stamp) -> Ulid {
        self.0 += 1;
        Ulid::from(self.0)
    }
}

/// The stage's settings for the detectors of `MOTChallenge`. Scores mean something else with each detector: those of
/// Faster R-CNN lie near 1 for people (half of them above 0.98), while the appliance's own network rarely reaches 0.9.
pub(super) fn detector() -> Settings {
    Settings {
        high_score: 0.7,
        start_score: 0.9,
        ..Settings::default()
    }
}

/// The tracks that the stage reports of these detections, those of a frame before the next one is shown to it.
///
/// Only who is seen in a frame is reported for it, with the box the filter holds: not who is believed to be hidden
/// there, and nothing is handed in later for a frame that is over.
pub(super) fn follow(settings: &Settings, info: Info, detections: &[Line]) -> Vec<Line> {
    let mut tracker = Tracker::new(settings.clone());
    let mut ids = Counter(0);
    let mut numbers: BTreeMap<TrackId, i64> = BTreeMap::new();
    let mut lines = Vec::new();
    let last = detections.last().map_or(0, |line| line.frame);
    let mut rest = detections;
    for frame in 1..=last {
        let here = rest.partition_point(|line| line.frame <= frame);
        let (now, later) = rest.split_at(here);
        rest = later;
        for update in tracker.observe(&observation(info, frame, now), &mut ids) {
            if matches!(update.phase, TrackPhase::Started | TrackPhase::Seen) {
                let next = numbers.len() as i64 + 1;
                lines.push(Line {
                    frame,
                    id: *numbers.entry(update.track).or_insert(next),
                    bbox: update.bbox,
                    score: 1.0,
                });
            }
        }
    }
    lines
}

fn observation(info: Info, frame: u32, people: &[Line]) -> FrameObservation {
    let start = Stamp {
        run: RunId(Ulid::nil()),
        mono_ns: 0,
        utc: Timestamp::UNIX_EPOCH,
    };
    let people = people
        .iter()
        .map(|line| PersonDetection::new(line.bbox, line.score));
    FrameObservation {
        portraits: Vec::new(),
        stamp: start.later(Duration::from_secs_f64(f64::from(frame - 1) / info.fps)),
        camera: CameraId::from("sequence"),
        seq: u64::from(frame - 1),
        width: info.width,
        height: info.height,
        people: Some(people.collect()),
        faces: Vec::new(),
    }
}
