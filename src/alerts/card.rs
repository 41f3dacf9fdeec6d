//! What is known about one visit: the facts that alerts quote.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use jiff::{Timestamp, tz::TimeZone};

use super::{
    settings::Place,
    stage::Revised,
    text::{Facts, capitalised},
};
use crate::types::{
    AlertKind, AlertZone, Band, Event, EventKind, LedgerEntry, ProductId, Purpose, RuleId,
    ScoreChange, ScoreName, ScoreView, Stage, Stamp, Texts, VisitId, VisitorCode, Why, ZoneId,
    ZoneKind,
};

/// Below this match confidence a text says "probably".
const SURE: f32 = 0.7;

#[derive(Clone, Debug)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "things that are independently so or not"
)]
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
    /// When a colleague came to them last, and whether one was seen to be there still.
    pub(super) met: Option<Stamp>,
    pub(super) in_contact: bool,
    /// Until then they call nobody, but at a desk.
    pub(super) quiet_until: Option<Stamp>,
    /// A supplier.
    pub(super) calls_nobody: bool,
    /// A colleague spoke with them in an earlier visit, and what they looked at longest in the last one.
    spoke_before: bool,
    looked_at: Option<ProductId>,
    /// The user of a tablet who looked after them the last time.
    pub(super) knows_them: Option<String>,
    pub(super) stage: Stage,
    /// The visits of whoever else is of their party, and how many children are with them.
    pub(super) with: Vec<VisitId>,
    pub(super) children: u32,
    /// Visits before this one, where they were always alone until now.
    alone_before: u32,
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
            met: None,
            in_contact: false,
            quiet_until: None,
            calls_nobody: false,
            spoke_before: false,
            looked_at: None,
            knows_them: None,
            stage: Stage::Browsing,
            with: Vec::new(),
            children: 0,
            alone_before: 0,
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
                looked_after_by,
                looked_at,
                spoke_before,
                ..
            } => {
                self.returned = true;
                self.stage = self.stage.max(Stage::Returning);
                self.spoke_before = *spoke_before;
                self.looked_at = looked_at.first().cloned();
                self.knows_them.clone_from(looked_after_by);
                self.past = Some((*visits_before, *last_visit));
            }
            EventKind::Contacted { by, .. } => {
                self.contacted = true;
                self.met = Some(event.stamp);
                // Of a contact that was told on a tablet nobody sees the end.
                self.in_contact = by == EventKind::A_COLLEAGUE;
            }
            EventKind::ContactEnded { .. } => self.in_contact = false,
            EventKind::StageReached { stage, .. } => self.stage = *stage,
            EventKind::CameFor { purpose, .. } => {
                self.calls_nobody = *purpose == Some(Purpose::Supplier);
            }
            EventKind::Party {
                with,
                children,
                alone_before,
                ..
            } => {
                self.with.clone_from(with);
                self.children = *children;
                self.alone_before = self.alone_before.max(*alone_before);
            }
            _ => {}
        }
        if let Some(score) = score {
            (self.value, self.band) = (score.value, score.band);
            let engagement = |entry: &&LedgerEntry| entry.score == ScoreName::Engagement;
            for entry in score.entries.iter().filter(engagement) {
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
        if self.past.is_none() && self.stage >= Stage::Returning {
            self.stage = if self.contacted {
                Stage::Engaged
            } else {
                Stage::Interested
            };
        }
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
        self.met = self.met.or(other.met);
        self.in_contact |= other.in_contact;
        self.quiet_until = self.quiet_until.or(other.quiet_until);
        self.knows_them = self.knows_them.take().or(other.knows_them);
        self.stage = self.stage.max(other.stage);
        self.with.extend(other.with);
        self.children = self.children.max(other.children);
        self.raised.extend(other.raised);
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
            outlook: None,
        }
    }

    /// The rules that gave points in this visit, most first, in the words of `text`.
    pub(super) fn reasons(&self, text: impl Fn(&RuleId) -> Option<String>) -> Vec<Why> {
        reasons(&self.points, text)
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
            place: self.zone(place).as_ref().map(spoken),
            nth_visit: self.past.map(|(before, _)| before + 1),
            last_visit: self
                .past
                .map(|(_, last)| last.to_zoned(timezone.clone()).date()),
            unsure: self.confidence < SURE,
            people: self.with.len() as u32 + 1,
            children: self.children,
            alone_before: self.alone_before > 0,
            spoke_before: self.spoke_before,
            looked_at: self
                .looked_at
                .as_ref()
                .and_then(|product| place.product(product)),
            leaving: false,
            hot: self.band == Band::Hot,
            overdue: false,
            also: Vec::new(),
            here: now.since(&self.since),
            alone: alone_s.map(Duration::from_secs_f64),
        }
    }
}

/// A place as texts name it.
pub(super) fn spoken(zone: &AlertZone) -> String {
    match &zone.product {
        Some(product) if zone.label.is_empty() => product.clone(),
        Some(product) => format!("{product}, {}", zone.label),
        None => capitalised(&zone.label),
    }
}

/// Points by rule as reasons: most first, in the words of `text`.
pub(super) fn reasons(
    points: &BTreeMap<RuleId, f64>,
    text: impl Fn(&RuleId) -> Option<String>,
) -> Vec<Why> {
    let given = points.iter().filter(|(_, points)| tenth(**points) != 0.0);
    let mut reasons: Vec<_> = given
        .map(|(rule, points)| Why {
            rule: rule.clone(),
            points: tenth(*points),
            text: text(rule).unwrap_or_else(|| rule.to_string()),
        })
        .collect();
    reasons.sort_by(|a, b| b.points.abs().total_cmp(&a.points.abs()));
    reasons
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

pub(super) fn tenth(value: f64) -> f64 {
    // Adding zero turns a negative zero, which JSON would show, into zero.
    (value * 10.0).round() / 10.0 + 0.0
}
