//! What the pump did, for status and summary.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use super::underway::Underway;
use crate::{
    runtime::Buckets,
    types::{OutboxMessage, Stamp},
};

/// Counters of one pump.
#[derive(Debug, Default)]
pub struct Counters {
    /// Messages of the outbox that the broker acknowledged.
    pub(super) delivered: AtomicU64,
    /// Messages of the outbox that no broker can take; they are in the log and nowhere else.
    pub(super) undeliverable: AtomicU64,
    /// Commands and events that were handed to the line.
    pub(super) received: AtomicU64,
    /// Commands and events that were refused.
    pub(super) refused: AtomicU64,
    /// Connections that got as far as "online".
    pub(super) connections: AtomicU64,
    pub(super) underway: Underway,
}

/// A reading of [`Counters`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Totals {
    pub delivered: u64,
    pub undeliverable: u64,
    pub received: u64,
    pub refused: u64,
    pub connections: u64,
}

impl Counters {
    pub fn totals(&self) -> Totals {
        Totals {
            delivered: self.delivered.load(Relaxed),
            undeliverable: self.undeliverable.load(Relaxed),
            received: self.received.load(Relaxed),
            refused: self.refused.load(Relaxed),
            connections: self.connections.load(Relaxed),
        }
    }

    /// The line has said this because of a frame that arrived then, and the outbox will have it.
    pub fn said(&self, message: &OutboxMessage, frame: &Stamp) {
        self.underway.said(message, frame);
    }

    /// Seconds from when frames arrived to when the broker had what was said because of them.
    pub fn delays(&self) -> Buckets {
        self.underway.times()
    }

    pub(super) fn bump(counter: &AtomicU64) {
        counter.fetch_add(1, Relaxed);
    }
}
