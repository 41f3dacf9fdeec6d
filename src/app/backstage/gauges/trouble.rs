//! When the appliance does not do its work: a few things that somebody must look after, each told by name.

use std::time::Duration;

use super::{text::Exposition, watch::Gauges};
use crate::types::{CameraState, Room};

/// So long without a decision the line hangs: it takes several a second, visitors or not.
const STILL: Duration = Duration::from_secs(15);
/// A message that waits for so long reaches nobody in time.
const UNHEARD: Duration = Duration::from_mins(5);

/// What it is judged by.
#[derive(Clone, Debug)]
struct Signs {
    /// Since the last decision; `None` before the first.
    since_step: Option<Duration>,
    room: Room,
    /// Of each camera that has told of itself.
    cameras: Vec<CameraState>,
    /// Since the oldest message that waits was made; `None` where the store cannot be read.
    oldest: Option<Duration>,
}

/// Why the appliance does not do its work.
pub(super) struct Trouble {
    /// Each reason, and whether it is so.
    reasons: [(&'static str, bool); 5],
}

impl Trouble {
    /// `oldest`: since the oldest message that waits was made, if the store can be read.
    pub(super) fn of(gauges: &Gauges, oldest: Option<Duration>) -> Self {
        let telemetry = &gauges.telemetry;
        let cameras = telemetry.all_decided();
        let health = cameras.values().filter_map(|camera| camera.health());
        Self::judge(&Signs {
            since_step: telemetry.since_step(),
            room: telemetry.room(),
            cameras: health.map(|(state, _)| state).collect(),
            oldest,
        })
    }

    fn judge(signs: &Signs) -> Self {
        let none_is_ok = !signs.cameras.contains(&CameraState::Ok);
        Self {
            reasons: [
                ("line", signs.since_step.is_none_or(|ago| ago >= STILL)),
                ("disk", signs.room >= Room::Scarce),
                ("store", signs.oldest.is_none()),
                ("cameras", !signs.cameras.is_empty() && none_is_ok),
                ("broker", signs.oldest.is_some_and(|age| age >= UNHEARD)),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reason_is_told_by_its_name_and_one_camera_of_several_is_none() {
        let well = Signs {
            since_step: Some(Duration::from_millis(200)),
            room: Room::Low,
            cameras: vec![CameraState::Unreachable, CameraState::Ok],
            oldest: Some(Duration::from_secs(4)),
        };
        let found = |change: fn(&mut Signs)| {
            let mut signs = well.clone();
            change(&mut signs);
            let trouble = Trouble::judge(&signs);
            let reasons = trouble.reasons.into_iter().filter(|(_, so)| *so);
            let reasons: Vec<_> = reasons.map(|(reason, _)| reason).collect();
            assert_eq!(trouble.is_none(), reasons.is_empty());
            reasons.join(" ")
        };
        assert_eq!(found(|_| {}), "");
        assert_eq!(
            found(|signs| signs.cameras.clear()),
            "",
            "recordings tell nothing"
        );
        assert_eq!(found(|signs| signs.since_step = None), "line");
        let still = |signs: &mut Signs| signs.since_step = Some(Duration::from_mins(1));
        assert_eq!(found(still), "line");
        assert_eq!(found(|signs| signs.room = Room::Scarce), "disk");
        assert_eq!(found(|signs| signs.oldest = None), "store");
        let black = |signs: &mut Signs| signs.cameras = vec![CameraState::Black];
        assert_eq!(found(black), "cameras");
        let unheard = |signs: &mut Signs| signs.oldest = Some(Duration::from_hours(1));
        assert_eq!(found(unheard), "broker");
    }
}
