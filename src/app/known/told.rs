//! A visitor's visits and points summed up, as somebody reads them who knows no rule and no id.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Known, KnownBy};
use crate::types::{EventKind, LedgerEntry, ProductId, ScoreName, Texts, VisitId, VisitorId};

/// Time at a car that is shorter than this was passing by, seconds.
const A_LOOK_S: f64 = 5.0;

/// One visit.
#[derive(Clone, Debug, PartialEq)]
pub struct ToldVisit {
    pub from: Timestamp,
    pub to: Timestamp,
    /// The cars they stood at, and for how long, seconds; the longest first.
    pub cars: Vec<(String, f64)>,
    pub spoke: bool,
    /// How many came with them.
    pub with: usize,
    pub known_by: KnownBy,
}

/// What one rule gave in one visit.
#[derive(Clone, Debug, PartialEq)]
pub struct ToldPoints {
    /// When it gave something last.
    pub at: Timestamp,
    pub points: f64,
    /// The reason; `None` of a rule that is no more.
    pub reason: Option<Texts>,
    /// What the points are for, where that is a car or a kind of car, and not the visitor's interest as a whole.
    pub of: Option<String>,
}

impl Known {
    /// The visits of a visitor, the first one first.
    pub(super) fn told_visits(&self, visitor: VisitorId) -> Vec<ToldVisit> {
        let visits = self.visits_of(visitor).into_iter();
        visits
            .map(|visit| {
                let mut told = ToldVisit {
                    from: visit.opened,
                    to: visit.last_seen,
                    cars: Vec::new(),
                    spoke: false,
                    with: 0,
                    known_by: visit.known_by,
                };
                self.tell_events(visit.visit, &mut told);
                told
            })
            .collect()
    }

    fn tell_events(&self, visit: VisitId, told: &mut ToldVisit) {
        let mut cars: BTreeMap<&ProductId, f64> = BTreeMap::new();
        for event in &self.start.events {
            if event.visit.map(|part| self.line.whole_visit(part)) != Some(visit) {
                continue;
            }
            match &event.kind {
                EventKind::Dwelled {
                    product: Some(product),
                    added_s,
                    ..
                } => *cars.entry(product).or_default() += added_s,
                EventKind::Contacted { .. } | EventKind::ContactEnded { .. } => told.spoke = true,
                EventKind::Party { with, .. } => told.with = told.with.max(with.len()),
                _ => {}
            }
        }
        let cars = cars.into_iter().filter(|(_, seconds)| *seconds >= A_LOOK_S);
        told.cars = cars.map(|(car, s)| (self.label(car), s)).collect();
        told.cars.sort_by(|a, b| b.1.total_cmp(&a.1));
    }

    /// What a car was called last.
    fn label(&self, product: &ProductId) -> String {
        let mut known = self.start.products.iter().rev();
        let found = known.find(|known| known.id == *product);
        found.map_or_else(|| product.to_string(), |known| known.label.clone())
    }

    /// What gave points, the newest first: the same rule in one visit together.
    pub(super) fn told_points(&self, visitor: VisitorId) -> Vec<ToldPoints> {
        let mut told: Vec<ToldPoints> = Vec::new();
        let mut places: BTreeMap<(Option<VisitId>, &str, &ScoreName), usize> = BTreeMap::new();
        for entry in self.ledger().entries(visitor) {
            let visit = entry.visit.map(|visit| self.line.whole_visit(visit));
            let key = (visit, entry.rule.as_str(), &entry.score);
            // What came outside of visits comes one by one.
            if let Some(place) = places.get(&key).filter(|_| visit.is_some()) {
                let points = &mut told[*place];
                points.at = points.at.max(entry.at);
                points.points += entry.points;
            } else {
                places.insert(key, told.len());
                told.push(self.told_entry(entry));
            }
        }
        told.sort_by_key(|points| std::cmp::Reverse(points.at));
        told
    }

    fn told_entry(&self, entry: &LedgerEntry) -> ToldPoints {
        let rule = self.ledger().rules().rule(&entry.rule);
        ToldPoints {
            at: entry.at,
            points: entry.points,
            reason: rule.map(|rule| rule.text.clone()),
            of: match &entry.score {
                ScoreName::Engagement | ScoreName::Fit => None,
                ScoreName::Category(category) => Some(category.clone()),
                ScoreName::Product(product) => Some(self.label(product)),
            },
        }
    }
}
