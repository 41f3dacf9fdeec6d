//! A store that was put back from a backup: at the hub it goes on as another one, and learns back what it had told since.

use std::collections::BTreeSet;

use rusqlite::{Connection, Params, Result, params};

use crate::{
    runtime::random_bytes,
    store::columns::{Nanos, Text, Utc, rows},
    types::{SharedRecord, hex},
};

/// Becomes another one at the hub.
pub(super) fn become_another(connection: &Connection) -> Result<()> {
    let tx = connection.unchecked_transaction()?;
    tx.execute(
        "INSERT OR IGNORE INTO hub_former SELECT identity FROM hub_state",
        [],
    )?;
    let identity = hex(&random_bytes::<16>());
    tx.execute("UPDATE hub_state SET identity = ?, sent = 0", [identity])?;
    tx.commit()
}

/// Whom it was.
pub(super) fn all(connection: &Connection) -> Result<BTreeSet<String>> {
    let all = rows(connection, "SELECT identity FROM hub_former", [], |row| {
        row.get(0)
    })?;
    Ok(all.into_iter().collect())
}

/// Whether what it had told is here: what comes twice and is not noticed elsewhere.
pub(super) fn is_here(connection: &Connection, record: &SharedRecord) -> Result<bool> {
    let found = |table: &str, condition: &str, values: &dyn Fn() -> Vec<String>| {
        let query = format!("SELECT EXISTS (SELECT 1 FROM {table} WHERE {condition})");
        is_so(connection, &query, rusqlite::params_from_iter(values()))
    };
    match record {
        SharedRecord::Event(event) => found("event", "id = ?", &|| vec![event.id.to_string()]),
        SharedRecord::Consent { consent, .. } => {
            found("consent", "id = ?", &|| vec![consent.id.to_string()])
        }
        SharedRecord::ReturnCode(code) => found("return_code", "digest = ?", &|| {
            vec![code.digest.as_str().to_owned()]
        }),
        SharedRecord::Correction(corrected) => found("correction", "id = ?", &|| {
            vec![corrected.correction.id.to_string()]
        }),
        SharedRecord::Template { visitor, at, .. } => is_so(
            connection,
            "SELECT EXISTS (SELECT 1 FROM template WHERE visitor = ? AND at_utc = ? AND at_mono_ns = ?)",
            params![Text(visitor), Utc(at.utc), Nanos(at.mono_ns)],
        ),
        _ => Ok(false),
    }
}

fn is_so(connection: &Connection, query: &str, params: impl Params) -> Result<bool> {
    connection
        .prepare_cached(query)?
        .query_row(params, |row| row.get(0))
}
