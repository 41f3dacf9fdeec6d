//! Keeps Home Assistant informed of what there is, on whatever connection there is.
//!
//! What is told follows from the configuration alone, so it does not wait in the outbox: it is told at the beginning of
//! each connection, when Home Assistant says that it has started, and where a reload has changed it. What the broker
//! keeps of earlier configurations is taken away.

use std::collections::{BTreeMap, VecDeque};

use tokio::sync::watch;

use super::{homeassistant::Discovery, inbound::Arrival};
use crate::types::OutboxMessage;

/// What Home Assistant is told, and what of it is still to be sent.
pub(super) struct Announcer {
    source: watch::Receiver<Discovery>,
    /// By topic, as it was told last.
    told: BTreeMap<String, String>,
    waiting: VecDeque<OutboxMessage>,
}

impl Announcer {
    pub(super) fn new(source: watch::Receiver<Discovery>) -> Self {
        Self {
            source,
            told: BTreeMap::new(),
            waiting: VecDeque::new(),
        }
    }

    /// What is to be listened to.
    pub(super) fn subscriptions(&self) -> [String; 2] {
        self.source.borrow().subscriptions()
    }

    /// A connection begins, or Home Assistant has started: all is told.
    pub(super) fn tell_all(&mut self) {
        // What is to be taken away still is.
        self.waiting.retain(|message| message.payload.is_empty());
        self.told.values_mut().for_each(String::clear);
        self.tell_news();
    }

    /// What is not as it was told last is to be sent.
    fn tell_news(&mut self) {
        let messages = self.source.borrow_and_update().messages();
        let now = messages
            .iter()
            .map(|m| (m.topic.clone(), m.payload.clone()));
        let before = std::mem::replace(&mut self.told, now.collect());
        let gone = before
            .keys()
            .filter(|topic| !self.told.contains_key(*topic));
        self.waiting.extend(gone.map(|topic| taken_away(topic)));
        let news = messages.into_iter();
        self.waiting
            .extend(news.filter(|m| before.get(&m.topic) != Some(&m.payload)));
    }

    /// The next message, if there is anything to tell.
    pub(super) fn next(&mut self) -> Option<OutboxMessage> {
        if self.source.has_changed().unwrap_or(false) {
            self.tell_news();
        }
        self.waiting.pop_front()
    }

    /// Where it comes from that there is something else to tell.
    pub(super) fn news(&self) -> watch::Receiver<Discovery> {
        self.source.clone()
    }

    /// Waits until there is; forever where nobody can change it any more.
    pub(super) async fn changed(mut news: watch::Receiver<Discovery>) {
        if news.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// Takes in what concerns Home Assistant; false where an arrival does not.
    pub(super) fn hear(&mut self, arrival: &Arrival<'_>) -> bool {
        let discovery = self.source.borrow();
        let (birth, ours) = (
            arrival.topic == discovery.birth(),
            discovery.is_ours(arrival.topic),
        );
        drop(discovery);
        if birth && arrival.payload == b"online" && !arrival.retained {
            self.tell_all();
        }
        let stale = ours && arrival.retained && !arrival.payload.is_empty();
        if stale && !self.told.contains_key(arrival.topic) {
            self.waiting.push_back(taken_away(arrival.topic));
        }
        birth || ours
    }
}

fn taken_away(topic: &str) -> OutboxMessage {
    OutboxMessage {
        topic: topic.to_owned(),
        payload: String::new(),
        retain: true,
        latest_only: true,
    }
}
