//! Made-up sights for the tests.

use std::time::Duration;

use jiff::Timestamp;
use ulid::Ulid;

use super::{
    figures::Floor,
    report::{Asked, CameraReport, camera},
    tally::Tallies,
};
use crate::{
    app::SurveyedCamera,
    capture::{CameraSettings, Source},
    runtime::CameraTotals,
    track,
    types::{
        BBox, CameraReport as Health, CameraState, FaceDetection, FaceQuality, FrameObservation,
        Observation, PersonDetection, Point, Polygon, RunId, Stamp, Zone, ZoneKind,
    },
};

/// The camera of the tests.
pub(super) const CAMERA: &str = "entrance-1";
/// Of its pictures.
const SIZE: (u32, u32) = (1920, 1080);

/// Somebody who stands before the camera and turns to it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    pub(super) width_px: f32,
    pub(super) quality: FaceQuality,
    /// Whether the face is found.
    pub(super) face: bool,
    /// Where the face is, as fractions of the picture.
    pub(super) at: (f32, f32),
    /// Frames, eight a second.
    pub(super) frames: u64,
}

/// A good face of this width.
pub(super) fn seen(width_px: f32) -> Seen {
    Seen {
        width_px,
        quality: FaceQuality {
            value: 0.8,
            width_px,
            sharpness: 60.0,
            brightness: 120.0,
            yaw_deg: -8.0,
            ..FaceQuality::default()
        },
        face: true,
        at: (0.5, 0.3),
        frames: 80,
    }
}

fn stamp(frame: u64) -> Stamp {
    let begin = Stamp {
        run: RunId(Ulid::nil()),
        mono_ns: 0,
        utc: Timestamp::UNIX_EPOCH,
    };
    begin.later(Duration::from_millis(125 * frame))
}

fn frame(seen: Seen, number: u64) -> FrameObservation {
    let (width, height) = (SIZE.0 as f32, SIZE.1 as f32);
    let w = seen.width_px;
    let (x, y) = (seen.at.0 * width, seen.at.1 * height);
    let bbox = BBox::new(x - w / 2.0, y - 0.6 * w, w, 1.2 * w);
    let at = |dx: f32, dy: f32| Point::new(x + dx * w, y + dy * w);
    let face = FaceDetection {
        bbox,
        score: 0.9,
        landmarks: [
            at(-0.2, -0.15),
            at(0.2, -0.15),
            at(0.0, 0.05),
            at(-0.15, 0.25),
            at(0.15, 0.25),
        ],
        quality: FaceQuality {
            width_px: w,
            ..seen.quality
        },
        signature: None,
    };
    let body = BBox::new(x - 1.5 * w, y - w, 3.0 * w, 10.0 * w);
    FrameObservation {
        portraits: Vec::new(),
        stamp: stamp(number),
        camera: CAMERA.into(),
        seq: 3 * number,
        width: SIZE.0,
        height: SIZE.1,
        people: Some(vec![PersonDetection::new(body, 0.9)]),
        faces: if seen.face { vec![face] } else { Vec::new() },
    }
}

/// A zone over the whole picture.
pub(super) fn zone(id: &str, kind: ZoneKind) -> Zone {
    let corners = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)];
    Zone {
        id: id.into(),
        camera: CAMERA.into(),
        kind,
        label: format!("the {id}"),
        polygon: Polygon::new(corners.map(|(x, y)| Point::new(x, y)).to_vec()).expect("simple"),
    }
}

/// What is said of the camera after it saw this, one after the other.
pub(super) fn report(all: &[Seen], zones: &[Zone], light: f32, overview: bool) -> CameraReport {
    let mut tallies = Tallies::new(track::Settings::default());
    let mut number = 0;
    for one in all {
        for _ in 0..one.frames {
            tallies.take(&Observation::Frame(frame(*one, number)));
            number += 1;
        }
        // Long enough for the tracker to end the track.
        number += 100;
    }
    judged(&tallies, zones, light, overview)
}

/// What is said of a camera that only ever reported this.
pub(super) fn report_of_health(state: CameraState, detail: &str) -> CameraReport {
    let mut tallies = Tallies::new(track::Settings::default());
    tallies.take(&Observation::Camera(Health {
        stamp: stamp(0),
        camera: CAMERA.into(),
        state,
        detail: detail.to_owned(),
    }));
    judged(&tallies, &[], 0.0, false)
}

fn judged(tallies: &Tallies, zones: &[Zone], light: f32, overview: bool) -> CameraReport {
    let surveyed = SurveyedCamera {
        settings: CameraSettings::new(CAMERA.into(), Source::Painted),
        counted: CameraTotals {
            grabbed: 1000,
            ..CameraTotals::default()
        },
        light: vec![light],
    };
    let asked = Asked {
        zones,
        floor: Floor {
            quality: 0.3,
            faces: 3,
        },
        overview,
    };
    camera(&surveyed, &tallies.of(&CAMERA.into()), asked)
}
