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

/// Who was at the desk for a shorter time came by.
const STOOD: Duration = Duration::from_secs(5);

#[derive(Clone, Copy, Debug)]
struct Wait {
    since: Stamp,
    last: Stamp,
}

/// The waits of one visit.
#[derive(Clone, Debug, Default)]
pub(super) struct Waiting {
    waits: BTreeMap<ZoneId, Wait>,
    /// Desks at which they have been before, and when they left.
    before: BTreeMap<ZoneId, Stamp>,
    pub(super) told: bool,
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
                if wait.last.since(&wait.since) >= STOOD {
                    self.before.insert(zone.clone(), wait.last);
                }
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

    /// Where and since when somebody waits again who had been at this desk before, and was not served since.
    pub(super) fn again(&self, served: Option<Stamp>) -> Option<(ZoneId, Stamp)> {
        let (zone, wait) = self.waits.iter().find(|(zone, wait)| {
            let before = self.before.get(*zone);
            let unserved =
                before.is_some_and(|left| served.is_none_or(|at| at.mono_ns < left.mono_ns));
            unserved && wait.last.since(&wait.since) >= STOOD
        })?;
        Some((zone.clone(), wait.since))
    }

    /// Whether somebody has waited at a desk for as long as this, and was not served since.
    pub(super) fn waited(&self, at_least: Duration, served: Option<Stamp>) -> bool {
        self.waits.values().any(|wait| {
            let served = served.is_some_and(|at| at.mono_ns >= wait.since.mono_ns);
            !served && wait.last.since(&wait.since) >= at_least
        })
    }

    /// Takes up the waits of another visit of the same person.
    pub(super) fn absorb(&mut self, other: &Self) {
        self.told |= other.told;
        self.before
            .extend(other.before.iter().map(|(zone, at)| (zone.clone(), *at)));
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
