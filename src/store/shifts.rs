//! Who of the staff is at work. Only now: what was before is not kept.

use rusqlite::{Connection, Result};

use super::columns::{Utc, rows};
use crate::types::OnShift;

/// A shift began or changed, or is over.
pub(super) fn change(connection: &Connection, user: &str, on: Option<&OnShift>) -> Result<()> {
    let Some(shift) = on else {
        connection
            .prepare_cached("DELETE FROM shift WHERE user = ?")?
            .execute([user])?;
        return Ok(());
    };
    connection
        .prepare_cached("INSERT OR REPLACE INTO shift (user, since_utc, busy) VALUES (?, ?, ?)")?
        .execute((user, Utc(shift.since), shift.busy))?;
    Ok(())
}

/// Everybody at work, by name.
pub(super) fn all(connection: &Connection) -> Result<Vec<OnShift>> {
    let query = "SELECT user, since_utc, busy FROM shift ORDER BY user";
    rows(connection, query, [], |row| {
        Ok(OnShift {
            user: row.get(0)?,
            since: row.get::<_, Utc>(1)?.0,
            busy: row.get(2)?,
        })
    })
}
