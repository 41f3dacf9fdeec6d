//! Alerts about a visitor who is erased.

use std::collections::BTreeSet;

use super::{life::Live, stage::Alerts, text::Over};
use crate::types::{Alert, AlertId, AlertState, Stamp, VisitId, VisitorCode};

impl Alerts {
    /// Forgets whatever is about these visits and codes. Gives the last revisions of alerts that were open, which say
    /// nothing of anybody: they are told, and not kept.
    pub fn erase(
        &mut self,
        visits: &BTreeSet<VisitId>,
        codes: &[VisitorCode],
        now: &Stamp,
    ) -> Vec<Alert> {
        self.cards.retain(|visit, _| !visits.contains(visit));
        self.held.retain(|need| !visits.contains(&need.visit));
        let about = |live: &Live| {
            let Alert { visit, visitor, .. } = &live.alert;
            visit.is_some_and(|visit| visits.contains(&visit))
                || visitor.as_ref().is_some_and(|code| codes.contains(code))
        };
        let theirs: Vec<AlertId> = self
            .live
            .iter()
            .filter(|(_, live)| about(live))
            .map(|(id, _)| *id)
            .collect();
        for live in self.live.values_mut() {
            live.alert.party.retain(|code| !codes.contains(code));
            live.alert
                .also
                .retain(|also| !codes.contains(&also.visitor));
        }
        let gone = theirs.iter().filter_map(|id| self.live.remove(id));
        gone.filter_map(|mut live| live.end(now, AlertState::Closed, Over::Erased))
            .map(|alert| Alert {
                visitor: None,
                party: Vec::new(),
                zone: None,
                stage: None,
                score: None,
                why: Vec::new(),
                for_staff: Vec::new(),
                by: None,
                ..alert
            })
            .collect()
    }
}
