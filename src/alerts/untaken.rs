//! What needs somebody, and nobody has taken it on.

use std::collections::BTreeSet;

use super::stage::Alerts;
use crate::types::{AlertKind, AlertState};

/// How much needs somebody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Untaken {
    /// Alerts that are open or escalated: what is claimed or snoozed is in somebody's hands.
    pub alerts: usize,
    /// Parties of whom such an alert says that they wait, or that nobody is with them, be it in passing.
    pub waiting: usize,
}

impl Alerts {
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
