//! Entries, and the hashes that chain them.

use rusqlite::{OptionalExtension, Result, Row, Transaction, params};
use sha2::{Digest, Sha256};

use crate::{
    runtime::random_bytes,
    store::{
        Reader, StoreError,
        columns::{Utc, rows},
    },
    types::AuditEntry,
};

pub(super) type Hash = [u8; 32];

/// What the hash before the first entry is.
pub(super) const GENESIS: Hash = [0; 32];

impl Reader {
    /// The audit log, oldest first.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn audit(&self) -> std::result::Result<Vec<AuditEntry>, StoreError> {
        let query = "SELECT at_utc, who, what, detail FROM audit ORDER BY seq";
        rows(&self.connection, query, [], entry).map_err(StoreError::sql("read the audit log"))
    }
}

/// Adds an entry at the end of the log.
pub(in crate::store) fn append(tx: &Transaction<'_>, entry: &AuditEntry) -> Result<()> {
    let last = tx
        .prepare_cached("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (last_seq, prev): (i64, Hash) = last.unwrap_or((0, GENESIS));
    let (seq, at) = (last_seq + 1, format!("{:.9}", entry.at));
    let salt: Hash = random_bytes();
    let commitment = commitment(&salt, &entry.detail);
    let link = Link {
        seq,
        prev: &prev,
        at: &at,
        who: &entry.who,
        what: &entry.what,
        commitment: &commitment,
    };
    let hash = link.hash();
    tx.prepare_cached("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")?
        .execute(params![
            seq,
            at,
            entry.who,
            entry.what,
            entry.detail,
            salt,
            commitment,
            prev,
            hash,
        ])?;
    Ok(())
}

/// What the chain holds of one entry.
pub(super) struct Link<'a> {
    pub(super) seq: i64,
    pub(super) prev: &'a [u8],
    pub(super) at: &'a str,
    pub(super) who: &'a str,
    pub(super) what: &'a str,
    pub(super) commitment: &'a [u8],
}

impl Link<'_> {
    /// Fields go in with their lengths, so that no text can move from one field into the next.
    pub(super) fn hash(&self) -> Hash {
        let mut hasher = Sha256::new();
        hasher.update(self.prev);
        hasher.update(self.seq.to_le_bytes());
        let texts = [self.at, self.who, self.what].map(str::as_bytes);
        for field in texts.into_iter().chain([self.commitment]) {
            hasher.update((field.len() as u64).to_le_bytes());
            hasher.update(field);
        }
        hasher.finalize().into()
    }
}

/// What stands in the chain for particulars.
pub(super) fn commitment(salt: &[u8], detail: &str) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update((salt.len() as u64).to_le_bytes());
    hasher.update(salt);
    hasher.update(detail);
    hasher.finalize().into()
}

/// An entry of `at_utc, who, what, detail`.
pub(super) fn entry(row: &Row<'_>) -> Result<AuditEntry> {
    Ok(AuditEntry {
        at: row.get::<_, Utc>(0)?.0,
        who: row.get(1)?,
        what: row.get(2)?,
        detail: row.get(3)?,
    })
}
