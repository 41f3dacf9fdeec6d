//! Empties the outbox into the broker, and takes in what the broker brings.
//!
//! One message is in flight at a time, and its row is given up only on the broker's acknowledgement. So after a lost
//! connection or a crash the same row is sent again, unchanged, before any later one: nothing is missing, and order
//! holds.

use std::{
    collections::VecDeque,
    sync::{Arc, atomic::Ordering::Relaxed},
    time::Duration,
};

use crossbeam_channel::{Sender, TrySendError};
use tokio::{
    select,
    sync::{Notify, watch},
    time::sleep,
};

use super::{
    announce::Announcer,
    client,
    counters::Counters,
    error::{Fault, PublishError},
    homeassistant::Discovery,
    inbound::{self, Arrival, Refusal},
    messages,
    session::Session,
    settings::Link,
    talk::{Receive, Talk},
    tries::{Tries, driven},
};
use crate::{
    runtime::{Clock, Shutdown},
    types::{Input, KeptState, Outbox, OutboxMessage, OutboxRow},
};

/// How long a stop may be used to empty the outbox.
const DRAIN: Duration = Duration::from_secs(3);

/// Answers to refused messages that may wait; more are dropped, for only a flood of nonsense makes so many.
const MAX_REPLIES: usize = 64;

/// What the pump works with.
pub struct Wiring {
    /// The durable queue; read again whenever `wake` is notified.
    pub outbox: Box<dyn Outbox>,
    /// Notified (`notify_one`) after a message was put into the outbox.
    pub wake: Arc<Notify>,
    /// Where commands and events go. Where it is full, the sender is told to try again.
    pub inbound: Sender<Input>,
    pub clock: Clock,
    /// Asked for when nothing more will be put into the outbox.
    pub shutdown: Shutdown,
    pub counters: Arc<Counters>,
    /// What Home Assistant is told, if anything; another value replaces it at the broker.
    pub discovery: Option<watch::Receiver<Discovery>>,
}

/// The pump of one site.
pub(super) struct Pump {
    pub(super) link: Link,
    pub(super) wiring: Wiring,
    /// Answers that the pump gives itself; lost with the process, like the commands they answer.
    pub(super) replies: VecDeque<OutboxMessage>,
    /// Where Home Assistant is told what there is.
    pub(super) announcer: Option<Announcer>,
    /// The row that the broker has, but that the outbox could not be told about.
    owed: Option<i64>,
    /// What the outbox failed with last; each failure is logged once.
    outbox_fault: Option<String>,
}

/// Runs a pump until the stop is asked for and the outbox is empty, or 3 s later.
pub async fn run(link: Link, wiring: Wiring) {
    Pump::new(link, wiring).run().await;
}

/// [`run`] on a runtime of its own, as the body of a thread.
///
/// # Errors
/// The operating system denies the runtime.
pub fn run_blocking(link: Link, wiring: Wiring) -> Result<(), PublishError> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(PublishError::Thread)?
        .block_on(run(link, wiring));
    Ok(())
}

impl Pump {
    fn new(link: Link, mut wiring: Wiring) -> Self {
        Self {
            announcer: wiring.discovery.take().map(Announcer::new),
            link,
            wiring,
            replies: VecDeque::new(),
            owed: None,
            outbox_fault: None,
        }
    }

    async fn run(mut self) {
        let shutdown = self.wiring.shutdown.clone();
        let mut tries = Tries::new();
        loop {
            let before = self.connections();
            let Err(fault) = self.session_until_stopped().await else {
                return;
            };
            let wait = tries.failed(fault, self.connections() > before);
            select! {
                () = sleep(wait) => {}
                () = shutdown.wait() => return,
            }
        }
    }

    /// One connection, from its beginning to its end. Where a stop takes too long it is dropped without goodbye, and
    /// the broker publishes our last will.
    async fn session_until_stopped(&mut self) -> Result<(), Fault> {
        let shutdown = self.wiring.shutdown.clone();
        let will = messages::status_message(&self.link.site, false);
        let (connection, driver) = client::connect(&self.link, Some(will));
        let mut session = Session {
            talk: Talk::new(connection, &self.link),
            replied: false,
            pump: self,
        };
        let give_up = async {
            shutdown.wait().await;
            sleep(DRAIN).await;
        };
        select! {
            ended = driven(driver, session.run()) => ended,
            () = give_up => {
                tracing::warn!("stopped before all messages were sent; they are sent at the next start");
                Ok(())
            }
        }
    }

    fn connections(&self) -> u64 {
        self.wiring.counters.connections.load(Relaxed)
    }

    /// The oldest row, where the outbox can be read; a row that is still owed is settled first.
    pub(super) fn next_row(&mut self) -> Result<Option<OutboxRow>, OutboxFailed> {
        let outbox = &mut self.wiring.outbox;
        let settled = self.owed.map_or(Ok(()), |seq| outbox.acknowledge(seq));
        let row = settled.and_then(|()| {
            self.owed = None;
            outbox.first()
        });
        self.watch_outbox(row)
    }

    /// The retained states that the broker should have.
    pub(super) fn states(&mut self) -> Result<Vec<KeptState>, OutboxFailed> {
        let states = self.wiring.outbox.states();
        self.watch_outbox(states)
    }

    /// Gives up a row.
    pub(super) fn settle(&mut self, seq: i64) -> Result<(), OutboxFailed> {
        self.owed = Some(seq);
        let settled = self.wiring.outbox.acknowledge(seq);
        self.watch_outbox(settled)?;
        self.owed = None;
        Ok(())
    }

    fn watch_outbox<T>(&mut self, result: Result<T, String>) -> Result<T, OutboxFailed> {
        let fault = result.as_ref().err();
        if fault.is_some() && fault != self.outbox_fault.as_ref() {
            let reason = fault.map_or("", String::as_str);
            tracing::error!(reason, "the outbox fails; messages wait in it");
        }
        self.outbox_fault = fault.cloned();
        result.map_err(|_| OutboxFailed)
    }

    fn hand_over(&self, input: Input) -> Option<Refusal> {
        match self.wiring.inbound.try_send(input) {
            Ok(()) => None,
            Err(TrySendError::Full(input)) => inbound::not_now(&input, "too busy: try again"),
            Err(TrySendError::Disconnected(input)) => {
                inbound::not_now(&input, "the appliance is stopping")
            }
        }
    }

    fn refuse(&mut self, refusal: &Refusal) {
        Counters::bump(&self.wiring.counters.refused);
        let reason = refusal.reply.reason.as_deref().unwrap_or_default();
        tracing::debug!(from = refusal.to, reason, "refused a message");
        if let Some(user) = &refusal.to
            && self.replies.len() < MAX_REPLIES
        {
            let reply = messages::reply_message(&self.link.site, user, &refusal.reply);
            self.replies.push_back(reply);
        }
    }
}

impl Receive for Pump {
    /// Hands an arrival to the line, or queues the answer that says why not.
    fn receive(&mut self, arrival: &Arrival<'_>) {
        let announcer = self.announcer.as_mut();
        if announcer.is_some_and(|announcer| announcer.hear(arrival)) {
            return;
        }
        let stamp = self.wiring.clock.now();
        let refusal = match inbound::read(&self.link.site, arrival, stamp) {
            Ok(input) => self.hand_over(input),
            Err(refusal) => Some(refusal),
        };
        if arrival.retained && refusal.is_some() && self.replies.len() < MAX_REPLIES {
            // Else it would come, and be refused, at every connection.
            self.replies.push_back(OutboxMessage {
                topic: arrival.topic.to_owned(),
                payload: String::new(),
                retain: true,
                latest_only: true,
            });
        }
        match refusal {
            None => Counters::bump(&self.wiring.counters.received),
            Some(refusal) => self.refuse(&refusal),
        }
    }
}

/// The outbox could not be read or written; it was logged.
pub(super) struct OutboxFailed;
