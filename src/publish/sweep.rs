//! What an earlier run left on the broker: retained states that nobody clears any more, because the store that knew of them
//! is gone, or was put back from a copy. Found once, on the first connection of a run, before anything of this run is there.

use std::time::Duration;

use tokio::time::timeout;

use super::{client::Notice, error::Fault, messages, session::Session};
use crate::types::OutboxMessage;

/// A broker that has not given its retained messages by then is left alone.
const PATIENCE: Duration = Duration::from_secs(10);

impl Session<'_> {
    /// Clears every state that an earlier run of this site left. A broker that does not let us read them is none of our
    /// business: it is said in the log.
    pub(super) async fn sweep(&mut self) -> Result<(), Fault> {
        let site = self.pump.link.site.clone();
        let filters = messages::states(&site);
        self.connection.subscribe_once(&filters).await;
        let refused = self
            .hear("our look at what is retained", |notice| match notice {
                Notice::Subscribed { refused } => Some(refused.clone()),
                _ => None,
            })
            .await?;
        if let Err(fault) = self.pump.link.subscribed(&filters, &refused) {
            tracing::warn!(
                %fault,
                "the broker does not let us see what an earlier run left; hint: let the appliance read its site's topics"
            );
            return Ok(());
        }
        // Not there yet: tablets wait for "online". A message that we hear ourselves comes after all that was retained.
        let marker = messages::status_message(&site, false);
        self.connection.publish(&marker).await;
        let heard = timeout(PATIENCE, self.until(&marker.topic)).await;
        if let Ok(heard) = heard {
            heard?;
        } else {
            tracing::warn!("the broker did not give all that an earlier run left in time");
        }
        self.connection.unsubscribe(&filters).await;
        let mut left = filters.len();
        self.hear("our goodbye to what is retained", |notice| {
            left -= usize::from(matches!(notice, Notice::Unsubscribed));
            (left == 0).then_some(())
        })
        .await?;
        let mut found = std::mem::take(&mut self.retained);
        found.retain(|topic| *topic != marker.topic);
        found.sort();
        found.dedup();
        if !found.is_empty() {
            let states = found.len();
            tracing::warn!(states, "cleared what an earlier run left on the broker");
        }
        for topic in found {
            let cleared = OutboxMessage {
                topic,
                payload: String::new(),
                retain: true,
                latest_only: true,
            };
            self.send(&cleared).await?;
        }
        Ok(())
    }

    /// Listens until a message of this topic comes that was just published.
    async fn until(&mut self, topic: &str) -> Result<(), Fault> {
        loop {
            let notice = self.connection.notices.recv().await;
            if let Some(Notice::Arrived {
                topic: arrived,
                retained: false,
                ..
            }) = &notice
                && arrived == topic
            {
                return Ok(());
            }
            self.take(notice)?;
        }
    }
}
