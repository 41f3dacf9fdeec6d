//! What systemd is told of a run, where it started one (`Type=notify`): that it is ready, that it goes on, that it reads its
//! configuration, that it stops.

use std::time::Duration;

use sd_notify::{NotifyState, notify, watchdog_enabled};

use crate::runtime::{Shutdown, Stage, Telemetry, spawn};

/// Looks that the service manager allows between two words of it.
const LOOKS: u32 = 4;

/// Tells the service manager. Where there is none, nobody is told, and that is no fault.
pub(super) fn tell(states: &[NotifyState<'_>]) {
    if let Err(error) = notify(states) {
        tracing::warn!(%error, "the service manager was not told {states:?}");
    }
}

/// Everything has started: the service manager may go on, and from now on it is told that the run goes on, where it asks.
pub(super) fn ready(telemetry: &Telemetry, stop: &Shutdown) {
    tell(&[NotifyState::Ready]);
    let Some(within) = watchdog_enabled() else {
        return;
    };
    let (telemetry, stop) = (telemetry.clone(), stop.clone());
    let every = within / LOOKS;
    let started = spawn("watchdog", move || watch(&telemetry, &stop, every));
    if let Err(error) = started {
        tracing::error!(%error, "the service manager is not told that the run goes on, and will end it");
    }
}

/// Until the stop: from then on the deadline holds.
fn watch(telemetry: &Telemetry, stop: &Shutdown, every: Duration) {
    let mut before = Reading::of(telemetry);
    while !stop.sleep(every) {
        let now = Reading::of(telemetry);
        if now.goes_on_since(&before) {
            tell(&[NotifyState::Watchdog]);
        } else {
            tracing::error!(
                "nothing went on for {every:?}: if that lasts, the service manager starts this anew"
            );
        }
        before = now;
    }
}

/// How far everything is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Reading {
    /// Steps of the line: it takes one whenever time passes, cameras or not.
    decided: u64,
    /// Frames that arrived, and those that the networks are done with or need not see.
    grabbed: u64,
    seen: u64,
    /// The line waits until the disk has room: starting anew would lose what it holds.
    waits_for_disk: bool,
}

impl Reading {
    fn of(telemetry: &Telemetry) -> Self {
        let stages = telemetry.stages();
        let decided = stages.iter().find(|stage| stage.stage == Stage::Decide);
        let cameras = telemetry.cameras();
        let sum =
            |count: fn(&crate::runtime::CameraTotals) -> u64| cameras.values().map(count).sum();
        Self {
            decided: decided.map_or(0, |stage| stage.calls),
            grabbed: sum(|camera| camera.grabbed),
            seen: sum(|camera| camera.analysed + camera.unchanged),
            waits_for_disk: telemetry.waits_for_disk(),
        }
    }

    /// Decisions are made, and of frames that arrive some are looked at. That cameras give none is theirs to mend.
    fn goes_on_since(&self, before: &Self) -> bool {
        let blind = self.grabbed > before.grabbed && self.seen == before.seen;
        self.waits_for_disk || self.decided > before.decided && !blind
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_goes_on_while_decisions_are_made_and_frames_are_looked_at() {
        let before = Reading {
            decided: 100,
            grabbed: 1_000,
            seen: 300,
            waits_for_disk: false,
        };
        let goes_on = |change: fn(&mut Reading)| {
            let mut now = before;
            now.decided += 60;
            now.grabbed += 250;
            now.seen += 80;
            change(&mut now);
            now.goes_on_since(&before)
        };
        assert!(goes_on(|_| {}));
        assert!(!goes_on(|now| now.decided = 100), "the line hangs");
        assert!(!goes_on(|now| now.seen = 300), "the networks hang");
        let no_camera = |now: &mut Reading| (now.grabbed, now.seen) = (1_000, 300);
        assert!(goes_on(no_camera), "no camera is reachable");
        let full = |now: &mut Reading| (now.decided, now.waits_for_disk) = (100, true);
        assert!(goes_on(full), "the disk is full");
    }
}
