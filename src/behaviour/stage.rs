//! The stage: presences in, events and visits out.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use super::{
    contact::Company,
    settings::{Place, Settings},
    visit::{Moment, Visit, seconds},
};
use crate::types::{
    Event, EventId, EventKind, Evidence, External, IdSource, PresenceId, PresencePhase,
    PresenceUpdate, StaffId, Stamp, VisitId, VisitSummary, VisitorId, VisitorProfile, ZoneKind,
};

/// What one step gives.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// In the order in which they became known.
    pub events: Vec<Event>,
    /// Visits that opened, changed or closed.
    pub visits: Vec<VisitSummary>,
    /// Visitors who never were: this was their only visit, and it turned out to be a colleague's time at work.
    pub never_were: Vec<(VisitorId, StaffId)>,
}

#[derive(Clone, Copy, Debug)]
struct Past {
    visits: u32,
    last: Timestamp,
}

/// Stands for whoever was seen with a visitor.
const A_COLLEAGUE: &str = "colleague";

/// An open visit is told again this often, so that a crash can close it near its last sight.
const SUMMARY_EVERY: Duration = Duration::from_secs(5);

/// Watches what people do.
#[derive(Debug)]
pub struct Behaviour {
    settings: Settings,
    place: Place,
    visits: BTreeMap<PresenceId, Visit>,
    company: Company,
    past: BTreeMap<VisitorId, Past>,
    /// Visitors whom a person told apart, the smaller id first.
    apart: BTreeSet<(VisitorId, VisitorId)>,
}

impl Behaviour {
    /// `history` is what is known of visitors from earlier runs.
    pub fn new(settings: Settings, place: Place, history: &[VisitorProfile]) -> Self {
        let past = |p: &VisitorProfile| {
            Some((
                p.id,
                Past {
                    visits: p.visits,
                    last: p.last_visit?,
                },
            ))
        };
        Self {
            settings,
            place,
            visits: BTreeMap::new(),
            company: Company::default(),
            past: history.iter().filter_map(past).collect(),
            apart: BTreeSet::new(),
        }
    }

    /// Takes in what presence reports of people.
    pub fn observe(&mut self, updates: &[PresenceUpdate], ids: &mut dyn IdSource) -> Outcome {
        let mut out = Outcome::default();
        for update in updates {
            if let Some((staff, _)) = update.staff {
                self.colleague(update, staff, ids, &mut out);
                self.meet(update, ids, &mut out);
                continue;
            }
            match update.phase {
                PresencePhase::Seen => {
                    self.seen(update, ids, &mut out);
                    self.meet(update, ids, &mut out);
                }
                PresencePhase::Unseen => {}
                PresencePhase::Gone => {
                    self.gone(update, ids, &mut out);
                    self.meet(update, ids, &mut out);
                }
                PresencePhase::AbsorbedBy(other) => {
                    self.absorbed(update, other, ids, &mut out);
                    self.meet(update, ids, &mut out);
                }
            }
        }
        out
    }

    /// Who stands with whom after this update.
    fn meet(&mut self, update: &PresenceUpdate, ids: &mut dyn IdSource, out: &mut Outcome) {
        match update.phase {
            PresencePhase::Seen => {
                for contact in self.company.see(update, &self.settings) {
                    if let Some(visit) = self.visits.get_mut(&contact.visitor) {
                        // Which colleague was where is not kept.
                        let by = A_COLLEAGUE.to_owned();
                        visit.meet(update.stamp);
                        let moment = (contact.since, EventKind::Contacted { by });
                        if visit.open {
                            out.events.push(event(visit, moment, ids));
                        } else {
                            visit.held.push(moment);
                        }
                    }
                }
            }
            PresencePhase::Unseen => {}
            PresencePhase::Gone => self.company.forget(update.presence),
            PresencePhase::AbsorbedBy(other) => self.company.merge(update.presence, other),
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
        let Some(visit) = self.visits.values_mut().find(|v| v.id == visit && v.open) else {
            return Vec::new();
        };
        visit.meet(*now);
        vec![event(
            visit,
            (*now, EventKind::Contacted { by: by.to_owned() }),
            ids,
        )]
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
            ..
        } = report;
        let visit = self
            .visits
            .values()
            .find(|v| v.visitor == visitor && v.open)
            .map(|v| v.id);
        Event {
            id: EventId::new(ids, stamp),
            stamp: *stamp,
            visit,
            visitor,
            kind: EventKind::External {
                client: client.clone(),
                external_id: id.clone(),
                name: name.clone(),
            },
            evidence: Evidence {
                camera: None,
                confidence: 1.0,
            },
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
        if let Some(past) = self.past.remove(&from) {
            let merged = self.past.entry(into).or_insert(Past {
                visits: 0,
                last: past.last,
            });
            merged.visits += past.visits;
            merged.last = merged.last.max(past.last);
        }
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
    pub fn set_past(&mut self, visitor: VisitorId, past: Option<(u32, Timestamp)>) {
        match past {
            Some((visits, last)) => self.past.insert(visitor, Past { visits, last }),
            None => self.past.remove(&visitor),
        };
    }

    /// These pairs are two people each (smaller id first): no visit of the one becomes the other's by itself.
    pub fn keep_apart(&mut self, pairs: BTreeSet<(VisitorId, VisitorId)>) {
        self.apart = pairs;
    }

    /// Visitors who were last here before `before`, and are not here now.
    pub fn absent_since(&self, before: Timestamp) -> Vec<VisitorId> {
        let absent = self.past.iter().filter(|(_, past)| past.last < before);
        absent
            .map(|(visitor, _)| *visitor)
            .filter(|visitor| !self.is_visiting(*visitor))
            .collect()
    }

    /// Takes over new settings and places; visits go on.
    pub fn reload(&mut self, settings: Settings, place: Place) {
        (self.settings, self.place) = (settings, place);
    }

    fn seen(&mut self, update: &PresenceUpdate, ids: &mut dyn IdSource, out: &mut Outcome) {
        let visit = self.visits.entry(update.presence).or_insert_with(|| {
            let visitor = update.visitor.map_or_else(
                || VisitorId::new(ids, &update.stamp),
                |(visitor, _)| visitor,
            );
            Visit::new(VisitId::new(ids, &update.stamp), visitor, update)
        });
        visit.see(update, &self.settings, &self.place);
        visit.doubt = update.doubt;
        let mut tell: Vec<Moment> = Vec::new();
        let child = update
            .height
            .is_some_and(|tall| tall < self.settings.child_below_m);
        if !visit.open && !child && visit.duration() >= self.settings.open_after {
            visit.open = true;
            let zone = update
                .zones
                .iter()
                .find(|z| self.place.kind(z) == Some(ZoneKind::Entrance))
                .cloned();
            tell.push((visit.first_seen, EventKind::Entered { zone }));
        }
        let told_apart = |(visitor, _): &(VisitorId, f32)| {
            let pair = (visit.visitor.min(*visitor), visit.visitor.max(*visitor));
            self.apart.contains(&pair)
        };
        if let Some((visitor, confidence)) = update.visitor.filter(|known| !told_apart(known)) {
            visit.confidence = confidence;
            let before = std::mem::replace(&mut visit.visitor, visitor);
            if before != visitor && visit.open && tell.is_empty() {
                tell.push((update.stamp, EventKind::Identified { from: before }));
            }
        }
        if visit.open {
            tell.extend(greet(visit, &self.past, &self.settings.timezone));
            tell.append(&mut visit.held);
            tell.extend(visit.unattended(&update.stamp, &self.settings, &self.place));
            tell.extend(visit.waited(&update.stamp, &self.settings));
            let stale = visit
                .summary_told
                .is_none_or(|told| update.stamp.since(&told) >= SUMMARY_EVERY);
            if stale || !tell.is_empty() {
                visit.summary_told = Some(update.stamp);
                out.visits.push(visit.summary(None));
            }
        }
        out.events
            .extend(tell.into_iter().map(|moment| event(visit, moment, ids)));
    }

    /// The person is a colleague: what was taken for a visit ends, and does not count.
    fn colleague(
        &mut self,
        update: &PresenceUpdate,
        staff: StaffId,
        ids: &mut dyn IdSource,
        out: &mut Outcome,
    ) {
        let Some(visit) = self.visits.remove(&update.presence) else {
            return;
        };
        if visit.open {
            let moment = (update.stamp, EventKind::TurnedOutStaff);
            out.events.push(event(&visit, moment, ids));
            out.visits.push(visit.summary(Some(update.stamp)));
        }
        let visitor = visit.visitor;
        if !self.past.contains_key(&visitor) && !self.is_visiting(visitor) {
            out.never_were.push((visitor, staff));
        }
    }

    fn gone(&mut self, update: &PresenceUpdate, ids: &mut dyn IdSource, out: &mut Outcome) {
        let Some(mut visit) = self.visits.remove(&update.presence).filter(|v| v.open) else {
            return;
        };
        let left = EventKind::Left {
            duration_s: seconds(visit.duration()),
            recovered: false,
        };
        let unrecognised = visit
            .doubt
            .map(|why| (visit.last_seen, EventKind::Unrecognised { why }));
        let moments = visit
            .leave_zones(&self.place)
            .into_iter()
            .chain(unrecognised)
            .chain([(visit.last_seen, left)]);
        out.events
            .extend(moments.map(|moment| event(&visit, moment, ids)));
        out.visits.push(visit.summary(Some(update.stamp)));
        let past = self.past.entry(visit.visitor).or_insert(Past {
            visits: 0,
            last: visit.last_seen.utc,
        });
        past.visits += 1;
        past.last = visit.last_seen.utc;
    }

    fn absorbed(
        &mut self,
        update: &PresenceUpdate,
        other: PresenceId,
        ids: &mut dyn IdSource,
        out: &mut Outcome,
    ) {
        let Some(mut young) = self.visits.remove(&update.presence) else {
            return;
        };
        let Some(old) = self.visits.get_mut(&other) else {
            return;
        };
        if !young.open {
            old.absorb(&young);
        } else if old.open {
            // Until now the younger visit may have had a name of its own.
            let (visitor, _) = update.visitor.unwrap_or((young.visitor, 0.0));
            let from = std::mem::replace(&mut young.visitor, visitor);
            let named = (from != visitor).then_some((update.stamp, EventKind::Identified { from }));
            let merged = (update.stamp, EventKind::Merged { into: old.id });
            let left = young.leave_zones(&self.place);
            let moments = named.into_iter().chain(left).chain([merged]);
            out.events
                .extend(moments.map(|moment| event(&young, moment, ids)));
            out.visits.push(young.summary(Some(update.stamp)));
            old.absorb(&young);
        } else {
            // The older presence was too fleeting to be a visit so far: the younger one's visit is carried on.
            young.absorb(old);
            young.presence = other;
            *old = young;
        }
    }
}

/// Tells once a visit that the visitor was here on an earlier day.
fn greet(
    visit: &mut Visit,
    past: &BTreeMap<VisitorId, Past>,
    timezone: &TimeZone,
) -> Option<Moment> {
    let past = past.get(&visit.visitor).filter(|_| !visit.greeted)?;
    let day = |at: Timestamp| -> Date { at.to_zoned(timezone.clone()).date() };
    let days = day(visit.first_seen.utc)
        .since(day(past.last))
        .map_or(0, |span| span.get_days());
    if days < 1 {
        return None;
    }
    visit.greeted = true;
    let returned = EventKind::Returned {
        visits_before: past.visits,
        last_visit: past.last,
        days_since: days as u32,
    };
    Some((visit.last_seen, returned))
}

fn event(visit: &Visit, (stamp, kind): Moment, ids: &mut dyn IdSource) -> Event {
    Event {
        id: EventId::new(ids, &stamp),
        stamp,
        visit: Some(visit.id),
        visitor: visit.visitor,
        kind,
        evidence: Evidence {
            camera: Some(visit.camera.clone()),
            confidence: visit.confidence,
        },
    }
}
