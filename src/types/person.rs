//! From boxes to a person: what tracking, identity and presence say to the next stage.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    BBox, CameraId, FaceDetection, Point, PresenceId, StaffId, Stamp, TrackId, VisitorCode,
    VisitorId, ZoneId,
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
    pub phase: TrackPhase,
    /// The person's box in source pixels; predicted where the phase says so.
    pub bbox: BBox,
    /// Where the feet stand, in fractions of the image, clamped into it.
    pub foot: Point,
    /// The face that belongs to the person in this frame.
    pub face: Option<FaceDetection>,
}

/// Who somebody on the floor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
}

impl IdentityAnswer {
    /// Who it is.
    pub fn who(&self) -> Who {
        match *self {
            Self::Same(visitor) | Self::Unknown(visitor) => Who::Visitor(visitor),
            Self::Staff(staff) => Who::Staff(staff),
        }
    }

    /// The visitor, known before or not; `None` where it is no visitor.
    pub fn visitor(&self) -> Option<VisitorId> {
        self.who().visitor()
    }
}

/// An answer about a track, the first or a better one. Until it comes, the track is undecided.
#[derive(Clone, Debug, PartialEq)]
pub struct IdentityChange {
    pub stamp: Stamp,
    pub track: TrackId,
    pub answer: IdentityAnswer,
    /// A better answer about the same person as the answer before. False for the first one about a track, and where the
    /// track has gone over to another person.
    pub revised: bool,
    /// 0 to 1; what this figure means is documented at `identity`.
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
    /// Which visitor it is, once identity has answered, and how sure that is.
    pub visitor: Option<(VisitorId, f32)>,
    /// Which colleague it is, and how sure that is. Never beside a visitor.
    pub staff: Option<(StaffId, f32)>,
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
