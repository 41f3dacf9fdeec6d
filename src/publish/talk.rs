//! What is asked of a broker on one connection, and its answers.

use std::time::Duration;

use tokio::time::timeout;

use super::{
    client::{Connection, Notice},
    error::Fault,
    inbound::Arrival,
    settings::Link,
};
use crate::types::OutboxMessage;

/// Longest wait for an answer of a connected broker.
const ANSWER_S: u64 = 20;

/// Whoever is told what arrives, whatever else is waited for.
pub(super) trait Receive {
    fn receive(&mut self, arrival: &Arrival<'_>);
}

/// One connection.
pub(super) struct Talk {
    pub(super) connection: Connection,
    address: String,
    user: String,
}

impl Talk {
    pub(super) fn new(connection: Connection, link: &Link) -> Self {
        Self {
            connection,
            address: link.address.to_string(),
            user: link.user().to_owned(),
        }
    }

    /// Waits for the broker's welcome.
    pub(super) async fn begin(&mut self, to: &mut impl Receive) -> Result<(), Fault> {
        self.hear("the connection", to, |notice| {
            matches!(notice, Notice::Connected).then_some(())
        })
        .await
    }

    /// Asks for these topics.
    pub(super) async fn subscribe(
        &mut self,
        filters: &[String],
        to: &mut impl Receive,
    ) -> Result<(), Fault> {
        self.connection.subscribe(filters).await;
        let refused = self
            .hear("our subscriptions", to, |notice| match notice {
                Notice::Subscribed { refused } => Some(refused.clone()),
                _ => None,
            })
            .await?;
        self.granted(filters, &refused)
    }

    /// Fails where some of these filters were refused.
    pub(super) fn granted(&self, filters: &[String], refused: &[usize]) -> Result<(), Fault> {
        Fault::of_subscription((&self.address, &self.user), filters, refused)
    }

    /// Sends a message and waits until the broker has it.
    pub(super) async fn send(
        &mut self,
        message: &OutboxMessage,
        to: &mut impl Receive,
    ) -> Result<(), Fault> {
        self.connection.publish(message).await;
        let mut sent = None;
        self.hear("a message", to, |notice| match notice {
            Notice::Sent(id) => {
                sent = Some(*id);
                None
            }
            Notice::Acknowledged(id) => (sent == Some(*id)).then_some(()),
            _ => None,
        })
        .await
    }

    /// Says goodbye.
    pub(super) async fn goodbye(&mut self, to: &mut impl Receive) -> Result<(), Fault> {
        self.connection.disconnect().await;
        self.hear("our goodbye", to, |notice| {
            matches!(notice, Notice::Disconnected).then_some(())
        })
        .await
    }

    /// Waits for the next notice. Nothing is lost where the wait is given up.
    pub(super) async fn listen(&mut self, to: &mut impl Receive) -> Result<(), Fault> {
        let notice = self.connection.notices.recv().await;
        self.take(notice, to).map(drop)
    }

    /// Takes in what comes, until `pick` finds the answer it waits for.
    pub(super) async fn hear<T>(
        &mut self,
        question: &'static str,
        to: &mut impl Receive,
        mut pick: impl FnMut(&Notice) -> Option<T>,
    ) -> Result<T, Fault> {
        let answer = async {
            loop {
                let notice = self.connection.notices.recv().await;
                let notice = self.take(notice, to)?;
                if let Some(found) = notice.as_ref().and_then(&mut pick) {
                    return Ok(found);
                }
            }
        };
        let answer = timeout(Duration::from_secs(ANSWER_S), answer).await;
        answer.unwrap_or_else(|_| {
            Err(Fault::NoAnswer {
                address: self.address.clone(),
                question,
                seconds: ANSWER_S,
            })
        })
    }

    /// Hands over what arrived and ends what is broken; gives back every other notice.
    fn take(&self, notice: Option<Notice>, to: &mut impl Receive) -> Result<Option<Notice>, Fault> {
        match notice {
            Some(Notice::Broken(fault)) => Err(fault),
            None => Err(Fault::Lost {
                address: self.address.clone(),
                reason: "it ended".to_owned(),
            }),
            Some(Notice::Arrived {
                topic,
                payload,
                retained,
            }) => {
                to.receive(&Arrival {
                    topic: &topic,
                    payload: &payload,
                    retained,
                });
                Ok(None)
            }
            other => Ok(other),
        }
    }
}
