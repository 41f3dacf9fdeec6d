//! What the sensors say: the recorded stream is made of these.

use serde::{Deserialize, Serialize};

use super::{Appearance, BBox, CameraId, CameraReport, Point, Portrait, Signature, Stamp};

/// One message from the sensor side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Observation {
    /// What the networks saw in one frame.
    Frame(FrameObservation),
    /// A camera's health changed.
    Camera(CameraReport),
}

/// The detections of one analysed frame. Coordinates are pixels of the source image.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FrameObservation {
    pub stamp: Stamp,
    pub camera: CameraId,
    /// Number of the frame in its stream, from 0.
    pub seq: u64,
    /// Size of the source image in pixels.
    pub width: u32,
    pub height: u32,
    /// People found; `None` where the person network did not run on this frame.
    pub people: Option<Vec<PersonDetection>>,
    /// Faces found.
    pub faces: Vec<FaceDetection>,
    /// Pictures of some of them, where colleagues are to see them. No recording has them, and the line sees none.
    #[serde(skip)]
    pub portraits: Vec<Portrait>,
}

/// A person's box.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PersonDetection {
    pub bbox: BBox,
    /// Detector score, 0 to 1.
    pub score: f32,
    /// What they wear, where enough of it is seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub appearance: Option<Appearance>,
}

impl PersonDetection {
    /// A box of which nothing else is known.
    pub const fn new(bbox: BBox, score: f32) -> Self {
        Self {
            bbox,
            score,
            appearance: None,
        }
    }
}

/// A face's box, landmarks and quality, and its signature if it was worth embedding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FaceDetection {
    pub bbox: BBox,
    /// Detector score, 0 to 1.
    pub score: f32,
    /// Right eye, left eye, nose, right and left corner of the mouth: the subject's right, so image-left first.
    pub landmarks: [Point; 5],
    pub quality: FaceQuality,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<Signature>,
}

/// How much a face is worth for telling who it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FaceQuality {
    /// All of the below in one figure, 0 (useless) to 1 (passport picture).
    pub value: f32,
    /// The property that keeps the figure from being higher.
    #[serde(default)]
    pub limit: FaceLimit,
    /// Width of the face box in source pixels.
    pub width_px: f32,
    /// Variance of the Laplacian of the aligned 112x112 grey crop; below about 18 the face is blurred.
    pub sharpness: f32,
    /// Turn of the head to the side from the landmarks, degrees, 0 is frontal; the sign is the image side of the nose.
    pub yaw_deg: f32,
    /// Tilt of the line between the eyes, degrees.
    pub roll_deg: f32,
    /// Mean of the aligned grey crop, 0 to 255.
    pub brightness: f32,
    /// Euclidean norm of the raw embedding, where one was made: low norms foretell unreliable signatures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub norm: Option<f32>,
}

/// What limits the use of a face.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaceLimit {
    /// The detector is not sure that it is a face: covered, cut off, or none.
    #[default]
    Doubtful,
    /// Too few pixels.
    Small,
    /// Out of focus or in motion.
    Blurred,
    /// Turned to the side.
    Turned,
    /// Tilted over.
    Tilted,
    Dark,
    Bright,
    /// The network's answer is weak, whatever the picture looks like.
    Faint,
}

impl FaceLimit {
    /// The word for it, as logs, events and tables write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Doubtful => "doubtful",
            Self::Small => "too small",
            Self::Blurred => "blurred",
            Self::Turned => "turned away",
            Self::Tilted => "tilted",
            Self::Dark => "too dark",
            Self::Bright => "too bright",
            Self::Faint => "faint",
        }
    }
}
