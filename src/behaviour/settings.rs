//! When what people do becomes an event, and what zones are for.

use std::{collections::BTreeMap, time::Duration};

use jiff::tz::TimeZone;

use crate::types::{Product, ProductId, Zone, ZoneId, ZoneKind};

/// When what people do becomes an event. See the module's page for the definitions.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// A presence that lasts this long is a visit.
    pub open_after: Duration,
    /// ... and one that begins in the middle of the room this long, where the doors are known: most such people were
    /// hidden, or are taken for somebody else for a moment.
    pub open_inside_after: Duration,
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
    /// When whoever is alone may and should be approached.
    pub alone: Timer,
    /// ... and a party.
    pub party: Timer,
    /// ... and whoever has been here before.
    pub returning: Timer,
    /// At one car for this long, somebody is interested.
    pub interested_after: Duration,
    /// A contact of this length says that somebody means it.
    pub long_contact: Duration,
    /// At a desk for this long with no colleague: they wait.
    pub waiting_after: Duration,
    /// Decides what a day is.
    pub timezone: TimeZone,
}

/// When to approach, both counted from the first stand at a product on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timer {
    /// Until then they look round in peace. Where it is not shorter than `overdue`, that alone counts.
    pub hold_off: Duration,
    /// Left alone for this long: time that somebody came.
    pub overdue: Duration,
}

impl Default for Timer {
    fn default() -> Self {
        Self {
            hold_off: Duration::from_secs(45),
            overdue: Duration::from_mins(3),
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            open_after: Duration::from_secs(3),
            open_inside_after: Duration::from_secs(6),
            child_below_m: 1.35,
            contact_within_m: 1.6,
            contact_after: Duration::from_secs(6),
            stand_after: Duration::from_secs(3),
            step_out_after: Duration::from_secs(3),
            report_every: Duration::from_secs(15),
            alone: Timer::default(),
            party: Timer::default(),
            returning: Timer::default(),
            interested_after: Duration::from_secs(30),
            long_contact: Duration::from_mins(3),
            waiting_after: Duration::from_secs(45),
            timezone: TimeZone::UTC,
        }
    }
}

impl Settings {
    /// The timer of a party, of whoever has been here before, or of anybody else; of a party that has been here before the
    /// shorter one.
    pub fn timer(&self, in_party: bool, came_back: bool) -> Timer {
        match (in_party, came_back) {
            (true, true) => Timer {
                hold_off: self.party.hold_off.min(self.returning.hold_off),
                overdue: self.party.overdue.min(self.returning.overdue),
            },
            (true, false) => self.party,
            (false, true) => self.returning,
            (false, false) => self.alone,
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

    /// Whether somebody who stands in these zones may have just come in: at an entrance, or anywhere if none is drawn.
    pub(super) fn may_come_in(&self, zones: &[ZoneId]) -> bool {
        let is_door = |kind: Option<ZoneKind>| kind == Some(ZoneKind::Entrance);
        let drawn = self.kinds.values().any(|kind| is_door(Some(*kind)));
        !drawn || zones.iter().any(|zone| is_door(self.kind(zone)))
    }

    pub(super) fn kind(&self, zone: &ZoneId) -> Option<ZoneKind> {
        self.kinds.get(zone).copied()
    }

    pub(super) fn product(&self, zone: &ZoneId) -> Option<&ProductId> {
        self.products.get(zone)
    }
}
