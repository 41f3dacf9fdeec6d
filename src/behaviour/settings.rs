//! When what people do becomes an event, and what zones are for.

use std::{collections::BTreeMap, time::Duration};

use jiff::tz::TimeZone;

use crate::types::{Product, ProductId, Zone, ZoneId, ZoneKind};

/// When what people do becomes an event. See the module's page for the definitions.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// A presence that lasts this long is a visit.
    pub open_after: Duration,
    /// Whoever is not as tall as this is a child, metres: no visit, no lead.
    pub child_below_m: f64,
    /// A colleague and a visitor who stand no farther apart than this, metres, for this long are in contact.
    pub contact_within_m: f64,
    pub contact_after: Duration,
    /// Standing in a zone begins after this long inside.
    pub stand_after: Duration,
    /// ... and ends after this long outside.
    pub step_out_after: Duration,
    /// How often dwell is told while it lasts.
    pub report_every: Duration,
    /// Left alone after interest for this long: time that somebody came.
    pub unattended_after: Duration,
    /// At a desk for this long with no colleague: they wait.
    pub waiting_after: Duration,
    /// Decides what a day is.
    pub timezone: TimeZone,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            open_after: Duration::from_secs(2),
            child_below_m: 1.35,
            contact_within_m: 1.6,
            contact_after: Duration::from_secs(6),
            stand_after: Duration::from_secs(3),
            step_out_after: Duration::from_secs(2),
            report_every: Duration::from_secs(15),
            unattended_after: Duration::from_mins(3),
            waiting_after: Duration::from_secs(45),
            timezone: TimeZone::UTC,
        }
    }
}

/// What zones are for, and what stands in them.
#[derive(Clone, Debug, Default)]
pub struct Place {
    kinds: BTreeMap<ZoneId, ZoneKind>,
    products: BTreeMap<ZoneId, ProductId>,
}

impl Place {
    pub fn new(zones: &[Zone], products: &[Product]) -> Self {
        let kinds = zones.iter().map(|z| (z.id.clone(), z.kind)).collect();
        let products = products
            .iter()
            .filter_map(|p| Some((p.zone.clone()?, p.id.clone())))
            .collect();
        Self { kinds, products }
    }

    pub(super) fn kind(&self, zone: &ZoneId) -> Option<ZoneKind> {
        self.kinds.get(zone).copied()
    }

    pub(super) fn product(&self, zone: &ZoneId) -> Option<&ProductId> {
        self.products.get(zone)
    }
}
