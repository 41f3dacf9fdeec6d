//! Somebody who reads the store while the appliance writes it, and remembers what was committed.

use std::{collections::BTreeMap, fs, path::Path};

use rusqlite::{Connection, OpenFlags};

/// What must never go away again once it was read, by table: rows by their number, as text.
const KEPT: [(&str, &str); 5] = [
    ("event", "id || ' ' || visitor || ' ' || body"),
    (
        "ledger",
        "event || ' ' || rule || ' ' || points || ' ' || score",
    ),
    ("alert_revision", "alert || ' ' || rev || ' ' || payload"),
    ("audit", "what || ' ' || hex(commitment)"),
    ("correction", "id || ' ' || kind"),
];

/// A store's file, open for reading beside everybody else.
pub(crate) struct Witness {
    connection: Connection,
    seen: BTreeMap<&'static str, BTreeMap<i64, String>>,
}

impl Witness {
    /// Opens the store in a folder; `None` where there is none that can be read yet.
    pub(crate) fn of(folder: &Path) -> Option<Self> {
        let key = fs::read_to_string(folder.join("store.key")).ok()?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(folder.join("store.db"), flags).ok()?;
        let unlock = format!("PRAGMA key = \"x'{}'\"; PRAGMA query_only = ON", key.trim());
        connection.execute_batch(&unlock).ok()?;
        let tables = "SELECT count(*) FROM sqlite_schema WHERE name = 'audit'";
        let stands: i64 = connection.query_row(tables, [], |row| row.get(0)).ok()?;
        (stands == 1).then(|| Self {
            connection,
            seen: BTreeMap::new(),
        })
    }

    /// Reads what was committed since it looked last; gives how many rows it knows. A store that is busy is read the next time.
    pub(crate) fn look(&mut self) -> usize {
        for (table, row) in KEPT {
            let seen = self.seen.entry(table).or_default();
            let last = seen.last_key_value().map_or(0, |(number, _)| *number);
            let query =
                format!("SELECT rowid, {row} FROM {table} WHERE rowid > {last} ORDER BY rowid");
            let read = || -> rusqlite::Result<Vec<(i64, String)>> {
                let mut statement = self.connection.prepare(&query)?;
                let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
                rows.collect()
            };
            seen.extend(read().unwrap_or_default());
        }
        self.seen.values().map(BTreeMap::len).sum()
    }

    /// What it has seen of a table.
    pub(crate) fn seen(&self, table: &str) -> usize {
        self.seen.get(table).map_or(0, BTreeMap::len)
    }

    /// Gives back what it remembers, closing the store.
    pub(crate) fn leave(self) -> Memory {
        Memory(self.seen)
    }

    /// A number that the store says of itself.
    pub(crate) fn number(&self, query: &str) -> i64 {
        self.connection
            .query_row(query, [], |row| row.get(0))
            .unwrap_or_else(|error| panic!("{query}: {error}"))
    }

    /// What the ledger's rows give, by event, rule and score.
    pub(crate) fn points(&self) -> BTreeMap<String, f64> {
        let query = "SELECT event || ' ' || rule || ' ' || score, points FROM ledger";
        let mut statement = self.connection.prepare(query).expect("a query");
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
        let mut points = BTreeMap::new();
        for row in rows.expect("rows") {
            let (key, more): (String, f64) = row.expect("points");
            *points.entry(key).or_insert(0.0) += more;
        }
        points
    }

    /// What happened to the visitor of an event, as far as it explains a score: for whoever reads why a law is broken.
    pub(crate) fn story(&self, event: &str) -> String {
        let event = event.split(' ').next().unwrap_or_default();
        let theirs = format!(
            "SELECT seq || ' ' || utc || ' visit ' || coalesce(visit, '-') || ' visitor ' || visitor || ' ' || body FROM event WHERE visitor IN (
                SELECT id FROM canonical WHERE visitor = (
                    SELECT canonical.visitor FROM canonical JOIN event ON event.visitor = canonical.id WHERE event.id = '{event}')
            ) OR visit = (SELECT visit FROM event WHERE id = '{event}') ORDER BY seq"
        );
        let theirs_too = format!(
            "IN (SELECT id FROM canonical WHERE visitor = (
                SELECT canonical.visitor FROM canonical JOIN event ON event.visitor = canonical.id WHERE event.id = '{event}'))"
        );
        let ledger = format!(
            "SELECT 'ledger ' || seq || ' ' || event || ' ' || rule || ' ' || points || ' visit ' || coalesce(visit, '-') || ' ' || visitor || ' ' || at_utc FROM ledger WHERE visitor {theirs_too} ORDER BY seq"
        );
        let visits = format!(
            "SELECT 'visit ' || id || ' ' || visitor || ' ' || opened_utc || ' ' || coalesce(closed_utc, 'open') FROM visit WHERE visitor {theirs_too}"
        );
        let alias = format!(
            "SELECT 'alias ' || from_id || ' ' || into_id FROM alias WHERE from_id {theirs_too}"
        );
        let lines = [
            self.texts(&theirs),
            self.texts(&ledger),
            self.texts(&visits),
            self.texts(&alias),
        ];
        lines.concat().join("\n")
    }

    /// The first column of all rows, as text.
    pub(crate) fn texts(&self, query: &str) -> Vec<String> {
        let mut statement = self.connection.prepare(query).expect("a query");
        let rows = statement.query_map([], |row| row.get(0)).expect("rows");
        rows.map(|row| row.expect("a text")).collect()
    }
}

/// What a witness saw.
pub(crate) struct Memory(BTreeMap<&'static str, BTreeMap<i64, String>>);

impl Memory {
    /// Every row that was ever read stands in the store as it was.
    pub(crate) fn hold_against(&self, store: &Witness) {
        for (table, row) in KEPT {
            let Some(seen) = self.0.get(table) else {
                continue;
            };
            for (number, before) in seen {
                let query = format!("SELECT {row} FROM {table} WHERE rowid = {number}");
                let now = store.texts(&query);
                assert_eq!(
                    now,
                    [before.as_str()],
                    "{table}, row {number}, was committed"
                );
            }
        }
    }
}
