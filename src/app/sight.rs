//! Who is in a camera's picture: for views, which follow the time.

use crate::types::{BBox, CameraId, PresenceId, StaffId, Stamp, VisitId, VisitorId};

/// Somebody in the picture that was taken in last.
#[derive(Clone, Debug, PartialEq)]
pub struct Sight {
    pub camera: CameraId,
    /// When the picture was captured.
    pub stamp: Stamp,
    /// The person's box in source pixels.
    pub bbox: BBox,
    /// The box of their face, where it was found in this picture.
    pub face: Option<BBox>,
    /// Whether the person was found in this picture; else the box is predicted from those before.
    pub seen: bool,
    pub presence: PresenceId,
    /// The visit, once it has opened.
    pub visit: Option<VisitId>,
    /// The visitor: that of the visit, or who identity says it is.
    pub visitor: Option<VisitorId>,
    /// The colleague who it is.
    pub staff: Option<StaffId>,
}
