//! Empties the outbox into the broker, and takes in what the broker brings.
//!
//! One message is in flight at a time, and its row is given up only on the broker's acknowledgement. So after a lost
//! connection or a crash the same row is sent again, unchanged, before any later one: nothing is missing, and order
//! holds.

use std::{
    collections::VecDeque,
    future,
    sync::{Arc, atomic::Ordering::Relaxed},
    time::Duration,
};

use crossbeam_channel::{Sender, TrySendError};
use tokio::{
    select,
    sync::Notify,
    time::{sleep, timeout},
};

use super::{
    client::{self, Connection, Notice},
    counters::Counters,
    error::{Fault, PublishError},
    inbound::{self, Arrival, Refusal},
    messages,
    settings::Link,
};
use crate::{
    runtime::{Backoff, Clock, Shutdown},
    types::{Input, Outbox, OutboxMessage, OutboxRow},
};

/// Waits between attempts to connect.
const WAIT_MIN: Duration = Duration::from_millis(500);
const WAIT_MAX: Duration = Duration::from_secs(30);

/// Longest wait for an answer of a connected broker.
const ANSWER_S: u64 = 20;

/// How long a stop may be used to empty the outbox.
const DRAIN: Duration = Duration::from_secs(3);

/// Wait before an outbox that failed is tried again.
const OUTBOX_RETRY: Duration = Duration::from_secs(1);

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
}

/// The pump of one site.
pub struct Pump {
    link: Link,
    wiring: Wiring,
    /// Answers that the pump gives itself; lost with the process, like the commands they answer.
    replies: VecDeque<OutboxMessage>,
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
    pub fn new(link: Link, wiring: Wiring) -> Self {
        Self {
            link,
            wiring,
            replies: VecDeque::new(),
            owed: None,
            outbox_fault: None,
        }
    }

    /// As [`run`].
    pub async fn run(mut self) {
        let shutdown = self.wiring.shutdown.clone();
        let mut backoff = Backoff::new(WAIT_MIN, WAIT_MAX);
        let mut told = None;
        loop {
            let before = self.connections();
            let Err(fault) = self.session_until_stopped().await else {
                return;
            };
            if self.connections() > before {
                backoff.reset();
                told = None;
            }
            if told.as_ref() != Some(&fault) {
                tracing::warn!("{fault}");
                told = Some(fault);
            }
            select! {
                () = sleep(backoff.wait()) => {}
                () = shutdown.wait() => return,
            }
        }
    }

    /// One connection, from its beginning to its end. Where a stop takes too long it is dropped without goodbye, and
    /// the broker publishes our last will.
    async fn session_until_stopped(&mut self) -> Result<(), Fault> {
        let shutdown = self.wiring.shutdown.clone();
        let (connection, driver) = client::connect(&self.link);
        let mut session = Session {
            pump: self,
            connection,
        };
        let drive = async {
            driver.run().await;
            // Its last notice ends the session, after all notices before it.
            future::pending::<()>().await;
        };
        let give_up = async {
            shutdown.wait().await;
            sleep(DRAIN).await;
        };
        select! {
            ended = session.run() => ended,
            () = drive => Ok(()),
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
    fn next_row(&mut self) -> Result<Option<OutboxRow>, OutboxFailed> {
        let outbox = &mut self.wiring.outbox;
        let settled = self.owed.map_or(Ok(()), |seq| outbox.acknowledge(seq));
        let row = settled.and_then(|()| {
            self.owed = None;
            outbox.first()
        });
        self.watch_outbox(row)
    }

    /// Gives up a row.
    fn settle(&mut self, seq: i64) -> Result<(), OutboxFailed> {
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

    /// Hands an arrival to the line, or queues the answer that says why not.
    fn receive(&mut self, arrival: &Arrival<'_>) {
        let stamp = self.wiring.clock.now();
        let refusal = match inbound::read(&self.link.site, arrival, stamp) {
            Ok(input) => self.hand_over(input),
            Err(refusal) => Some(refusal),
        };
        match refusal {
            None => Counters::bump(&self.wiring.counters.received),
            Some(refusal) => self.refuse(&refusal),
        }
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

/// The outbox could not be read or written; it was logged.
struct OutboxFailed;

/// What to do next on a connection.
enum Step {
    Reply(OutboxMessage),
    Row(OutboxRow),
    /// Nothing waits.
    Idle,
    /// The outbox fails at the moment.
    Retry,
}

/// One connection of the pump.
struct Session<'a> {
    pump: &'a mut Pump,
    connection: Connection,
}

impl Session<'_> {
    /// `Ok` where it ended because the stop was asked for.
    async fn run(&mut self) -> Result<(), Fault> {
        self.begin().await?;
        while let Some(step) = self.next_step() {
            match step {
                Step::Reply(reply) => self.send(&reply).await?,
                Step::Row(row) => self.send_row(row).await?,
                Step::Idle => self.idle(None).await?,
                Step::Retry => self.idle(Some(OUTBOX_RETRY)).await?,
            }
        }
        self.end().await
    }

    /// Connects, subscribes, and only then says "online".
    async fn begin(&mut self) -> Result<(), Fault> {
        let site = self.pump.link.site.clone();
        self.hear("the connection", |notice| {
            matches!(notice, Notice::Connected).then_some(())
        })
        .await?;
        let filters = messages::subscriptions(&site);
        self.connection.subscribe(&filters).await;
        let granted = self
            .hear("our subscriptions", |notice| match notice {
                Notice::Subscribed(granted) => Some(*granted),
                _ => None,
            })
            .await?;
        if !granted {
            return Err(Fault::Subscription {
                address: self.address(),
                filters: filters.join(" and "),
            });
        }
        self.send(&messages::status_message(&site, true)).await?;
        Counters::bump(&self.pump.wiring.counters.connections);
        tracing::info!(broker = %self.pump.link.address, "connected to the MQTT broker");
        Ok(())
    }

    /// Says "offline" and goodbye.
    async fn end(&mut self) -> Result<(), Fault> {
        let offline = messages::status_message(&self.pump.link.site, false);
        self.send(&offline).await?;
        self.connection.disconnect().await;
        self.hear("our goodbye", |notice| {
            matches!(notice, Notice::Disconnected).then_some(())
        })
        .await
    }

    /// `None` where there is nothing more to do because the stop was asked for.
    fn next_step(&mut self) -> Option<Step> {
        // Asked before the outbox is read, so that what was put there before the stop is found.
        let stopping = self.pump.wiring.shutdown.is_requested();
        if let Some(reply) = self.pump.replies.pop_front() {
            return Some(Step::Reply(reply));
        }
        match self.pump.next_row() {
            Ok(Some(row)) => Some(Step::Row(row)),
            Ok(None) => (!stopping).then_some(Step::Idle),
            Err(OutboxFailed) => (!stopping).then_some(Step::Retry),
        }
    }

    async fn send_row(&mut self, row: OutboxRow) -> Result<(), Fault> {
        let counters = self.pump.wiring.counters.clone();
        if let Some(reason) = client::undeliverable(&row.message) {
            let OutboxRow { seq, message } = &row;
            tracing::error!(seq, topic = message.topic, reason, "a message is given up");
            Counters::bump(&counters.undeliverable);
        } else {
            self.send(&row.message).await?;
            Counters::bump(&counters.delivered);
        }
        if self.pump.settle(row.seq).is_err() {
            // Settled before the next row is read; until then nothing is sent, least of all this row again.
            self.idle(Some(OUTBOX_RETRY)).await?;
        }
        Ok(())
    }

    /// Sends a message and waits until the broker has it.
    async fn send(&mut self, message: &OutboxMessage) -> Result<(), Fault> {
        self.connection.publish(message).await;
        let mut sent = None;
        self.hear("a message", |notice| match notice {
            Notice::Sent(id) => {
                sent = Some(*id);
                None
            }
            Notice::Acknowledged(id) => (sent == Some(*id)).then_some(()),
            _ => None,
        })
        .await
    }

    /// Takes in what comes, until `pick` finds the answer it waits for.
    async fn hear<T>(
        &mut self,
        question: &'static str,
        mut pick: impl FnMut(&Notice) -> Option<T>,
    ) -> Result<T, Fault> {
        let answer = async {
            loop {
                let notice = self.connection.notices.recv().await;
                let notice = self.take(notice)?;
                if let Some(found) = notice.as_ref().and_then(&mut pick) {
                    return Ok(found);
                }
            }
        };
        let answer = timeout(Duration::from_secs(ANSWER_S), answer).await;
        answer.unwrap_or_else(|_| {
            Err(Fault::NoAnswer {
                address: self.address(),
                question,
                seconds: ANSWER_S,
            })
        })
    }

    /// Waits for something to do, at most `at_most`.
    async fn idle(&mut self, at_most: Option<Duration>) -> Result<(), Fault> {
        let wake = self.pump.wiring.wake.clone();
        let shutdown = self.pump.wiring.shutdown.clone();
        let pause = async {
            match at_most {
                Some(time) => sleep(time).await,
                None => wake.notified().await,
            }
        };
        select! {
            notice = self.connection.notices.recv() => self.take(notice).map(drop),
            () = pause => Ok(()),
            () = shutdown.wait() => Ok(()),
        }
    }

    /// Receives what arrived and ends what is broken; gives back every other notice.
    fn take(&mut self, notice: Option<Notice>) -> Result<Option<Notice>, Fault> {
        match notice {
            Some(Notice::Broken(fault)) => Err(fault),
            None => Err(Fault::Lost {
                address: self.address(),
                reason: "it ended".to_owned(),
            }),
            Some(Notice::Arrived {
                topic,
                payload,
                retained,
            }) => {
                self.pump.receive(&Arrival {
                    topic: &topic,
                    payload: &payload,
                    retained,
                });
                Ok(None)
            }
            other => Ok(other),
        }
    }

    fn address(&self) -> String {
        self.pump.link.address.to_string()
    }
}
