//! One alert for whoever came together: a party has one lead.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    stage::Alerts,
    text::{self, Facts, Over},
};
use crate::types::{Alert, AlertId, AlertKind, AlertState, Stamp, VisitId, VisitorCode};

impl Alerts {
    /// Everybody of a visit's party who is here, the visit first.
    pub(super) fn party_of(&self, visit: VisitId) -> Vec<VisitId> {
        let with = self.cards.get(&visit).map(|card| &card.with[..]);
        let others = with.unwrap_or_default().iter().copied();
        let here = others.filter(|other| self.cards.contains_key(other));
        [visit].into_iter().chain(here).collect()
    }

    /// The codes of whoever else is of the party.
    pub(super) fn codes_with(&self, visit: VisitId) -> Vec<VisitorCode> {
        let party = self.party_of(visit);
        let others = party.iter().skip(1).filter_map(|id| self.cards.get(id));
        others.map(|card| card.visitor.clone()).collect()
    }

    /// Whether somebody of the party has raised an alert of this kind.
    pub(super) fn has_called(&self, visit: VisitId, kind: AlertKind) -> bool {
        let party = self.party_of(visit);
        let mut cards = party.iter().filter_map(|id| self.cards.get(id));
        cards.any(|card| card.raised.contains(&kind))
    }

    /// Somebody of a party has left, or never was of it: what was raised for them goes on for who is still here.
    pub(super) fn hand_over(
        &mut self,
        (from, heir): (VisitId, VisitId),
        now: &Stamp,
        why: Over,
    ) -> Vec<Alert> {
        let Some(card) = self.cards.get_mut(&heir) else {
            return self.end_alerts(from, now, AlertState::Closed, why);
        };
        let (visitor, confidence) = (card.visitor.clone(), card.confidence);
        let theirs = self
            .live
            .values_mut()
            .filter(|live| live.alert.visit == Some(from));
        let mut out = Vec::new();
        for live in theirs {
            // That somebody came back, or is very interested, is said of them alone.
            let common = matches!(live.alert.kind, AlertKind::Unattended | AlertKind::Waiting);
            out.extend(if common {
                card.raised.insert(live.alert.kind);
                live.alert.party.retain(|other| *other != visitor);
                live.speak_of(heir, &visitor, confidence, now)
            } else {
                live.end(now, AlertState::Closed, why)
            });
        }
        out
    }

    /// It became known who is of this visit's party: of two alerts of one kind the older one goes on, and speaks of all.
    pub(super) fn gather(&mut self, visit: VisitId, now: &Stamp) -> Vec<Alert> {
        let party: BTreeSet<VisitId> = self.party_of(visit).into_iter().collect();
        let mut first: BTreeMap<AlertKind, (bool, u64, AlertId)> = BTreeMap::new();
        let ours = |about: Option<VisitId>| about.is_some_and(|about| party.contains(&about));
        for (id, live) in &self.live {
            if ours(live.alert.visit) && !live.alert.state.is_over() {
                // Whoever has claimed one is on their way.
                let claimed = live.alert.state == AlertState::Claimed;
                let rank = (!claimed, live.raised.mono_ns, *id);
                let best = first.entry(live.alert.kind).or_insert(rank);
                *best = rank.min(*best);
            }
        }
        let mut out = Vec::new();
        let ids: Vec<_> = self.live.keys().copied().collect();
        for id in ids {
            let live = &self.live[&id];
            let Some(about) = live.alert.visit.filter(|about| party.contains(about)) else {
                continue;
            };
            let others = self.codes_with(about);
            let company = self
                .cards
                .get(&about)
                .map(|card| (card.with.len(), card.children));
            let Some(live) = self.live.get_mut(&id) else {
                continue;
            };
            if live.alert.state.is_over() {
                // Only an undo could bring it back, beside the one that goes on.
                live.end(now, live.alert.state, Over::SameParty);
                continue;
            }
            if first
                .get(&live.alert.kind)
                .is_some_and(|(.., best)| *best != id)
            {
                out.extend(live.end(now, AlertState::Closed, Over::SameParty));
                continue;
            }
            if live.alert.party == others {
                continue;
            }
            let (with, children) = company.unwrap_or_default();
            (live.facts.people, live.facts.children) = (with as u32 + 1, children);
            let text = text::raised(live.alert.kind, &live.facts);
            let write = |alert: &mut Alert| (alert.party, alert.text) = (others, text);
            out.extend(live.correct(write, now));
        }
        out
    }

    /// They are on their way out: whoever was called for them is told.
    pub(super) fn hurry(&mut self, visit: VisitId, now: &Stamp, alone_s: f64) -> Vec<Alert> {
        let party = self.party_of(visit);
        let Some(card) = self.cards.get(&visit) else {
            return Vec::new();
        };
        let facts = card.facts(now, Some(alone_s), &self.place, &self.settings.timezone);
        let of_party = self.live.values_mut().filter(|live| {
            let about = live.alert.visit;
            let needs = matches!(live.alert.kind, AlertKind::Unattended | AlertKind::Waiting);
            needs && about.is_some_and(|about| party.contains(&about))
        });
        of_party
            .filter_map(|live| {
                live.facts = Facts {
                    leaving: true,
                    ..facts.clone()
                };
                let text = text::raised(live.alert.kind, &live.facts);
                (!live.alert.state.is_over())
                    .then(|| live.correct(|alert| alert.text = text, now))
                    .flatten()
            })
            .collect()
    }
}
