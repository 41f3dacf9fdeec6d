//! The stage: events, scores, taps and time in; revisions of alerts out.

use std::{collections::BTreeMap, time::Duration};

use jiff::{Timestamp, civil::Time, tz::TimeZone};

use super::{
    camera::Trouble,
    card::{Card, in_language},
    life::{Live, Refusal},
    merge,
    text::{self, Over},
};
use crate::types::{
    Action, Alert, AlertId, AlertKind, AlertState, AlertZone, Band, CameraId, Command, Event,
    EventKind, IdSource, Impatience, Priority, Product, ProductId, RuleId, ScoreChange, Stamp,
    Texts, VisitId, VisitorCode, VisitorView, Zone, ZoneId, ZoneKind,
};

/// How alerts live.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// `site.id`.
    pub site: String,
    /// Language of the short reasons; the texts come in all four.
    pub language: String,
    /// Whoever has come back is not to be approached before this time.
    pub hold_off: Duration,
    /// Somebody should have gone within this time.
    pub approach_within: Duration,
    /// An alert nobody acts on is of no use after this time.
    pub expires_after: Duration,
    /// A snoozed alert comes back after this time.
    pub snooze_for: Duration,
    /// Decides what a day is.
    pub timezone: TimeZone,
    /// Alerts are raised between these times of the day only; `None`: at any time.
    pub opening: Option<(Time, Time)>,
}

impl Settings {
    /// Whether the site is open, as far as its hours are known.
    pub fn is_open(&self, now: &Stamp) -> bool {
        let time = now.utc.to_zoned(self.timezone.clone()).time();
        self.opening
            .is_none_or(|(from, to)| (from..to).contains(&time))
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            site: String::new(),
            language: "en".into(),
            hold_off: Duration::ZERO,
            approach_within: Duration::from_mins(2),
            expires_after: Duration::from_mins(15),
            snooze_for: Duration::from_mins(5),
            timezone: TimeZone::UTC,
            opening: None,
        }
    }
}

/// What zones and products are called, and what the scoring rules say of themselves.
#[derive(Clone, Debug, Default)]
pub struct Place {
    zones: BTreeMap<ZoneId, AlertZone>,
    rules: BTreeMap<RuleId, Texts>,
    /// What products are called.
    products: BTreeMap<ProductId, String>,
}

impl Place {
    pub fn new(zones: &[Zone], products: &[Product], rules: BTreeMap<RuleId, Texts>) -> Self {
        let product = |zone: &ZoneId| {
            products
                .iter()
                .find(|p| p.zone.as_ref() == Some(zone))
                .map(|p| p.label.clone())
        };
        let zones = zones.iter().map(|z| {
            (
                z.id.clone(),
                AlertZone {
                    id: z.id.clone(),
                    kind: z.kind,
                    label: z.label.clone(),
                    product: product(&z.id),
                },
            )
        });
        Self {
            zones: zones.collect(),
            rules,
            products: products
                .iter()
                .map(|p| (p.id.clone(), p.label.clone()))
                .collect(),
        }
    }

    pub(super) fn kind(&self, zone: &ZoneId) -> Option<ZoneKind> {
        self.zones.get(zone).map(|z| z.kind)
    }

    pub(super) fn product(&self, product: &ProductId) -> Option<String> {
        self.products.get(product).cloned()
    }

    pub(super) fn zone(&self, zone: &ZoneId) -> Option<AlertZone> {
        self.zones.get(zone).cloned()
    }
}

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
    /// Carried out, or why not.
    pub answer: Result<(), Refusal>,
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
}

impl Alerts {
    pub fn new(settings: Settings, place: Place) -> Self {
        Self {
            settings,
            place,
            cards: BTreeMap::new(),
            live: BTreeMap::new(),
            troubles: BTreeMap::new(),
            mended: BTreeMap::new(),
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
            EventKind::Contacted { .. } => {
                let party = self.party_of(visit);
                let ended = party.into_iter().flat_map(|visit| {
                    self.end_alerts(visit, now, AlertState::Closed, Over::Contacted)
                });
                ended.collect()
            }
            EventKind::CameFor {
                by: Some(_),
                purpose: Some(_),
            } => self.end_alerts(visit, now, AlertState::Closed, Over::NoCustomer),
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

    /// Carries out a tablet's tap.
    pub fn command(&mut self, command: &Command) -> Outcome {
        let refused = |why| Outcome {
            alerts: Vec::new(),
            contacted: None,
            answer: Err(why),
        };
        let Some(live) = self.live.get_mut(&command.alert) else {
            return refused(Refusal::Unknown);
        };
        match live.tap(command, self.settings.snooze_for) {
            Ok(alert) => {
                let visit = alert.as_ref().and_then(|alert| alert.visit);
                let contacted = visit.filter(|_| command.action == Action::Contacted);
                Outcome {
                    alerts: alert.into_iter().collect(),
                    contacted,
                    answer: Ok(()),
                }
            }
            Err(why) => refused(why),
        }
    }

    /// Lets time pass.
    pub fn tick(&mut self, now: &Stamp, ids: &mut dyn IdSource) -> Vec<Alert> {
        self.live.retain(|_, live| !live.is_settled(now));
        let moved_on = self.live.values_mut().filter_map(|live| live.tick(now));
        let mut out: Vec<_> = moved_on.collect();
        out.extend(self.look_at_cameras(now, ids));
        out
    }

    /// Ends what no visit's end has ended: the appliance stops.
    pub fn close(&mut self, now: &Stamp) -> Vec<Alert> {
        self.end_camera(None, now, Over::Stopped)
    }

    /// A correction changed whose visit this is, or what else is known of them: open alerts say so, and one that called
    /// the visitor back from another day is closed where they were not.
    pub fn corrected(&mut self, visit: VisitId, revised: &Revised, now: &Stamp) -> Vec<Alert> {
        let Some(card) = self.cards.get_mut(&visit) else {
            return Vec::new();
        };
        card.correct(revised);
        let card = card.clone();
        let why = card.reasons(|rule| self.words(rule));
        let (stage, score) = (card.stage, card.score());
        let known = card.facts(now, None, &self.place, &self.settings.timezone);
        let of_visit = self
            .live
            .values_mut()
            .filter(|live| live.alert.visit == Some(visit));
        of_visit
            .filter_map(|live| {
                if live.alert.kind == AlertKind::Returning && revised.past.is_none() {
                    return live.end_by_correction(now);
                }
                live.facts.nth_visit = known.nth_visit;
                live.facts.last_visit = known.last_visit;
                live.facts.unsure = known.unsure;
                let text = text::raised(live.alert.kind, &live.facts);
                let write = |alert: &mut Alert| {
                    alert.visitor = Some(card.visitor.clone());
                    alert.confidence = card.confidence;
                    (alert.stage, alert.score) = (Some(stage), Some(score.clone()));
                    alert.why.clone_from(&why);
                    if !alert.state.is_over() {
                        alert.text = text;
                    }
                };
                live.reopen();
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

    /// Raises an alert, unless this visit has raised one of this kind before.
    fn raise(
        &mut self,
        visit: VisitId,
        kind: AlertKind,
        now: &Stamp,
        alone_s: Option<f64>,
        ids: &mut dyn IdSource,
    ) -> Vec<Alert> {
        let called = self.has_called(visit, kind);
        let party = self.codes_with(visit);
        let Some(card) = self.cards.get_mut(&visit) else {
            return Vec::new();
        };
        if !self.settings.is_open(now) || called || card.calls_nobody {
            return Vec::new();
        }
        card.raised.insert(kind);
        let card = card.clone();
        let id = AlertId::new(ids, now);
        let facts = card.facts(now, alone_s, &self.place, &self.settings.timezone);
        let after = |by: Duration| Some(now.later(by).utc);
        // Whoever has just come back is let in first.
        let hold_off = match kind {
            AlertKind::Returning | AlertKind::Party => self.settings.hold_off,
            _ => Duration::ZERO,
        };
        let alert = Alert {
            v: 1,
            id,
            rev: 1,
            kind,
            priority: if matches!(kind, AlertKind::Returning | AlertKind::Party) {
                Priority::Normal
            } else {
                Priority::High
            },
            site: self.settings.site.clone(),
            at: now.utc,
            visitor: Some(card.visitor.clone()),
            party,
            zone: card.zone(&self.place),
            stage: Some(card.stage),
            score: Some(card.score()),
            why: card.reasons(|rule| self.words(rule)),
            text: text::raised(kind, &facts),
            approach_at: after(hold_off),
            approach_by: after(hold_off + self.settings.approach_within),
            expires_at: after(self.settings.expires_after),
            state: AlertState::Open,
            by: None,
            for_staff: card.knows_them.iter().cloned().collect(),
            confidence: card.confidence,
            visit: Some(visit),
            camera: None,
        };
        self.live.insert(
            id,
            Live::new(alert.clone(), *now, facts, self.settings.expires_after),
        );
        vec![alert]
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
        self.cards.remove(&visit);
        if let Some(heir) = heir {
            return self.hand_over((visit, heir), now, why);
        }
        self.end_alerts(visit, now, AlertState::Closed, why)
    }

    /// The visit goes on as a part of another, and its alerts with it.
    fn merge_visits(&mut self, from: VisitId, into: VisitId, now: &Stamp) -> Vec<Alert> {
        let card = self.cards.remove(&from);
        let Some(other) = self.cards.get_mut(&into) else {
            return self.end_alerts(from, now, AlertState::Closed, Over::Merged);
        };
        if let Some(card) = card {
            other.absorb(card);
        }
        merge::join(&mut self.live, from, into, other, now)
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
        of_visit
            .filter_map(|live| live.speak_of(visit, &card.visitor, card.confidence, now))
            .collect()
    }
}
