//! Rows of the journal on their way to the hub.

use std::collections::{BTreeMap, BTreeSet};

use postgres::{Client, Error, Transaction};

use super::{
    connect::VERSION,
    journal::{Kind, Row},
    seal::HubKey,
};
use crate::store::secret::Secret;

/// What came of sending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sent {
    /// All are at the hub, or need not be; the last has at most this number.
    Upto(i64),
    /// The hub is newer than this program: nothing was written.
    Newer(i32),
}

/// Sends these rows, all or none. What the hub has already is not taken again, and nothing that names somebody who was erased.
pub(super) fn send(
    client: &mut Client,
    key: &HubKey,
    identity: &str,
    rows: &[Row],
) -> Result<Sent, Error> {
    let mut tx = client.transaction()?;
    // Whoever comes next waits here until this is committed: so numbers are seen in the order in which they are given.
    let hub = tx.query_one("SELECT last, version FROM hub FOR UPDATE", &[])?;
    let (mut last, version): (i64, i32) = (hub.get(0), hub.get(1));
    if version > VERSION {
        return Ok(Sent::Newer(version));
    }
    let mut told = false;
    for run in rows.chunk_by(|a, b| is_record(a) && is_record(b)) {
        match run[0].kind {
            Kind::Record | Kind::Face => told |= records(&mut tx, key, identity, run, &mut last)?,
            Kind::FacesGone => faces_gone(&mut tx, &run[0])?,
            Kind::Erased => told |= erased(&mut tx, identity, &run[0])?,
        }
    }
    tx.execute("UPDATE hub SET last = $1", &[&last])?;
    if told {
        tx.batch_execute("NOTIFY showfloor")?;
    }
    tx.commit()?;
    Ok(Sent::Upto(last))
}

fn is_record(row: &Row) -> bool {
    matches!(row.kind, Kind::Record | Kind::Face)
}

/// The bytes of each.
fn slices<const N: usize>(all: &[[u8; N]]) -> Vec<&[u8]> {
    all.iter().map(|bytes| &bytes[..]).collect()
}

fn column(
    tx: &mut Transaction<'_>,
    query: &str,
    values: &[&[u8]],
) -> Result<BTreeSet<Vec<u8>>, Error> {
    let found = tx.query(query, &[&values])?;
    Ok(found.into_iter().map(|row| row.get(0)).collect())
}

fn records(
    tx: &mut Transaction<'_>,
    key: &HubKey,
    identity: &str,
    rows: &[Row],
    last: &mut i64,
) -> Result<bool, Error> {
    let ids: Vec<&[u8]> = rows.iter().map(|row| &row.id[..]).collect();
    let here = column(tx, "SELECT id FROM record WHERE id = ANY($1)", &ids)?;
    let named: BTreeSet<_> = rows.iter().flat_map(|row| &row.about).copied().collect();
    let named: Vec<_> = named.into_iter().collect();
    let query = "SELECT digest FROM erased WHERE digest = ANY($1)";
    let gone = column(tx, query, &slices(&named))?;
    let goes = |row: &&Row| {
        let names_gone = row.about.iter().any(|digest| gone.contains(&digest[..]));
        !here.contains(&row.id[..]) && !names_gone
    };
    let rows: Vec<&Row> = rows.iter().filter(goes).collect();
    let keys = person_keys(tx, key, &rows)?;
    let (mut seqs, mut ids, mut faces, mut owners, mut bodies) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut digests, mut of) = (Vec::new(), Vec::new());
    for row in rows {
        let Some(plain) = key.open(&row.id, &row.body) else {
            tracing::error!(
                "a row of the journal was sealed with another key of the hub, and is left out"
            );
            continue;
        };
        let owner = row.owned.then(|| row.about.first()).flatten();
        let person = owner.and_then(|owner| keys.get(&owner[..]));
        *last += 1;
        seqs.push(*last);
        ids.push(&row.id[..]);
        faces.push(row.kind == Kind::Face);
        owners.push(person.and(owner).map(|owner| &owner[..]));
        bodies.push(match person {
            Some(person) => crate::store::seal::seal(person, &row.id, &plain),
            None => key.seal(&row.id, &plain),
        });
        digests.extend(row.about.iter().map(|digest| &digest[..]));
        of.extend(row.about.iter().map(|_| *last));
    }
    if seqs.is_empty() {
        return Ok(false);
    }
    tx.execute(
        "INSERT INTO record (seq, id, appliance, face, owner, body)
         SELECT seq, id, $1, face, owner, body FROM unnest($2::bigint[], $3::bytea[], $4::boolean[], $5::bytea[], $6::bytea[])
             AS given (seq, id, face, owner, body)",
        &[&identity, &seqs, &ids, &faces, &owners, &bodies],
    )?;
    tx.execute(
        "INSERT INTO record_about (digest, seq) SELECT DISTINCT * FROM unnest($1::bytea[], $2::bigint[])",
        &[&digests, &of],
    )?;
    Ok(true)
}

/// The keys of whom these are about, each made where there is none yet.
fn person_keys(
    tx: &mut Transaction<'_>,
    key: &HubKey,
    rows: &[&Row],
) -> Result<BTreeMap<Vec<u8>, Secret>, Error> {
    let owners = rows.iter().filter(|row| row.owned);
    let owners: BTreeSet<_> = owners.filter_map(|row| row.about.first()).collect();
    let owners: Vec<&[u8]> = owners.into_iter().map(|owner| &owner[..]).collect();
    let query = "SELECT person, key FROM person_key WHERE person = ANY($1)";
    let mut keys = BTreeMap::new();
    for row in tx.query(query, &[&owners])? {
        let (person, wrapped): (Vec<u8>, Vec<u8>) = (row.get(0), row.get(1));
        if let Some(secret) = key.unwrap(&person, &wrapped) {
            keys.insert(person, secret);
        }
    }
    for owner in owners {
        if !keys.contains_key(owner) {
            let secret = Secret::random();
            let wrapped = key.wrap(owner, &secret);
            tx.execute(
                "INSERT INTO person_key VALUES ($1, $2)",
                &[&owner, &wrapped],
            )?;
            keys.insert(owner.to_vec(), secret);
        }
    }
    Ok(keys)
}

/// The signatures of one visitor are deleted; everything else of them stays.
fn faces_gone(tx: &mut Transaction<'_>, row: &Row) -> Result<(), Error> {
    let owner = row.about.first().map(|owner| &owner[..]);
    tx.execute("DELETE FROM record WHERE face AND owner = $1", &[&owner])?;
    Ok(())
}

/// Whatever names them goes, and the keys that open copies of it; no record that names them is taken from now on. Gives whether
/// that is news.
fn erased(tx: &mut Transaction<'_>, identity: &str, row: &Row) -> Result<bool, Error> {
    let all = slices(&row.about);
    let known = column(tx, "SELECT digest FROM erased WHERE digest = ANY($1)", &all)?;
    let new: Vec<&[u8]> = all
        .iter()
        .filter(|digest| !known.contains(**digest))
        .copied()
        .collect();
    if new.is_empty() {
        return Ok(false);
    }
    let id = &row.id[..];
    let added = tx.execute(
        "INSERT INTO erasure (id, appliance) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        &[&id, &identity],
    )?;
    tx.execute(
        "INSERT INTO erased SELECT DISTINCT digest, $2::bytea FROM unnest($1::bytea[]) AS given (digest)",
        &[&new, &id],
    )?;
    tx.execute(
        "DELETE FROM record WHERE seq IN (SELECT seq FROM record_about WHERE digest = ANY($1))",
        &[&new],
    )?;
    tx.execute("DELETE FROM person_key WHERE person = ANY($1)", &[&new])?;
    Ok(added > 0)
}
