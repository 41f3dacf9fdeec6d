//! Whether the log is what was written.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, Result, Row, types::ValueRef};
use serde::Serialize;

use super::{
    chain::{GENESIS, Link, commitment},
    redact::told,
};
use crate::{
    store::{Reader, StoreError},
    types::{AuditHead, hex},
};

/// What a check of the whole audit log found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AuditCheck {
    /// Entries that stand in the log.
    pub entries: u64,
    /// Of so many the particulars were taken out with an erasure, as a later entry says.
    pub taken_out: u64,
    /// Number (from 1) of the first entry that is not what was written, or is missing.
    pub broken_at: Option<i64>,
    /// The last entry; `None` of an empty log.
    pub head: Option<AuditHead>,
}

impl Reader {
    /// Computes the chain of the audit log anew.
    ///
    /// # Errors
    /// The store cannot be read. A broken chain is no error but an answer.
    pub fn verify_audit(&self) -> std::result::Result<AuditCheck, StoreError> {
        verify(&self.connection).map_err(StoreError::sql("read the audit log"))
    }

    /// Whether the log still has this entry, which was noted elsewhere. Says nothing of a chain that is broken in itself:
    /// [`Reader::verify_audit`] does.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn has_head(&self, head: &AuditHead) -> std::result::Result<bool, StoreError> {
        let query = "SELECT hash FROM audit WHERE seq = ?";
        let found = self
            .connection
            .query_row(query, [head.number], |row| bytes(row, 0));
        let found = found
            .optional()
            .map_err(StoreError::sql("read the audit log"))?;
        Ok(found.is_some_and(|hash| hex(&hash).starts_with(&head.hash)))
    }
}

pub(in super::super) fn verify(connection: &Connection) -> Result<AuditCheck> {
    let mut statement = connection.prepare(
        "SELECT seq, prev, hash, at_utc, who, what, detail, salt, commitment FROM audit ORDER BY seq",
    )?;
    let mut rows = statement.query([])?;
    let mut check = AuditCheck {
        entries: 0,
        taken_out: 0,
        broken_at: None,
        head: None,
    };
    let mut expected_prev = GENESIS.to_vec();
    let mut without = BTreeSet::new();
    while let Some(row) = rows.next()? {
        check.entries += 1;
        let expected_seq = check.entries as i64;
        // Read as they stand: a field of the wrong length or form is a broken entry, not an unreadable store.
        let (prev, found) = (bytes(row, 1)?, bytes(row, 2)?);
        let fields = [text(row, 3)?, text(row, 4)?, text(row, 5)?, text(row, 6)?];
        let [at, who, what, detail] = &fields;
        let (salt, committed) = (bytes(row, 7)?, bytes(row, 8)?);
        let link = Link {
            seq: row.get(0)?,
            prev: &prev,
            at,
            who,
            what,
            commitment: &committed,
        };
        let said = if salt.is_empty() {
            without.insert(expected_seq);
            true
        } else {
            committed == commitment(&salt, detail)
        };
        let whole =
            said && link.seq == expected_seq && prev == expected_prev && found == link.hash();
        if !whole && check.broken_at.is_none() {
            check.broken_at = Some(expected_seq);
        }
        if whole && !salt.is_empty() {
            for number in told(detail) {
                // Of those after it an entry can say nothing.
                check.taken_out += u64::from(without.remove(&number));
            }
        }
        check.head = Some(AuditHead {
            number: expected_seq,
            hash: hex(&found),
        });
        expected_prev = found;
    }
    // Nobody says of these that their particulars had to go.
    let silent = without.first().copied();
    check.broken_at = check.broken_at.into_iter().chain(silent).min();
    if check.broken_at.is_none() && last_number(connection)? > check.entries as i64 {
        check.broken_at = Some(check.entries as i64 + 1);
    }
    Ok(check)
}

/// A column as bytes, whatever stands in it.
fn bytes(row: &Row<'_>, column: usize) -> Result<Vec<u8>> {
    Ok(match row.get_ref(column)? {
        ValueRef::Blob(bytes) | ValueRef::Text(bytes) => bytes.to_vec(),
        _ => Vec::new(),
    })
}

fn text(row: &Row<'_>, column: usize) -> Result<String> {
    bytes(row, column).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// The highest number ever given to an entry, as SQLite remembers it; 0 where there was none.
fn last_number(connection: &Connection) -> Result<i64> {
    let query = "SELECT seq FROM sqlite_sequence WHERE name = 'audit'";
    let number = connection
        .query_row(query, [], |row| row.get(0))
        .optional()?;
    Ok(number.unwrap_or(0))
}
