//! Made-up faces for the tests of this stage.

use crate::types::{
    BBox, CameraId, FaceDetection, FaceQuality, ModelTag, Point, SIGNATURE_DIM, Signature, Stamp,
    TrackId, TrackPhase, TrackUpdate,
};
use ulid::Ulid;

/// A face of this person, exactly the same every time; different people have nothing in common.
pub(super) fn face(person: u8, quality: f32) -> FaceDetection {
    blend(&[(person, 1.0)], quality)
}

/// A face that is a little of several people.
pub(super) fn blend(parts: &[(u8, f32)], quality: f32) -> FaceDetection {
    let mut raw = [0.0; SIGNATURE_DIM];
    for (person, part) in parts {
        raw[usize::from(*person)] = *part;
    }
    FaceDetection {
        bbox: BBox::new(100.0, 100.0, 60.0, 80.0),
        score: 0.9,
        landmarks: [Point::default(); 5],
        quality: FaceQuality {
            value: quality,
            ..FaceQuality::default()
        },
        signature: Signature::new(ModelTag::new("aaaa", "plain"), &raw).ok(),
    }
}

/// A sight of a track of camera `camera`, with a good face of this person.
pub(super) fn sight(camera: &str, track: u128, person: u8) -> TrackUpdate {
    sight_of(camera, track, face(person, 0.7))
}

/// A sight of a track with this face.
pub(super) fn sight_of(camera: &str, track: u128, face: FaceDetection) -> TrackUpdate {
    let stamp = Stamp {
        run: crate::types::RunId(Ulid::from(1u128)),
        mono_ns: 0,
        utc: jiff::Timestamp::UNIX_EPOCH,
    };
    TrackUpdate {
        stamp,
        since: stamp,
        camera: CameraId::from(camera),
        track: TrackId(Ulid::from(track)),
        phase: TrackPhase::Seen,
        bbox: BBox::new(80.0, 80.0, 100.0, 300.0),
        picture: (1920, 1080),
        face: Some(face),
        appearance: None,
    }
}
