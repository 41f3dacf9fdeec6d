//! What concerns every sealed row of the store.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Result, Transaction, params};

use super::{Sealed, needed, reseal, select, unreadable};
use crate::{
    store::{
        columns::rows,
        vault::{Owners, Site, Vault},
    },
    types::{ModelTag, Signature},
};

/// How many rows are taken in hand at once.
const AT_ONCE: i64 = 1000;

/// Seals what an older version kept in the clear, and puts the transform on record.
pub(in super::super) fn seal_plain(tx: &Transaction<'_>, vault: &mut Vault) -> Result<()> {
    for owners in Owners::BOTH {
        let mut keys: BTreeMap<String, i64> = BTreeMap::new();
        each_batch(tx, owners, |from, to| {
            for row in plain(tx, owners, (from, to))? {
                let key = keys.get(&row.owner).copied();
                let key = key.unwrap_or_else(|| vault.keyring.new_person());
                reseal(tx, vault, (owners, &row.owner), key, &row)?;
                keys.insert(row.owner, key);
            }
            Ok(())
        })?;
    }
    tx.execute("INSERT INTO at_rest VALUES (?, 1)", [vault.site()])?;
    Ok(())
}

/// Rows as versions before 12 kept them.
fn plain(tx: &Transaction<'_>, owners: Owners, (from, to): (i64, i64)) -> Result<Vec<Sealed>> {
    let (table, column) = (owners.table(), owners.column());
    let query = format!(
        "SELECT seq, {column}, tag, signature FROM {table} WHERE key = 0 AND seq > ? AND seq <= ? ORDER BY seq"
    );
    rows(tx, &query, [from, to], |row| {
        let tag = ModelTag::from_stored(row.get_ref(2)?.as_str()?);
        let signature = Signature::from_bytes(tag, row.get_ref(3)?.as_blob()?);
        Ok(Sealed {
            seq: row.get(0)?,
            owner: row.get(1)?,
            signature: Some(signature.map_err(|error| unreadable(3, error))?),
            key: 0,
        })
    })
}

/// Puts every row under a new transform and a new key of its owner. Says after each batch how many are done, of how many.
pub(in super::super) fn renew_all(
    tx: &Transaction<'_>,
    vault: &mut Vault,
    mut new: Site,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<u64> {
    let query = "SELECT (SELECT count(*) FROM template) + (SELECT count(*) FROM staff_template)";
    let all = tx
        .query_row(query, [], |row| row.get::<_, i64>(0))?
        .unsigned_abs();
    let mut done = 0;
    let mut keys = BTreeMap::new();
    for owners in Owners::BOTH {
        each_batch(tx, owners, |from, to| {
            let batch = select(tx, vault, owners, "seq > ? AND seq <= ?", [from, to])?;
            // Read under the transform of before, written under the new one.
            vault.exchange(&mut new);
            for row in &batch {
                let key = *keys
                    .entry(row.key)
                    .or_insert_with(|| vault.keyring.new_person());
                reseal(tx, vault, (owners, &row.owner), key, row)?;
            }
            vault.exchange(&mut new);
            done += batch.len() as u64;
            progress(done, all);
            Ok(())
        })?;
    }
    vault.exchange(&mut new);
    tx.execute(
        "UPDATE at_rest SET transform = ?, unscrubbed = 1",
        [vault.site()],
    )?;
    Ok(done)
}

/// Deletes the rows whose keys are gone; gives how many.
pub(in super::super) fn drop_unreadable(tx: &Transaction<'_>, vault: &Vault) -> Result<usize> {
    let mut deleted = 0;
    for key in without_key(tx, vault)? {
        for owners in Owners::BOTH {
            let query = format!("DELETE FROM {} WHERE key = ?", owners.table());
            deleted += tx.prepare_cached(&query)?.execute(params![key])?;
        }
    }
    Ok(deleted)
}

/// Keys that rows need and the keyring does not have.
pub(in super::super) fn without_key(
    connection: &rusqlite::Connection,
    vault: &Vault,
) -> Result<BTreeSet<i64>> {
    let mut keys = needed(connection)?;
    keys.retain(|key| vault.keyring.person(*key).is_none());
    Ok(keys)
}

/// Goes through a table by its numbers: above the first, up to the second.
fn each_batch(
    tx: &Transaction<'_>,
    owners: Owners,
    mut batch: impl FnMut(i64, i64) -> Result<()>,
) -> Result<()> {
    let query = format!("SELECT ifnull(max(seq), 0) FROM {}", owners.table());
    let last: i64 = tx.query_row(&query, [], |row| row.get(0))?;
    let mut from = 0;
    while from < last {
        batch(from, from + AT_ONCE)?;
        from += AT_ONCE;
    }
    Ok(())
}
