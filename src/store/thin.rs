//! What is written later, or less often, while the disk has hardly any room.

use std::{
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
    time::Duration,
};

use crate::types::{
    Event, EventId, EventKind, Record, Room, Stamp, VisitId, VisitSummary, VisitorId,
};

/// So often it is written where an open visit was seen last.
const SIGHTING_EVERY: Duration = Duration::from_mins(5);
/// Events that are kept in memory at most: some 10 MB.
const HELD_MAX: usize = 20_000;

/// Between the line and the disk. Whatever goes in comes out, in an order that means the same: at once while there is room,
/// and at the latest with [`Thin::all`].
#[derive(Debug, Default)]
pub(super) struct Thin {
    /// When the visit's row was written last, by what it said, and what it says now, if that is not written.
    visits: BTreeMap<VisitId, (Stamp, Option<VisitSummary>)>,
    /// In the order in which they happened.
    events: Vec<Event>,
}

impl Thin {
    /// What of a step, and of what was held back, is written now.
    pub(super) fn pass(&mut self, room: Room, step: Vec<Record>) -> Vec<Record> {
        if room < Room::Scarce && self.visits.is_empty() && self.events.is_empty() {
            return step;
        }
        // What other appliances kept is written with how far it was followed, and nothing of our own goes with it.
        if matches!(step.first(), Some(Record::Followed { .. })) {
            return step;
        }
        let mut out = Vec::with_capacity(step.len());
        let changes_history = step.iter().any(changes_history);
        if room < Room::Critical || changes_history || self.events.len() >= HELD_MAX {
            out.extend(self.events.drain(..).map(Record::Event));
        }
        if room < Room::Scarce || changes_history {
            out.extend(self.late_sightings());
        }
        if room < Room::Scarce {
            out.extend(step);
            return out;
        }
        // Whoever has a new score: it stands on what they did before, too, and that in its order.
        let whose = whose(&step);
        let due = |event: &mut Event| whose.contains(&event.visitor);
        out.extend(self.events.extract_if(.., due).map(Record::Event));
        for record in step {
            match record {
                Record::Visit(visit) => out.extend(self.sighting(visit)),
                Record::Event(event)
                    if room == Room::Critical
                        && !changes_history
                        && !whose.contains(&event.visitor)
                        && may_wait(&event) =>
                {
                    self.events.push(event);
                }
                Record::Event(event) => {
                    // What they did before it comes before it.
                    let theirs = |held: &mut Event| held.visitor == event.visitor;
                    out.extend(self.events.extract_if(.., theirs).map(Record::Event));
                    out.push(Record::Event(event));
                }
                record => out.push(record),
            }
        }
        out
    }

    /// Everything that is held back: the end of the run.
    pub(super) fn all(&mut self) -> Vec<Record> {
        let mut out: Vec<_> = self.events.drain(..).map(Record::Event).collect();
        out.extend(self.late_sightings());
        out
    }

    /// How many records wait for room.
    #[cfg(test)]
    pub(super) fn held(&self) -> usize {
        let sightings = self.visits.values().filter(|(_, held)| held.is_some());
        self.events.len() + sightings.count()
    }

    fn late_sightings(&mut self) -> Vec<Record> {
        let visits = std::mem::take(&mut self.visits).into_values();
        visits
            .filter_map(|(_, held)| held.map(Record::Visit))
            .collect()
    }

    /// A row that begins or ends a visit is written, one that only says when it was seen last every few minutes.
    fn sighting(&mut self, visit: VisitSummary) -> Option<Record> {
        if visit.closed.is_some() {
            self.visits.remove(&visit.id);
            return Some(Record::Visit(visit));
        }
        let seen = visit.last_seen;
        match self.visits.entry(visit.id) {
            // It may be new, and its row is what all else of it stands on.
            Entry::Vacant(place) => {
                place.insert((seen, None));
            }
            Entry::Occupied(mut place) => {
                let (written, held) = place.get_mut();
                if seen.since(written) < SIGHTING_EVERY {
                    *held = Some(visit);
                    return None;
                }
                (*written, *held) = (seen, None);
            }
        }
        Some(Record::Visit(visit))
    }
}

/// Who has a new score in this step, or lost some of one.
fn whose(step: &[Record]) -> BTreeSet<VisitorId> {
    let scored: BTreeSet<EventId> = step
        .iter()
        .filter_map(|record| match record {
            Record::Ledger(entry) => Some(entry.event),
            _ => None,
        })
        .collect();
    let visitors = step.iter().filter_map(|record| match record {
        Record::Ledger(entry) => Some(entry.visitor),
        Record::Event(event) if scored.contains(&event.id) => Some(event.visitor),
        _ => None,
    });
    visitors.collect()
}

/// What a camera saw, and nobody was told that it is kept. Who somebody is, and what was said of them, does not wait.
fn may_wait(event: &Event) -> bool {
    event.evidence.camera.is_some()
        && matches!(
            event.kind,
            EventKind::Entered { .. }
                | EventKind::ZoneEntered { .. }
                | EventKind::ZoneLeft { .. }
                | EventKind::Dwelled { .. }
                | EventKind::Unattended { .. }
                | EventKind::Approachable { .. }
                | EventKind::Waited { .. }
                | EventKind::Impatient { .. }
                | EventKind::ContactEnded { .. }
                | EventKind::StageReached { .. }
                | EventKind::Unrecognised { .. }
                | EventKind::Left { .. }
        )
}

/// Whether a record changes, or asks about, what was written before: all of that must stand there.
fn changes_history(record: &Record) -> bool {
    !matches!(
        record,
        Record::Visitor { .. }
            | Record::Visit(_)
            | Record::Event(_)
            | Record::Ledger(_)
            | Record::Template { .. }
            | Record::TemplateDropped { .. }
            | Record::Impostors { .. }
            | Record::Alert(_)
            | Record::Shift { .. }
            | Record::Message(_)
            | Record::Delivery(_)
            | Record::HeadDue(_)
            | Record::Audit(_)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{store::testing::*, types::AlertState};

    fn entered(n: u32) -> Record {
        Record::Event(event(n, n, 10, EventKind::Entered { zone: None }))
    }

    fn is_event(record: &Record) -> bool {
        matches!(record, Record::Event(_))
    }

    #[test]
    fn with_room_enough_nothing_is_held_back() {
        let mut thin = Thin::default();
        let step = vec![Record::Visit(visit(1, 20, false)), entered(1)];
        for room in [Room::Enough, Room::Low] {
            assert_eq!(thin.pass(room, step.clone()), step);
        }
        assert_eq!(thin.held(), 0);
    }

    #[test]
    fn where_a_visit_was_seen_last_is_written_every_few_minutes_and_at_its_end() {
        let mut thin = Thin::default();
        let seen = |thin: &mut Thin, at, closed| {
            thin.pass(Room::Scarce, vec![Record::Visit(visit(1, at, closed))])
                .len()
        };
        let opened = visit(1, 10, false);
        assert_eq!(
            thin.pass(Room::Scarce, vec![Record::Visit(opened)]).len(),
            1
        );
        assert_eq!(seen(&mut thin, 20, false), 0);
        assert_eq!(seen(&mut thin, 200, false), 0);
        assert_eq!(seen(&mut thin, 311, false), 1);
        assert_eq!(seen(&mut thin, 400, false), 0);
        assert_eq!(seen(&mut thin, 410, true), 1);
        assert_eq!(thin.held(), 0);
        let other = |at| Record::Visit(visit(2, at, false));
        assert_eq!(
            thin.pass(Room::Scarce, vec![other(15)]),
            [other(15)],
            "it may be new"
        );
        assert_eq!(thin.pass(Room::Scarce, vec![other(20), other(30)]), []);
        assert_eq!(thin.pass(Room::Enough, Vec::new()), [other(30)]);
    }

    #[test]
    fn history_waits_but_what_a_score_stands_on_and_what_changes_it_do_not() {
        let mut thin = Thin::default();
        for n in 1..4 {
            assert_eq!(thin.pass(Room::Critical, vec![entered(n)]), []);
        }
        // The alert goes on.
        let alerts = vec![Record::Alert(Box::new(alert(1, 1, AlertState::Open)))];
        assert_eq!(thin.pass(Room::Critical, alerts.clone()), alerts);
        // A score of the second visitor, in the same step as its event.
        let cause = event(12, 2, 30, EventKind::Entered { zone: None });
        let points = Record::Ledger(ledger(&cause, 5.0));
        let step = vec![Record::Event(cause), points];
        let out = thin.pass(Room::Critical, step);
        let events: Vec<_> = out.iter().filter(|record| is_event(record)).collect();
        assert_eq!(events.len(), 2, "theirs, in their order: {out:?}");
        assert_eq!(*events[0], entered(2));
        assert_eq!(thin.held(), 2);
        // Two visitors are one: what was before is written first.
        let alias = Record::Alias {
            from: visitor_id(1),
            into: visitor_id(3),
        };
        let out = thin.pass(Room::Critical, vec![alias.clone()]);
        assert_eq!(out, [entered(1), entered(3), alias]);
        assert_eq!(thin.held(), 0);
    }

    #[test]
    fn what_takes_points_back_brings_its_cause_and_one_visitor_s_events_keep_their_order() {
        let mut thin = Thin::default();
        let first = entered(1);
        assert_eq!(thin.pass(Room::Critical, vec![first.clone()]), []);
        let Record::Event(cause) = &first else {
            panic!("an event");
        };
        // They turn out to be a colleague: the row names the event that had given points.
        let turned = Record::Event(event(21, 1, 60, EventKind::TurnedOutStaff));
        let back = Record::Ledger(ledger(cause, -5.0));
        let out = thin.pass(Room::Critical, vec![turned.clone(), back.clone()]);
        assert_eq!(out, [first, turned, back]);
        // One without points, then one with: in one step, in their order.
        let without = Record::Event(event(22, 2, 70, EventKind::Entered { zone: None }));
        let with = event(23, 2, 71, EventKind::Entered { zone: None });
        let step = vec![
            without,
            Record::Event(with.clone()),
            Record::Ledger(ledger(&with, 5.0)),
        ];
        assert_eq!(thin.pass(Room::Critical, step.clone()), step);
        assert_eq!(thin.held(), 0);
        // Somebody who is told that a report was taken is not told so in vain.
        assert_eq!(thin.pass(Room::Critical, vec![entered(3)]), []);
        let linked = EventKind::Unlinked {
            client: "crm".into(),
            by: "ewa".into(),
        };
        let reported = Record::Event(event(24, 3, 80, linked));
        let out = thin.pass(Room::Critical, vec![reported.clone()]);
        assert_eq!(out, [entered(3), reported]);
    }

    #[test]
    fn what_is_held_has_a_bound_and_comes_out_in_the_end() {
        let mut thin = Thin::default();
        for n in 0..HELD_MAX as u32 {
            thin.pass(Room::Critical, vec![entered(n)]);
        }
        assert_eq!(thin.held(), HELD_MAX);
        let out = thin.pass(Room::Critical, vec![entered(HELD_MAX as u32)]);
        assert_eq!(out.len(), HELD_MAX);
        assert_eq!(thin.all(), [entered(HELD_MAX as u32)]);
    }
}
