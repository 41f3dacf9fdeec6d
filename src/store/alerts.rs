//! Alerts, read back with all their revisions.

use jiff::Timestamp;
use rusqlite::{Connection, Result, Row};

use super::{
    Reader, StoreError,
    columns::{Json, Name, Text, Utc, rows},
};
use crate::types::{Alert, AlertId};

impl Reader {
    /// The latest revision of every alert, in the order in which the alerts were opened.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn alerts(&self) -> std::result::Result<Vec<Alert>, StoreError> {
        let query = "
            SELECT payload, visit, camera FROM alert_revision AS revision
            WHERE rev = (SELECT max(rev) FROM alert_revision WHERE alert = revision.alert)
            ORDER BY alert";
        rows(&self.connection, query, [], alert).map_err(StoreError::sql("read its alerts"))
    }

    /// Every revision of the alerts that were raised since a moment, the first one first, in the order in which the alerts
    /// were opened.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn alerts_since(
        &self,
        since: Timestamp,
    ) -> std::result::Result<Vec<Vec<Alert>>, StoreError> {
        let query = "
            SELECT payload, visit, camera FROM alert_revision
            WHERE alert IN (SELECT alert FROM alert_revision WHERE rev = 1 AND at_utc >= ?)
            ORDER BY alert, rev";
        let revisions = rows(&self.connection, query, [Utc(since)], alert);
        let revisions = revisions.map_err(StoreError::sql("read its alerts"))?;
        let mut alerts: Vec<Vec<Alert>> = Vec::new();
        for revision in revisions {
            match alerts.last_mut() {
                Some(last) if last[0].id == revision.id => last.push(revision),
                _ => alerts.push(vec![revision]),
            }
        }
        Ok(alerts)
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

/// The latest revision of every alert whose life is not over, in the order in which the alerts were opened.
pub(super) fn unfinished_alerts(connection: &Connection) -> Result<Vec<Alert>> {
    rows(connection, UNFINISHED, [], alert)
}

/// `latest` is read from the index alone, so the payloads of what is over cost nothing, however many there are. SQLite
/// gives the state of the row that has the highest revision; the states are those of
/// [`crate::types::AlertState::is_over`].
const UNFINISHED: &str = "
    WITH latest (alert, rev, state) AS (
        SELECT alert, max(rev), state FROM alert_revision INDEXED BY alert_state
        GROUP BY alert
    )
    SELECT payload, visit, camera FROM latest JOIN alert_revision USING (alert, rev)
    WHERE latest.state NOT IN ('contacted', 'dismissed', 'expired', 'closed')
    ORDER BY alert";

/// The payload as published, and the links that stay inside.
fn alert(row: &Row<'_>) -> Result<Alert> {
    let mut alert: Alert = row.get::<_, Json<_>>(0)?.0;
    alert.visit = row.get::<_, Option<Text<_>>>(1)?.map(|id| id.0);
    alert.camera = row.get::<_, Option<Name<_>>>(2)?.map(|name| name.0);
    Ok(alert)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        store::testing::{self, Place},
        types::{AlertState, Record},
    };

    #[test]
    fn an_alert_is_unfinished_while_its_latest_revision_is_not_over() {
        use AlertState::*;
        let place = Place::new();
        let mut store = place.open();
        let mut expected = Vec::new();
        let states = [
            Open, Claimed, Contacted, Snoozed, Escalated, Dismissed, Expired, Closed,
        ];
        for (n, state) in (0..).zip(states) {
            let before = if state.is_over() { Open } else { Dismissed };
            let latest = testing::alert(n, 2, state);
            for revision in [testing::alert(n, 1, before), latest.clone()] {
                store.write(&[Record::Alert(Box::new(revision))]).unwrap();
            }
            if !state.is_over() {
                expected.push(latest);
            }
        }
        assert_eq!(unfinished_alerts(&store.connection).unwrap(), expected);
    }
}
