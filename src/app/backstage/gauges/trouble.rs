//! When the appliance does not do its work: a few things that somebody must look after, each told by name.

use std::time::Duration;

use super::{kept::Stored, text::Exposition, watch::Gauges};
use crate::types::CameraState;

/// So long without a decision the line hangs: it takes several a second, visitors or not.
const STILL: Duration = Duration::from_secs(15);
/// A message that waits for so long reaches nobody in time.
const UNHEARD: Duration = Duration::from_mins(5);

/// Why the appliance does not do its work.
pub(super) struct Trouble {
    /// Each reason, and whether it is so.
    reasons: [(&'static str, bool); 5],
}

impl Trouble {
    pub(super) fn of(gauges: &Gauges, stored: Option<&Stored>) -> Self {
        let telemetry = &gauges.telemetry;
        let cameras = telemetry.all_decided();
        let mut health = cameras.values().filter_map(|camera| camera.health());
        let heard = health.next();
        let any_ok = heard
            .into_iter()
            .chain(health)
            .any(|(state, _)| state == CameraState::Ok);
        Self {
            reasons: [
                (
                    "line",
                    telemetry.since_step().is_none_or(|ago| ago >= STILL),
                ),
                ("disk", telemetry.waits_for_disk()),
                ("store", stored.is_none()),
                ("cameras", heard.is_some() && !any_ok),
                (
                    "broker",
                    stored.is_some_and(|stored| stored.oldest_age >= UNHEARD),
                ),
            ],
        }
    }

    pub(super) fn is_none(&self) -> bool {
        self.reasons.iter().all(|(_, so)| !so)
    }

    pub(super) fn write(&self, text: &mut Exposition) {
        let help = "1 for each reason why the appliance does not do its work, else 0; /healthz says degraded where one is 1.";
        let mut family = text.gauge("showfloor_degraded", help);
        for (reason, so) in self.reasons {
            family.of(&[("reason", reason)], u8::from(so));
        }
    }
}
