//! Who was greeted in time, who was left alone, and who wanted to be.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::snapshot::{Snapshot, Visit};
use crate::{
    app::Reaction,
    store::StoreError,
    types::{AlertState, VisitId},
};

/// What alerts say of visits, and with it what became of each.
#[derive(Clone, Debug, Default)]
pub(super) struct Greetings {
    /// Whether somebody went in time, by visit; visits whose alerts needed nobody by then have no entry.
    answered: BTreeMap<VisitId, bool>,
    /// Visits of which a colleague said that nobody needs to go: they want to look around, for instance.
    let_be: BTreeSet<VisitId>,
    /// Visits with an alert that nobody has taken on.
    waiting: BTreeSet<VisitId>,
}

impl Greetings {
    /// What the alerts that were raised since then say.
    pub(super) fn since(snapshot: &Snapshot, since: Timestamp) -> Result<Self, StoreError> {
        let line = snapshot.known.line();
        let mut greetings = Self::default();
        for revisions in snapshot.alerts_since(since)? {
            let Some(reaction) = Reaction::of(&revisions) else {
                continue;
            };
            if let Some(visit) = revisions.iter().find_map(|alert| alert.visit) {
                greetings.note(line.whole_visit(visit), &reaction);
            }
        }
        Ok(greetings)
    }

    fn note(&mut self, visit: VisitId, reaction: &Reaction) {
        let dismissed = reaction.state == AlertState::Dismissed;
        if dismissed {
            self.let_be.insert(visit);
        }
        // Whoever said that nobody needs to go has looked after them, however late.
        let in_time = reaction.in_time.filter(|in_time| *in_time || !dismissed);
        if let Some(in_time) = in_time {
            *self.answered.entry(visit).or_insert(true) &= in_time;
        }
        if matches!(reaction.state, AlertState::Open | AlertState::Escalated) {
            self.waiting.insert(visit);
        }
    }

    /// Whether somebody came to them in time; `None` where nobody was needed. Nobody came in time to whoever left
    /// unattended, whether there was an alert or not.
    pub(super) fn in_time(&self, visit: &Visit) -> Option<bool> {
        if self.is_lost(visit) {
            return Some(false);
        }
        self.answered.get(&visit.id).copied()
    }

    /// Over, with nobody having come though they had shown interest in a car, and nobody saying that they wanted no help.
    pub(super) fn is_lost(&self, visit: &Visit) -> bool {
        visit.was_unattended() && !self.let_be.contains(&visit.id)
    }

    /// Nobody spoke with them, as a colleague saw that they wanted no help.
    pub(super) fn is_let_be(&self, visit: &Visit) -> bool {
        self.let_be.contains(&visit.id) && !visit.met()
    }

    /// Here now, and nobody has taken on that they call for.
    pub(super) fn is_waiting(&self, visit: &Visit) -> bool {
        visit.open && self.waiting.contains(&visit.id)
    }
}
