//! How alerts live, and the words for the places they speak of.

use std::{collections::BTreeMap, time::Duration};

use jiff::{civil::Time, tz::TimeZone};

use crate::types::{
    AlertKind, AlertZone, Product, ProductId, RuleId, Stamp, Texts, Zone, ZoneId, ZoneKind,
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
    /// Somebody should have gone within this time; then everyone and the manager are asked.
    pub approach_within: Duration,
    /// An alert asks the one who knows the visitor alone for this long, then whoever is free.
    pub widen_after: Duration,
    /// A claim that no contact has confirmed for so long does not hold.
    pub claim_holds: Duration,
    /// An alert nobody acts on is of no use after this time.
    pub expires_after: Duration,
    /// A snoozed alert comes back after this time.
    pub snooze_for: Duration,
    /// For so long after somebody acted on an alert its party calls nobody again, but to a desk.
    pub cooldown: Duration,
    /// The same for whoever wants to be left in peace.
    pub just_looking: Duration,
    /// New alerts that a colleague is asked for in ten minutes; what comes besides is told within the last of them.
    pub most_per_staff: usize,
    /// Decides what a day is.
    pub timezone: TimeZone,
    /// Alerts are raised between these times of the day only; `None`: at any time.
    pub opening: Option<(Time, Time)>,
}

impl Settings {
    /// For how long somebody is let in peace first: whoever has just come back.
    pub(super) fn hold_off(&self, kind: AlertKind) -> Duration {
        match kind {
            AlertKind::Returning | AlertKind::Party => self.hold_off,
            _ => Duration::ZERO,
        }
    }

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
            widen_after: Duration::from_secs(30),
            claim_holds: Duration::from_mins(5),
            expires_after: Duration::from_mins(15),
            snooze_for: Duration::from_mins(5),
            cooldown: Duration::from_mins(2),
            just_looking: Duration::from_mins(10),
            most_per_staff: 8,
            timezone: TimeZone::UTC,
            opening: None,
        }
    }
}

/// What zones and products are called, and what the scoring rules say of themselves.
#[derive(Clone, Debug, Default)]
pub struct Place {
    zones: BTreeMap<ZoneId, AlertZone>,
    pub(super) rules: BTreeMap<RuleId, Texts>,
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
