//! What presence reports of people, one after another.

use std::time::Duration;

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use super::{
    evidence::event,
    funnel::Facts,
    history::History,
    stage::{Behaviour, Outcome},
    visit::{Moment, Visit, seconds},
};
use crate::types::{
    EventKind, IdSource, PresenceId, PresencePhase, PresenceUpdate, StaffId, Stamp, VisitId,
    VisitorId, ZoneKind,
};

/// An open visit is told again this often, so that a crash can close it near its last sight.
const SUMMARY_EVERY: Duration = Duration::from_secs(5);
/// Who is seen within this time after the first picture did not come in just then.
const BEFORE: Duration = Duration::from_secs(2);
/// The first sights of somebody who comes in may be a step beside the door.
const COMES_IN: Duration = Duration::from_secs(2);
/// Where heights can be seen, somebody whose height is not known yet is waited for this long before they are a visitor.
const HEIGHT_AFTER: Duration = Duration::from_secs(6);

impl Behaviour {
    /// Takes in what presence reports of people by `now`; nothing is a report, too: somebody looks.
    pub fn observe(
        &mut self,
        updates: &[PresenceUpdate],
        now: &Stamp,
        ids: &mut dyn IdSource,
    ) -> Outcome {
        self.looks_since.get_or_insert(*now);
        let mut out = Outcome::default();
        for update in updates {
            match (update.staff, update.phase) {
                (Some((staff, _)), phase) => {
                    self.turned_out(update, Some(staff), ids, &mut out);
                    self.colleague(update, phase, ids, &mut out);
                }
                (None, PresencePhase::Seen) => {
                    self.seen(update, ids, &mut out);
                    let told = self.company.see(update, &self.settings, &self.parties);
                    self.tell_contacts(told, ids, &mut out);
                    self.serve(update);
                }
                (None, PresencePhase::Unseen) => {}
                (None, PresencePhase::Gone) => self.gone(update, ids, &mut out),
                (None, PresencePhase::AbsorbedBy(other)) => {
                    self.absorbed(update, other, ids, &mut out);
                    self.parties.merge(update.presence, other);
                    self.company.merge(update.presence, other);
                }
            }
        }
        for event in &out.events {
            self.history.note(event);
        }
        out
    }

    fn seen(&mut self, update: &PresenceUpdate, ids: &mut dyn IdSource, out: &mut Outcome) {
        let presence = update.presence;
        let visit = self.visits.entry(presence).or_insert_with(|| {
            let visitor = update.visitor.map_or_else(
                || VisitorId::new(ids, &update.stamp),
                |(visitor, _)| visitor,
            );
            Visit::new(VisitId::new(ids, &update.stamp), visitor, update)
        });
        // Whoever is there when the first picture comes was there before.
        let looked = self
            .looks_since
            .is_some_and(|since| visit.first_seen.since(&since) > BEFORE);
        if looked && visit.duration() <= COMES_IN {
            visit.by_door |= self.place.may_come_in(&update.zones);
        }
        let child = update
            .height
            .is_some_and(|tall| tall < self.settings.child_below_m);
        visit.see(update, &self.settings, &self.place);
        visit.doubt = update.doubt;
        let came = (&visit.first_seen, visit.by_door);
        self.parties.see(update, came, child);
        visit.child = child;
        if child {
            if visit.open {
                self.turned_out(update, None, ids, out);
            }
            return;
        }
        let mut tell: Vec<Moment> = Vec::new();
        let measurable = update.standing.is_some_and(|standing| standing.common);
        let may_be_a_child =
            measurable && update.height.is_none() && visit.duration() < HEIGHT_AFTER;
        // Whoever was here before is nobody's second half.
        let known = update
            .visitor
            .is_some_and(|(visitor, _)| self.history.of(visitor).is_some());
        let open_after = if looked && !visit.by_door && !known {
            let inside = self.settings.open_inside_after;
            inside.max(self.settings.open_after)
        } else {
            self.settings.open_after
        };
        if !visit.open && !may_be_a_child && visit.duration() >= open_after {
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
            self.recall(presence);
            let party = self.parties.of(presence);
            tell.extend(self.company_of(presence, &party, &update.stamp));
            let Some(visit) = self.visits.get_mut(&presence) else {
                return;
            };
            tell.extend(greet(visit, &self.history, &self.settings.timezone));
            tell.append(&mut visit.held);
            self.watch(presence, &update.stamp, &mut tell);
            let Some(visit) = self.visits.get_mut(&presence) else {
                return;
            };
            let stale = visit
                .summary_told
                .is_none_or(|told| update.stamp.since(&told) >= SUMMARY_EVERY);
            if stale || !tell.is_empty() {
                visit.summary_told = Some(update.stamp);
                out.visits.push(visit.summary(None));
            }
            let events = tell.into_iter().map(|moment| event(visit, moment, ids));
            out.events.extend(events);
        }
    }

    /// What is to be told of an open visit as time goes by: company, patience, stage.
    fn watch(&mut self, presence: PresenceId, now: &Stamp, tell: &mut Vec<Moment>) {
        let party = self.parties.of(presence);
        self.share(presence, &party);
        let Some(visit) = self.visits.get_mut(&presence) else {
            return;
        };
        let in_party = !party.others.is_empty() || party.children > 0;
        let timer = self.settings.timer(in_party, visit.greeted);
        tell.extend(visit.left_alone(now, &timer, &self.place));
        tell.extend(visit.waited(now, &self.settings));
        tell.extend(visit.impatient(now, &timer, &self.settings, &self.place));
        let speaks = self.company.goes_on(presence, now);
        let speaks_for = speaks.map_or(Duration::ZERO, |(lasted, _)| lasted);
        let (mut products, longest) = visit.looked_at(&self.place);
        let facts = Facts {
            longest,
            // The workshop's customers speak with the workshop.
            spoke: visit.approach.contacted && visit.purpose.is_none(),
            spoke_for: visit.spoke_for + speaks_for,
            came_back: visit.greeted,
            same_car_again: products.any(|product| self.history.looked_at(visit.visitor, product)),
            brought_somebody: visit.brought_somebody,
        };
        drop(products);
        if let Some((stage, because)) = visit.funnel.advance(&facts, &self.settings) {
            tell.push((*now, EventKind::StageReached { stage, because }));
        }
        self.share(presence, &party);
    }

    /// A colleague is seen, or is seen no longer.
    fn colleague(
        &mut self,
        update: &PresenceUpdate,
        phase: PresencePhase,
        ids: &mut dyn IdSource,
        out: &mut Outcome,
    ) {
        let told = match phase {
            PresencePhase::Seen => self.company.see(update, &self.settings, &self.parties),
            PresencePhase::Unseen => Vec::new(),
            PresencePhase::Gone => self.company.forget(update.presence),
            PresencePhase::AbsorbedBy(other) => {
                self.company.merge(update.presence, other);
                Vec::new()
            }
        };
        self.tell_contacts(told, ids, out);
    }

    /// The person is a colleague, or a child (`staff` is none): what was taken for a visit ends, and does not count.
    fn turned_out(
        &mut self,
        update: &PresenceUpdate,
        staff: Option<StaffId>,
        ids: &mut dyn IdSource,
        out: &mut Outcome,
    ) {
        let Some(visit) = self.visits.remove(&update.presence) else {
            return;
        };
        if staff.is_some() {
            self.parties.forget(update.presence);
        }
        if visit.open {
            let kind = match staff {
                Some(_) => EventKind::TurnedOutStaff,
                None => EventKind::TurnedOutChild,
            };
            out.events.push(event(&visit, (update.stamp, kind), ids));
            out.visits.push(visit.summary(Some(update.stamp)));
        }
        let visitor = visit.visitor;
        if self.history.of(visitor).is_none() && !self.is_visiting(visitor) {
            out.never_were.push((visitor, staff));
        }
    }

    fn gone(&mut self, update: &PresenceUpdate, ids: &mut dyn IdSource, out: &mut Outcome) {
        let told = self.company.forget(update.presence);
        self.tell_contacts(told, ids, out);
        self.parties.forget(update.presence);
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
        self.history
            .end(visit.visitor, visit.id, visit.last_seen.utc);
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
fn greet(visit: &mut Visit, history: &History, timezone: &TimeZone) -> Option<Moment> {
    let past = history.of(visit.visitor).filter(|_| !visit.greeted)?;
    let day = |at: Timestamp| -> Date { at.to_zoned(timezone.clone()).date() };
    let days = day(visit.first_seen.utc)
        .since(day(past.last))
        .map_or(0, |span| span.get_days());
    if days < 1 {
        return None;
    }
    visit.greeted = true;
    let (looked_at, looked_after_by) = history.last_time(visit.visitor);
    let returned = EventKind::Returned {
        visits_before: past.visits,
        last_visit: past.last,
        days_since: days as u32,
        looked_at,
        looked_after_by,
        spoke_before: history.spoke(visit.visitor),
    };
    Some((visit.last_seen, returned))
}
