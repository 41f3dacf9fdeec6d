//! One alert for whoever came together: a party has one lead.

use std::collections::BTreeMap;

use super::{
    life::Live,
    stage::Alerts,
    text::{Facts, Over},
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

    /// The codes of whoever else is of the party, each once: two of them may be known as one visitor, until it is found out
    /// whose visit is whose.
    pub(super) fn codes_with(&self, visit: VisitId) -> Vec<VisitorCode> {
        let party = self.party_of(visit);
        let mut codes: Vec<VisitorCode> = Vec::new();
        for card in party.iter().filter_map(|id| self.cards.get(id)) {
            if !codes.contains(&card.visitor) {
                codes.push(card.visitor.clone());
            }
        }
        let own = self.cards.get(&visit).map(|card| &card.visitor);
        codes.retain(|code| Some(code) != own);
        codes
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
            let theirs = |kind| !matches!(kind, AlertKind::Unattended | AlertKind::Waiting);
            if live.alert.state.is_over() || !live.drop_causes(theirs) {
                out.extend(live.end(now, AlertState::Closed, why));
                continue;
            }
            card.raised.extend(live.alert.causes.iter().copied());
            live.alert.party.retain(|other| *other != visitor);
            live.facts.people = live.facts.people.saturating_sub(1);
            live.reword(now);
            out.extend(live.speak_of(heir, &visitor, confidence, now));
        }
        out
    }

    /// It became known who is of this visit's party: one alert goes on, and speaks of all.
    pub(super) fn gather(&mut self, visit: VisitId, now: &Stamp) -> Vec<Alert> {
        let party = self.party_of(visit);
        let (kept, mut out) = unite(&mut self.live, &party, Over::SameParty, now);
        let Some((id, joined)) = kept else {
            return out;
        };
        let about = self.live[&id].alert.visit;
        let others = about.map_or_else(Vec::new, |about| self.codes_with(about));
        let card = about.and_then(|about| self.cards.get(&about));
        let company = card.map(|card| (card.with.len() as u32 + 1, card.children));
        let Some(live) = self.live.get_mut(&id) else {
            return out;
        };
        if joined || live.alert.party != others {
            (live.facts.people, live.facts.children) = company.unwrap_or_default();
            live.reword(now);
            out.extend(live.correct(|alert| alert.party = others, now));
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
                    overdue: live.facts.overdue,
                    also: live.facts.also.clone(),
                    ..facts.clone()
                };
                live.noted = *now;
                if live.alert.state.is_over() {
                    return None;
                }
                live.reword(now);
                live.correct(|_| (), now)
            })
            .collect()
    }
}

/// Of the alerts of these visits one goes on, with the causes of all: the one that somebody has claimed, else the oldest.
/// Those that are over lose their undo, beside one that goes on. Gives which it is and whether causes came to it, and the
/// last revisions of the others.
pub(super) fn unite(
    live: &mut BTreeMap<AlertId, Live>,
    visits: &[VisitId],
    why: Over,
    now: &Stamp,
) -> (Option<(AlertId, bool)>, Vec<Alert>) {
    let open = live.values().filter(|live| live.concerns(visits));
    let best = open.min_by_key(|live| {
        let claimed = live.alert.state == AlertState::Claimed;
        (!claimed, live.raised.mono_ns, live.alert.id)
    });
    let Some(best) = best.map(|live| live.alert.id) else {
        return (None, Vec::new());
    };
    let (mut out, mut causes) = (Vec::new(), Vec::new());
    for (id, other) in live.iter_mut() {
        let about = other.alert.visit;
        if *id == best || !about.is_some_and(|about| visits.contains(&about)) {
            continue;
        }
        if !other.alert.state.is_over() {
            causes.extend(other.alert.causes.iter().copied());
        }
        out.extend(other.end(now, AlertState::Closed, why));
    }
    let joined = live.get_mut(&best).is_some_and(|kept| {
        let before = kept.alert.causes.len();
        kept.add_causes(&causes);
        kept.alert.causes.len() > before
    });
    (Some((best, joined)), out)
}
