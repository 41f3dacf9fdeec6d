//! Waiting at a desk, from place and time alone.
//!
//! Somebody waits from their first sight at a desk (zone `desk` or `check-in`) on, for as long as they are never away
//! from it for longer than [`AWAY`]: who waits walks to and fro. It is told once, after [`Settings::waiting_after`],
//! where no colleague was with them since.
//!
//! [`Settings::waiting_after`]: super::Settings::waiting_after

use std::{collections::BTreeMap, time::Duration};

use super::settings::{Place, Settings};
use crate::types::{PresenceUpdate, Stamp, ZoneId, ZoneKind};

/// Away from the desk for longer, somebody does not wait there any more.
const AWAY: Duration = Duration::from_secs(10);

#[derive(Clone, Copy, Debug)]
struct Wait {
    since: Stamp,
    last: Stamp,
}

/// The waits of one visit.
#[derive(Clone, Debug, Default)]
pub(super) struct Waiting {
    waits: BTreeMap<ZoneId, Wait>,
    told: bool,
}

impl Waiting {
    /// Takes in a sight. Time for which nobody looked is no waiting.
    pub(super) fn see(&mut self, update: &PresenceUpdate, place: &Place) {
        let now = update.stamp;
        let desks = update
            .zones
            .iter()
            .filter(|zone| matches!(place.kind(zone), Some(ZoneKind::Desk | ZoneKind::CheckIn)));
        for zone in desks {
            let new = Wait {
                since: now,
                last: now,
            };
            let wait = self.waits.entry(zone.clone()).or_insert(new);
            if now.since(&wait.last).saturating_sub(update.blind) > AWAY {
                *wait = new;
            }
            wait.since = wait.since.later(update.blind);
            wait.last = now;
        }
    }

    /// Where and since when somebody has waited for too long by now; `served`: when a colleague was with them last.
    pub(super) fn too_long(
        &mut self,
        now: &Stamp,
        served: Option<Stamp>,
        settings: &Settings,
    ) -> Option<(ZoneId, Stamp)> {
        if self.told {
            return None;
        }
        let due = self.waits.iter().find(|(_, wait)| {
            let served = served.is_some_and(|at| at.mono_ns >= wait.since.mono_ns);
            let waits = now.since(&wait.last) <= AWAY;
            waits && !served && wait.last.since(&wait.since) >= settings.waiting_after
        });
        let (zone, wait) = due?;
        self.told = true;
        Some((zone.clone(), wait.since))
    }

    /// Takes up the waits of another visit of the same person.
    pub(super) fn absorb(&mut self, other: &Self) {
        self.told |= other.told;
        for (zone, wait) in &other.waits {
            let own = self.waits.entry(zone.clone()).or_insert(*wait);
            if wait.since.mono_ns < own.since.mono_ns {
                own.since = wait.since;
            }
            if wait.last.mono_ns > own.last.mono_ns {
                own.last = wait.last;
            }
        }
    }
}
