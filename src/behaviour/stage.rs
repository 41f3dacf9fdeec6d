//! The stage: presences in, events and visits out.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::{
    contact::Company,
    evidence::event,
    history::{History, Past},
    party::Parties,
    settings::{Place, Settings},
    visit::Visit,
};
use crate::types::{
    Event, EventId, EventKind, Evidence, External, IdSource, PresenceId, ProductId, Purpose,
    StaffId, Stamp, VisitId, VisitSummary, VisitorId,
};

/// What one step gives.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// In the order in which they became known.
    pub events: Vec<Event>,
    /// Visits that opened, changed or closed.
    pub visits: Vec<VisitSummary>,
    /// Visitors who never were: this was their only visit, and it turned out to be a colleague's time at work, or a
    /// child's.
    pub never_were: Vec<(VisitorId, Option<StaffId>)>,
}

/// Watches what people do.
#[derive(Debug)]
pub struct Behaviour {
    pub(super) settings: Settings,
    pub(super) place: Place,
    pub(super) visits: BTreeMap<PresenceId, Visit>,
    /// When the first picture came.
    pub(super) looks_since: Option<Stamp>,
    pub(super) company: Company,
    pub(super) parties: Parties,
    pub(super) history: History,
    /// Visitors whom a person told apart, the smaller id first.
    pub(super) apart: BTreeSet<(VisitorId, VisitorId)>,
}

impl Behaviour {
    /// `past` and `events` are what is known of visitors from earlier runs.
    pub fn new(
        settings: Settings,
        place: Place,
        past: BTreeMap<VisitorId, Past>,
        events: &[Event],
    ) -> Self {
        Self {
            settings,
            place,
            visits: BTreeMap::new(),
            looks_since: None,
            company: Company::default(),
            parties: Parties::default(),
            history: History::new(past, events),
            apart: BTreeSet::new(),
        }
    }

    /// A colleague says that they spoke to the visitor of this visit.
    pub fn contacted(
        &mut self,
        visit: VisitId,
        by: &str,
        now: &Stamp,
        ids: &mut dyn IdSource,
    ) -> Vec<Event> {
        let visit = self.visits.values().find(|v| v.id == visit && v.open);
        let Some(presence) = visit.map(|visit| visit.presence) else {
            return Vec::new();
        };
        let contact = self.meet(presence, by, None, now);
        let moment = contact.map(|kind| (*now, kind));
        let visit = &self.visits[&presence];
        let told: Vec<_> = moment
            .into_iter()
            .map(|moment| event(visit, moment, ids))
            .collect();
        for event in &told {
            self.history.note(event);
        }
        told
    }

    /// A colleague says what the visitor of this visit came for.
    pub fn came_for(
        &mut self,
        visit: VisitId,
        purpose: Option<Purpose>,
        by: &str,
        now: &Stamp,
        ids: &mut dyn IdSource,
    ) -> Option<Event> {
        let mut visits = self.visits.values_mut();
        let visit = visits.find(|v| v.id == visit && v.open)?;
        visit.purpose = purpose;
        let by = Some(by.to_owned());
        Some(event(
            visit,
            (*now, EventKind::CameFor { purpose, by }),
            ids,
        ))
    }

    /// Something was reported from outside about a visitor.
    pub fn external(
        &mut self,
        report: &External,
        visitor: VisitorId,
        ids: &mut dyn IdSource,
    ) -> Event {
        let External {
            client,
            id,
            name,
            stamp,
            at,
            data,
            ..
        } = report;
        // What happened before belongs to no visit of now.
        let visit = self
            .visits
            .values()
            .find(|v| v.visitor == visitor && v.open && at.is_none())
            .map(|v| v.id);
        // A sender's clock may run ahead; nothing has happened later than now.
        let utc = at.map_or(stamp.utc, |at| at.min(stamp.utc));
        Event {
            id: EventId::new(ids, stamp),
            stamp: Stamp { utc, ..*stamp },
            visit,
            visitor,
            kind: EventKind::External {
                client: client.clone(),
                external_id: id.clone(),
                name: name.clone(),
                data: data.clone(),
            },
            evidence: Evidence::NOT_SEEN,
        }
    }

    /// Whether this visitor's visit is open.
    pub fn is_visiting(&self, visitor: VisitorId) -> bool {
        self.visit_of(visitor).is_some()
    }

    /// The open visit of a visitor.
    pub fn visit_of(&self, visitor: VisitorId) -> Option<VisitId> {
        let mut visits = self.visits.values();
        let open = visits.find(|v| v.open && v.visitor == visitor)?;
        Some(open.id)
    }

    /// The open visit of a presence, and whose it is.
    pub fn open_visit(&self, presence: PresenceId) -> Option<(VisitId, VisitorId)> {
        let visit = self.visits.get(&presence).filter(|v| v.open)?;
        Some((visit.id, visit.visitor))
    }

    /// `from` turned out to be `into`.
    pub fn merge(&mut self, from: VisitorId, into: VisitorId) {
        for visit in self.visits.values_mut().filter(|v| v.visitor == from) {
            visit.visitor = into;
        }
        self.history.merge(from, into);
    }

    /// The presence of an open visit.
    pub fn presence_of(&self, visit: VisitId) -> Option<PresenceId> {
        let mut visits = self.visits.values();
        visits.find(|v| v.id == visit).map(|v| v.presence)
    }

    /// A correction says whose this open visit is, and how sure that is.
    pub fn is(&mut self, visit: VisitId, visitor: VisitorId, sure: f32) {
        if let Some(visit) = self.visits.values_mut().find(|v| v.id == visit) {
            (visit.visitor, visit.confidence) = (visitor, sure);
        }
    }

    /// How sure it is whose this open visit is, 0 to 1.
    pub fn confidence_of(&self, visit: VisitId) -> Option<f32> {
        let mut visits = self.visits.values();
        visits.find(|v| v.id == visit).map(|v| v.confidence)
    }

    /// The visits of a visitor that have ended, after a correction: how many, and when the last one did.
    pub fn set_past(&mut self, visitor: VisitorId, past: Option<Past>) {
        self.history.set(visitor, past);
    }

    /// An event of a visit that another appliance looks after: what it leaves for later visits.
    pub fn told(&mut self, event: &Event) {
        self.history.note(event);
    }

    /// These pairs are two people each (smaller id first): no visit of the one becomes the other's by itself.
    pub fn keep_apart(&mut self, pairs: BTreeSet<(VisitorId, VisitorId)>) {
        self.apart = pairs;
    }

    /// Visitors who were last here before `before`, and are not here now.
    pub fn absent_since(&self, before: Timestamp) -> Vec<VisitorId> {
        let absent = self.history.last_before(before);
        absent
            .filter(|visitor| !self.is_visiting(*visitor))
            .collect()
    }

    /// Who visits, and the products at which they stand now.
    pub fn on_the_floor(&self) -> BTreeMap<VisitorId, BTreeSet<ProductId>> {
        let mut floor = BTreeMap::<_, BTreeSet<_>>::new();
        for visit in self.visits.values().filter(|visit| visit.open) {
            let products = visit.at_products(&self.place).cloned();
            floor.entry(visit.visitor).or_default().extend(products);
        }
        floor
    }

    /// What a visitor looks at in this visit, else looked at in their last one; the longest first.
    pub fn interests(&self, visitor: VisitorId) -> Vec<ProductId> {
        let here = self.visit_of(visitor);
        let here = here.map(|visit| self.history.looked_at_in(visit));
        here.filter(|products| !products.is_empty())
            .unwrap_or_else(|| self.history.last_time(visitor).0)
    }

    /// Forgets the earlier visits of these visitors.
    pub fn erase(&mut self, visitors: &BTreeSet<VisitorId>, visits: &BTreeSet<VisitId>) {
        self.history.erase(visitors, visits);
    }

    /// Takes over new settings and places; visits go on.
    pub fn reload(&mut self, settings: Settings, place: Place) {
        (self.settings, self.place) = (settings, place);
    }
}
