//! Cameras that fail: one alert each for as long as the trouble lasts.

use std::time::Duration;

use super::{
    Alerts,
    bare::bare,
    life::Live,
    text::{self, Facts, Over},
};
use crate::types::{
    Alert, AlertId, AlertKind, AlertState, CameraId, CameraReport, CameraState, IdSource, Priority,
    Stamp,
};

/// A camera that has worked for so long works again: one with a loose contact fails once.
const SETTLED: Duration = Duration::from_secs(10);
/// Trouble that ends sooner calls nobody.
const LASTS: Duration = Duration::from_secs(3);
/// A camera that fails again this soon calls nobody again, unless it stays away for longer than [`STAYS`].
const AGAIN: Duration = Duration::from_mins(10);
const STAYS: Duration = Duration::from_mins(1);

/// A camera with which something is wrong.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trouble {
    state: CameraState,
    since: Stamp,
    /// Since when it works again.
    well: Option<Stamp>,
    /// Whether its alert was raised: whoever dismissed it is not called again.
    told: bool,
}

impl Alerts {
    /// A camera's state changed. An open alert about it says what is wrong now.
    pub fn camera(&mut self, report: &CameraReport, now: &Stamp) -> Vec<Alert> {
        let camera = &report.camera;
        if report.state == CameraState::Ok {
            if let Some(trouble) = self.troubles.get_mut(camera) {
                trouble.well = Some(*now);
            }
            return Vec::new();
        }
        let trouble = self.troubles.entry(camera.clone()).or_insert(Trouble {
            state: report.state,
            since: report.stamp,
            well: None,
            told: false,
        });
        let another = std::mem::replace(&mut trouble.state, report.state) != report.state;
        trouble.well = None;
        if !another {
            return Vec::new();
        }
        let write = |alert: &mut Alert| {
            text::camera(camera, report.state).by(alert);
            alert.priority = priority(report.state);
        };
        let theirs = self
            .live
            .values_mut()
            .find(|live| is_about(live, camera) && !live.alert.state.is_over());
        theirs
            .and_then(|live| live.correct(write, now))
            .into_iter()
            .collect()
    }

    /// Ends what is over, and raises what has lasted.
    pub(super) fn look_at_cameras(&mut self, now: &Stamp, ids: &mut dyn IdSource) -> Vec<Alert> {
        let settled = |well: &Stamp| now.since(well) >= SETTLED;
        let well = self.troubles.iter();
        let well = well.filter(|(_, trouble)| trouble.well.as_ref().is_some_and(settled));
        let well: Vec<_> = well.map(|(camera, _)| camera.clone()).collect();
        let mut out = Vec::new();
        for camera in well {
            let trouble = self.troubles.remove(&camera);
            if trouble.is_some_and(|trouble| trouble.told) {
                self.mended.insert(camera.clone(), *now);
            }
            out.extend(self.end_camera(Some(&camera), now, Over::Mended));
        }
        out.extend(self.raise_troubles(now, ids));
        out
    }

    fn raise_troubles(&mut self, now: &Stamp, ids: &mut dyn IdSource) -> Vec<Alert> {
        if !self.settings.is_open(now) {
            return Vec::new();
        }
        let mut out = Vec::new();
        for (camera, trouble) in &mut self.troubles {
            let lasted = now.since(&trouble.since);
            let again = self.mended.get(camera);
            let soon = again.is_some_and(|mended| trouble.since.since(mended) < AGAIN);
            if trouble.told || trouble.well.is_some() || lasted < if soon { STAYS } else { LASTS } {
                continue;
            }
            trouble.told = true;
            let id = AlertId::new(ids, now);
            let alert = raised(id, &self.settings.site, camera, trouble.state, now);
            // It is over when the camera is well again, not before.
            let live = Live::new(alert.clone(), *now, Facts::default(), Duration::MAX);
            self.live.insert(id, live);
            out.push(alert);
        }
        out
    }

    /// Ends the alerts about a camera, or about all.
    pub(super) fn end_camera(
        &mut self,
        camera: Option<&CameraId>,
        now: &Stamp,
        why: Over,
    ) -> Vec<Alert> {
        let about = |live: &&mut Live| match camera {
            Some(camera) => is_about(live, camera),
            None => live.alert.camera.is_some(),
        };
        let theirs = self.live.values_mut().filter(about);
        theirs
            .filter_map(|live| live.end(now, AlertState::Closed, why))
            .collect()
    }
}

fn is_about(live: &Live, camera: &CameraId) -> bool {
    live.alert.camera.as_ref() == Some(camera)
}

/// Visitors come before cameras, and a camera that shows nobody before one that shows less.
fn priority(state: CameraState) -> Priority {
    match state {
        CameraState::Ok | CameraState::Skewed | CameraState::Slow => Priority::Low,
        _ => Priority::Normal,
    }
}

fn raised(id: AlertId, site: &str, camera: &CameraId, state: CameraState, now: &Stamp) -> Alert {
    let said = text::camera(camera, state);
    Alert {
        priority: priority(state),
        camera: Some(camera.clone()),
        ..bare(id, AlertKind::Camera, site, said, now)
    }
}
