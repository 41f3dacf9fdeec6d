//! Corrections: what they changed, and what becomes of requests for them.

use rusqlite::{Connection, OptionalExtension, Result, Transaction, params};

use super::columns::{Json, Nanos, Text, Utc};
use crate::types::{Change, Corrected, CorrectionAnswer, CorrectionId, CorrectionRequest};

/// Keeps a correction and carries out its steps.
pub(super) fn keep(tx: &Transaction<'_>, corrected: &Corrected) -> Result<()> {
    for change in &corrected.changes {
        carry_out(tx, change)?;
    }
    let Corrected {
        correction,
        changes,
    } = corrected;
    tx.prepare_cached(
        "INSERT INTO correction (id, run, mono_ns, utc, who, kind, changes)
         VALUES (?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        Text(correction.id),
        Text(correction.stamp.run),
        Nanos(correction.stamp.mono_ns),
        Utc(correction.stamp.utc),
        correction.by,
        Json(&correction.kind),
        Json(changes),
    ])?;
    Ok(())
}

fn carry_out(tx: &Transaction<'_>, change: &Change) -> Result<()> {
    let run = |sql: &str, params: &[&dyn rusqlite::ToSql]| -> Result<()> {
        tx.prepare_cached(sql)?.execute(params).map(drop)
    };
    match *change {
        Change::Alias {
            visitor,
            after: Some(after),
            ..
        } => run(
            "INSERT INTO alias VALUES (?, ?) ON CONFLICT (from_id) DO UPDATE SET into_id = excluded.into_id",
            &[&Text(visitor), &Text(after)],
        ),
        Change::Alias { visitor, .. } => {
            run("DELETE FROM alias WHERE from_id = ?", &[&Text(visitor)])
        }
        Change::Visit { visit, after, .. } => run(
            "UPDATE visit SET visitor = ? WHERE id = ?",
            &[&Text(after), &Text(visit)],
        ),
        Change::Apart {
            one,
            other,
            after: true,
        } => run(
            // Two appliances may have been told so.
            "INSERT OR IGNORE INTO distinct_pair VALUES (?, ?)",
            &[&Text(one), &Text(other)],
        ),
        Change::Apart { one, other, .. } => run(
            "DELETE FROM distinct_pair WHERE one = ? AND other = ?",
            &[&Text(one), &Text(other)],
        ),
    }
}

/// Adds a request.
pub(super) fn ask(connection: &Connection, request: &CorrectionRequest) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO correction_request (id, at_utc, who, kind) VALUES (?, ?, ?, ?)",
        )?
        .execute(params![
            Text(request.id),
            Utc(request.at),
            request.by,
            Json(&request.kind),
        ])?;
    Ok(())
}

/// The requests nobody has looked at, in the order of asking.
pub(super) fn waiting(connection: &Connection) -> Result<Vec<CorrectionRequest>> {
    let query =
        "SELECT id, at_utc, who, kind FROM correction_request WHERE done IS NULL ORDER BY seq";
    let mut statement = connection.prepare_cached(query)?;
    let requests = statement.query_map([], |row| {
        Ok(CorrectionRequest {
            id: row.get::<_, Text<_>>(0)?.0,
            at: row.get::<_, Utc>(1)?.0,
            by: row.get(2)?,
            kind: row.get::<_, Json<_>>(3)?.0,
        })
    })?;
    requests.collect()
}

/// Says what became of a request.
pub(super) fn answer(
    tx: &Transaction<'_>,
    id: CorrectionId,
    answer: &CorrectionAnswer,
) -> Result<()> {
    tx.prepare_cached("UPDATE correction_request SET done = ?, answer = ? WHERE id = ?")?
        .execute(params![answer.done, answer.text, Text(id)])?;
    Ok(())
}

/// What became of a request; `None` while nobody has looked at it.
pub(super) fn answer_to(
    connection: &Connection,
    id: CorrectionId,
) -> Result<Option<CorrectionAnswer>> {
    connection
        .prepare_cached(
            "SELECT done, answer FROM correction_request WHERE id = ? AND done IS NOT NULL",
        )?
        .query_row([Text(id)], |row| {
            Ok(CorrectionAnswer {
                done: row.get(0)?,
                text: row.get(1)?,
            })
        })
        .optional()
}
