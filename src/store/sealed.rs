//! The rows of sealed signatures: whose key they need, and what becomes of them when keys are destroyed.

mod whole;

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, Params, Result, Row, Transaction, params, types};

pub(super) use self::whole::{drop_unreadable, renew_all, seal_plain, without_key};
use super::{
    StoreError,
    columns::rows,
    gone,
    vault::{Owners, Vault},
};
use crate::types::{ModelTag, Record, Signature};

/// A row with a signature.
struct Sealed {
    seq: i64,
    owner: String,
    /// `None` where its key was destroyed meanwhile.
    signature: Option<Signature>,
    key: i64,
}

/// The signature of a row: four columns from `first`: owner, tag, sealed bytes, key. `None` where its key was destroyed.
/// `tag` is the one of the row before: nearly always this one's too, and then shared.
pub(super) fn signature(
    row: &Row<'_>,
    first: usize,
    vault: &Vault,
    owners: Owners,
    tag: &mut Option<(String, ModelTag)>,
) -> Result<Option<Signature>> {
    let owner = row.get_ref(first)?.as_str()?;
    let stored = row.get_ref(first + 1)?.as_str()?;
    let tag = match tag {
        Some(tag) if tag.0 == stored => tag,
        _ => tag.insert((stored.to_owned(), vault.tag(stored))),
    };
    let sealed = row.get_ref(first + 2)?.as_blob()?;
    let key = row.get(first + 3)?;
    vault
        .open((owners, owner), key, (stored, &tag.1), sealed)
        .map_err(|error| unreadable(first + 2, error))
}

fn unreadable(
    column: usize,
    error: impl std::error::Error + Send + Sync + 'static,
) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, types::Type::Blob, error.into())
}

/// The key of whoever this is: the one their signatures have, else a new one.
pub(super) fn key_of(tx: &Transaction<'_>, vault: &mut Vault, visitor: &str) -> Result<i64> {
    let query = "SELECT key FROM template WHERE visitor = ? ORDER BY seq DESC LIMIT 1";
    let found = tx
        .prepare_cached(query)?
        .query_row([visitor], |row| row.get(0))
        .optional()?;
    let whole = found.filter(|key| vault.keyring.person(*key).is_some());
    Ok(whole.unwrap_or_else(|| vault.keyring.new_person()))
}

/// Seals a signature for a row.
pub(super) fn seal(
    vault: &Vault,
    owner: (Owners, &str),
    key: i64,
    signature: &Signature,
) -> Result<(String, Vec<u8>)> {
    vault
        .seal(owner, key, signature)
        .ok_or_else(|| rusqlite::Error::ToSqlConversionFailure("no key to seal it with".into()))
}

/// The row of a visitor that holds this signature. What was sealed and opened again may differ in the last bits.
pub(super) fn find(
    tx: &Transaction<'_>,
    vault: &Vault,
    visitor: &str,
    wanted: &Signature,
) -> Result<Option<i64>> {
    let theirs = select(tx, vault, Owners::Visitors, "visitor = ?", [visitor])?;
    let same = |row: &Sealed| {
        let cosine = row.signature.as_ref().and_then(|own| own.cosine(wanted));
        cosine.is_some_and(|cosine| cosine > 1.0 - 1e-5)
    };
    Ok(theirs.into_iter().find(same).map(|row| row.seq))
}

fn select(
    tx: &Transaction<'_>,
    vault: &Vault,
    owners: Owners,
    which: &str,
    params: impl Params,
) -> Result<Vec<Sealed>> {
    let (table, column) = (owners.table(), owners.column());
    let query = format!(
        "SELECT seq, {column}, tag, signature, key FROM {table} WHERE {which} ORDER BY seq"
    );
    let mut tag = None;
    rows(tx, &query, params, |row| {
        Ok(Sealed {
            seq: row.get(0)?,
            owner: row.get(1)?,
            signature: signature(row, 1, vault, owners, &mut tag)?,
            key: row.get(4)?,
        })
    })
}

/// Writes a row anew, as that of this owner and under this key. One that nobody can open any more stays as it is.
fn reseal(
    tx: &Transaction<'_>,
    vault: &Vault,
    (owners, owner): (Owners, &str),
    key: i64,
    row: &Sealed,
) -> Result<()> {
    let Some(signature) = &row.signature else {
        return Ok(());
    };
    let (tag, sealed) = seal(vault, (owners, owner), key, signature)?;
    let (table, column) = (owners.table(), owners.column());
    let update =
        format!("UPDATE {table} SET {column} = ?, tag = ?, signature = ?, key = ? WHERE seq = ?");
    tx.prepare_cached(&update)?
        .execute(params![owner, tag, sealed, key, row.seq])?;
    Ok(())
}

/// Rows of visitors in `erasing` that are of a visit of somebody else become that one's. Gives how many, and the keys that
/// they had.
pub(super) fn hand_over(tx: &Transaction<'_>, vault: &mut Vault) -> Result<(usize, BTreeSet<i64>)> {
    let which = "visitor IN (SELECT id FROM erasing)";
    let moved = select(tx, vault, Owners::Visitors, which, [])?;
    for row in &moved {
        let query = "
            SELECT visit.visitor FROM template JOIN visit ON visit.id = template.visit WHERE template.seq = ?";
        let owner: String = tx.query_row(query, [row.seq], |row| row.get(0))?;
        let key = key_of(tx, vault, &owner)?;
        reseal(tx, vault, (Owners::Visitors, &owner), key, row)?;
    }
    let keys = moved.iter().map(|row| row.key).collect();
    Ok((moved.len(), keys))
}

/// Seals what still needs these keys under new ones, so that these can be destroyed: what was deleted had them, too, and may
/// stand in a copy somewhere.
pub(super) fn renew(tx: &Transaction<'_>, vault: &mut Vault, keys: &BTreeSet<i64>) -> Result<()> {
    for key in keys.intersection(&needed(tx)?) {
        for owners in Owners::BOTH {
            let still = select(tx, vault, owners, "key = ?", [key])?;
            let new = match still.first() {
                Some(_) => vault.keyring.new_person(),
                None => continue,
            };
            for row in &still {
                reseal(tx, vault, (owners, &row.owner), new, row)?;
            }
        }
    }
    Ok(())
}

/// Whether writing it takes keys.
pub(super) fn takes_keys(record: &Record) -> bool {
    let template = matches!(
        record,
        Record::Template { .. } | Record::TemplateDropped { .. }
    );
    template || lets_go(record)
}

/// Whether what was written may leave keys that no row needs, or somebody who is gone for good.
pub(super) fn lets_go(record: &Record) -> bool {
    matches!(
        record,
        Record::Erased(_)
            | Record::Retention { .. }
            | Record::Forget { .. }
            | Record::Unconsented { .. }
            | Record::ConsentEnded { .. }
    )
}

/// Destroys the keys that no row needs, and the transforms that are not in force: nobody opens any more, in whatever copy of
/// the store, what was sealed with them. And notes beside the keys who is gone.
pub(super) fn prune(
    connection: &Connection,
    vault: &mut Vault,
) -> std::result::Result<(), StoreError> {
    let sql = StoreError::sql("look which keys are needed");
    // Nobody else changes the keyring meanwhile.
    let tx = Transaction::new_unchecked(connection, rusqlite::TransactionBehavior::Immediate)
        .map_err(&sql)?;
    vault.keyring.refresh()?;
    let needed = needed(&tx).map_err(&sql)?;
    let gone = gone::all(&tx).map_err(&sql)?;
    vault.keyring.retain(&needed, vault.site(), &gone)?;
    tx.rollback().map_err(&sql)
}

/// The keys that rows need.
pub(super) fn needed(connection: &Connection) -> Result<BTreeSet<i64>> {
    let query = "SELECT key FROM template UNION SELECT key FROM staff_template";
    Ok(rows(connection, query, [], |row| row.get(0))?
        .into_iter()
        .collect())
}
