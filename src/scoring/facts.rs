//! What an account is derived from, and what an expression may ask of it.

use std::collections::BTreeMap;

use jiff::{Timestamp, tz::TimeZone};

use super::{
    expression::{Field, Scope, Slot, Value},
    progress::Progress,
    rules::RuleSet,
};
use crate::types::{
    Band, Event, EventId, EventKind, External, Impatience, Product, ProductId, Purpose, Scalar,
    Side, Stage, VisitId, VisitorId, Zone, ZoneId, ZoneKind,
};

/// What an event said of who its visitor is. Where that turns out not to be so, its entries do not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    None,
    /// They have been here before.
    Returned,
    /// The visit is a part of this one.
    PartOf(VisitId),
}

/// By what an event is placed with a visitor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    pub visit: Option<VisitId>,
    /// The visitor as the event named them.
    pub told: VisitorId,
    pub claim: Claim,
}

impl Placed {
    pub fn new(event: &Event) -> Self {
        let claim = match event.kind {
            EventKind::Returned { .. } => Claim::Returned,
            EventKind::Merged { into } => Claim::PartOf(into),
            _ => Claim::None,
        };
        // What is reported is about the visitor whom the report names, whoever turns out to have been here meanwhile.
        let report = matches!(event.kind, EventKind::External { .. });
        Self {
            visit: event.visit.filter(|_| !report),
            told: event.visitor,
            claim,
        }
    }
}

/// Whose an event is, and whether it counts: what corrections say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub visitor: VisitorId,
    pub counts: bool,
}

/// An event, as far as scores follow from it.
#[derive(Clone, Debug)]
pub(super) struct Fact {
    pub(super) at: Timestamp,
    pub(super) id: EventId,
    pub(super) placed: Placed,
    /// It says something that turned out not to be so.
    pub(super) void: bool,
    pub(super) confidence: f32,
    pub(super) kind: EventKind,
}

impl Fact {
    /// `None` for events of which no score can follow.
    pub(super) fn new(event: &Event, counts: bool) -> Option<Self> {
        let silent = matches!(
            event.kind,
            EventKind::Identified { .. }
                | EventKind::Unrecognised { .. }
                | EventKind::Linked { .. }
                | EventKind::Unlinked { .. }
        );
        (!silent).then(|| Self {
            at: event.stamp.utc,
            id: event.id,
            placed: Placed::new(event),
            void: !counts,
            confidence: event.evidence.confidence,
            kind: event.kind.clone(),
        })
    }

    /// The report of the same client that it takes back.
    pub(super) fn retracts(&self) -> Option<(&str, &str)> {
        match &self.kind {
            EventKind::External {
                client, name, data, ..
            } if name == External::RETRACTED => match data.get("id") {
                Some(Scalar::Text(id)) => Some((client, id)),
                _ => None,
            },
            _ => None,
        }
    }

    /// Client and id, of a report.
    pub(super) fn report(&self) -> Option<(&str, &str)> {
        match &self.kind {
            EventKind::External {
                client,
                external_id,
                ..
            } => Some((client, external_id)),
            _ => None,
        }
    }

    /// Facts are taken in this order, whatever the order in which they became known.
    pub(super) fn order(&self) -> (Timestamp, EventId) {
        (self.at, self.id)
    }

    pub(super) fn zone(&self) -> Option<&ZoneId> {
        match &self.kind {
            EventKind::ZoneEntered { zone }
            | EventKind::Dwelled { zone, .. }
            | EventKind::ZoneLeft { zone }
            | EventKind::Unattended { zone, .. }
            | EventKind::Approachable { zone, .. }
            | EventKind::Waited { zone, .. } => Some(zone),
            EventKind::Entered { zone } | EventKind::Impatient { zone, .. } => zone.as_ref(),
            _ => None,
        }
    }
}

/// The showroom: what zones are and what stands in them.
#[derive(Clone, Debug)]
pub struct Place {
    zones: BTreeMap<ZoneId, (ZoneKind, String)>,
    /// Label and category.
    products: BTreeMap<ProductId, (String, String)>,
    stands_in: BTreeMap<ZoneId, ProductId>,
    /// What a day is.
    timezone: TimeZone,
}

impl Place {
    pub fn new(zones: &[Zone], products: &[Product], timezone: TimeZone) -> Self {
        let stands = |product: &Product| Some((product.zone.clone()?, product.id.clone()));
        Self {
            zones: zones
                .iter()
                .map(|z| (z.id.clone(), (z.kind, z.label.clone())))
                .collect(),
            products: products
                .iter()
                .map(|p| (p.id.clone(), (p.label.clone(), p.category.clone())))
                .collect(),
            stands_in: products.iter().filter_map(stands).collect(),
            timezone,
        }
    }

    /// Days since the epoch by the site's calendar.
    pub(super) fn day(&self, at: Timestamp) -> i64 {
        let offset = self.timezone.to_offset(at);
        (at.as_second() + i64::from(offset.seconds())).div_euclid(86_400)
    }

    /// The product that a fact is about: the one it names, or the one in its zone.
    pub(super) fn product<'a>(&'a self, fact: &'a Fact) -> Option<&'a ProductId> {
        let named = match &fact.kind {
            EventKind::Dwelled { product, .. } | EventKind::Unattended { product, .. } => {
                product.as_ref()
            }
            _ => None,
        };
        named.or_else(|| self.stands_in.get(fact.zone()?))
    }

    /// The category of the product that a fact is about, or that a report names.
    pub(super) fn category<'a>(&'a self, fact: &'a Fact) -> Option<&'a str> {
        if let EventKind::External { data, .. } = &fact.kind {
            return match data.get("category") {
                Some(Scalar::Text(category)) => Some(category),
                _ => None,
            };
        }
        let (_, category) = self.products.get(self.product(fact)?)?;
        (!category.is_empty()).then_some(category)
    }
}

/// What stands fixed while an account is derived.
#[derive(Clone, Copy)]
pub(super) struct Env<'a> {
    pub(super) rules: &'a RuleSet,
    pub(super) place: &'a Place,
}

/// The scope of expressions at one fact, or at a moment without one.
pub(super) struct At<'a> {
    pub(super) env: Env<'a>,
    pub(super) progress: &'a Progress,
    pub(super) fact: Option<&'a Fact>,
    pub(super) visit: Option<VisitId>,
    pub(super) when: Timestamp,
    pub(super) score: f64,
    /// The band that the lead has just come to.
    pub(super) became: Option<Band>,
}

impl Scope for At<'_> {
    fn value(&self, slot: &Slot) -> Option<Value<'_>> {
        let text = |text: &'static str| Some(Value::Text(text));
        Some(match slot {
            Slot::Score => Value::Double(self.score),
            Slot::Became => {
                return text(match self.became {
                    None => "",
                    Some(Band::Cold) => "cold",
                    Some(Band::Warm) => "warm",
                    Some(Band::Hot) => "hot",
                });
            }
            Slot::Profile(name) => scalar(self.progress.profile.get(name)?),
            Slot::Event(Field::Confidence) => Value::Double(f64::from(self.fact?.confidence)),
            Slot::Event(field) => field_of(&self.fact?.kind, *field)?,
            Slot::Data(name) => match &self.fact?.kind {
                EventKind::External { data, .. } => scalar(data.get(name)?),
                _ => return None,
            },
            Slot::ZoneId => Value::Text(self.fact?.zone()?.as_str()),
            Slot::ZoneKind => {
                let (kind, _) = self.env.place.zones.get(self.fact?.zone()?)?;
                return text(kind.name());
            }
            Slot::ZoneLabel => Value::Text(&self.env.place.zones.get(self.fact?.zone()?)?.1),
            Slot::ProductId => Value::Text(self.env.place.product(self.fact?)?.as_str()),
            Slot::ProductLabel => {
                let product = self.env.place.product(self.fact?)?;
                Value::Text(&self.env.place.products.get(product)?.0)
            }
            Slot::ProductCategory => Value::Text(self.env.place.category(self.fact?)?),
            Slot::VisitNumber => Value::Int(self.visit_state()?.number),
            Slot::VisitMinutes => {
                let since = self.visit_state()?.since;
                Value::Double(self.when.duration_since(since).as_secs_f64() / 60.0)
            }
            Slot::VisitPeople => Value::Int(self.visit_state()?.people),
            Slot::VisitContacted => Value::Bool(self.visit_state()?.contacted),
            Slot::VisitStage => return text(stage(self.visit_state()?.stage)),
        })
    }

    fn seen(&self, name: &str) -> i64 {
        self.progress.seen(name).map_or(0, |seen| seen.count)
    }

    fn days_seen(&self, name: &str, days: u32) -> i64 {
        let today = self.env.place.day(self.when);
        self.progress.seen(name).map_or(0, |seen| {
            let within = seen
                .days
                .iter()
                .rev()
                .take_while(|day| **day > today - i64::from(days));
            within.count() as i64
        })
    }

    fn hours_since(&self, name: &str) -> f64 {
        self.progress.seen(name).map_or(f64::INFINITY, |seen| {
            self.when.duration_since(seen.last).as_secs_f64() / 3600.0
        })
    }
}

impl At<'_> {
    fn visit_state(&self) -> Option<&super::progress::VisitState> {
        self.progress.visits.get(&self.visit?)
    }
}

fn scalar(scalar: &Scalar) -> Value<'_> {
    match scalar {
        Scalar::Flag(flag) => Value::Bool(*flag),
        Scalar::Number(number) => Value::Double(*number),
        Scalar::Text(text) => Value::Text(text),
    }
}

fn field_of(kind: &EventKind, field: Field) -> Option<Value<'_>> {
    use Value::{Bool, Double, Int, Text};
    Some(match (kind, field) {
        (EventKind::Dwelled { added_s, .. }, Field::AddedS) => Double(*added_s),
        (EventKind::Dwelled { inferred_s, .. }, Field::InferredS) => Double(*inferred_s),
        (EventKind::Dwelled { total_s, .. }, Field::TotalS) => Double(*total_s),
        (
            EventKind::Unattended { for_s, .. }
            | EventKind::Approachable { for_s, .. }
            | EventKind::Waited { for_s, .. }
            | EventKind::Impatient { for_s, .. }
            | EventKind::ContactEnded { for_s },
            Field::ForS,
        ) => Double(*for_s),
        (EventKind::Left { duration_s, .. }, Field::DurationS) => Double(*duration_s),
        (EventKind::Returned { visits_before, .. }, Field::VisitsBefore) => {
            Int(i64::from(*visits_before))
        }
        (EventKind::Returned { days_since, .. }, Field::DaysSince) => Int(i64::from(*days_since)),
        (EventKind::Returned { spoke_before, .. }, Field::SpokeBefore) => Bool(*spoke_before),
        (EventKind::Impatient { sign, .. }, Field::Sign) => Text(match sign {
            Impatience::Pacing => "pacing",
            Impatience::BackAtTheDesk => "back_at_the_desk",
            Impatience::Leaving => "leaving",
        }),
        (EventKind::Contacted { began, .. }, Field::Began) => Text(match (*began)? {
            Side::Colleague => "colleague",
            Side::Visitor => "visitor",
        }),
        (EventKind::Contacted { after_entry_s, .. }, Field::AfterEntryS) => {
            Double((*after_entry_s)?)
        }
        (
            EventKind::Contacted {
                after_interest_s, ..
            },
            Field::AfterInterestS,
        ) => Double((*after_interest_s)?),
        (EventKind::Party { with, .. }, Field::People) => Int(with.len() as i64 + 1),
        (EventKind::Party { children, .. }, Field::Children) => Int(i64::from(*children)),
        (EventKind::Party { together, .. }, Field::Together) => Bool(*together),
        (EventKind::Party { sure, .. }, Field::Sure) => Double(f64::from(*sure)),
        (EventKind::Party { alone_before, .. }, Field::AloneBefore) => {
            Int(i64::from(*alone_before))
        }
        (EventKind::StageReached { stage: reached, .. }, Field::Stage) => Text(stage(*reached)),
        (EventKind::CameFor { purpose, .. }, Field::Purpose) => Text(match purpose {
            Some(Purpose::Service) => "service",
            Some(Purpose::Supplier) => "supplier",
            None => "car",
        }),
        (EventKind::External { client, .. }, Field::Client) => Text(client),
        _ => return None,
    })
}

fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Browsing => "browsing",
        Stage::Interested => "interested",
        Stage::Engaged => "engaged",
        Stage::Returning => "returning",
        Stage::Deciding => "deciding",
    }
}
