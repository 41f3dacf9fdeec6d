//! The durable queue of what webhooks deliver.

use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Result, Transaction, TransactionBehavior, params};

use super::{StoreError, audit, open::WriteLock};
use crate::types::{AuditEntry, Deliveries, Delivery, DeliveryRow};

/// Deliveries that may wait for one webhook: weeks of a busy showroom. Then the oldest goes, as the newest tells more.
const MAX_WAITING: i64 = 10_000;

/// Queues a delivery. One that waits already, as the webhook and the id say, is not queued twice.
pub(super) fn queue(tx: &Transaction<'_>, delivery: &Delivery) -> Result<()> {
    queue_up_to(tx, delivery, MAX_WAITING)
}

fn queue_up_to(tx: &Transaction<'_>, delivery: &Delivery, most: i64) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO delivery (webhook, id, client, contact, content_type, body) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (webhook, id) DO NOTHING",
    )?
    .execute(params![
        delivery.webhook,
        delivery.id,
        delivery.client,
        delivery.contact,
        delivery.content_type,
        delivery.body,
    ])?;
    let lost = tx
        .prepare_cached(
            "DELETE FROM delivery WHERE webhook = ?1 AND seq <= (
                 SELECT seq FROM delivery WHERE webhook = ?1 ORDER BY seq DESC LIMIT 1 OFFSET ?2)",
        )?
        .execute(params![delivery.webhook, most])?;
    if lost > 0 {
        let webhook = &delivery.webhook;
        let all: i64 = tx
            .prepare_cached(
                "INSERT INTO delivery_lost VALUES (?, ?)
                 ON CONFLICT (webhook) DO UPDATE SET count = count + excluded.count RETURNING count",
            )?
            .query_row(params![webhook, lost as i64], |row| row.get(0))?;
        tracing::error!(
            webhook,
            lost = all,
            "too many deliveries wait: the oldest is lost"
        );
    }
    Ok(())
}

/// Lets go of what waits for a contact whose consent was taken back.
pub(super) fn withdraw(tx: &Transaction<'_>, client: &str, contact: &str) -> Result<()> {
    tx.prepare_cached("DELETE FROM delivery WHERE client = ? AND contact = ?")?
        .execute([client, contact])?;
    Ok(())
}

/// Deliveries that were not accepted, oldest first. They survive restarts.
#[derive(Debug)]
pub struct DeliveryQueue {
    connection: Connection,
    _lock: Arc<WriteLock>,
}

impl DeliveryQueue {
    pub(super) fn new(connection: Connection, lock: Arc<WriteLock>) -> Self {
        Self {
            connection,
            _lock: lock,
        }
    }

    fn oldest(&self, webhook: &str) -> Result<Option<DeliveryRow>> {
        self.connection
            .prepare_cached(
                "SELECT seq, webhook, id, client, contact, content_type, body FROM delivery
                 WHERE webhook = ? ORDER BY seq LIMIT 1",
            )?
            .query_row([webhook], |row| {
                let delivery = Delivery {
                    webhook: row.get(1)?,
                    id: row.get(2)?,
                    client: row.get(3)?,
                    contact: row.get(4)?,
                    content_type: row.get(5)?,
                    body: row.get(6)?,
                };
                Ok(DeliveryRow {
                    seq: row.get(0)?,
                    delivery,
                })
            })
            .optional()
    }

    fn delete(&mut self, seq: i64, audited: Option<&AuditEntry>) -> Result<()> {
        let tx = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        tx.prepare_cached("DELETE FROM delivery WHERE seq = ?")?
            .execute([seq])?;
        if let Some(entry) = audited {
            audit::append(&tx, entry)?;
        }
        tx.commit()
    }

    fn delete_others(&mut self, known: &[(String, String)], at: Timestamp) -> Result<usize> {
        let tx = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let pairs: Vec<(String, String, i64)> = tx
            .prepare("SELECT webhook, client, count(*) FROM delivery GROUP BY webhook, client")?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect::<Result<_>>()?;
        let mut gone = 0;
        for (webhook, client, count) in pairs {
            if known.iter().any(|(w, c)| (w, c) == (&webhook, &client)) {
                continue;
            }
            gone += tx.execute(
                "DELETE FROM delivery WHERE webhook = ? AND client = ?",
                [&webhook, &client],
            )?;
            let entry = AuditEntry {
                at,
                who: AuditEntry::ITSELF.into(),
                what: "webhook.dropped".into(),
                detail: format!(
                    "{count} that waited for {webhook} and {client}: the configuration has no such webhook now"
                ),
            };
            audit::append(&tx, &entry)?;
        }
        tx.commit()?;
        Ok(gone)
    }

    fn count_lost(&self, webhook: &str) -> Result<u64> {
        let count: Option<i64> = self
            .connection
            .prepare_cached("SELECT count FROM delivery_lost WHERE webhook = ?")?
            .query_row([webhook], |row| row.get(0))
            .optional()?;
        Ok(count.unwrap_or(0).unsigned_abs())
    }
}

fn told<T>(result: Result<T>, doing: &'static str) -> std::result::Result<T, String> {
    result.map_err(|e| StoreError::sql(doing)(e).to_string())
}

impl Deliveries for DeliveryQueue {
    fn first(&mut self, webhook: &str) -> std::result::Result<Option<DeliveryRow>, String> {
        told(self.oldest(webhook), "read what webhooks deliver")
    }

    /// One that was withdrawn meanwhile is gone already, which is fine too.
    fn accepted(&mut self, seq: i64) -> std::result::Result<(), String> {
        told(self.delete(seq, None), "shorten what webhooks deliver")
    }

    fn given_up(&mut self, seq: i64, audit: &AuditEntry) -> std::result::Result<(), String> {
        let deleted = self.delete(seq, Some(audit));
        told(deleted, "give up what a webhook delivers")
    }

    fn keep_only(
        &mut self,
        known: &[(String, String)],
        at: Timestamp,
    ) -> std::result::Result<usize, String> {
        let deleted = self.delete_others(known, at);
        told(deleted, "let go of what nobody delivers")
    }

    fn lost(&mut self, webhook: &str) -> std::result::Result<u64, String> {
        told(self.count_lost(webhook), "count lost deliveries")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        store::testing::{Place, at},
        types::Record,
    };

    fn delivery(webhook: &str, n: u32) -> Delivery {
        Delivery {
            webhook: webhook.into(),
            id: format!("msg_{n}"),
            client: "crm".into(),
            contact: format!("c-{}", n % 2),
            content_type: "application/json".into(),
            body: n.to_string(),
        }
    }

    fn drain(queue: &mut DeliveryQueue, webhook: &str) -> Vec<String> {
        let mut sent = Vec::new();
        while let Some(row) = queue.first(webhook).unwrap() {
            queue.accepted(row.seq).unwrap();
            sent.push(row.delivery.id);
        }
        sent
    }

    #[test]
    fn each_webhook_has_its_order_and_nothing_waits_twice() {
        let place = Place::new();
        let mut store = place.open();
        let of = |webhook, n| Record::Delivery(delivery(webhook, n));
        store.write(&[of("a", 1), of("b", 2), of("a", 3)]).unwrap();
        store.write(&[of("a", 1)]).unwrap();
        drop(store);
        let mut queue = place.open().deliveries().unwrap();
        assert_eq!(drain(&mut queue, "a"), ["msg_1", "msg_3"]);
        assert_eq!(drain(&mut queue, "b"), ["msg_2"]);
    }

    #[test]
    fn beyond_the_bound_the_oldest_goes_and_is_counted() {
        let place = Place::new();
        let mut store = place.open();
        let tx = store.connection.transaction().unwrap();
        for n in 0..5 {
            queue_up_to(&tx, &delivery("a", n), 3).unwrap();
        }
        queue_up_to(&tx, &delivery("b", 9), 3).unwrap();
        tx.commit().unwrap();
        let mut queue = store.deliveries().unwrap();
        assert_eq!((queue.lost("a").unwrap(), queue.lost("b").unwrap()), (2, 0));
        assert_eq!(drain(&mut queue, "a"), ["msg_2", "msg_3", "msg_4"]);
    }

    #[test]
    fn what_waits_goes_with_the_consent_and_with_the_webhook() {
        let place = Place::new();
        let mut store = place.open();
        let all = (0..4).map(|n| Record::Delivery(delivery("a", n)));
        store.write(&all.collect::<Vec<_>>()).unwrap();
        let (client, contact) = ("crm".to_owned(), "c-1".to_owned());
        store
            .write(&[Record::DeliveriesWithdrawn { client, contact }])
            .unwrap();
        let mut queue = store.deliveries().unwrap();
        let known = |client: &str| [("a".to_owned(), client.to_owned())];
        let now = at(50).utc;
        assert_eq!(queue.keep_only(&known("crm"), now).unwrap(), 0);
        let first = queue.first("a").unwrap().unwrap();
        assert_eq!(first.delivery.id, "msg_0");
        assert_eq!(queue.keep_only(&known("other"), now).unwrap(), 2);
        assert_eq!(queue.first("a").unwrap(), None);
        let log = place.reader().audit().unwrap();
        assert!(log[0].detail.starts_with("2 that waited"), "{log:?}");
    }
}
