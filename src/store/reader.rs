//! What commands ask: a read-only connection, also while the appliance runs.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Result, Row, params};
use serde::Serialize;

use super::{
    Settings, StoreError,
    columns::{Json, Name, Text, Utc, rows},
    connection::Role,
    keyring::KeyringPlace,
    load::{EVENTS, JOINED, LEDGER, event, ledger_entry},
    open::connect_with_keyring,
    vault::Vault,
    write::end_of_chain,
};
use crate::types::{Doubt, Event, LedgerEntry, ProductId, VisitId, VisitorCode, VisitorId, ZoneId};

/// A read-only view of the store. Takes no lock: the appliance may run and write meanwhile.
#[derive(Debug)]
pub struct Reader {
    pub(super) connection: Connection,
    keyring: KeyringPlace,
}

/// A visit as people see it: whole, with every visit that turned out to be a part of it.
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
    /// True where it was none: the person turned out to be a colleague.
    pub colleague: bool,
    /// Why nobody could say whose face it was; `None` where somebody could, or while the visit is open.
    pub unrecognised: Option<Doubt>,
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
    /// As [`super::Store::open`] with [`super::Mode::MustExist`], but never because another process writes. The keyring is
    /// looked at only where signatures are read.
    pub fn open(settings: &Settings) -> std::result::Result<Self, StoreError> {
        let (connection, keyring) = connect_with_keyring(settings, Role::Reader)?;
        Ok(Self {
            connection,
            keyring,
        })
    }

    /// What opens signatures, as of now.
    pub(super) fn vault(&self) -> std::result::Result<Vault, StoreError> {
        Vault::of(&self.keyring, &self.connection)
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
    /// A visit that turned out to be a part of another one has no row of its own: its times, dwell and points count in
    /// the row of the visit it became a part of.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn visits(
        &self,
        since: Timestamp,
        visitor: Option<VisitorId>,
    ) -> std::result::Result<Vec<VisitRow>, StoreError> {
        self.whole_visits(since, visitor)
            .map_err(StoreError::sql("read its visits"))
    }

    fn whole_visits(&self, since: Timestamp, visitor: Option<VisitorId>) -> Result<Vec<VisitRow>> {
        let mut dwell = self.dwell_by_visit(since)?;
        let params = params![Utc(since), visitor.map(Text)];
        rows(&self.connection, &visit_table(), params, |row| {
            let mut visit = visit_row(row)?;
            visit.dwell = dwell.remove(&visit.visit).unwrap_or_default();
            Ok(visit)
        })
    }

    fn dwell_by_visit(&self, since: Timestamp) -> Result<BTreeMap<VisitId, Vec<Dwell>>> {
        let mut by_visit: BTreeMap<VisitId, Vec<Dwell>> = BTreeMap::new();
        let mut statement = self.connection.prepare(&dwell_table())?;
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
            let query = format!("{LEDGER} WHERE {MINE} ORDER BY seq");
            rows(&self.connection, &query, [Text(today)], ledger_entry)
        };
        read().map_err(StoreError::sql("read the score changes of a visitor"))
    }
}

/// What happened in a visit is about whoever the visit belongs to today, the rest about the visitor it names.
const MINE: &str = "
    iif(ledger.visit IS NULL, ledger.visitor, (SELECT v.visitor FROM visit AS v WHERE v.id = ledger.visit))
    IN (SELECT id FROM canonical WHERE canonical.visitor = ?)";

/// `whole`: the visits that opened at `?1` or later, merges followed. `part`: what each of them is made of, itself
/// included.
fn whole_visits() -> String {
    format!(
        "WITH RECURSIVE {JOINED},
        walk (id, at) AS (
            SELECT part, whole FROM joined
            UNION ALL
            SELECT walk.id, joined.whole FROM walk JOIN joined ON joined.part = walk.at
        ),
        piece (id, whole) AS MATERIALIZED (
            SELECT id, id FROM visit WHERE id NOT IN (SELECT part FROM joined)
            UNION ALL
            SELECT id, at FROM walk WHERE at NOT IN (SELECT part FROM joined)
        ),
        whole (id, opened, last_seen) AS MATERIALIZED (
            SELECT piece.whole, min(opened_utc), max(last_seen_utc)
            FROM piece JOIN visit ON visit.id = piece.id
            GROUP BY piece.whole HAVING min(opened_utc) >= ?1
        ),
        part (id, whole) AS MATERIALIZED (
            SELECT piece.id, piece.whole FROM whole JOIN piece ON piece.whole = whole.id
        )"
    )
}

/// Read with [`visit_row`]. The cross joins keep SQLite from reading everything ever kept to find a day's share of it.
fn visit_table() -> String {
    let whole_visits = whole_visits();
    format!(
        "{whole_visits},
        given (whole, points) AS (
            SELECT part.whole, total(points)
            FROM part CROSS JOIN ledger ON ledger.visit = part.id AND ledger.score = 'engagement'
            GROUP BY part.whole
        )
        SELECT visit.id, visitor.id, visitor.code, whole.opened, whole.last_seen, closed_utc,
            EXISTS (SELECT 1 FROM event
                WHERE event.visit = visit.id AND kind = 'left' AND body ->> 'recovered'),
            coalesce(points, 0.0),
            EXISTS (SELECT 1 FROM event WHERE event.visit = visit.id AND kind IN ('turned_out_staff', 'turned_out_child')),
            (SELECT body -> 'why' FROM event WHERE event.visit = visit.id AND kind = 'unrecognised')
        FROM whole
        JOIN visit ON visit.id = whole.id
        JOIN canonical ON canonical.id = visit.visitor
        JOIN visitor ON visitor.id = canonical.visitor
        LEFT JOIN given ON given.whole = whole.id
        WHERE ?2 IS NULL OR visitor.id = ?2
        ORDER BY whole.opened, visit.id"
    )
}

fn dwell_table() -> String {
    let whole_visits = whole_visits();
    format!(
        "{whole_visits},
        spent (visit, zone, product, until, seconds) AS (
            SELECT part.whole, body ->> 'zone' AS zone, body ->> 'product' AS product,
                max(event.utc), sum(body ->> 'added_s')
            FROM part CROSS JOIN event ON event.visit = part.id AND kind = 'dwelled'
            GROUP BY part.whole, zone, product
        )
        SELECT visit, zone, product,
            (SELECT label FROM product_placement AS placed
                WHERE placed.product = spent.product AND placed.from_utc <= spent.until
                ORDER BY placed.from_utc DESC LIMIT 1),
            seconds
        FROM spent ORDER BY seconds DESC, zone, product"
    )
}

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
        dwell: Vec::new(),
        points: row.get(7)?,
        colleague: row.get(8)?,
        unrecognised: row.get::<_, Option<Json<_>>>(9)?.map(|why| why.0),
    })
}
