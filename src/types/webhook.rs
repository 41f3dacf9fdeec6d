//! What is told to the dealer's other systems about visitors who agreed to it, and the queue in which it waits.

use jiff::Timestamp;

use super::AuditEntry;

/// Something for one webhook, as it is sent: the same bytes at every attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The webhook's id in the configuration.
    pub webhook: String,
    /// Stays the same over attempts and restarts: by it the receiver knows what came before.
    pub id: String,
    /// The system that the visitor agreed to be linked with, and who they are there. Whoever takes the consent back
    /// takes back what waits, too.
    pub client: String,
    pub contact: String,
    pub content_type: String,
    pub body: String,
}

/// A delivery that waits, with its place in the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryRow {
    /// Grows with every delivery, also over restarts.
    pub seq: i64,
    pub delivery: Delivery,
}

/// The durable queue as the one who delivers sees it: the store implements it.
pub trait Deliveries: Send {
    /// The oldest delivery of a webhook that the receiver has not accepted.
    ///
    /// # Errors
    /// The queue cannot be read; the text says why. Trying again later is right.
    fn first(&mut self, webhook: &str) -> Result<Option<DeliveryRow>, String>;

    /// The receiver has it: it need not be sent again.
    ///
    /// # Errors
    /// As [`Deliveries::first`]; it will then be sent again under the same id.
    fn accepted(&mut self, seq: i64) -> Result<(), String>;

    /// The receiver refuses it for good: it goes, and the audit log says so, both or neither.
    ///
    /// # Errors
    /// As [`Deliveries::first`].
    fn given_up(&mut self, seq: i64, audit: &AuditEntry) -> Result<(), String>;

    /// Lets go of what waits for webhooks that are no longer there, or whose client is another now; `known` are the
    /// webhooks that are, each with its client. Gives how many there were; the audit log, too.
    ///
    /// # Errors
    /// As [`Deliveries::first`].
    fn keep_only(&mut self, known: &[(String, String)], at: Timestamp) -> Result<usize, String>;

    /// How many were lost because too many waited, ever.
    ///
    /// # Errors
    /// As [`Deliveries::first`].
    fn lost(&mut self, webhook: &str) -> Result<u64, String>;
}
