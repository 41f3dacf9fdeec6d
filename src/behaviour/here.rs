//! Who is here now, party by party: for plans and lists, not for decisions.

use std::collections::BTreeSet;

use super::stage::Behaviour;
use crate::types::{FloorPoint, PresenceId, Stamp, VisitId, VisitorId, ZoneId};

/// A party that is in the showroom; somebody alone is one, too.
#[derive(Clone, Debug, PartialEq)]
pub struct PartyHere {
    /// The visits of those whose visit is open, the one that came first at the beginning.
    pub visits: Vec<VisitId>,
    /// Whose they are, in the same order.
    pub visitors: Vec<VisitorId>,
    pub children: u32,
    /// When the first of them came.
    pub since: Stamp,
    /// When one of them was seen last.
    pub seen: Stamp,
    /// Where they are on the common floor, where a camera knows.
    pub at: Option<FloorPoint>,
    /// Where the one stands who was seen last.
    pub zones: Vec<ZoneId>,
    /// A colleague is with one of them.
    pub spoken_with: bool,
}

impl Behaviour {
    /// Everybody whose visit is open, each party once; who came first at the beginning.
    pub fn parties_here(&self, now: &Stamp) -> Vec<PartyHere> {
        let open = |presence: PresenceId| self.visits.get(&presence).filter(|visit| visit.open);
        let mut told = BTreeSet::new();
        let mut parties = Vec::new();
        for (presence, visit) in self.visits.iter().filter(|(_, visit)| visit.open) {
            if !told.insert(*presence) {
                continue;
            }
            let party = self.parties.of(*presence);
            told.extend(party.others.iter().copied());
            let others = party.others.into_iter();
            let others = others.filter_map(|other| Some((other, open(other)?)));
            let mut all: Vec<_> = [(*presence, visit)].into_iter().chain(others).collect();
            all.sort_by_key(|(_, visit)| (visit.first_seen.mono_ns, visit.id));
            let seen_last = all.iter().max_by_key(|(_, visit)| visit.last_seen.mono_ns);
            let last = seen_last.map_or(visit, |(_, visit)| *visit);
            parties.push(PartyHere {
                visits: all.iter().map(|(_, visit)| visit.id).collect(),
                visitors: all.iter().map(|(_, visit)| visit.visitor).collect(),
                children: party.children,
                since: all
                    .first()
                    .map_or(visit.first_seen, |(_, visit)| visit.first_seen),
                seen: last.last_seen,
                at: last.on_the_common_floor(),
                zones: last.stands_in().cloned().collect(),
                spoken_with: all
                    .iter()
                    .any(|(presence, _)| self.company.goes_on(*presence, now).is_some()),
            });
        }
        parties.sort_by_key(|party| (party.since.mono_ns, party.visits.first().copied()));
        parties
    }

    /// Where colleagues were seen last, on the common floor.
    pub fn colleagues_at(&self, now: &Stamp) -> Vec<FloorPoint> {
        self.company.colleagues_at(now)
    }
}
