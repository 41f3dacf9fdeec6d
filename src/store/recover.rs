//! What a crash left open.

use rusqlite::{Connection, OptionalExtension, Result, Row, params};

use super::{
    Store, StoreError,
    alerts::unfinished_alerts,
    columns::{Name, Text, Utc, rows, stamp},
};
use crate::types::{
    Alert, Event, EventId, EventKind, Evidence, IdSource, Record, Stamp, VisitSummary,
};

/// What the last run did not get to finish. All lists are empty after a clean stop.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recovery {
    /// Visits that were open, now closed at the last sight of the person.
    pub visits: Vec<VisitSummary>,
    /// Their `left` events, in the same order.
    pub events: Vec<Event>,
    /// The latest revision of every alert whose life was not over.
    pub alerts: Vec<Alert>,
}

impl Recovery {
    /// The closed visits and their events, to be written together with what follows from them.
    pub fn records(&self) -> Vec<Record> {
        let visits = self.visits.iter().cloned().map(Record::Visit);
        let events = self.events.iter().cloned().map(Record::Event);
        visits.chain(events).collect()
    }
}

impl Store {
    /// Closes what a crash left open, at its last evidence.
    ///
    /// Nothing is written yet: write [`Recovery::records`] in one step with the closing revisions of the alerts and
    /// the messages that clear retained topics, so that a second crash finds either all of it or none; then
    /// [`Store::load`]. `now` dates the new ids only.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn recover(
        &self,
        now: &Stamp,
        ids: &mut dyn IdSource,
    ) -> std::result::Result<Recovery, StoreError> {
        self.unfinished(now, ids)
            .map_err(StoreError::sql("read what was left open"))
    }

    fn unfinished(&self, now: &Stamp, ids: &mut dyn IdSource) -> Result<Recovery> {
        let open = format!(
            "{VISITS} WHERE closed_utc IS NULL AND id NOT IN (SELECT id FROM hub_visit) ORDER BY id"
        );
        let mut visits = rows(&self.connection, &open, [], visit)?;
        let mut events = Vec::with_capacity(visits.len());
        for visit in &mut visits {
            visit.last_seen = last_sight(&self.connection, visit)?;
            visit.closed = Some(visit.last_seen);
            events.push(Event {
                id: EventId::new(ids, now),
                stamp: visit.last_seen,
                visit: Some(visit.id),
                visitor: visit.visitor,
                kind: EventKind::Left {
                    duration_s: visit.last_seen.since(&visit.opened).as_secs_f64(),
                    recovered: true,
                },
                evidence: last_evidence(&self.connection, visit)?,
            });
        }
        Ok(Recovery {
            visits,
            events,
            alerts: unfinished_alerts(&self.connection)?,
        })
    }
}

/// When it was seen last: its row says so now and then, its events at once.
fn last_sight(connection: &Connection, visit: &VisitSummary) -> Result<Stamp> {
    let latest = connection
        .prepare_cached(
            "SELECT run, mono_ns, utc FROM event WHERE visit = ?1 AND camera IS NOT NULL AND run = ?2
             ORDER BY mono_ns DESC LIMIT 1",
        )?
        .query_row(params![Text(visit.id), Text(visit.last_seen.run)], |row| {
            stamp(row, 0)
        })
        .optional()?;
    let later = latest.filter(|at| at.mono_ns > visit.last_seen.mono_ns);
    Ok(later.unwrap_or(visit.last_seen))
}

/// What the visit's last event that a camera saw rests on.
fn last_evidence(connection: &Connection, visit: &VisitSummary) -> Result<Evidence> {
    let seen = connection
        .prepare_cached(
            "SELECT camera, confidence FROM event WHERE visit = ? AND camera IS NOT NULL
             ORDER BY seq DESC LIMIT 1",
        )?
        .query_row([Text(visit.id)], |row| {
            Ok(Evidence {
                camera: Some(row.get::<_, Name<_>>(0)?.0),
                confidence: row.get(1)?,
                since: None,
                observed: None,
            })
        })
        .optional()?;
    // An open visit without an event of a camera: nobody had to be recognised for it.
    Ok(seen.unwrap_or(Evidence::NOT_SEEN))
}

/// Read with [`visit`].
pub(super) const VISITS: &str = "
    SELECT opened_run, opened_mono_ns, opened_utc, last_seen_run, last_seen_mono_ns, last_seen_utc,
        closed_run, closed_mono_ns, closed_utc, id, visitor, presence
    FROM visit";

pub(super) fn visit(row: &Row<'_>) -> Result<VisitSummary> {
    let is_closed = row.get::<_, Option<Utc>>(8)?.is_some();
    Ok(VisitSummary {
        id: row.get::<_, Text<_>>(9)?.0,
        visitor: row.get::<_, Text<_>>(10)?.0,
        presence: row.get::<_, Text<_>>(11)?.0,
        opened: stamp(row, 0)?,
        last_seen: stamp(row, 3)?,
        closed: is_closed.then(|| stamp(row, 6)).transpose()?,
    })
}
