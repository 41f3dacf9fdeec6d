//! Alerts, read back with all their revisions.

use rusqlite::{Connection, Result, Row};

use super::{
    Reader, StoreError,
    columns::{Json, Name, Text, rows},
};
use crate::types::{Alert, AlertId};

impl Reader {
    /// The latest revision of every alert, in the order in which the alerts were opened.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn alerts(&self) -> std::result::Result<Vec<Alert>, StoreError> {
        latest_alerts(&self.connection).map_err(StoreError::sql("read its alerts"))
    }

    /// Every revision of one alert, the first one first; empty where there is no such alert.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn alert_revisions(&self, id: AlertId) -> std::result::Result<Vec<Alert>, StoreError> {
        let query =
            "SELECT payload, visit, camera FROM alert_revision WHERE alert = ? ORDER BY rev";
        rows(&self.connection, query, [Text(id)], alert).map_err(StoreError::sql("read its alerts"))
    }
}

pub(super) fn latest_alerts(connection: &Connection) -> Result<Vec<Alert>> {
    let query = "
        SELECT payload, visit, camera FROM alert_revision AS revision
        WHERE rev = (SELECT max(rev) FROM alert_revision WHERE alert = revision.alert)
        ORDER BY alert";
    rows(connection, query, [], alert)
}

/// The payload as published, and the links that stay inside.
fn alert(row: &Row<'_>) -> Result<Alert> {
    let mut alert: Alert = row.get::<_, Json<_>>(0)?.0;
    alert.visit = row.get::<_, Option<Text<_>>>(1)?.map(|id| id.0);
    alert.camera = row.get::<_, Option<Name<_>>>(2)?.map(|name| name.0);
    Ok(alert)
}
