//! What is known about one visit: the facts that alerts quote.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use jiff::{Timestamp, tz::TimeZone};

use super::{
    stage::{Place, Revised},
    text::Facts,
};
use crate::types::{
    AlertKind, AlertZone, Band, Event, EventKind, RuleId, ScoreChange, ScoreView, Stage, Stamp,
    Texts, VisitorCode, Why, ZoneId, ZoneKind,
};

/// Time at one product from which a visitor is interested, not browsing.
const INTEREST_S: f64 = 30.0;
/// Below this match confidence a text says "probably".
const SURE: f32 = 0.7;

#[derive(Clone, Debug)]
pub(super) struct Card {
    pub(super) visitor: VisitorCode,
    pub(super) since: Stamp,
    pub(super) confidence: f32,
    /// Zones stood in now.
    standing: BTreeSet<ZoneId>,
    /// Seconds in each zone.
    dwell: BTreeMap<ZoneId, f64>,
    /// Visits before this one, and the last of them.
    past: Option<(u32, Timestamp)>,
    /// It was told that they have been here before.
    returned: bool,
    contacted: bool,
    value: f64,
    pub(super) band: Band,
    /// Points of this visit by rule.
    points: BTreeMap<RuleId, f64>,
    /// Kinds of alerts this visit has raised.
    pub(super) raised: BTreeSet<AlertKind>,
}

impl Card {
    pub(super) fn new(visitor: VisitorCode, since: Stamp) -> Self {
        Self {
            visitor,
            since,
            confidence: 1.0,
            standing: BTreeSet::new(),
            dwell: BTreeMap::new(),
            past: None,
            returned: false,
            contacted: false,
            value: 0.0,
            band: Band::Cold,
            points: BTreeMap::new(),
            raised: BTreeSet::new(),
        }
    }

    /// Takes in an event of this visit and the score change it made.
    pub(super) fn note(
        &mut self,
        event: &Event,
        visitor: &VisitorCode,
        score: Option<&ScoreChange>,
    ) {
        self.visitor = visitor.clone();
        self.confidence = event.evidence.confidence;
        match &event.kind {
            EventKind::ZoneEntered { zone } => {
                self.standing.insert(zone.clone());
            }
            EventKind::ZoneLeft { zone } => {
                self.standing.remove(zone);
            }
            EventKind::Dwelled { zone, total_s, .. } => {
                self.dwell.insert(zone.clone(), *total_s);
            }
            EventKind::Returned {
                visits_before,
                last_visit,
                ..
            } => {
                self.returned = true;
                self.past = Some((*visits_before, *last_visit));
            }
            EventKind::Contacted { .. } => self.contacted = true,
            _ => {}
        }
        if let Some(score) = score {
            (self.value, self.band) = (score.value, score.band);
            for entry in &score.entries {
                *self.points.entry(entry.rule.clone()).or_default() += entry.points;
            }
        }
    }

    /// Takes over what a correction left of the visit.
    pub(super) fn correct(&mut self, revised: &Revised) {
        self.visitor = revised.visitor.clone();
        self.confidence = revised.confidence;
        (self.value, self.band) = (revised.score, revised.band);
        self.points.clone_from(&revised.points);
        self.past = revised.past.filter(|_| self.returned);
    }

    /// Takes up the card of a visit that turned out to be a part of this one.
    pub(super) fn absorb(&mut self, other: Self) {
        self.standing.extend(other.standing);
        for (zone, seconds) in other.dwell {
            *self.dwell.entry(zone).or_default() += seconds;
        }
        for (rule, points) in other.points {
            *self.points.entry(rule).or_default() += points;
        }
        self.past = self.past.or(other.past);
        self.returned |= other.returned;
        self.contacted |= other.contacted;
        self.raised.extend(other.raised);
    }

    pub(super) fn stage(&self, place: &Place) -> Stage {
        let at_products = self
            .dwell
            .iter()
            .filter(|(zone, _)| place.kind(zone) == Some(ZoneKind::Product));
        let longest = at_products.map(|(_, s)| *s).fold(0.0, f64::max);
        if self.contacted {
            Stage::Engaged
        } else if self.past.is_some() {
            Stage::Returning
        } else if longest >= INTEREST_S {
            Stage::Interested
        } else {
            Stage::Browsing
        }
    }

    /// Where the visitor stands; at a product rather than elsewhere.
    pub(super) fn zone(&self, place: &Place) -> Option<AlertZone> {
        let product = self
            .standing
            .iter()
            .find(|z| place.kind(z) == Some(ZoneKind::Product));
        product
            .or_else(|| self.standing.first())
            .and_then(|zone| place.zone(zone))
    }

    pub(super) fn score(&self) -> ScoreView {
        ScoreView {
            value: tenth(self.value),
            band: self.band,
            delta: tenth(self.points.values().sum()),
        }
    }

    /// The rules that gave points in this visit, most first, in the words of `text`.
    pub(super) fn reasons(&self, text: impl Fn(&RuleId) -> Option<String>) -> Vec<Why> {
        let mut reasons: Vec<_> = self
            .points
            .iter()
            .filter(|(_, points)| **points != 0.0)
            .map(|(rule, points)| Why {
                rule: rule.clone(),
                points: tenth(*points),
                text: text(rule).unwrap_or_else(|| rule.to_string()),
            })
            .collect();
        reasons.sort_by(|a, b| b.points.abs().total_cmp(&a.points.abs()));
        reasons
    }

    /// What a text may say of the visit now. `alone_s`: seconds since the first interest.
    pub(super) fn facts(
        &self,
        now: &Stamp,
        alone_s: Option<f64>,
        place: &Place,
        timezone: &TimeZone,
    ) -> Facts {
        Facts {
            place: self.zone(place).map(|zone| match zone.product {
                Some(product) if zone.label.is_empty() => product,
                Some(product) => format!("{product}, {}", zone.label),
                None => capitalised(&zone.label),
            }),
            nth_visit: self.past.map(|(before, _)| before + 1),
            last_visit: self
                .past
                .map(|(_, last)| last.to_zoned(timezone.clone()).date()),
            unsure: self.confidence < SURE,
            here: now.since(&self.since),
            alone: alone_s.map(Duration::from_secs_f64),
        }
    }
}

/// Text of a rule in the site's first language.
pub(super) fn in_language(texts: &Texts, language: &str) -> String {
    match language {
        "fr" => texts.fr.clone(),
        "pl" => texts.pl.clone(),
        "de" => texts.de.clone(),
        _ => texts.en.clone(),
    }
}

fn tenth(value: f64) -> f64 {
    // Adding zero turns a negative zero, which JSON would show, into zero.
    (value * 10.0).round() / 10.0 + 0.0
}

fn capitalised(label: &str) -> String {
    let mut chars = label.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}
