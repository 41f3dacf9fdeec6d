//! One visit, from the first sight of a presence to its last.

use std::{collections::BTreeMap, time::Duration};

use super::{
    settings::{Place, Settings},
    stay::{Change, Dwell, OBSERVED, Stay},
    waiting::Waiting,
};
use crate::types::{
    CameraId, Doubt, EventKind, PresenceId, PresenceUpdate, Stamp, Standing, VisitId, VisitSummary,
    VisitorId, ZoneId, ZoneKind,
};

/// People in a showroom walk, metres a second.
const WALK_MPS: f64 = 1.2;
/// Who was not seen for longer may have been anywhere.
const LONGEST_HIDDEN: Duration = Duration::from_secs(30);

#[derive(Clone, Debug)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "four things that are independently told or not"
)]
pub(super) struct Visit {
    pub(super) id: VisitId,
    pub(super) visitor: VisitorId,
    /// How sure the visitor is, 0 to 1; 1 until somebody was recognised, as then nobody can be mistaken.
    pub(super) confidence: f32,
    pub(super) presence: PresenceId,
    pub(super) first_seen: Stamp,
    pub(super) last_seen: Stamp,
    pub(super) camera: CameraId,
    /// Lasted long enough to be a visit.
    pub(super) open: bool,
    /// Whether it was told that the visitor has been here before.
    pub(super) greeted: bool,
    pub(super) contacted: bool,
    /// When a colleague was with them last.
    served: Option<Stamp>,
    waiting: Waiting,
    unattended_told: bool,
    /// Why nobody could say who it is; `None` once somebody could.
    pub(super) doubt: Option<Doubt>,
    /// Start of the first stand at a product.
    interest_since: Option<Stamp>,
    stays: BTreeMap<ZoneId, Stay>,
    /// Where they were at the last sight.
    zones: Vec<ZoneId>,
    standing: Option<Standing>,
    /// What happened before the visit opened.
    pub(super) held: Vec<Moment>,
    /// When the visit's row was last told.
    pub(super) summary_told: Option<Stamp>,
}

/// Something to tell, with the moment it happened.
pub(super) type Moment = (Stamp, EventKind);

impl Visit {
    pub(super) fn new(id: VisitId, visitor: VisitorId, update: &PresenceUpdate) -> Self {
        Self {
            id,
            visitor,
            confidence: 1.0,
            presence: update.presence,
            first_seen: update.stamp,
            last_seen: update.stamp,
            camera: update.camera.clone(),
            open: false,
            greeted: false,
            contacted: false,
            served: None,
            waiting: Waiting::default(),
            unattended_told: false,
            doubt: update.doubt,
            interest_since: None,
            stays: BTreeMap::new(),
            zones: update.zones.clone(),
            standing: update.standing,
            held: Vec::new(),
            summary_told: None,
        }
    }

    pub(super) fn summary(&self, closed: Option<Stamp>) -> VisitSummary {
        VisitSummary {
            id: self.id,
            visitor: self.visitor,
            presence: self.presence,
            opened: self.first_seen,
            last_seen: self.last_seen,
            closed,
        }
    }

    /// Takes in a sight: who stands where, since when. What is to be told of it is held until the visit is open.
    pub(super) fn see(&mut self, update: &PresenceUpdate, settings: &Settings, place: &Place) {
        let now = &update.stamp;
        let hidden = self.hidden(update);
        let was_in = std::mem::replace(&mut self.zones, update.zones.clone());
        self.standing = update.standing;
        (self.last_seen, self.camera) = (*now, update.camera.clone());
        for zone in &update.zones {
            self.stays.entry(zone.clone()).or_default();
        }
        if let Some(since) = &mut self.interest_since {
            // Nobody was left alone while nobody looked.
            *since = since.later(update.blind);
        }
        self.waiting.see(update, place);
        let leaves = was_in.iter().any(|zone| !update.zones.contains(zone));
        let comes = update.zones.iter().any(|zone| !was_in.contains(zone));
        // Nobody stands in two places at once: from one to another, half of it in each.
        let hidden = if leaves && comes { hidden / 2 } else { hidden };
        let here = self.duration();
        let moments = &mut self.held;
        for (zone, stay) in &mut self.stays {
            let (is_in, was_in) = (update.zones.contains(zone), was_in.contains(zone));
            let hidden = if is_in == was_in {
                Duration::ZERO
            } else {
                hidden
            };
            let change = if is_in {
                stay.inside(now, update.blind, hidden, settings.stand_after)
            } else {
                stay.outside(now, update.blind, hidden, settings.step_out_after)
            };
            stay.limit(here);
            match change {
                Some(Change::Settled(since)) => {
                    moments.push((since, EventKind::ZoneEntered { zone: zone.clone() }));
                    if place.kind(zone) == Some(ZoneKind::Product) {
                        self.interest_since.get_or_insert(since);
                    }
                }
                Some(Change::Ended(at)) => moments.extend(leave(zone, stay, at, place)),
                None => {}
            }
            let dwell = stay.tell(settings.report_every);
            moments.extend(dwell.map(|dwell| (*now, dwelled(zone, place, dwell))));
        }
    }

    /// Of the time since the last sight, how much somebody hidden can have stood at one end of the way to this one:
    /// whoever is hidden stands behind something, and sets out at once, or comes late.
    fn hidden(&self, update: &PresenceUpdate) -> Duration {
        let unseen = update.stamp.since(&self.last_seen);
        let ways = self.standing.zip(update.standing);
        let comparable = |common: bool| common || self.camera == update.camera;
        let way = ways.filter(|(a, b)| a.common == b.common && comparable(a.common));
        let Some((from, to)) = way.filter(|_| unseen > OBSERVED && unseen <= LONGEST_HIDDEN) else {
            return Duration::ZERO;
        };
        let walk = Duration::try_from_secs_f64(from.at.distance(to.at) / WALK_MPS);
        let walk = walk.unwrap_or(Duration::MAX);
        unseen.saturating_sub(walk).saturating_sub(update.blind)
    }

    /// Whether the visitor was left alone for too long; told once a visit.
    pub(super) fn unattended(
        &mut self,
        now: &Stamp,
        settings: &Settings,
        place: &Place,
    ) -> Option<Moment> {
        let alone = now.since(self.interest_since.as_ref()?);
        if self.contacted || self.unattended_told || alone < settings.unattended_after {
            return None;
        }
        let at_product = |(zone, stay): &(&ZoneId, &Stay)| {
            stay.is_standing() && place.kind(zone) == Some(ZoneKind::Product)
        };
        let (zone, _) = self.stays.iter().find(at_product)?;
        self.unattended_told = true;
        let product = place.product(zone).cloned();
        Some((
            *now,
            EventKind::Unattended {
                zone: zone.clone(),
                product,
                for_s: seconds(alone),
            },
        ))
    }

    /// A colleague is with the visitor.
    pub(super) fn meet(&mut self, now: Stamp) {
        self.contacted = true;
        self.served = Some(now);
    }

    /// Whether the visitor has waited at a desk for too long; told once a visit, dated at the beginning of the wait.
    pub(super) fn waited(&mut self, now: &Stamp, settings: &Settings) -> Option<Moment> {
        let (zone, since) = self.waiting.too_long(now, self.served, settings)?;
        let for_s = seconds(now.since(&since));
        Some((since, EventKind::Waited { zone, for_s }))
    }

    /// Ends all stands.
    pub(super) fn leave_zones(&mut self, place: &Place) -> Vec<Moment> {
        let mut moments = Vec::new();
        for (zone, stay) in &mut self.stays {
            if let Some(Change::Ended(at)) = stay.end() {
                moments.extend(leave(zone, stay, at, place));
            }
        }
        moments
    }

    /// Takes up another visit of the same person, which has ended its stands.
    pub(super) fn absorb(&mut self, other: &Self) {
        if other.first_seen.mono_ns < self.first_seen.mono_ns {
            self.first_seen = other.first_seen;
        }
        self.contacted |= other.contacted;
        self.served = self
            .served
            .into_iter()
            .chain(other.served)
            .max_by_key(|at| at.mono_ns);
        self.waiting.absorb(&other.waiting);
        self.unattended_told |= other.unattended_told;
        self.greeted |= other.greeted;
        self.interest_since = match (self.interest_since, other.interest_since) {
            (Some(a), Some(b)) => Some(if a.mono_ns <= b.mono_ns { a } else { b }),
            (a, b) => a.or(b),
        };
        if other.last_seen.mono_ns > self.last_seen.mono_ns {
            (self.last_seen, self.camera) = (other.last_seen, other.camera.clone());
            (self.zones, self.standing) = (other.zones.clone(), other.standing);
        }
        self.held.extend(other.held.iter().cloned());
        for (zone, stay) in &other.stays {
            self.stays.entry(zone.clone()).or_default().absorb(stay);
        }
        let here = self.duration();
        for stay in self.stays.values_mut() {
            stay.limit(here);
        }
    }

    pub(super) fn duration(&self) -> Duration {
        self.last_seen.since(&self.first_seen)
    }
}

fn leave(zone: &ZoneId, stay: &mut Stay, at: Stamp, place: &Place) -> Vec<Moment> {
    let dwell = stay
        .tell(Duration::ZERO)
        .map(|dwell| (at, dwelled(zone, place, dwell)));
    dwell
        .into_iter()
        .chain([(at, EventKind::ZoneLeft { zone: zone.clone() })])
        .collect()
}

fn dwelled(zone: &ZoneId, place: &Place, dwell: Dwell) -> EventKind {
    EventKind::Dwelled {
        zone: zone.clone(),
        product: place.product(zone).cloned(),
        added_s: seconds(dwell.added),
        inferred_s: seconds(dwell.inferred),
        total_s: seconds(dwell.total),
    }
}

/// Seconds to the millisecond: more would claim what no camera can see.
pub(super) fn seconds(time: Duration) -> f64 {
    time.as_millis() as f64 / 1000.0
}
