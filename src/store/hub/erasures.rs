//! Erasures that others began: carried out here by the line, as any other, and confirmed when nothing is left.

use std::collections::BTreeSet;

use postgres::{Client, Error};
use rusqlite::Connection;

use super::seal::HubKey;
use crate::{
    store::columns::{Name, rows},
    types::VisitorCode,
};

/// What is known of an erasure that we have not confirmed.
#[derive(Debug)]
pub(super) struct Wanted {
    id: Vec<u8>,
    digests: BTreeSet<Vec<u8>>,
}

/// The erasures that this appliance has not confirmed.
pub(super) fn wanted(client: &mut Client, identity: &str) -> Result<Vec<Wanted>, Error> {
    let query = "SELECT erasure, array_agg(digest) FROM erased
        WHERE NOT EXISTS (SELECT 1 FROM erased_ack WHERE erased_ack.erasure = erased.erasure AND appliance = $1)
        GROUP BY erasure";
    let found = client.query(query, &[&identity])?;
    let wanted = found.into_iter().map(|row| Wanted {
        id: row.get(0),
        digests: row.get::<_, Vec<Vec<u8>>>(1).into_iter().collect(),
    });
    Ok(wanted.collect())
}

/// The codes of those who are to be erased and are kept here still, and the erasures of whom nothing is. Visits are not looked
/// for: one that is somebody else's by now is not to take that one along.
pub(super) fn sort(
    connection: &Connection,
    key: &HubKey,
    wanted: Vec<Wanted>,
) -> rusqlite::Result<(Vec<VisitorCode>, Vec<Vec<u8>>)> {
    if wanted.is_empty() {
        return Ok(<_>::default());
    }
    let kept = "SELECT id, code FROM visitor";
    let visitors = rows(connection, kept, [], |row| {
        let id: String = row.get(0)?;
        Ok((id, row.get::<_, Name<VisitorCode>>(1)?.0))
    })?;
    let (mut codes, mut done) = (Vec::new(), Vec::new());
    for erasure in wanted {
        let here = |(id, code): &(String, VisitorCode)| {
            let is = erasure.digests.contains(&key.digest(id)[..]);
            is.then(|| code.clone())
        };
        match visitors.iter().find_map(here) {
            Some(code) => codes.push(code),
            None => done.push(erasure.id),
        }
    }
    Ok((codes, done))
}

/// Confirms that nothing is kept here of those.
pub(super) fn confirm(client: &mut Client, identity: &str, done: &[Vec<u8>]) -> Result<(), Error> {
    let row = "INSERT INTO erased_ack (erasure, appliance) SELECT erasure, $2 FROM unnest($1::bytea[]) AS given (erasure)
        ON CONFLICT DO NOTHING";
    client.execute(row, &[&done, &identity]).map(drop)
}
