//! One visit, from the first sight of a presence to its last.

use std::{collections::BTreeMap, time::Duration};

use super::{
    approach::{Approach, Step},
    funnel::Funnel,
    impatience::Pacing,
    settings::{Place, Settings, Timer},
    stay::{Change, Dwell, OBSERVED, Stay},
    waiting::Waiting,
    whereabouts::walks,
};
use crate::types::{
    CameraId, Doubt, EventKind, FloorPoint, Impatience, PresenceId, PresenceUpdate, ProductId,
    Purpose, Stamp, Standing, VisitId, VisitSummary, VisitorId, ZoneId, ZoneKind,
};

/// People in a showroom walk, metres a second.
const WALK_MPS: f64 = 1.2;
/// Nobody is called for whom no camera has seen for this share of the time.
const LEAST_OBSERVED: f64 = 0.1;
/// Who is found so far from where they were lost has walked, metres.
const MOVED_M: f64 = 1.0;
/// Who was not seen for longer may have been anywhere.
const LONGEST_HIDDEN: Duration = Duration::from_secs(30);

#[derive(Clone, Debug)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "things that are independently so or not"
)]
pub(super) struct Visit {
    pub(super) id: VisitId,
    pub(super) visitor: VisitorId,
    /// How sure the visitor is, 0 to 1; 1 until somebody was recognised, as then nobody can be mistaken.
    pub(super) confidence: f32,
    pub(super) presence: PresenceId,
    pub(super) first_seen: Stamp,
    /// They may have come in where they were seen first.
    pub(super) by_door: bool,
    pub(super) last_seen: Stamp,
    /// Time in which a camera saw them.
    observed: Duration,
    pub(super) camera: CameraId,
    /// Lasted long enough to be a visit.
    pub(super) open: bool,
    /// Whether it was told that the visitor has been here before.
    pub(super) greeted: bool,
    pub(super) approach: Approach,
    /// When a colleague was with them last, and for how long all in all.
    pub(super) served: Option<Stamp>,
    pub(super) spoke_for: Duration,
    pub(super) waiting: Waiting,
    pacing: Pacing,
    /// How it was told that they lose patience.
    impatient: Vec<Impatience>,
    /// What they came for, if not for a car.
    pub(super) purpose: Option<Purpose>,
    pub(super) funnel: Funnel,
    /// Whoever was told to be of their party, and how many children.
    pub(super) party: (Vec<VisitId>, u32),
    pub(super) brought_somebody: bool,
    /// So short that they are a child: no visit.
    pub(super) child: bool,
    /// Who they were and how many were here when it was asked last whom they came with before.
    pub(super) recalled: Option<(VisitorId, usize)>,
    /// Why nobody could say who it is; `None` once somebody could.
    pub(super) doubt: Option<Doubt>,
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
            by_door: false,
            last_seen: update.stamp,
            observed: Duration::ZERO,
            camera: update.camera.clone(),
            open: false,
            greeted: false,
            approach: Approach::default(),
            served: None,
            spoke_for: Duration::ZERO,
            waiting: Waiting::default(),
            pacing: Pacing::default(),
            impatient: Vec::new(),
            purpose: None,
            funnel: Funnel::default(),
            party: (Vec::new(), 0),
            brought_somebody: false,
            child: false,
            recalled: None,
            doubt: update.doubt,
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
        let was_at = std::mem::replace(&mut self.standing, update.standing);
        let unseen = now.since(&self.last_seen);
        if unseen <= OBSERVED {
            self.observed += unseen;
        }
        (self.last_seen, self.camera) = (*now, update.camera.clone());
        for zone in &update.zones {
            self.stays.entry(zone.clone()).or_default();
        }
        self.approach.nobody_looked(update.blind);
        self.waiting.see(update, place);
        let leaves = was_in.iter().any(|zone| !update.zones.contains(zone));
        let comes = update.zones.iter().any(|zone| !was_in.contains(zone));
        // Nobody stands in two places at once: from one to another, half of it in each.
        let hidden = if leaves && comes { hidden / 2 } else { hidden };
        // Whoever is seen again elsewhere has walked there.
        let moved = unseen > OBSERVED
            && was_at.zip(update.standing).is_some_and(|(was, is)| {
                was.common == is.common && was.at.distance(is.at) > MOVED_M
            });
        let walks = moved || update.standing.as_ref().is_some_and(walks);
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
                stay.inside(now, (update.blind, hidden), walks, settings.stand_after)
            } else {
                let elsewhere = !update.zones.is_empty();
                stay.outside(
                    now,
                    (update.blind, hidden),
                    elsewhere,
                    settings.step_out_after,
                )
            };
            stay.limit(here);
            match change {
                Some(Change::Settled(since)) => {
                    moments.push((since, EventKind::ZoneEntered { zone: zone.clone() }));
                    match place.kind(zone) {
                        Some(ZoneKind::Product) => self.approach.interested(since),
                        Some(ZoneKind::Service) if self.purpose.is_none() => {
                            let purpose = Some(Purpose::Service);
                            self.purpose = purpose;
                            moments.push((since, EventKind::CameFor { purpose, by: None }));
                        }
                        _ => {}
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

    /// What is to be told of how long they have been left alone.
    pub(super) fn left_alone(
        &mut self,
        now: &Stamp,
        timer: &Timer,
        place: &Place,
    ) -> Option<Moment> {
        if self.purpose == Some(Purpose::Supplier) || self.observed_share() < LEAST_OBSERVED {
            return None;
        }
        let zone = self.at_product(place)?.clone();
        let (step, alone) = self.approach.due(now, timer)?;
        let for_s = seconds(alone);
        let kind = match step {
            Step::Approachable => EventKind::Approachable { zone, for_s },
            Step::Overdue => EventKind::Unattended {
                product: place.product(&zone).cloned(),
                zone,
                for_s,
            },
        };
        Some((*now, kind))
    }

    /// The product at which they stand now.
    fn at_product(&self, place: &Place) -> Option<&ZoneId> {
        let at_product = |(zone, stay): &(&ZoneId, &Stay)| {
            stay.is_standing() && place.kind(zone) == Some(ZoneKind::Product)
        };
        self.stays.iter().find(at_product).map(|(zone, _)| zone)
    }

    /// Where they were seen last, where all cameras share the floor.
    pub(super) fn on_the_common_floor(&self) -> Option<FloorPoint> {
        let standing = self.standing.filter(|standing| standing.common);
        standing.map(|standing| standing.at)
    }

    /// The zones in which they were at the last sight.
    pub(super) fn stands_in(&self) -> impl Iterator<Item = &ZoneId> {
        self.zones.iter()
    }

    /// All products at which they stand now.
    pub(super) fn at_products<'a>(
        &'a self,
        place: &'a Place,
    ) -> impl Iterator<Item = &'a ProductId> {
        let standing = self.stays.iter().filter(|(_, stay)| stay.is_standing());
        standing.filter_map(|(zone, _)| place.product(zone))
    }

    /// The products that they have looked at, and for how long the one that they looked at longest.
    pub(super) fn looked_at<'a>(
        &'a self,
        place: &'a Place,
    ) -> (impl Iterator<Item = &'a ProductId>, Duration) {
        let products = self.stays.iter().filter(|(zone, stay)| {
            place.kind(zone) == Some(ZoneKind::Product) && !stay.dwelt().is_zero()
        });
        let longest = products.clone().map(|(_, stay)| stay.dwelt()).max();
        let products = products.filter_map(|(zone, _)| place.product(zone));
        (products, longest.unwrap_or_default())
    }

    /// A colleague is with the visitor.
    pub(super) fn meet(&mut self, now: Stamp) {
        self.approach.contacted = true;
        self.served = Some(now);
    }

    /// Whether the visitor has waited at a desk for too long; told once a visit, dated at the beginning of the wait. Of
    /// somebody whom no camera saw come in, and who is not known from before, that is not said: most such people at a desk
    /// work there.
    pub(super) fn waited(&mut self, now: &Stamp, settings: &Settings) -> Option<Moment> {
        let unseen = self.observed_share() < LEAST_OBSERVED;
        let may_work_here = !self.by_door && !self.greeted;
        if self.purpose.is_some() || unseen || may_work_here {
            return None;
        }
        let (zone, since) = self.waiting.too_long(now, self.served, settings)?;
        let for_s = seconds(now.since(&since));
        Some((since, EventKind::Waited { zone, for_s }))
    }

    /// What shows that they lose patience; each sign is told once a visit.
    pub(super) fn impatient(
        &mut self,
        now: &Stamp,
        timer: &Timer,
        settings: &Settings,
        place: &Place,
    ) -> Option<Moment> {
        let paces = self
            .standing
            .filter(|standing| standing.common)
            .and_then(|standing| self.pacing.see(now, standing.at));
        if self.purpose.is_some() {
            return None;
        }
        let alone = self.approach.since().filter(|_| !self.approach.contacted);
        let overdue = alone.is_some_and(|since| now.since(&since) >= timer.overdue);
        let waited = self.waiting.waited(settings.waiting_after, self.served);
        let at_desk = self
            .zones
            .iter()
            .find(|zone| matches!(place.kind(zone), Some(ZoneKind::Desk | ZoneKind::CheckIn)));
        let at_door = self
            .zones
            .iter()
            .find(|zone| place.kind(zone) == Some(ZoneKind::Entrance));
        let on_the_way = self.standing.as_ref().is_some_and(walks);
        let again = self.waiting.again(self.served);
        let leaving = at_door.filter(|_| on_the_way && (overdue || waited));
        let paces = paces.zip(at_desk);
        let signs = [
            paces.map(|(since, desk)| (Impatience::Pacing, desk, since)),
            again
                .as_ref()
                .map(|(desk, since)| (Impatience::BackAtTheDesk, desk, *since)),
            leaving.map(|door| (Impatience::Leaving, door, *now)),
        ];
        let mut news = signs.into_iter().flatten();
        let (sign, zone, since) = news.find(|(sign, ..)| !self.impatient.contains(sign))?;
        let alone_since = alone.unwrap_or(since);
        let event = EventKind::Impatient {
            sign,
            zone: Some(zone.clone()),
            for_s: seconds(now.since(&alone_since)),
        };
        self.impatient.push(sign);
        Some((*now, event))
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
        self.by_door |= other.by_door;
        self.approach = self.approach.with(&other.approach);
        self.served = later(self.served, other.served);
        self.spoke_for += other.spoke_for;
        self.waiting.absorb(&other.waiting);
        self.impatient.extend(&other.impatient);
        self.purpose = self.purpose.or(other.purpose);
        self.funnel.absorb(&other.funnel);
        self.brought_somebody |= other.brought_somebody;
        self.greeted |= other.greeted;
        if other.last_seen.mono_ns > self.last_seen.mono_ns {
            (self.last_seen, self.camera) = (other.last_seen, other.camera.clone());
            (self.zones, self.standing) = (other.zones.clone(), other.standing);
        }
        self.observed = (self.observed + other.observed).min(self.duration());
        self.held.extend(other.held.iter().cloned());
        for (zone, stay) in &other.stays {
            self.stays.entry(zone.clone()).or_default().absorb(stay);
        }
        let here = self.duration();
        for stay in self.stays.values_mut() {
            stay.limit(here);
        }
    }

    /// The share of the visit so far in which a camera saw them, 0 to 1.
    pub(super) fn observed_share(&self) -> f64 {
        let all = self.duration().as_secs_f64();
        if all > 0.0 {
            (self.observed.as_secs_f64() / all).min(1.0)
        } else {
            1.0
        }
    }

    pub(super) fn duration(&self) -> Duration {
        self.last_seen.since(&self.first_seen)
    }
}

/// The later of two moments.
pub(super) fn later(one: Option<Stamp>, other: Option<Stamp>) -> Option<Stamp> {
    one.into_iter().chain(other).max_by_key(|at| at.mono_ns)
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
