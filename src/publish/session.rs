//! One connection from CONNACK to goodbye: what is said on it, and in which order.

use std::{future, time::Duration};

use tokio::{select, time::sleep};

use super::{
    announce::Announcer,
    client,
    counters::Counters,
    error::Fault,
    messages,
    pump::{OutboxFailed, Pump},
    talk::Talk,
};
use crate::types::{OutboxMessage, OutboxRow};

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
    pub(super) talk: Talk,
    /// What was said last was an answer of the pump's own.
    pub(super) replied: bool,
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
        self.talk.begin(self.pump).await?;
        if let Ok(states) = self.pump.states() {
            self.talk.sweep(&site, &states).await?;
        }
        let filters = messages::subscriptions(&site);
        self.talk.subscribe(&filters, self.pump).await?;
        self.begin_announcing().await?;
        self.send(&messages::status_message(&site, true)).await?;
        Counters::bump(&self.pump.wiring.counters.connections);
        tracing::info!(broker = %self.pump.link.address, "connected to the MQTT broker");
        Ok(())
    }

    /// Listens to Home Assistant, where it is told anything. A broker that refuses that keeps no alert from anybody.
    async fn begin_announcing(&mut self) -> Result<(), Fault> {
        let Some(announcer) = &mut self.pump.announcer else {
            return Ok(());
        };
        // Before what the broker keeps of it arrives.
        announcer.tell_all();
        let filters = announcer.subscriptions();
        match self.talk.subscribe(&filters, self.pump).await {
            Err(fault @ Fault::Subscription { .. }) => {
                tracing::warn!(
                    %fault,
                    "Home Assistant is told, and not heard: neither its starts, nor what the broker keeps of earlier cars; \
                     hint: docs/homeassistant.md says what the appliance must be allowed to read"
                );
                Ok(())
            }
            heard => heard,
        }
    }

    /// Says "offline" and goodbye.
    async fn end(&mut self) -> Result<(), Fault> {
        let offline = messages::status_message(&self.pump.link.site, false);
        self.send(&offline).await?;
        self.talk.goodbye(self.pump).await
    }

    /// `None` where there is nothing more to do because the stop was asked for.
    fn next_step(&mut self) -> Option<Step> {
        // Asked before the outbox is read, so that what was put there before the stop is found.
        let stopping = self.pump.wiring.shutdown.is_requested();
        // One after the other with what the line says, so that a flood of nonsense holds up no alert.
        if !std::mem::replace(&mut self.replied, false)
            && let Some(reply) = self.pump.replies.pop_front()
        {
            self.replied = true;
            return Some(Step::Reply(reply));
        }
        let announcer = self.pump.announcer.as_mut();
        if let Some(news) = announcer.and_then(Announcer::next) {
            return Some(Step::Reply(news));
        }
        match self.pump.next_row() {
            Ok(Some(row)) => Some(Step::Row(row)),
            Ok(None) if !self.pump.replies.is_empty() => {
                self.pump.replies.pop_front().map(Step::Reply)
            }
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
            let now = self.pump.wiring.clock.now();
            counters.underway.arrived(&row.message, &now);
        }
        if self.pump.settle(row.seq).is_err() {
            // Settled before the next row is read; until then nothing is sent, least of all this row again.
            self.idle(Some(OUTBOX_RETRY)).await?;
        }
        Ok(())
    }

    /// Sends a message and waits until the broker has it.
    async fn send(&mut self, message: &OutboxMessage) -> Result<(), Fault> {
        self.talk.send(message, self.pump).await
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
        let announcer = self.pump.announcer.as_ref();
        let news = announcer.map(Announcer::news);
        let news = async {
            match news {
                Some(news) => Announcer::changed(news).await,
                None => future::pending().await,
            }
        };
        select! {
            heard = self.talk.listen(self.pump) => heard,
            () = news => Ok(()),
            () = pause => Ok(()),
            () = shutdown.wait() => Ok(()),
        }
    }
}
