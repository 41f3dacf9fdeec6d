//! Made-up people before one camera, for the tests of the line.

use std::{collections::BTreeMap, time::Duration};

use jiff::Timestamp;
use ulid::Ulid;

use crate::{
    alerts,
    app::LineSettings,
    behaviour, config, identity, presence, track,
    types::{
        BBox, FaceDetection, FaceQuality, FrameObservation, Input, ModelTag, Observation,
        PersonDetection, Point, RecogniseIn, Recognition, RunId, SIGNATURE_DIM, Signature, Stamp,
        Zone,
    },
};

/// The program's own rules and defaults, in a showroom of these zones.
pub(in crate::app) fn settings(recognition: Recognition, zones: Vec<Zone>) -> LineSettings {
    LineSettings {
        retention: None,
        history: None,
        backups_kept: None,
        zones,
        floor: BTreeMap::new(),
        products: Vec::new(),
        recognition,
        recognise_in: RecogniseIn::CheckIn,
        consent_for: Duration::from_hours(24 * 365),
        return_code_for: Duration::from_hours(24 * 365),
        signature_tag: None,
        track: track::Settings::default(),
        identity: identity::Settings::default(),
        presence: presence::Settings::default(),
        behaviour: behaviour::Settings {
            open_after: Duration::from_secs(2),
            ..behaviour::Settings::default()
        },
        rules: config::our_rules(),
        alerts: alerts::Settings::default(),
        webhooks: Vec::new(),
        site_name: "Example Motors North".to_owned(),
    }
}

/// So many milliseconds after the beginning.
pub(in crate::app) fn stamp(ms: u64) -> Stamp {
    let start = Stamp {
        run: RunId(Ulid::from(1u128)),
        mono_ns: 0,
        utc: Timestamp::UNIX_EPOCH,
    };
    start.later(Duration::from_millis(ms))
}

/// A frame that shows this person, with their face by this model.
pub(in crate::app) fn sight(person: usize, model: &str, ms: u64) -> Input {
    sight_of(view(person, model, ms), 0.8, ms)
}

/// A frame that shows a person with this face, of this quality.
pub(super) fn sight_of(signature: Signature, quality: f32, ms: u64) -> Input {
    Input::Observation(Observation::Frame(FrameObservation {
        portraits: Vec::new(),
        stamp: stamp(ms),
        camera: "a".into(),
        seq: ms,
        width: 1920,
        height: 1080,
        people: Some(vec![PersonDetection::new(
            BBox::new(440.0, 300.0, 120.0, 360.0),
            0.9,
        )]),
        faces: vec![FaceDetection {
            bbox: BBox::new(480.0, 315.0, 40.0, 52.0),
            score: 0.9,
            landmarks: [Point::default(); 5],
            quality: FaceQuality {
                value: quality,
                ..FaceQuality::default()
            },
            signature: Some(signature),
        }],
    }))
}

/// The same frame, with everybody in it so many pixels farther to the right.
pub(super) fn moved(input: Input, by: f32) -> Input {
    let Input::Observation(Observation::Frame(mut frame)) = input else {
        return input;
    };
    let people = frame.people.iter_mut().flatten();
    let faces = frame.faces.iter_mut().map(|face| &mut face.bbox);
    for bbox in people.map(|person| &mut person.bbox).chain(faces) {
        bbox.x += by;
    }
    Input::Observation(Observation::Frame(frame))
}

/// What a person's face is like; different people have nothing in common.
pub(super) fn signature(person: usize, model: &str) -> Signature {
    made(person, model, 0.0, 0)
}

/// The same face at a moment: no two sights of anybody are equal to the bit.
fn view(person: usize, model: &str, ms: u64) -> Signature {
    made(person, model, 0.05, ms)
}

fn made(person: usize, model: &str, noise: f32, ms: u64) -> Signature {
    blend(&[(person, 1.0)], model, noise, ms)
}

/// A face that is a little of several people, at a moment.
pub(super) fn blend(parts: &[(usize, f32)], model: &str, noise: f32, ms: u64) -> Signature {
    let mut raw = [0.0; SIGNATURE_DIM];
    for (person, part) in parts {
        raw[*person] = *part;
    }
    for (i, value) in raw[64..].iter_mut().enumerate() {
        // Digits of the time, a bit each.
        *value = if ms >> (i % 48) & 1 == 1 { noise } else { 0.0 };
    }
    Signature::new(ModelTag::new(model, "plain"), &raw).expect("a direction")
}
