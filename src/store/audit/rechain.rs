//! The log as it was before version 13, whose hashes covered particulars themselves: chained anew behind commitments.

use jiff::Timestamp;
use rusqlite::{Result, Transaction};
use sha2::{Digest, Sha256};

use super::{
    chain::{GENESIS, append, entry},
    redact::redact,
};
use crate::{
    store::columns::rows,
    types::{AuditEntry, hex},
};

/// Takes over the entries of `audit_before`, and notes what its chain was, so that a head that was noted before can still be
/// held against it. Particulars that name somebody who was erased are taken out.
pub(in crate::store) fn rechain(tx: &Transaction<'_>) -> Result<()> {
    let before = before(tx)?;
    let query = "SELECT at_utc, who, what, detail FROM audit_before ORDER BY seq";
    for entry in rows(tx, query, [], entry)? {
        append(tx, &entry)?;
    }
    tx.execute_batch("DROP TABLE audit_before")?;
    let Some(before) = before else {
        return Ok(());
    };
    let codes: Vec<String> = rows(tx, "SELECT code FROM erased_code", [], |row| row.get(0))?;
    // What may be changed is changed while somebody is being erased.
    tx.execute("INSERT INTO erasing VALUES ('')", [])?;
    let taken = redact(tx, &codes)?;
    tx.execute("DELETE FROM erasing", [])?;
    let detail = taken.map_or(before.clone(), |taken| format!("{before}; {taken}"));
    append(
        tx,
        &AuditEntry {
            at: at(tx)?,
            who: AuditEntry::ITSELF.to_owned(),
            what: "audit.rechained".into(),
            detail,
        },
    )
}

/// What is to be said of the chain as it was; `None` of an empty one.
fn before(tx: &Transaction<'_>) -> Result<Option<String>> {
    let query = "SELECT seq, prev, hash, at_utc, who, what, detail FROM audit_before ORDER BY seq";
    let mut statement = tx.prepare(query)?;
    let mut rows = statement.query([])?;
    let (mut prev, mut entries, mut broken) = (GENESIS.to_vec(), 0, None);
    while let Some(row) = rows.next()? {
        entries += 1;
        let (seq, said, found): (i64, Vec<u8>, Vec<u8>) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let mut hasher = Sha256::new();
        hasher.update(&said);
        hasher.update(seq.to_le_bytes());
        for column in 3..7 {
            let field: String = row.get(column)?;
            hasher.update((field.len() as u64).to_le_bytes());
            hasher.update(field);
        }
        let whole = seq == entries && said == prev && found == hasher.finalize().as_slice();
        if !whole && broken.is_none() {
            broken = Some(entries);
        }
        prev = found;
    }
    let number: Option<i64> = tx.query_row(
        "SELECT max(seq) FROM sqlite_sequence WHERE name = 'audit_before'",
        [],
        |row| row.get(0),
    )?;
    let cut = number.unwrap_or(0) > entries;
    let state = match broken {
        Some(number) => format!("changed at entry {number}"),
        None if cut => format!("cut after entry {entries}"),
        None => "whole".to_owned(),
    };
    let said = format!(
        "{entries} entries, {state}; the last hash was {}",
        hex(&prev)
    );
    Ok((entries > 0 || cut).then_some(said))
}

/// When it is done: not before the last entry.
fn at(tx: &Transaction<'_>) -> Result<Timestamp> {
    let query = "SELECT at_utc FROM audit ORDER BY seq DESC LIMIT 1";
    let last: Vec<Timestamp> = rows(tx, query, [], |row| {
        row.get::<_, crate::store::columns::Utc>(0).map(|at| at.0)
    })?;
    Ok(last.first().copied().unwrap_or(Timestamp::UNIX_EPOCH))
}
