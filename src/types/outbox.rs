//! Messages that must reach the broker, and the queue they wait in.

/// A message on its way to the broker, at QoS 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxMessage {
    pub topic: String,
    /// JSON; empty clears a retained message.
    pub payload: String,
    pub retain: bool,
    /// Latest state only: an unsent older message of the same topic is replaced instead of queued behind.
    pub latest_only: bool,
}

/// A message that waits, with its place in the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxRow {
    /// Grows with every message, also over restarts.
    pub seq: i64,
    pub message: OutboxMessage,
}

/// A retained state that the broker should have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptState {
    pub topic: String,
    pub payload: String,
    /// It waits in the queue: the broker need not have it yet.
    pub waits: bool,
}

/// The durable queue as its reader sees it: the store implements it, the pump in `publish` empties it.
pub trait Outbox: Send {
    /// The oldest message that was not acknowledged.
    ///
    /// # Errors
    /// The queue cannot be read; the text says why. Trying again later is right.
    fn first(&mut self) -> Result<Option<OutboxRow>, String>;

    /// The broker has the message: it need not be sent again.
    ///
    /// # Errors
    /// As [`Outbox::first`]; the message will then be sent again, which QoS 1 allows.
    fn acknowledge(&mut self, seq: i64) -> Result<(), String>;

    /// The retained states of this run, as they were said last; those that were cleared are not among them.
    ///
    /// # Errors
    /// As [`Outbox::first`].
    fn states(&mut self) -> Result<Vec<KeptState>, String>;
}
