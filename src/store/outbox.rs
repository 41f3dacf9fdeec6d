//! The durable queue of messages for the broker.

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension};

use super::{Store, StoreError, columns::rows, open::WriteLock};
use crate::types::{KeptState, Outbox, OutboxMessage, OutboxRow};

/// Messages that the broker has not acknowledged, oldest first. They survive restarts.
#[derive(Debug)]
pub struct OutboxQueue {
    connection: Connection,
    _lock: Arc<WriteLock>,
}

impl OutboxQueue {
    pub(super) fn new(connection: Connection, lock: Arc<WriteLock>) -> Self {
        Self {
            connection,
            _lock: lock,
        }
    }

    fn oldest(&self) -> rusqlite::Result<Option<OutboxRow>> {
        self.connection
            .prepare_cached(
                "SELECT seq, topic, payload, retain, latest_only FROM outbox ORDER BY seq LIMIT 1",
            )?
            .query_row([], |row| {
                let message = OutboxMessage {
                    topic: row.get(1)?,
                    payload: row.get(2)?,
                    retain: row.get(3)?,
                    latest_only: row.get(4)?,
                };
                Ok(OutboxRow {
                    seq: row.get(0)?,
                    message,
                })
            })
            .optional()
    }

    fn kept(&self) -> rusqlite::Result<Vec<KeptState>> {
        let query = "
            SELECT topic, payload, EXISTS (SELECT 1 FROM outbox WHERE outbox.topic = retained.topic AND latest_only)
            FROM retained ORDER BY topic";
        rows(&self.connection, query, [], |row| {
            Ok(KeptState {
                topic: row.get(0)?,
                payload: row.get(1)?,
                waits: row.get(2)?,
            })
        })
    }

    fn delete(&self, seq: i64) -> rusqlite::Result<usize> {
        self.connection
            .prepare_cached("DELETE FROM outbox WHERE seq = ?")?
            .execute([seq])
    }
}

impl Store {
    /// What a run that is over said of its states is so no longer: what of it waits is not sent any more. Messages that clear
    /// states are.
    ///
    /// # Errors
    /// The store cannot be written.
    pub fn forget_states(&mut self) -> Result<(), StoreError> {
        let forget = "
            DELETE FROM retained;
            DELETE FROM outbox WHERE latest_only AND payload <> '';";
        self.connection
            .execute_batch(forget)
            .map_err(StoreError::sql("forget the states of the last run"))
    }
}

impl Outbox for OutboxQueue {
    fn first(&mut self) -> Result<Option<OutboxRow>, String> {
        self.oldest()
            .map_err(|e| StoreError::sql("read the outbox")(e).to_string())
    }

    fn states(&mut self) -> Result<Vec<KeptState>, String> {
        self.kept()
            .map_err(|e| StoreError::sql("read the retained states")(e).to_string())
    }

    /// A message that was replaced meanwhile is gone already, which is fine too.
    fn acknowledge(&mut self, seq: i64) -> Result<(), String> {
        match self.delete(seq) {
            Ok(_) => Ok(()),
            Err(e) => Err(StoreError::sql("shorten the outbox")(e).to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::{
        store::testing::{Place, message},
        types::Record,
    };

    fn drain(queue: &mut OutboxQueue) -> Vec<OutboxMessage> {
        let mut sent = Vec::new();
        while let Some(row) = queue.first().unwrap() {
            queue.acknowledge(row.seq).unwrap();
            sent.push(row.message);
        }
        sent
    }

    #[test]
    fn messages_leave_in_order_and_stay_until_acknowledged() {
        let place = Place::new();
        let mut store = place.open();
        let mut queue = store.outbox().unwrap();
        assert_eq!(queue.first().unwrap(), None);
        let messages = [message("a", "1", false), message("b", "2", false)];
        store.write(&messages.clone().map(Record::Message)).unwrap();
        let first = queue.first().unwrap().unwrap();
        assert_eq!(
            queue.first().unwrap().unwrap(),
            first,
            "looking takes nothing away"
        );
        assert_eq!(drain(&mut queue), messages);
    }

    #[test]
    fn only_the_latest_state_of_a_topic_waits_and_it_waits_at_the_end() {
        let place = Place::new();
        let mut store = place.open();
        let mut queue = store.outbox().unwrap();
        store
            .write(&[
                Record::Message(message("state", "old", true)),
                Record::Message(message("log", "1", false)),
            ])
            .unwrap();
        let in_flight = queue.first().unwrap().unwrap();
        store
            .write(&[Record::Message(message("state", "new", true))])
            .unwrap();
        // The broker acknowledges what was replaced while it was on its way.
        queue.acknowledge(in_flight.seq).unwrap();
        let left = drain(&mut queue);
        assert_eq!(
            left,
            [message("log", "1", false), message("state", "new", true)]
        );
    }

    #[test]
    fn numbers_are_never_used_twice_over_a_restart() {
        let place = Place::new();
        let mut store = place.open();
        let mut queue = store.outbox().unwrap();
        store
            .write(&[Record::Message(message("a", "1", false))])
            .unwrap();
        let before = queue.first().unwrap().unwrap().seq;
        queue.acknowledge(before).unwrap();
        drop((store, queue));
        let mut store = place.open();
        store
            .write(&[Record::Message(message("a", "2", false))])
            .unwrap();
        assert!(store.outbox().unwrap().first().unwrap().unwrap().seq > before);
    }

    #[test]
    fn what_the_broker_should_keep_is_known_until_the_next_run() {
        let place = Place::new();
        let mut store = place.open();
        let mut queue = store.outbox().unwrap();
        let retained = |topic: &str, payload: &str| {
            let message = OutboxMessage {
                retain: true,
                ..message(topic, payload, true)
            };
            Record::Message(message)
        };
        store
            .write(&[retained("a", "1"), retained("b", "1")])
            .unwrap();
        let first = queue.first().unwrap().unwrap();
        queue.acknowledge(first.seq).unwrap();
        let kept = |queue: &mut OutboxQueue| {
            let states = queue.states().unwrap().into_iter();
            states.map(|s| (s.topic, s.waits)).collect::<Vec<_>>()
        };
        assert_eq!(
            kept(&mut queue),
            [("a".to_owned(), false), ("b".to_owned(), true)]
        );
        store.write(&[retained("a", "")]).unwrap();
        assert_eq!(kept(&mut queue), [("b".to_owned(), true)]);
        // Another run: the state that waits is old, the message that clears the other is not.
        store.forget_states().unwrap();
        assert_eq!(kept(&mut queue), []);
        let left = drain(&mut queue);
        assert_eq!(left.len(), 1);
        assert_eq!(
            (left[0].topic.as_str(), left[0].payload.as_str()),
            ("a", "")
        );
    }

    #[derive(Clone, Debug)]
    enum Step {
        /// A message to one of three topics; the last keeps its latest state only.
        Send(usize),
        Acknowledge,
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let step = prop_oneof![
            3 => (0usize..3).prop_map(Step::Send),
            2 => Just(Step::Acknowledge),
        ];
        prop::collection::vec(step, 1..40)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn every_topic_keeps_its_order_and_only_replaced_states_are_missing(steps in steps()) {
            let place = Place::new();
            let mut store = place.open();
            let mut queue = store.outbox().unwrap();
            let mut received: BTreeMap<String, Vec<usize>> = BTreeMap::new();
            let mut sent = received.clone();
            let mut receive = |message: &OutboxMessage| {
                received.entry(message.topic.clone()).or_default().push(message.payload.parse().unwrap());
            };
            for (n, step) in steps.iter().enumerate() {
                match step {
                    Step::Send(topic) => {
                        let name = format!("topic/{topic}");
                        sent.entry(name.clone()).or_default().push(n);
                        let message = message(&name, &n.to_string(), *topic == 2);
                        store.write(&[Record::Message(message)]).unwrap();
                    }
                    Step::Acknowledge => {
                        if let Some(row) = queue.first().unwrap() {
                            receive(&row.message);
                            queue.acknowledge(row.seq).unwrap();
                        }
                    }
                }
            }
            drain(&mut queue).iter().for_each(receive);
            for (topic, numbers) in sent {
                let got = &received[&topic];
                if topic == "topic/2" {
                    prop_assert!(got.is_sorted_by(|a, b| a < b));
                    prop_assert_eq!(got.last(), numbers.last());
                } else {
                    prop_assert_eq!(got, &numbers);
                }
            }
        }
    }
}
