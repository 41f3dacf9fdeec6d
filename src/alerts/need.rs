//! What calls for somebody, and what becomes of it: an alert, a revision of the one that is open for the same party, a word
//! in that of others, or a wait until it may be told.

use super::{
    card,
    duty::Room,
    life::{Asked, Live, priority},
    stage::Alerts,
    text::{self, Facts},
};
use crate::types::{Alert, AlertId, AlertKind, AlertState, Also, IdSource, Stamp, VisitId};

/// Something that calls for somebody.
#[derive(Clone, Debug)]
pub(super) struct Need {
    pub(super) visit: VisitId,
    pub(super) kind: AlertKind,
    pub(super) at: Stamp,
    /// Seconds since the first interest, nobody having come, at `at`.
    pub(super) alone_s: Option<f64>,
    /// The alert that says so meanwhile, as all whom this one would ask have had enough.
    pub(super) told_in: Option<AlertId>,
}

impl Alerts {
    /// Takes up that something calls for somebody, once for each party and kind.
    pub(super) fn raise(
        &mut self,
        visit: VisitId,
        kind: AlertKind,
        now: &Stamp,
        alone_s: Option<f64>,
        ids: &mut dyn IdSource,
    ) -> Vec<Alert> {
        let called = self.has_called(visit, kind);
        let Some(card) = self.cards.get_mut(&visit) else {
            return Vec::new();
        };
        if card.calls_nobody || called {
            return Vec::new();
        }
        card.raised.insert(kind);
        let need = Need {
            visit,
            kind,
            at: *now,
            alone_s,
            told_in: None,
        };
        self.tell(need, false, now, ids)
    }

    /// Tells what waited until now, as far as it may be told and still is so.
    pub(super) fn tell_held(&mut self, now: &Stamp, ids: &mut dyn IdSource) -> Vec<Alert> {
        let mut out = Vec::new();
        for mut need in std::mem::take(&mut self.held) {
            if !self.is_so(&need) {
                out.extend(self.tell_in_no_other(&need, now));
                continue;
            }
            let late = now.since(&need.at) >= self.settings.approach_within;
            if self.is_told(&need) && !late && !self.has_room(&need, now) {
                self.held.push(need);
                continue;
            }
            out.extend(self.tell_in_no_other(&need, now));
            // Room or not: nobody has gone.
            let now_or_never = need.told_in.take().is_some() && late;
            out.extend(self.tell(need, now_or_never, now, ids));
        }
        out
    }

    /// Whether an alert that asks for somebody says so, too.
    fn is_told(&self, need: &Need) -> bool {
        let carrier = need.told_in.and_then(|id| self.live.get(&id));
        let code = self.cards.get(&need.visit).map(|card| &card.visitor);
        carrier.is_some_and(|live| {
            let mut also = live.alert.also.iter();
            live.asks() && also.any(|o| Some(&o.visitor) == code && o.kind == need.kind)
        })
    }

    /// Whether it still calls for somebody.
    fn is_so(&self, need: &Need) -> bool {
        let party = self.party_of(need.visit);
        let mut cards = party.iter().filter_map(|visit| self.cards.get(visit));
        let met = |met: &Stamp| met.mono_ns > need.at.mono_ns;
        self.cards
            .get(&need.visit)
            .is_some_and(|card| !card.calls_nobody)
            && !cards.any(|card| card.in_contact || card.met.as_ref().is_some_and(met))
    }

    /// Tells it, as far as it may be told; `anyway`: in an alert of its own even where whoever is asked has had enough.
    fn tell(
        &mut self,
        need: Need,
        anyway: bool,
        now: &Stamp,
        ids: &mut dyn IdSource,
    ) -> Vec<Alert> {
        let party = self.party_of(need.visit);
        let cards = || party.iter().filter_map(|visit| self.cards.get(visit));
        if cards().any(|card| card.in_contact) {
            // A colleague is with them.
            return Vec::new();
        }
        let quiet = |until: &Stamp| now.mono_ns < until.mono_ns;
        let quiet = cards().any(|card| card.quiet_until.as_ref().is_some_and(quiet));
        if !self.settings.is_open(now) || quiet && need.kind != AlertKind::Waiting {
            self.held.push(need);
            return Vec::new();
        }
        let open = self.live.values().find(|live| live.concerns(&party));
        if let Some(id) = open.map(|live| live.alert.id) {
            return self.call_again(id, &need, now).into_iter().collect();
        }
        let most = self.settings.most_per_staff;
        for asked in [Asked::First, Asked::Free] {
            let users = self.whom(need.visit, asked);
            if let Room::For(users) = self.duty.room(users, most, now) {
                return self.open(&need, users, now, ids);
            }
        }
        if anyway {
            let users = self.whom(need.visit, Asked::Free);
            return self.open(&need, users, now, ids);
        }
        self.tell_in_another(need, now, ids)
    }

    /// What a text says of a need.
    fn facts_of(&self, need: &Need, now: &Stamp) -> Option<Facts> {
        let card = self.cards.get(&need.visit)?;
        let waited = now.since(&need.at).as_secs_f64();
        let alone = need.alone_s.map(|alone| alone + waited);
        Some(card.facts(now, alone, &self.place, &self.settings.timezone))
    }

    /// A new alert.
    fn open(
        &mut self,
        need: &Need,
        users: Vec<String>,
        now: &Stamp,
        ids: &mut dyn IdSource,
    ) -> Vec<Alert> {
        let (Some(facts), Some(card)) = (self.facts_of(need, now), self.cards.get(&need.visit))
        else {
            return Vec::new();
        };
        let id = AlertId::new(ids, now);
        let settings = &self.settings;
        let hold_off = settings.hold_off(need.kind);
        let due = now.later(hold_off + settings.approach_within);
        let said = text::raised(need.kind, &facts);
        let alert = Alert {
            v: 1,
            id,
            rev: 1,
            kind: need.kind,
            causes: vec![need.kind],
            priority: priority(need.kind),
            site: settings.site.clone(),
            since: Some(now.utc),
            at: now.utc,
            visitor: Some(card.visitor.clone()),
            party: self.codes_with(need.visit),
            zone: card.zone(&self.place),
            stage: Some(card.stage),
            score: Some(card.score()),
            why: card.reasons(|rule| self.words(rule)),
            text: said.text,
            lines: Some(Box::new(said.lines)),
            alone_since: facts.alone_since(now),
            approach_at: Some(now.later(hold_off).utc),
            approach_by: Some(due.utc),
            expires_at: Some(now.later(settings.expires_after).utc),
            state: AlertState::Open,
            by: None,
            for_staff: users,
            also: Vec::new(),
            confidence: card.confidence,
            visit: Some(need.visit),
            camera: None,
        };
        let mut live = Live::new(alert.clone(), *now, facts, settings.expires_after);
        live.due = Some(due);
        self.live.insert(id, live);
        vec![alert]
    }

    /// One more thing calls for a party that has an alert.
    fn call_again(&mut self, id: AlertId, need: &Need, now: &Stamp) -> Option<Alert> {
        let facts = self.facts_of(need, now)?;
        let card = self.cards.get(&need.visit)?;
        let (zone, stage, score) = (card.zone(&self.place), card.stage, card.score());
        let why = card.reasons(|rule| self.words(rule));
        let within = self.settings.hold_off(need.kind) + self.settings.approach_within;
        let live = self.live.get_mut(&id)?;
        live.alert.zone = zone.or(live.alert.zone.take());
        if live.alert.visit == Some(need.visit) {
            let alert = &mut live.alert;
            (alert.stage, alert.score, alert.why) = (Some(stage), Some(score), why);
        }
        Some(live.call_again(need.kind, facts, now, within))
    }

    /// Whoever could be asked has had enough: the newest alert that asks one of them says so, too. Where there is none,
    /// this is one more.
    fn tell_in_another(
        &mut self,
        mut need: Need,
        now: &Stamp,
        ids: &mut dyn IdSource,
    ) -> Vec<Alert> {
        let users = self.whom(need.visit, Asked::First);
        let asks_them = |live: &&mut Live| {
            let asked = &live.alert.for_staff;
            let common = users.is_empty() || asked.is_empty();
            let one_of_them = common || asked.iter().any(|user| users.contains(user));
            live.asks() && live.alert.visit.is_some() && one_of_them
        };
        let (Some(card), Some(carrier)) = (
            self.cards.get(&need.visit),
            self.live
                .values_mut()
                .filter(asks_them)
                .max_by_key(|l| l.raised.mono_ns),
        ) else {
            return self.open(&need, users, now, ids);
        };
        need.told_in = Some(carrier.alert.id);
        carrier.alert.also.push(Also {
            visitor: card.visitor.clone(),
            kind: need.kind,
            zone: card.zone(&self.place),
        });
        carrier.alert.priority = carrier.alert.priority.max(priority(need.kind));
        self.held.push(need);
        say_others(carrier, now).into_iter().collect()
    }

    /// The alert in which it was told meanwhile speaks of it no longer.
    fn tell_in_no_other(&mut self, need: &Need, now: &Stamp) -> Option<Alert> {
        let carrier = self.live.get_mut(&need.told_in?)?;
        let code = self.cards.get(&need.visit).map(|card| &card.visitor);
        let kind = need.kind;
        // Of somebody who has left there is no card; whoever is spoken of besides is here.
        let here: Vec<_> = self.cards.values().map(|card| &card.visitor).collect();
        let before = carrier.alert.also.len();
        carrier.alert.also.retain(|other| {
            let this = Some(&other.visitor) == code && other.kind == kind;
            !this && here.contains(&&other.visitor)
        });
        if carrier.alert.also.len() == before {
            return None;
        }
        say_others(carrier, now)
    }

    fn has_room(&self, need: &Need, now: &Stamp) -> bool {
        // Asked on a copy, as nobody is asked yet.
        let mut duty = self.duty.clone();
        let most = self.settings.most_per_staff;
        let mut ways = [Asked::First, Asked::Free].into_iter();
        ways.any(|asked| duty.room(self.whom(need.visit, asked), most, now) != Room::None)
    }
}

/// The revision that says who else needs somebody.
fn say_others(carrier: &mut Live, now: &Stamp) -> Option<Alert> {
    let named = |other: &Also| (other.zone.as_ref().map(card::spoken), other.kind);
    carrier.facts.also = carrier.alert.also.iter().map(named).collect();
    carrier.reword(now);
    carrier.correct(|_| (), now)
}
