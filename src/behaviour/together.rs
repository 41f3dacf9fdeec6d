//! What is done together: contacts with colleagues, and what a party has in common.

use super::{
    contact::{Contact, Told},
    evidence::event,
    party::Party,
    stage::{Behaviour, Outcome},
    visit::{Moment, later, seconds},
};
use crate::types::{EventKind, IdSource, PresenceId, PresenceUpdate, Side, Stamp, VisitId};

impl Behaviour {
    /// A colleague was with this person, as the user of a tablet says or as was seen; with one of a party, they are with
    /// all of it.
    pub(super) fn meet(
        &mut self,
        presence: PresenceId,
        by: &str,
        began: Option<Side>,
        now: &Stamp,
    ) -> Option<EventKind> {
        let visit = self.visits.get_mut(&presence)?;
        let first = !visit.approach.contacted;
        let passed = |since: &Stamp| seconds(now.since(since));
        let kind = EventKind::Contacted {
            by: by.to_owned(),
            began,
            after_entry_s: first.then(|| passed(&visit.first_seen)),
            after_interest_s: visit
                .approach
                .since()
                .filter(|_| first)
                .as_ref()
                .map(passed),
        };
        visit.meet(*now);
        let party = self.parties.of(presence);
        self.share(presence, &party);
        Some(kind)
    }

    /// What is to be told of contacts.
    pub(super) fn tell_contacts(
        &mut self,
        told: Vec<Told>,
        ids: &mut dyn IdSource,
        out: &mut Outcome,
    ) {
        for (whose, contact) in told {
            // Whoever speaks with a child speaks with their parents.
            let child = self.visits.get(&whose).is_some_and(|visit| visit.child);
            let adult = child.then(|| self.parties.of(whose).others.first().copied());
            let presence = adult.flatten().unwrap_or(whose);
            let moment = match contact {
                // Which colleague was where is not kept.
                Contact::Began { since, by } => self
                    .meet(presence, EventKind::A_COLLEAGUE, by, &since)
                    .map(|kind| (since, kind)),
                Contact::Ended { at, lasted } => {
                    let for_s = seconds(lasted);
                    Some((at, EventKind::ContactEnded { for_s }))
                }
            };
            let visit = self.visits.get_mut(&presence);
            let (Some(moment), Some(visit)) = (moment, visit) else {
                continue;
            };
            if let Contact::Ended { at, lasted } = contact {
                visit.served = later(visit.served, Some(at));
                visit.spoke_for += lasted;
            }
            if visit.open {
                out.events.push(event(visit, moment, ids));
            } else {
                visit.held.push(moment);
            }
        }
    }

    /// Whoever is in contact now is served now.
    pub(super) fn serve(&mut self, update: &PresenceUpdate) {
        let goes_on = self.company.goes_on(update.presence, &update.stamp);
        let visit = self.visits.get_mut(&update.presence);
        if let (Some((_, last)), Some(visit)) = (goes_on, visit) {
            visit.served = later(visit.served, Some(last));
        }
    }

    /// What a party has in common: the timer, and whether they were called for and served.
    pub(super) fn share(&mut self, presence: PresenceId, party: &Party) {
        if party.others.is_empty() {
            return;
        }
        let all = || party.others.iter().chain([&presence]);
        let visits = all().filter_map(|id| self.visits.get(id));
        let visits = visits.filter(|visit| !visit.child);
        let common = visits
            .map(|visit| (visit.approach, visit.served, visit.waiting.told))
            .reduce(|a, b| (a.0.with(&b.0), later(a.1, b.1), a.2 || b.2));
        let Some((approach, served, told)) = common else {
            return;
        };
        for id in all() {
            if let Some(visit) = self.visits.get_mut(id) {
                (visit.approach, visit.served) = (approach, served);
                visit.waiting.told = told;
            }
        }
    }

    /// Whoever came together before has come together again.
    pub(super) fn recall(&mut self, presence: PresenceId) {
        let people = self.visits.len();
        let Some(visit) = self.visits.get_mut(&presence) else {
            return;
        };
        // Asked anew only when there is somebody new.
        let visitor = visit.visitor;
        if visit.recalled.replace((visitor, people)) == Some((visitor, people)) {
            return;
        }
        let others = self.visits.iter().filter(|(other, _)| **other != presence);
        let known = others.filter(|(_, other)| self.history.came_together(visitor, other.visitor));
        for (other, _) in known {
            self.parties.know(presence, *other);
        }
    }

    /// Tells that somebody belongs to a party, once it is known, and when it has grown.
    pub(super) fn company_of(
        &mut self,
        presence: PresenceId,
        party: &Party,
        now: &Stamp,
    ) -> Option<Moment> {
        let others = party.others.iter().filter_map(|id| self.visits.get(id));
        let with: Vec<VisitId> = others.filter(|v| v.open).map(|v| v.id).collect();
        let visit = self.visits.get_mut(&presence)?;
        let new = with.iter().any(|other| !visit.party.0.contains(other));
        let grown = new || party.children > visit.party.1;
        let alone_before = self.history.always_alone(visit.visitor);
        // Recognition may come after the party is known.
        let news_of_them = alone_before > 0 && !visit.brought_somebody && !with.is_empty();
        visit.party = (with.clone(), party.children);
        if !grown && !news_of_them {
            return None;
        }
        visit.brought_somebody |= alone_before > 0 && !with.is_empty();
        let kind = EventKind::Party {
            with,
            children: party.children,
            together: party.came_together,
            sure: party.sure,
            alone_before,
        };
        Some((*now, kind))
    }
}
