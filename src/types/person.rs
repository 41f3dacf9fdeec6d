//! From boxes to a person: what tracking, identity and presence say to the next stage.

use std::time::Duration;

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    Appearance, BBox, CameraId, FaceDetection, FaceLimit, FloorPoint, Point, PresenceId, StaffId,
    Stamp, TrackId, VisitorCode, VisitorId, ZoneId,
};

/// Where a track stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrackPhase {
    /// First report: enough detections to believe in it.
    Started,
    /// Seen in this frame.
    Seen,
    /// Not seen, its place is predicted.
    Coasting,
    /// Not seen for longer than the tracker bridges; no further report will come.
    Ended,
}

/// One person in one camera, after one frame.
#[derive(Clone, Debug, PartialEq)]
pub struct TrackUpdate {
    pub stamp: Stamp,
    pub camera: CameraId,
    pub track: TrackId,
    /// When it was seen for the first time, before it was believed.
    pub since: Stamp,
    pub phase: TrackPhase,
    /// The person's box in source pixels; predicted where the phase says so.
    pub bbox: BBox,
    /// Size of the source image in pixels.
    pub picture: (u32, u32),
    /// The face that belongs to the person in this frame.
    pub face: Option<FaceDetection>,
    /// What they wear, where nobody else is in the box.
    pub appearance: Option<Appearance>,
}

impl TrackUpdate {
    /// Where the box ends, in fractions of the image, clamped into it: where the feet are, if nothing hides them.
    pub fn foot(&self) -> Point {
        let (foot, (width, height)) = (self.bbox.foot(), self.picture);
        Point::new(
            (foot.x / width.max(1) as f32).clamp(0.0, 1.0),
            (foot.y / height.max(1) as f32).clamp(0.0, 1.0),
        )
    }
}

/// Who somebody on the floor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    Visitor(VisitorId),
    /// A colleague: no visit, no score, no alert.
    Staff(StaffId),
}

impl Who {
    pub fn visitor(self) -> Option<VisitorId> {
        match self {
            Self::Visitor(visitor) => Some(visitor),
            Self::Staff(_) => None,
        }
    }

    pub fn staff(self) -> Option<StaffId> {
        match self {
            Self::Visitor(_) => None,
            Self::Staff(staff) => Some(staff),
        }
    }
}

/// What identity says about a track.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum IdentityAnswer {
    /// Somebody the gallery knows.
    Same(VisitorId),
    /// Nobody the gallery knew; from now on it does, under this id.
    Unknown(VisitorId),
    /// A colleague who enrolled.
    Staff(StaffId),
    /// Not to be said so far, and why.
    Undecided(Doubt),
}

impl IdentityAnswer {
    /// Who it is; `None` while undecided.
    pub fn who(&self) -> Option<Who> {
        match *self {
            Self::Same(visitor) | Self::Unknown(visitor) => Some(Who::Visitor(visitor)),
            Self::Staff(staff) => Some(Who::Staff(staff)),
            Self::Undecided(_) => None,
        }
    }

    /// The visitor, known before or not; `None` where it is no visitor, or undecided.
    pub fn visitor(&self) -> Option<VisitorId> {
        self.who().and_then(Who::visitor)
    }
}

/// Why nothing is said about who somebody is: what the faces lacked, or what the comparison left open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// No face was seen: turned away, covered, or too small to be found.
    NoFace,
    /// The best face fails by this property.
    Face(FaceLimit),
    /// Good faces, but fewer than a decision takes.
    TooFew,
    /// As alike to somebody known as a stranger might be: more or better faces may tell.
    Unclear,
    /// Two visitors are about equally alike.
    LikeSeveral,
    /// The visitor whom the face fits is in the picture a second time.
    AlreadyHere,
}

/// The words for it, as tables and logs write them.
impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoFace => "never seen",
            Self::Face(limit) => limit.as_str(),
            Self::TooFew => "seen too shortly",
            Self::Unclear => "not clear enough",
            Self::LikeSeveral => "like two visitors",
            Self::AlreadyHere => "in the picture twice",
        })
    }
}

/// Why an answer comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// It is the track's first, or says more of the same.
    Evidence,
    /// Better evidence tells more of whoever this is: all that was said of them is about the same person.
    Revision,
    /// Better evidence contradicts what was said of this track: it was mistaken for somebody else.
    Mistaken,
    /// The track has gone over to another person: what was said was right, and is of somebody else.
    TakenOver,
}

/// An answer about a track, the first or a better one.
#[derive(Clone, Debug, PartialEq)]
pub struct IdentityChange {
    pub stamp: Stamp,
    pub track: TrackId,
    pub answer: IdentityAnswer,
    pub cause: Cause,
    /// How probable the answer is, 0 to 1, as reckoned at `identity`; 0 while undecided.
    pub confidence: f32,
}

/// Where a presence stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PresencePhase {
    /// Seen now, by at least one camera.
    Seen,
    /// In the building as far as we know, but no camera sees them.
    Unseen,
    /// Not seen for longer than presence bridges; the last report. `stamp` is when this was concluded.
    Gone,
    /// Turned out to be the same person as another presence; the last report of this one.
    AbsorbedBy(PresenceId),
}

/// Where somebody stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standing {
    pub at: FloorPoint,
    /// Whether it is a point of the common floor. Else it is a guess from the size of body and face, for this camera
    /// alone: metres to the right of it and before it.
    pub common: bool,
    /// How far off that may well be, metres: more where the feet are hidden, and far from the camera.
    pub off: f64,
    /// Metres a second along both axes.
    pub speed: [f64; 2],
    /// Where they face on the common floor, as far as their head tells: a direction along both axes, whose length, at most 1,
    /// says how well the sights of the last seconds agree.
    pub facing: Option<[f64; 2]>,
}

/// One person on the floor, across cameras and gaps.
#[derive(Clone, Debug, PartialEq)]
pub struct PresenceUpdate {
    pub stamp: Stamp,
    pub presence: PresenceId,
    pub phase: PresencePhase,
    /// The camera that saw them last.
    pub camera: CameraId,
    /// When a camera last saw them.
    pub last_seen: Stamp,
    /// Zones of that camera in which the feet stand (all kinds), in the configuration's order.
    pub zones: Vec<ZoneId>,
    /// Where they stood on the floor at the last sight.
    pub standing: Option<Standing>,
    /// From the floor to the top of the head, metres, where the floor plan tells and all of them was seen.
    pub height: Option<f64>,
    /// Which visitor it is, once identity has answered, and how sure that is.
    pub visitor: Option<(VisitorId, f32)>,
    /// Which colleague it is, and how sure that is. Never beside a visitor.
    pub staff: Option<(StaffId, f32)>,
    /// Why neither is known; `None` where one is.
    pub doubt: Option<Doubt>,
    /// The part of the time since the sight before in which the camera of that sight could not see.
    pub blind: Duration,
}

/// What is known of a visitor before the run: the gallery's side of history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VisitorProfile {
    pub id: VisitorId,
    pub code: VisitorCode,
    /// Visits that have ended.
    pub visits: u32,
    /// When the last of them ended.
    pub last_visit: Option<Timestamp>,
}
