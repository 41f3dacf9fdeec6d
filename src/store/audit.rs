//! The audit log: entries chained by hashes, so that a changed, missing or moved one is found.

use rusqlite::{Connection, OptionalExtension, Result, Row, Transaction, params};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{
    Reader, StoreError,
    columns::{Utc, rows},
};
use crate::types::AuditEntry;

type Hash = [u8; 32];

/// What the hash before the first entry is.
const GENESIS: Hash = [0; 32];

/// What a check of the whole audit log found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct AuditCheck {
    /// Entries that stand in the log.
    pub entries: u64,
    /// Number (from 1) of the first entry that is not what was written, or is missing.
    pub broken_at: Option<i64>,
}

impl Reader {
    /// The audit log, oldest first.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn audit(&self) -> std::result::Result<Vec<AuditEntry>, StoreError> {
        let query = "SELECT at_utc, who, what, detail FROM audit ORDER BY seq";
        rows(&self.connection, query, [], entry).map_err(StoreError::sql("read the audit log"))
    }

    /// Computes the chain of the audit log anew.
    ///
    /// # Errors
    /// The store cannot be read. A broken chain is no error but an answer.
    pub fn verify_audit(&self) -> std::result::Result<AuditCheck, StoreError> {
        verify(&self.connection).map_err(StoreError::sql("read the audit log"))
    }
}

pub(super) fn append(tx: &Transaction<'_>, entry: &AuditEntry) -> Result<()> {
    let last = tx
        .prepare_cached("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (last_seq, prev): (i64, Hash) = last.unwrap_or((0, GENESIS));
    let seq = last_seq + 1;
    let at = format!("{:.9}", entry.at);
    let fields = [&at, &entry.who, &entry.what, &entry.detail];
    tx.prepare_cached("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?)")?
        .execute(params![
            seq,
            at,
            entry.who,
            entry.what,
            entry.detail,
            prev,
            hash(seq, &prev, &fields),
        ])?;
    Ok(())
}

fn verify(connection: &Connection) -> Result<AuditCheck> {
    let mut statement = connection
        .prepare("SELECT seq, prev, hash, at_utc, who, what, detail FROM audit ORDER BY seq")?;
    let mut rows = statement.query([])?;
    let mut check = AuditCheck {
        entries: 0,
        broken_at: None,
    };
    let mut expected_prev = GENESIS.to_vec();
    while let Some(row) = rows.next()? {
        check.entries += 1;
        let expected_seq = check.entries as i64;
        // Read as they stand: a field of the wrong length or form is a broken entry, not an unreadable store.
        let (seq, prev, found): (i64, Vec<u8>, Vec<u8>) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let fields: [String; 4] = [row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?];
        let whole =
            seq == expected_seq && prev == expected_prev && found == hash(seq, &prev, &fields);
        if !whole && check.broken_at.is_none() {
            check.broken_at = Some(expected_seq);
        }
        expected_prev = found;
    }
    if check.broken_at.is_none() && last_number(connection)? > check.entries as i64 {
        check.broken_at = Some(check.entries as i64 + 1);
    }
    Ok(check)
}

/// The highest number ever given to an entry, as SQLite remembers it; 0 where there was none.
fn last_number(connection: &Connection) -> Result<i64> {
    let query = "SELECT seq FROM sqlite_sequence WHERE name = 'audit'";
    let number = connection
        .query_row(query, [], |row| row.get(0))
        .optional()?;
    Ok(number.unwrap_or(0))
}

fn entry(row: &Row<'_>) -> Result<AuditEntry> {
    Ok(AuditEntry {
        at: row.get::<_, Utc>(0)?.0,
        who: row.get(1)?,
        what: row.get(2)?,
        detail: row.get(3)?,
    })
}

/// Fields go in with their lengths, so that no text can move from one field into the next.
fn hash(seq: i64, prev: &[u8], fields: &[impl AsRef<str>; 4]) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(prev);
    hasher.update(seq.to_le_bytes());
    for field in fields.iter().map(AsRef::as_ref) {
        hasher.update((field.len() as u64).to_le_bytes());
        hasher.update(field);
    }
    hasher.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        store::{
            Store,
            testing::{Place, at},
        },
        types::Record,
    };

    fn entry(n: u32) -> AuditEntry {
        AuditEntry {
            at: at(n.into()).utc,
            who: "installer".into(),
            what: "privacy.mode".into(),
            detail: format!("change {n}"),
        }
    }

    fn with_entries(place: &Place) -> Store {
        let mut store = place.open();
        for n in 0..5 {
            store.write(&[Record::Audit(entry(n))]).unwrap();
        }
        store
    }

    /// What somebody with the key and a shell could do.
    fn tamper(store: &Store, sql: &str) {
        store
            .connection
            .execute_batch(
                "DROP TRIGGER audit_is_never_changed; DROP TRIGGER audit_is_never_deleted",
            )
            .unwrap();
        store.connection.execute_batch(sql).unwrap();
    }

    #[test]
    fn an_untouched_log_is_whole_and_reads_back() {
        let place = Place::new();
        let store = with_entries(&place);
        assert_eq!(
            verify(&store.connection).unwrap(),
            AuditCheck {
                entries: 5,
                broken_at: None
            }
        );
        let entries = place.reader().audit().unwrap();
        assert_eq!(entries, (0..5).map(entry).collect::<Vec<_>>());
    }

    #[test]
    fn any_tampering_is_found_where_it_was_done() {
        for (sql, at) in [
            ("UPDATE audit SET detail = 'change 7' WHERE seq = 3", 3),
            (
                "UPDATE audit SET who = 'installerprivacy', what = '.mode' WHERE seq = 1",
                1,
            ),
            ("UPDATE audit SET hash = zeroblob(32) WHERE seq = 2", 2),
            ("DELETE FROM audit WHERE seq = 4", 4),
            ("DELETE FROM audit WHERE seq > 3", 4),
            ("DELETE FROM audit", 1),
        ] {
            let place = Place::new();
            let store = with_entries(&place);
            tamper(&store, sql);
            assert_eq!(
                verify(&store.connection).unwrap().broken_at,
                Some(at),
                "{sql}"
            );
        }
    }

    #[test]
    fn the_log_refuses_changes() {
        let place = Place::new();
        let store = with_entries(&place);
        for sql in [
            "UPDATE audit SET who = 'x'",
            "DELETE FROM audit WHERE seq = 5",
        ] {
            assert!(store.connection.execute_batch(sql).is_err(), "{sql}");
        }
    }
}
