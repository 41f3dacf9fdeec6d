//! What commands ask: a read-only connection, also while the appliance runs.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Result, Row, params};
use serde::Serialize;

use super::{
    Settings, StoreError,
    columns::{Name, Text, Utc, rows},
    connection::Role,
    load::{EVENTS, LEDGER, event, ledger_entry},
    open::connect_existing,
    write::end_of_chain,
};
use crate::types::{Event, LedgerEntry, ProductId, VisitId, VisitorCode, VisitorId, ZoneId};

/// A read-only view of the store. Takes no lock: the appliance may run and write meanwhile.
#[derive(Debug)]
pub struct Reader {
    pub(super) connection: Connection,
}

/// A visit as people see it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct VisitRow {
    pub visit: VisitId,
    /// Who the visitor is today, merges followed.
    pub visitor: VisitorId,
    pub code: VisitorCode,
    pub opened: Timestamp,
    pub last_seen: Timestamp,
    /// `None` while the visit is open.
    pub closed: Option<Timestamp>,
    /// True where a crash ended the visit.
    pub recovered: bool,
    /// The visit this one turned out to be a part of.
    pub merged_into: Option<VisitId>,
    /// Where time was spent, most first.
    pub dwell: Vec<Dwell>,
    /// Points of this visit as given, before any decay.
    pub points: f64,
}

/// Time spent in one zone, at one product, in one visit.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Dwell {
    pub zone: ZoneId,
    pub product: Option<ProductId>,
    /// What the product was called when it stood there.
    pub label: Option<String>,
    pub seconds: f64,
}

impl Reader {
    /// Opens a store that stands already.
    ///
    /// # Errors
    /// As [`super::Store::open`] with [`super::Mode::MustExist`], but never because another process writes.
    pub fn open(settings: &Settings) -> std::result::Result<Self, StoreError> {
        let connection = connect_existing(settings, Role::Reader)?;
        Ok(Self { connection })
    }

    /// The visitor that a code or an id means today; `None` where nobody has it. Letter case does not matter.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn resolve(
        &self,
        code_or_id: &str,
    ) -> std::result::Result<Option<(VisitorId, VisitorCode)>, StoreError> {
        let wanted = code_or_id.trim().to_ascii_uppercase();
        self.find(&wanted)
            .map_err(StoreError::sql("look up a visitor"))
    }

    fn find(&self, wanted: &str) -> Result<Option<(VisitorId, VisitorCode)>> {
        let found = self
            .connection
            .query_row(
                "SELECT id FROM visitor WHERE code = ?1 OR id = ?1",
                [wanted],
                |row| row.get::<_, Text<_>>(0),
            )
            .optional()?;
        let Some(Text(id)) = found else {
            return Ok(None);
        };
        let id = end_of_chain(&self.connection, id)?;
        let query = "SELECT code FROM visitor WHERE id = ?";
        let code: Name<_> = self
            .connection
            .query_row(query, [Text(id)], |row| row.get(0))?;
        Ok(Some((id, code.0)))
    }

    /// Visits that opened at `since` or later, the earliest first; of one visitor where one is given.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn visits(
        &self,
        since: Timestamp,
        visitor: Option<VisitorId>,
    ) -> std::result::Result<Vec<VisitRow>, StoreError> {
        self.visit_table(since, visitor)
            .map_err(StoreError::sql("read its visits"))
    }

    fn visit_table(&self, since: Timestamp, visitor: Option<VisitorId>) -> Result<Vec<VisitRow>> {
        let mut dwell = self.dwell_by_visit(since)?;
        let params = params![Utc(since), visitor.map(Text)];
        rows(&self.connection, VISIT_TABLE, params, |row| {
            let mut visit = visit_row(row)?;
            visit.dwell = dwell.remove(&visit.visit).unwrap_or_default();
            Ok(visit)
        })
    }

    fn dwell_by_visit(&self, since: Timestamp) -> Result<BTreeMap<VisitId, Vec<Dwell>>> {
        let mut by_visit: BTreeMap<VisitId, Vec<Dwell>> = BTreeMap::new();
        let mut statement = self.connection.prepare(DWELL_TABLE)?;
        let mut rows = statement.query([Utc(since)])?;
        while let Some(row) = rows.next()? {
            let dwell = Dwell {
                zone: row.get::<_, Name<_>>(1)?.0,
                product: row.get::<_, Option<Name<_>>>(2)?.map(|name| name.0),
                label: row.get(3)?,
                seconds: row.get(4)?,
            };
            let visit = row.get::<_, Text<_>>(0)?.0;
            by_visit.entry(visit).or_default().push(dwell);
        }
        Ok(by_visit)
    }

    /// The events of a visit, in the order in which they were kept.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn events(&self, visit: VisitId) -> std::result::Result<Vec<Event>, StoreError> {
        let query = format!("{EVENTS} WHERE visit = ? ORDER BY seq");
        rows(&self.connection, &query, [Text(visit)], event)
            .map_err(StoreError::sql("read the events of a visit"))
    }

    /// The score changes of a visitor, merges followed, in the order in which they were kept.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn ledger(&self, visitor: VisitorId) -> std::result::Result<Vec<LedgerEntry>, StoreError> {
        let read = || {
            let today = end_of_chain(&self.connection, visitor)?;
            let mine = "visitor IN (SELECT id FROM canonical WHERE canonical.visitor = ?)";
            let query = format!("{LEDGER} WHERE {mine} ORDER BY seq");
            rows(&self.connection, &query, [Text(today)], ledger_entry)
        };
        read().map_err(StoreError::sql("read the score changes of a visitor"))
    }
}

const VISIT_TABLE: &str = "
    SELECT visit.id, visitor.id, visitor.code, opened_utc, last_seen_utc, closed_utc,
        EXISTS (SELECT 1 FROM event
            WHERE event.visit = visit.id AND kind = 'left' AND body ->> 'recovered'),
        (SELECT body ->> 'into' FROM event WHERE event.visit = visit.id AND kind = 'merged'),
        (SELECT total(points) FROM ledger WHERE ledger.visit = visit.id)
    FROM visit
    JOIN canonical ON canonical.id = visit.visitor
    JOIN visitor ON visitor.id = canonical.visitor
    WHERE opened_utc >= ?1 AND (?2 IS NULL OR visitor.id = ?2)
    ORDER BY opened_utc, visit.id";

const DWELL_TABLE: &str = "
    WITH spent (visit, zone, product, until, seconds) AS (
        SELECT event.visit, body ->> 'zone' AS zone, body ->> 'product' AS product, max(event.utc),
            sum(body ->> 'added_s')
        FROM visit JOIN event ON event.visit = visit.id AND kind = 'dwelled'
        WHERE opened_utc >= ?
        GROUP BY event.visit, zone, product
    )
    SELECT visit, zone, product,
        (SELECT label FROM product_placement AS placed
            WHERE placed.product = spent.product AND placed.from_utc <= spent.until
            ORDER BY placed.from_utc DESC LIMIT 1),
        seconds
    FROM spent ORDER BY seconds DESC, zone, product";

/// Everything but the dwell.
fn visit_row(row: &Row<'_>) -> Result<VisitRow> {
    Ok(VisitRow {
        visit: row.get::<_, Text<_>>(0)?.0,
        visitor: row.get::<_, Text<_>>(1)?.0,
        code: row.get::<_, Name<_>>(2)?.0,
        opened: row.get::<_, Utc>(3)?.0,
        last_seen: row.get::<_, Utc>(4)?.0,
        closed: row.get::<_, Option<Utc>>(5)?.map(|utc| utc.0),
        recovered: row.get(6)?,
        merged_into: row.get::<_, Option<Text<_>>>(7)?.map(|id| id.0),
        dwell: Vec::new(),
        points: row.get(8)?,
    })
}
