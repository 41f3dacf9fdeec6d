//! What others sent, from a number on.

use postgres::{Client, Error};

use super::seal::HubKey;
use crate::{store::seal, types::SharedRecord};

/// What was read.
#[derive(Debug, Default)]
pub(super) struct Read {
    /// The number of the last, also of what could not be opened; `None` where there was nothing.
    pub(super) upto: Option<i64>,
    /// Each with who sent it.
    pub(super) records: Vec<(String, SharedRecord)>,
    /// How many could not be opened or understood.
    pub(super) unread: usize,
}

/// The records after number `from` that are not ours, `most` of them at most.
pub(super) fn read(
    client: &mut Client,
    key: &HubKey,
    identity: &str,
    from: i64,
    most: i64,
) -> Result<Read, Error> {
    let query =
        "SELECT seq, id, owner, body, key, appliance FROM record LEFT JOIN person_key ON person = owner
        WHERE seq > $1 AND appliance <> $2 ORDER BY seq LIMIT $3";
    let mut read = Read::default();
    for row in client.query(query, &[&from, &identity, &most])? {
        read.upto = Some(row.get(0));
        let (id, owner): (&[u8], Option<&[u8]>) = (row.get(1), row.get(2));
        let (body, wrapped): (&[u8], Option<&[u8]>) = (row.get(3), row.get(4));
        let plain = match owner.zip(wrapped) {
            Some((owner, wrapped)) => key
                .unwrap(owner, wrapped)
                .and_then(|person| seal::open(&person, id, body)),
            None => key.open(id, body),
        };
        match plain.and_then(|plain| key.read(&plain)) {
            Some(record) => read.records.push((row.get(5), record)),
            None => read.unread += 1,
        }
    }
    Ok(read)
}

/// The last number that the hub gave.
pub(super) fn last(client: &mut Client) -> Result<i64, Error> {
    Ok(client.query_one("SELECT last FROM hub", &[])?.get(0))
}

/// Whether the hub has records of ours after this number: their ids.
pub(super) fn ours_after(
    client: &mut Client,
    identity: &str,
    sent: i64,
) -> Result<Vec<Vec<u8>>, Error> {
    let query = "SELECT id FROM record WHERE appliance = $1 AND seq > $2 ORDER BY seq LIMIT 1000";
    let found = client.query(query, &[&identity, &sent])?;
    Ok(found.into_iter().map(|row| row.get(0)).collect())
}

/// Says that we are here, and how far we have followed.
pub(super) fn sign_of_life(
    client: &mut Client,
    identity: &str,
    followed: i64,
) -> Result<(), Error> {
    let update = "UPDATE appliance SET seen = now(), followed = $2 WHERE identity = $1";
    client.execute(update, &[&identity, &followed]).map(drop)
}

/// An appliance that is no more, as its store was put back from a copy: nobody waits for it, and its name is free.
pub(super) fn retire(client: &mut Client, identity: &str) -> Result<(), Error> {
    let update =
        "UPDATE appliance SET former = true, name = name || ' until ' || now() WHERE identity = $1";
    client.execute(update, &[&identity]).map(drop)
}
