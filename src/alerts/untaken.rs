//! What needs somebody, and whether anybody has taken it on.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::stage::Alerts;
use crate::types::{AlertId, AlertKind, AlertState, VisitId};

/// How much needs somebody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Untaken {
    /// Alerts that are open or escalated: what is claimed or snoozed is in somebody's hands.
    pub alerts: usize,
    /// Parties of whom such an alert says that they wait, or that nobody is with them, be it in passing.
    pub waiting: usize,
}

/// What the plan says of a party's alert.
#[derive(Clone, Debug, PartialEq)]
pub struct Called {
    pub alert: AlertId,
    pub state: AlertState,
    /// Who is on their way, or was told last.
    pub by: Option<String>,
    /// Since when they wait, or nobody is with them, where that is so and nobody has taken it on: as the alert says.
    pub waiting_since: Option<Timestamp>,
}

impl Alerts {
    /// The alert about one of these visits that is not over: the one that asks for somebody before one that does not.
    pub fn called(&self, visits: &[VisitId]) -> Option<Called> {
        let about = self.live.values().filter(|live| live.concerns(visits));
        let live = about.min_by_key(|live| (!live.asks(), live.raised.mono_ns, live.alert.id))?;
        let alert = &live.alert;
        let alone = |kind: &AlertKind| matches!(kind, AlertKind::Waiting | AlertKind::Unattended);
        let waits = live.asks() && alert.causes.iter().any(alone);
        Some(Called {
            alert: alert.id,
            state: alert.state,
            by: alert.by.clone(),
            waiting_since: alert.alone_since.or(alert.since).filter(|_| waits),
        })
    }

    /// All that are not over, and the latest revision of each.
    pub fn standing(&self) -> Vec<(AlertId, u32)> {
        let alerts = self.live.values().map(|live| &live.alert);
        let standing = alerts.filter(|alert| !alert.state.is_over());
        standing.map(|alert| (alert.id, alert.rev)).collect()
    }

    /// What needs somebody now.
    pub fn untaken(&self) -> Untaken {
        let alone = |kind: &AlertKind| matches!(kind, AlertKind::Waiting | AlertKind::Unattended);
        let (mut alerts, mut waiting) = (0, BTreeSet::new());
        for live in self.live.values() {
            if matches!(live.alert.state, AlertState::Open | AlertState::Escalated) {
                alerts += 1;
                let visit = live.alert.visit;
                waiting.extend(visit.filter(|_| live.alert.causes.iter().any(alone)));
            }
        }
        // Told in the alert of others.
        let told = self.held.iter().filter(|need| need.told_in.is_some());
        waiting.extend(told.filter(|need| alone(&need.kind)).map(|need| need.visit));
        // Whoever of a party it is about, it is one party.
        let party = |visit| self.party_of(visit).into_iter().min();
        let parties: BTreeSet<_> = waiting.into_iter().map(party).collect();
        Untaken {
            alerts,
            waiting: parties.len(),
        }
    }
}
