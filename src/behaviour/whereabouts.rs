//! Where people stand, and how far from each other.

use std::time::Duration;

use crate::types::{CameraId, FloorPoint, PresenceUpdate, Stamp, Standing};

/// Who is faster than this walks, metres a second.
const WALKS_MPS: f64 = 0.7;
/// Two who were seen within this time of each other were seen at once.
pub(super) const AT_ONCE: Duration = Duration::from_secs(1);

/// Whether somebody is on their way, and does not stand.
pub(super) fn walks(standing: &Standing) -> bool {
    standing.speed[0].hypot(standing.speed[1]) >= WALKS_MPS
}

/// Where somebody was seen last.
#[derive(Clone, Debug)]
pub(super) struct Place {
    standing: Standing,
    camera: CameraId,
    pub(super) at: Stamp,
}

impl Place {
    /// Of whoever is seen now; `None` where nobody knows where they stand.
    pub(super) fn of(update: &PresenceUpdate) -> Option<Self> {
        Some(Self {
            standing: update.standing?,
            camera: update.camera.clone(),
            at: update.stamp,
        })
    }

    pub(super) fn walks(&self) -> bool {
        walks(&self.standing)
    }

    /// Whether one camera saw both last.
    pub(super) fn same_camera(&self, other: &Self) -> bool {
        self.camera == other.camera
    }

    /// Whether it is a place on the floor that all cameras share.
    pub(super) fn is_common(&self) -> bool {
        self.standing.common
    }

    pub(super) fn point(&self) -> FloorPoint {
        self.standing.at
    }

    /// How far this one faces the other: 1 straight, 0 at right angles, -1 with the back; less in either direction where the
    /// head turned. `None` where nobody knows, or both are at one place.
    pub(super) fn faces(&self, other: &Self) -> Option<f64> {
        let [x, y] = self.standing.facing?;
        let (from, to) = (self.standing.at, other.standing.at);
        let far = from.distance(to);
        let comparable = self.standing.common && other.standing.common && far > 0.1;
        comparable.then(|| (x * (to.x - from.x) + y * (to.y - from.y)) / far)
    }

    /// Metres between two who were seen at once; `None` where they were not, or no plan has both.
    pub(super) fn apart(&self, other: &Self, now: &Stamp) -> Option<f64> {
        let (a, b) = (&self.standing, &other.standing);
        let comparable = a.common == b.common && (a.common || self.camera == other.camera);
        let at_once = now.since(&self.at) <= AT_ONCE && now.since(&other.at) <= AT_ONCE;
        (comparable && at_once).then(|| a.at.distance(b.at))
    }
}
