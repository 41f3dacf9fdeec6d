//! What waits in the store for the broker and for receivers, and since when.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Result};

use super::{Reader, StoreError, columns::rows};

/// What waits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Queues {
    /// Messages that the broker has not acknowledged.
    pub outbox: u64,
    /// When the oldest of them that is no state was made, by the showroom's clock; states say what is so now, however old.
    pub oldest: Option<Timestamp>,
    /// What the receivers of webhooks have not accepted, by webhook; those for whom nothing waits are left out.
    pub deliveries: Vec<(String, u64)>,
    /// What other appliances are told and the hub has not taken, and what was given up of that.
    pub hub: u64,
    pub hub_lost: u64,
}

impl Reader {
    /// # Errors
    /// The store cannot be read.
    pub fn queues(&self) -> std::result::Result<Queues, StoreError> {
        self.read_queues()
            .map_err(StoreError::sql("count what waits"))
    }

    /// [`Queues::oldest`] alone: how much waits makes no difference to the time it takes.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn oldest_waiting(&self) -> std::result::Result<Option<Timestamp>, StoreError> {
        self.read_oldest()
            .map_err(StoreError::sql("look what waits"))
    }

    fn read_oldest(&self) -> Result<Option<Timestamp>> {
        let oldest = "SELECT iif(json_valid(payload), payload ->> 'at', NULL) FROM outbox
            WHERE NOT latest_only AND payload <> '' ORDER BY seq LIMIT 1";
        let oldest: Option<Option<String>> = self
            .connection
            .query_row(oldest, [], |row| row.get(0))
            .optional()?;
        Ok(oldest.flatten().and_then(|at| at.parse().ok()))
    }

    fn read_queues(&self) -> Result<Queues> {
        let count = "SELECT count(*) FROM outbox";
        let outbox: u32 = self.connection.query_row(count, [], |row| row.get(0))?;
        let each = "SELECT webhook, count(*) FROM delivery GROUP BY webhook ORDER BY webhook";
        let deliveries = rows(&self.connection, each, [], |row| {
            Ok((row.get(0)?, row.get::<_, u32>(1)?.into()))
        })?;
        let waits = "SELECT (SELECT count(*) FROM hub_journal), (SELECT ifnull(max(lost), 0) FROM hub_state)";
        let (hub, hub_lost): (u32, u32) = self
            .connection
            .query_row(waits, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(Queues {
            outbox: outbox.into(),
            oldest: self.read_oldest()?,
            deliveries,
            hub: hub.into(),
            hub_lost: hub_lost.into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        store::testing::{Place, message},
        types::Record,
    };

    #[test]
    fn the_oldest_message_that_is_no_state_says_since_when_they_wait() {
        let place = Place::new();
        let mut store = place.open();
        assert_eq!(place.reader().queues().unwrap(), Queues::default());
        let at = |second| format!(r#"{{"at":"2026-05-01T09:00:0{second}Z"}}"#);
        let messages = [
            message("floor", &at(1), true),
            message("alerts", &at(2), false),
            message("alerts", &at(3), false),
        ];
        store.write(&messages.map(Record::Message)).unwrap();
        let queues = place.reader().queues().unwrap();
        assert_eq!(queues.outbox, 3);
        let oldest = "2026-05-01T09:00:02Z".parse().unwrap();
        assert_eq!(queues.oldest, Some(oldest));
        assert_eq!(place.reader().oldest_waiting().unwrap(), Some(oldest));
    }

    #[test]
    fn a_message_that_says_no_time_is_counted_all_the_same() {
        let place = Place::new();
        let mut store = place.open();
        let sent = Record::Message(message("any", "no JSON", false));
        store.write(&[sent]).unwrap();
        let queues = place.reader().queues().unwrap();
        assert_eq!((queues.outbox, queues.oldest), (1, None));
    }
}
