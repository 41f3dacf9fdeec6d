//! Cameras that fail, and what that hides of people.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use super::person::Person;
use crate::types::{CameraId, CameraState, Stamp};

/// What cameras cannot tell at the moment.
#[derive(Debug, Default)]
pub(super) struct Outages {
    /// Cameras that do not see, and since when.
    blind: BTreeMap<CameraId, Stamp>,
    /// Cameras that look elsewhere than where their zones were drawn.
    displaced: BTreeSet<CameraId>,
}

impl Outages {
    /// The state of a camera from `since` on. Gives since when it was blind, where it is not any longer.
    pub(super) fn note(
        &mut self,
        camera: &CameraId,
        state: CameraState,
        since: &Stamp,
    ) -> Option<Stamp> {
        match state {
            CameraState::Moved => drop(self.displaced.insert(camera.clone())),
            // One that was moved would say that rather than these.
            CameraState::Ok | CameraState::Skewed | CameraState::Slow => {
                self.displaced.remove(camera);
            }
            CameraState::Unreachable | CameraState::Frozen | CameraState::Black => {
                self.blind.entry(camera.clone()).or_insert(*since);
                return None;
            }
        }
        self.blind.remove(camera)
    }

    /// The camera shows somebody at this moment, so it is not blind any longer; gives since when it was. What it showed before
    /// may come only after it is told that it fails: networks take their time.
    pub(super) fn saw(&mut self, camera: &CameraId, at: &Stamp) -> Option<Stamp> {
        let since = self.blind.get(camera)?;
        (at.mono_ns > since.mono_ns).then(|| self.blind.remove(camera))?
    }

    pub(super) fn is_displaced(&self, camera: &CameraId) -> bool {
        self.displaced.contains(camera)
    }

    /// The part of the time since a person's last sight for which the camera of that sight could not see.
    pub(super) fn unlooked(&self, person: &Person, now: &Stamp) -> Duration {
        let still = self.blind.get(&person.camera);
        let still = still.map(|since| blind_time(since, &person.last_seen, now));
        person.blind + still.unwrap_or_default()
    }
}

/// The part of the time since a sight for which a camera that fails since `since` does not see.
pub(super) fn blind_time(since: &Stamp, last_seen: &Stamp, now: &Stamp) -> Duration {
    now.since(since).min(now.since(last_seen))
}
