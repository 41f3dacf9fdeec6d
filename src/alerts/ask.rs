//! Whom an alert asks: the one who knows the visitor, then those who are at work and free, then everyone.

use std::collections::BTreeSet;

use super::{life::Asked, stage::Alerts};
use crate::types::{Alert, AlertState, Stamp, VisitId};

impl Alerts {
    /// Who is asked to go to the visitor of a visit, the one who knows them first. None: everyone.
    pub(super) fn whom(&self, visit: VisitId, asked: Asked) -> Vec<String> {
        let party = self.party_of(visit);
        let mut cards = party.iter().filter_map(|visit| self.cards.get(visit));
        let knower = cards.find_map(|card| card.knows_them.clone());
        if asked == Asked::Everyone {
            return Vec::new();
        }
        if !self.duty.is_used() {
            // Nobody says who is at work: the one who knows them may well be.
            return knower
                .filter(|_| asked == Asked::First)
                .into_iter()
                .collect();
        }
        let going = self.on_the_way();
        let on_the_way = |user: &str| going.contains(user);
        let knower = knower.filter(|user| self.duty.is_free(user, &on_the_way));
        if let (Asked::First, Some(knower)) = (asked, &knower) {
            return vec![knower.clone()];
        }
        let free = self.duty.free(&on_the_way).into_iter();
        let others = free.filter(|user| Some(user) != knower.as_ref());
        knower.clone().into_iter().chain(others).collect()
    }

    /// Whoever has claimed an alert is on their way.
    pub(super) fn on_the_way(&self) -> BTreeSet<String> {
        let claimed = self.live.values();
        // Nobody walks to a camera, or to the telephone, for long.
        let claimed = claimed
            .filter(|live| live.alert.state == AlertState::Claimed && live.alert.visit.is_some());
        claimed.filter_map(|live| live.alert.by.clone()).collect()
    }

    /// Asks more people for what the first have left lying, and others where those who were asked cannot go any more.
    pub(super) fn widen(&mut self, now: &Stamp) -> Vec<Alert> {
        let open = self.live.values().filter(|live| {
            live.alert.state == AlertState::Open && !live.alert.for_staff.is_empty()
        });
        let due = open.filter_map(|live| {
            let visit = live.alert.visit?;
            let late = now.since(&live.asked_since) >= self.settings.widen_after;
            let asked = match live.asked {
                Asked::First if late => Asked::Free,
                asked => asked,
            };
            Some((live.alert.id, visit, asked))
        });
        let due: Vec<_> = due.collect();
        let mut out = Vec::new();
        for (id, visit, asked) in due {
            let users = self.whom(visit, asked);
            let Some(live) = self.live.get_mut(&id) else {
                continue;
            };
            // Whoever becomes free while somebody is asked already is not called, too.
            let some_can = live.alert.for_staff.iter().any(|user| users.contains(user));
            if asked != live.asked || !some_can {
                out.extend(live.ask(asked, users, now));
            }
        }
        out
    }
}
