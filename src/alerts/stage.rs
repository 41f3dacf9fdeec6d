//! The stage: events, scores, taps and time in; revisions of alerts out.

use std::{collections::BTreeMap, time::Duration};

use jiff::Timestamp;

use super::{
    appliance::Disk,
    camera::Trouble,
    card::{Card, in_language},
    duty::Duty,
    life::{Live, Refusal},
    merge,
    need::Need,
    settings::{Place, Settings},
    text::Over,
};
use crate::types::{
    Action, Alert, AlertId, AlertKind, AlertState, Band, CameraId, Command, Dismissal, Event,
    EventKind, IdSource, Impatience, OnShift, RuleId, ScoreChange, ShiftTap, StaffView, Stamp,
    VisitId, VisitorCode, VisitorView,
};

/// What a correction left of a visit.
#[derive(Clone, Debug, PartialEq)]
pub struct Revised {
    /// Whose it is.
    pub visitor: VisitorCode,
    /// How sure that is, 0 to 1.
    pub confidence: f32,
    /// Their visits before this one and when the last of them was, if there were any.
    pub past: Option<(u32, Timestamp)>,
    pub score: f64,
    pub band: Band,
    /// Points of this visit by rule.
    pub points: BTreeMap<RuleId, f64>,
}

/// What a tap gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// New revisions, the tapped alert's first.
    pub alerts: Vec<Alert>,
    /// The visit whose visitor was spoken to.
    pub contacted: Option<VisitId>,
    /// What the dismissal says of the visit; it holds when nobody has taken it back in time.
    pub dismissed: Option<(VisitId, Dismissal)>,
    /// Carried out, or why not.
    pub answer: Result<(), Refusal>,
}

/// What time brings.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Passed {
    /// New revisions.
    pub alerts: Vec<Alert>,
    /// Users whose shifts were forgotten, and are over.
    pub ended_shifts: Vec<String>,
}

/// What became known later than this, as the last dwell of a visit that is over, calls nobody.
const LATE: Duration = Duration::from_secs(10);

/// The alerts of the floor.
#[derive(Debug)]
pub struct Alerts {
    pub(super) settings: Settings,
    pub(super) place: Place,
    pub(super) cards: BTreeMap<VisitId, Card>,
    pub(super) live: BTreeMap<AlertId, Live>,
    /// Cameras with which something is wrong.
    pub(super) troubles: BTreeMap<CameraId, Trouble>,
    /// When a camera that called somebody was well again.
    pub(super) mended: BTreeMap<CameraId, Stamp>,
    pub(super) disk: Disk,
    /// Who of the staff can be sent.
    pub(super) duty: Duty,
    /// What may not be told yet, the oldest first.
    pub(super) held: Vec<Need>,
}

impl Alerts {
    /// `shifts`: who is at work already.
    pub fn new(settings: Settings, place: Place, shifts: Vec<OnShift>) -> Self {
        Self {
            settings,
            place,
            cards: BTreeMap::new(),
            live: BTreeMap::new(),
            duty: Duty::new(shifts),
            held: Vec::new(),
            troubles: BTreeMap::new(),
            mended: BTreeMap::new(),
            disk: Disk::default(),
        }
    }

    /// Takes in an event that became known `now`, the visitor's code, and the score change the event made.
    pub fn observe(
        &mut self,
        event: &Event,
        now: &Stamp,
        visitor: &VisitorCode,
        score: Option<&ScoreChange>,
        ids: &mut dyn IdSource,
    ) -> Vec<Alert> {
        let Some(visit) = event.visit else {
            return Vec::new();
        };
        let new_card = || Card::new(visitor.clone(), event.stamp);
        self.cards
            .entry(visit)
            .or_insert_with(new_card)
            .note(event, visitor, score);
        let mut out = match &event.kind {
            EventKind::Left { .. } => self.end_visit(visit, now, Over::Left),
            EventKind::TurnedOutStaff => self.end_visit(visit, now, Over::Colleague),
            EventKind::TurnedOutChild => self.end_visit(visit, now, Over::Child),
            EventKind::Merged { into } => self.merge_visits(visit, *into, now),
            EventKind::Contacted { by, .. } => self.met(visit, by, now),
            EventKind::ContactEnded { .. } => {
                self.duty.parted(visit);
                Vec::new()
            }
            EventKind::CameFor {
                by: Some(_),
                purpose: Some(_),
            } => {
                self.held.retain(|need| need.visit != visit);
                self.end_alerts(visit, now, AlertState::Closed, Over::NoCustomer)
            }
            EventKind::Party { alone_before, .. } => {
                let mut out = self.gather(visit, now);
                if *alone_before > 0 {
                    out.extend(self.raise(visit, AlertKind::Party, now, None, ids));
                }
                out
            }
            EventKind::Impatient {
                sign: Impatience::Leaving,
                for_s,
                ..
            } => self.hurry(visit, now, *for_s),
            EventKind::Identified { .. } => self.rename(visit, now),
            EventKind::Returned { .. } => self.raise(visit, AlertKind::Returning, now, None, ids),
            EventKind::Unattended { for_s, .. } => {
                self.raise(visit, AlertKind::Unattended, now, Some(*for_s), ids)
            }
            EventKind::Waited { for_s, .. } => {
                self.raise(visit, AlertKind::Waiting, now, Some(*for_s), ids)
            }
            _ => Vec::new(),
        };
        let became_hot = score.is_some_and(|s| s.band == Band::Hot && s.band_before.is_some());
        if became_hot && now.since(&event.stamp) < LATE {
            out.extend(self.raise(visit, AlertKind::Hot, now, None, ids));
        }
        out
    }

    /// Somebody is with a visitor: whoever was on their way there has arrived.
    fn met(&mut self, visit: VisitId, by: &str, now: &Stamp) -> Vec<Alert> {
        let party = self.party_of(visit);
        self.be_quiet(visit, now, self.settings.cooldown);
        self.duty.with(by, visit, now);
        let theirs = self.live.values_mut().filter(|live| live.concerns(&party));
        let ended: Vec<Alert> = theirs.filter_map(|live| live.met(now)).collect();
        for alert in &ended {
            if let (AlertState::Contacted, Some(by)) = (alert.state, &alert.by) {
                self.duty.with(by, visit, now);
            }
        }
        ended
    }

    /// A party calls nobody for a while; but to a desk.
    fn be_quiet(&mut self, visit: VisitId, now: &Stamp, time: Duration) {
        for visit in self.party_of(visit) {
            if let Some(card) = self.cards.get_mut(&visit) {
                card.quiet_until = Some(now.later(time));
            }
        }
    }

    /// Carries out a tablet's tap.
    pub fn command(&mut self, command: &Command) -> Outcome {
        let outcome = |answer| Outcome {
            alerts: Vec::new(),
            contacted: None,
            dismissed: None,
            answer,
        };
        let Some(live) = self.live.get(&command.alert) else {
            return outcome(Err(Refusal::Unknown));
        };
        let before = live.alert.state;
        let about = live.alert.visit.filter(|_| before.is_over());
        let party = about.map_or_else(Vec::new, |visit| self.party_of(visit));
        let others = self.live.values().any(|other| other.concerns(&party));
        if command.action == Action::Undo && others {
            return outcome(Err(Refusal::CalledAgain));
        }
        let Some(live) = self.live.get_mut(&command.alert) else {
            return outcome(Err(Refusal::Unknown));
        };
        let alone = live.alone_s(&command.stamp);
        let alert = match live.tap(command, self.settings.snooze_for) {
            Ok(Some(alert)) => alert,
            done => return outcome(done.map(drop)),
        };
        let visit = alert.visit;
        let reason = command.reason.as_deref().and_then(Dismissal::read);
        let is = |action| visit.filter(|_| command.action == action);
        if let Some(visit) = is(Action::Dismiss) {
            let time = match reason {
                Some(Dismissal::JustLooking) => self.settings.just_looking,
                _ => self.settings.cooldown,
            };
            self.be_quiet(visit, &command.stamp, time);
            let unattended = alert.causes.contains(&AlertKind::Unattended);
            if reason == Some(Dismissal::JustLooking) && unattended {
                // Then they are called for again, if it still is so.
                self.held.push(Need {
                    visit,
                    kind: AlertKind::Unattended,
                    at: command.stamp,
                    alone_s: alone,
                    told_in: None,
                });
            }
        }
        if before == AlertState::Dismissed {
            // It was taken back.
            let party = visit.map_or_else(Vec::new, |visit| self.party_of(visit));
            self.held.retain(|need| !party.contains(&need.visit));
            for visit in party {
                let card = self.cards.entry(visit);
                card.and_modify(|card| card.quiet_until = None);
            }
        }
        Outcome {
            alerts: vec![alert],
            contacted: is(Action::Contacted),
            dismissed: is(Action::Dismiss).zip(reason),
            answer: Ok(()),
        }
    }

    /// A colleague says that they are at work, or that they are not. `None` where that is known.
    pub fn shift(&mut self, tap: &ShiftTap) -> Option<(String, Option<OnShift>)> {
        self.duty.tap(tap)
    }

    /// The retained states of the colleagues at work.
    pub fn staff(&self) -> Vec<StaffView> {
        if !self.duty.is_used() {
            return Vec::new();
        }
        let on_the_way = self.on_the_way();
        self.duty.views(&|user| on_the_way.contains(user))
    }

    /// Lets time pass.
    pub fn tick(&mut self, now: &Stamp, ids: &mut dyn IdSource) -> Passed {
        self.live.retain(|_, live| !live.is_settled(now));
        let mut alerts = Vec::new();
        for live in self.live.values_mut() {
            let moved = live.tick(now, &self.settings);
            let expired = moved
                .as_ref()
                .is_some_and(|alert| alert.state == AlertState::Expired);
            if let (true, Some(visit)) = (expired, live.alert.visit) {
                self.cards
                    .entry(visit)
                    .and_modify(|card| card.quiet_until = Some(now.later(self.settings.cooldown)));
            }
            alerts.extend(moved);
        }
        alerts.extend(self.widen(now));
        alerts.extend(self.tell_held(now, ids));
        alerts.extend(self.look_at_cameras(now, ids));
        alerts.extend(self.look_at_room(now, ids));
        Passed {
            alerts,
            ended_shifts: self.duty.tick(now),
        }
    }

    /// Ends what no visit's end has ended: the appliance stops.
    pub fn close(&mut self, now: &Stamp) -> Vec<Alert> {
        let mut ended = self.end_camera(None, now, Over::Stopped);
        ended.extend(self.end_appliance(now, Over::Stopped));
        ended
    }

    /// A correction changed whose visit this is, or what else is known of them: open alerts say so, and one that called
    /// the visitor back from another day is closed where they were not.
    pub fn corrected(&mut self, visit: VisitId, revised: &Revised, now: &Stamp) -> Vec<Alert> {
        let Some(card) = self.cards.get_mut(&visit) else {
            return Vec::new();
        };
        card.correct(revised);
        let card = card.clone();
        self.held.retain(|need| {
            let returns = need.kind != AlertKind::Returning || revised.past.is_some();
            let hot = need.kind != AlertKind::Hot || revised.band == Band::Hot;
            need.visit != visit || returns && hot
        });
        let party = self.party_of(visit);
        let called = self.live.values().any(|live| live.concerns(&party));
        let why = card.reasons(|rule| self.words(rule));
        let (stage, score) = (card.stage, card.score());
        let known = card.facts(now, None, &self.place, &self.settings.timezone);
        let of_visit = self
            .live
            .values_mut()
            .filter(|live| live.alert.visit == Some(visit));
        of_visit
            .filter_map(|live| {
                let no_cause = |kind| match kind {
                    AlertKind::Returning => revised.past.is_none(),
                    AlertKind::Hot => revised.band != Band::Hot,
                    _ => false,
                };
                if live.alert.causes.iter().all(|kind| no_cause(*kind)) {
                    return live.end_by_correction(now);
                }
                if called {
                    // A party has one alert.
                    live.stay_closed();
                }
                live.reopen();
                live.drop_causes(no_cause);
                live.facts.nth_visit = known.nth_visit;
                live.facts.last_visit = known.last_visit;
                live.facts.unsure = known.unsure;
                if !live.alert.state.is_over() {
                    live.reword(now);
                }
                let write = |alert: &mut Alert| {
                    alert.visitor = Some(card.visitor.clone());
                    alert.confidence = card.confidence;
                    (alert.stage, alert.score) = (Some(stage), Some(score.clone()));
                    alert.why.clone_from(&why);
                };
                live.correct(write, now)
            })
            .collect()
    }

    /// The retained state of a visit.
    pub fn view(&self, visit: VisitId, now: &Stamp) -> Option<VisitorView> {
        let card = self.cards.get(&visit)?;
        let score = card.score();
        Some(VisitorView {
            v: 1,
            site: self.settings.site.clone(),
            visitor: card.visitor.clone(),
            at: now.utc,
            since: card.since.utc,
            zone: card.zone(&self.place),
            stage: card.stage,
            score: score.value,
            band: score.band,
            reasons: card.reasons(|rule| self.words(rule)),
            confidence: card.confidence,
        })
    }

    /// Takes over new settings and names; alerts go on.
    pub fn reload(&mut self, settings: Settings, place: Place) {
        (self.settings, self.place) = (settings, place);
    }

    pub(super) fn words(&self, rule: &RuleId) -> Option<String> {
        self.place
            .rules
            .get(rule)
            .map(|texts| in_language(texts, &self.settings.language))
    }

    pub(super) fn end_alerts(
        &mut self,
        visit: VisitId,
        now: &Stamp,
        state: AlertState,
        why: Over,
    ) -> Vec<Alert> {
        let of_visit = self
            .live
            .values_mut()
            .filter(|live| live.alert.visit == Some(visit));
        of_visit
            .filter_map(|live| live.end(now, state, why))
            .collect()
    }

    fn end_visit(&mut self, visit: VisitId, now: &Stamp, why: Over) -> Vec<Alert> {
        let heir = self.party_of(visit).into_iter().nth(1);
        self.duty.parted(visit);
        self.cards.remove(&visit);
        for need in self.held.iter_mut().filter(|need| need.visit == visit) {
            // What all have in common calls for whoever stays.
            if let (Some(heir), AlertKind::Unattended | AlertKind::Waiting) = (heir, need.kind) {
                need.visit = heir;
                if let Some(card) = self.cards.get_mut(&heir) {
                    card.raised.insert(need.kind);
                }
            }
        }
        for card in self.cards.values_mut() {
            card.with.retain(|with| *with != visit);
        }
        let Some(heir) = heir else {
            return self.end_alerts(visit, now, AlertState::Closed, why);
        };
        let mut out = self.hand_over((visit, heir), now, why);
        out.extend(self.gather(heir, now));
        out
    }

    /// The visit goes on as a part of another, and its alerts with it.
    fn merge_visits(&mut self, from: VisitId, into: VisitId, now: &Stamp) -> Vec<Alert> {
        for need in self.held.iter_mut().filter(|need| need.visit == from) {
            need.visit = into;
        }
        let card = self.cards.remove(&from);
        let Some(other) = self.cards.get_mut(&into) else {
            return self.end_alerts(from, now, AlertState::Closed, Over::Merged);
        };
        if let Some(card) = card {
            other.absorb(card);
        }
        self.duty.moved(from, into);
        let mut out = merge::join(&mut self.live, from, into, other, now);
        for (visit, card) in &mut self.cards {
            for with in card.with.iter_mut().filter(|with| **with == from) {
                *with = into;
            }
            card.with.retain(|with| with != visit);
            card.with.sort_unstable();
            card.with.dedup();
        }
        out.extend(self.gather(into, now));
        out
    }

    /// The visitor got another name: open alerts say it.
    fn rename(&mut self, visit: VisitId, now: &Stamp) -> Vec<Alert> {
        let Some(card) = self.cards.get(&visit) else {
            return Vec::new();
        };
        let of_visit = self
            .live
            .values_mut()
            .filter(|live| live.alert.visit == Some(visit));
        let renamed =
            of_visit.filter_map(|live| live.speak_of(visit, &card.visitor, card.confidence, now));
        let mut out: Vec<Alert> = renamed.collect();
        // Whoever came with them is called for by that name, too.
        out.extend(self.gather(visit, now));
        out
    }
}
