//! All figures together.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, atomic::AtomicBool},
    time::Duration,
};

use jiff::Timestamp;

use super::{
    broker, cameras, floor,
    kept::{self, Stored},
    process, stages,
    text::Exposition,
    trouble::Trouble,
};
use crate::{
    app::{backstage::bench::lock, sensors::Stages},
    config::Config,
    publish,
    runtime::{Clock, Stopwatch, Telemetry},
    types::{CameraId, CameraState},
    web,
};

/// Whoever asks more often whether all is well is told what was found last: everybody may ask, and it reads the store.
const FRESH: Duration = Duration::from_secs(1);

/// The running appliance as monitoring sees it.
pub(in crate::app::backstage) struct Gauges {
    pub(super) config: Config,
    pub(super) telemetry: Telemetry,
    pub(super) published: Arc<publish::Counters>,
    pub(super) hub_there: Arc<AtomicBool>,
    /// The showroom's.
    clock: Clock,
    /// By which frames are old, where there is one.
    pub(super) frame_clock: Option<Clock>,
    /// By this machine's clock.
    pub(super) started: Timestamp,
    found: Mutex<Option<(Stopwatch, bool)>>,
}

impl Gauges {
    pub(in crate::app::backstage) fn new(stages: &Stages<'_>) -> Self {
        Self {
            config: stages.config.clone(),
            telemetry: stages.telemetry.clone(),
            published: stages.published.clone(),
            hub_there: stages.hub_there.clone(),
            clock: stages.clock.clone(),
            frame_clock: stages.frame_clock(),
            started: Clock::real(stages.origin.run).now().utc,
            found: Mutex::default(),
        }
    }

    /// Those of the configuration, and what gave frames in their place.
    pub(super) fn cameras(&self) -> BTreeSet<CameraId> {
        let configured = self.config.cameras.iter().map(|camera| camera.id.clone());
        configured
            .chain(self.telemetry.cameras().into_keys())
            .collect()
    }

    fn stored(&self) -> Option<Stored> {
        Stored::read(&self.config.store, &self.clock).ok()
    }
}

impl web::Gauges for Gauges {
    fn exposition(&self) -> String {
        let stored = self.stored();
        let stored = stored.as_ref();
        let mut text = Exposition::default();
        process::write(self, &mut text);
        let oldest = stored.map(|stored| stored.oldest_age);
        Trouble::of(self, oldest).write(&mut text);
        cameras::write(self, &mut text);
        stages::write(self, &mut text);
        floor::write(self, &mut text);
        broker::write(self, stored, &mut text);
        kept::write(self, stored, &mut text);
        text.into_text()
    }

    fn cameras(&self) -> (usize, usize) {
        let decided = self.telemetry.all_decided();
        let sees = |id: &CameraId| {
            let health = decided.get(id).and_then(|camera| camera.health());
            // Recordings do not tell of themselves.
            health.is_none_or(|(state, _)| state == CameraState::Ok)
        };
        let cameras = Self::cameras(self);
        (cameras.iter().filter(|id| sees(id)).count(), cameras.len())
    }

    fn is_well(&self) -> bool {
        // Who asks meanwhile waits for the same answer.
        let mut found = lock(&self.found);
        if let Some((since, is_well)) = &*found
            && since.elapsed() < FRESH
        {
            return *is_well;
        }
        let oldest = kept::oldest_age(&self.config.store, &self.clock).ok();
        let is_well = Trouble::of(self, oldest).is_none();
        *found = Some((Stopwatch::start(), is_well));
        is_well
    }
}
