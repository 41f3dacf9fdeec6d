//! One connection from CONNACK to goodbye: what is said on it, and in which order.

use std::time::Duration;

use tokio::{
    select,
    time::{sleep, timeout},
};

use super::{
    client::{self, Connection, Notice},
    counters::Counters,
    error::Fault,
    inbound::Arrival,
    messages,
    pump::{OutboxFailed, Pump},
};
use crate::types::{OutboxMessage, OutboxRow};

/// Longest wait for an answer of a connected broker.
const ANSWER_S: u64 = 20;

/// Wait before an outbox that failed is tried again.
const OUTBOX_RETRY: Duration = Duration::from_secs(1);

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
pub(super) struct Session<'a> {
    pub(super) pump: &'a mut Pump,
    pub(super) connection: Connection,
    /// Topics of retained states that arrived while they were looked for; what arrives then is no message to us.
    pub(super) retained: Vec<String>,
    pub(super) sweeping: bool,
}

impl Session<'_> {
    /// `Ok` where it ended because the stop was asked for.
    pub(super) async fn run(&mut self) -> Result<(), Fault> {
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

    /// Connects, clears what an earlier run left, subscribes, and only then says "online".
    async fn begin(&mut self) -> Result<(), Fault> {
        let site = self.pump.link.site.clone();
        self.hear("the connection", |notice| {
            matches!(notice, Notice::Connected).then_some(())
        })
        .await?;
        if !self.pump.swept {
            self.sweeping = true;
            let swept = self.sweep().await;
            self.sweeping = false;
            swept?;
            self.pump.swept = true;
        }
        let filters = messages::subscriptions(&site);
        self.connection.subscribe(&filters).await;
        let refused = self
            .hear("our subscriptions", |notice| match notice {
                Notice::Subscribed { refused } => Some(refused.clone()),
                _ => None,
            })
            .await?;
        self.pump.link.subscribed(&filters, &refused)?;
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
    pub(super) async fn send(&mut self, message: &OutboxMessage) -> Result<(), Fault> {
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
    pub(super) async fn hear<T>(
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
    pub(super) fn take(&mut self, notice: Option<Notice>) -> Result<Option<Notice>, Fault> {
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
                if self.sweeping {
                    if retained && !payload.is_empty() {
                        self.retained.push(topic);
                    }
                    return Ok(None);
                }
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
