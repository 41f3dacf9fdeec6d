//! Empties the queue of one webhook into its receiver.

use std::time::Duration;

use jiff::Timestamp;
use ulid::Ulid;

use super::{
    error::WebhookError,
    post::{Answer, Post},
    settings::Webhook,
    sign::Secret,
};
use crate::{
    runtime::{Backoff, Clock, Shutdown, Stopwatch},
    types::{AuditEntry, Deliveries, Delivery, DeliveryRow, RunId},
};

/// Waits between attempts, unless others are asked for.
const WAIT_MIN: Duration = Duration::from_secs(1);
const WAIT_MAX: Duration = Duration::from_mins(5);
/// How often an empty queue is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// How long a stop may be used to empty the queue.
const DRAIN: Duration = Duration::from_secs(3);

/// What a courier did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delivered {
    pub accepted: u64,
    pub refused: u64,
    /// Attempts that came to nothing, and were made again.
    pub failed: u64,
}

/// Delivers what waits for one webhook, the oldest first, one at a time.
pub struct Courier {
    webhook: Webhook,
    secret: Secret,
    post: Post,
    queue: Box<dyn Deliveries>,
    stop: Shutdown,
    backoff: Backoff,
    /// Receivers compare the time of an attempt with theirs, so it is the machine's also where recordings are played.
    clock: Clock,
    /// What went wrong last: the same is not logged twice.
    trouble: Option<String>,
    done: Delivered,
}

impl Courier {
    /// Gets ready to deliver until `stop` is asked for.
    ///
    /// # Errors
    /// The webhook has no usable secret.
    pub fn new(
        webhook: &Webhook,
        queue: Box<dyn Deliveries>,
        stop: Shutdown,
    ) -> Result<Self, WebhookError> {
        Ok(Self {
            secret: webhook.secret()?,
            post: Post::to(&webhook.url),
            webhook: webhook.clone(),
            queue,
            stop,
            backoff: Backoff::new(WAIT_MIN, WAIT_MAX),
            clock: Clock::real(RunId(Ulid::nil())),
            trouble: None,
            done: Delivered::default(),
        })
    }

    /// With other waits between attempts.
    #[must_use]
    pub fn retrying(self, min: Duration, max: Duration) -> Self {
        Self {
            backoff: Backoff::new(min, max),
            ..self
        }
    }

    /// Runs until the stop is asked for and nothing waits, or something waits that cannot be delivered now, or 3 s later.
    pub fn run(mut self) -> Delivered {
        let mut stopped = None;
        loop {
            // Asked before the queue is read, so that what was put there before the stop is found.
            if stopped.is_none() && self.stop.is_requested() {
                stopped = Some(Stopwatch::start());
            }
            let stopping = stopped.is_some();
            if stopped.as_ref().is_some_and(|s| s.elapsed() > DRAIN) {
                return self.done;
            }
            let wait = match self.queue.first(&self.webhook.id) {
                Ok(Some(row)) => self.deliver(&row),
                Ok(None) if stopping => return self.done,
                Ok(None) => Some(LOOK_EVERY),
                Err(reason) => {
                    self.say("its queue fails", reason);
                    Some(self.backoff.wait())
                }
            };
            if let Some(wait) = wait {
                self.stop.sleep(wait);
                if stopping {
                    return self.done;
                }
            }
        }
    }

    /// Makes one attempt. Gives how long to wait before the next; `None` where there is nothing to wait for.
    fn deliver(&mut self, row: &DeliveryRow) -> Option<Duration> {
        let now = self.clock.now().utc;
        match self.attempt(&row.delivery, now) {
            Answer::Accepted => {
                self.settle(row.seq, None);
                self.done.accepted += 1;
            }
            Answer::Refused(status) => {
                let (webhook, id) = (&self.webhook.id, &row.delivery.id);
                tracing::error!(
                    webhook,
                    id,
                    status,
                    "the receiver refuses a delivery: it is given up"
                );
                let entry = AuditEntry {
                    at: now,
                    who: AuditEntry::ITSELF.into(),
                    what: "webhook.given-up".into(),
                    detail: format!("{id} for {webhook}: the receiver answers {status}"),
                };
                self.settle(row.seq, Some(&entry));
                self.done.refused += 1;
            }
            Answer::Later(reason, patience) => {
                self.done.failed += 1;
                self.say("deliveries wait", reason);
                return Some(self.backoff.wait().max(patience.unwrap_or_default()));
            }
        }
        self.backoff.reset();
        if self.trouble.take().is_some() {
            tracing::info!(webhook = self.webhook.id, "delivers again");
        }
        None
    }

    fn attempt(&self, delivery: &Delivery, now: Timestamp) -> Answer {
        let (id, body, seconds) = (&delivery.id, &delivery.body, now.as_second());
        let headers = [
            ("content-type", delivery.content_type.as_str()),
            ("webhook-id", id),
            ("webhook-timestamp", &seconds.to_string()),
            (
                "webhook-signature",
                &self.secret.sign(id, seconds, body.as_bytes()),
            ),
        ];
        self.post.send(&headers, body)
    }

    /// Takes a delivery off the queue. Nothing is sent before that has worked, least of all this one again; a stop leaves
    /// it there, to be sent once more under the same id.
    fn settle(&mut self, seq: i64, given_up: Option<&AuditEntry>) {
        loop {
            let settled = match given_up {
                Some(entry) => self.queue.given_up(seq, entry),
                None => self.queue.accepted(seq),
            };
            let Err(reason) = settled else { return };
            self.say("its queue fails", reason);
            if self.stop.sleep(self.backoff.wait()) {
                return;
            }
        }
    }

    /// Says what is wrong, once.
    fn say(&mut self, what: &str, reason: String) {
        if self.trouble.as_ref() != Some(&reason) {
            let (webhook, receiver) = (&self.webhook.id, self.webhook.url.to_string());
            tracing::warn!(webhook, receiver, reason, "{what}");
            self.trouble = Some(reason);
        }
    }
}
