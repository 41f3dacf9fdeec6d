//! What an earlier run left on the broker: retained states that nobody clears any more, because the store that knew of them
//! is gone, or was put back from a copy. Found once, on the first connection of a run, before anything of this run is there.

use std::time::Duration;

use tokio::time::timeout;

use super::{
    client::Notice,
    error::Fault,
    inbound::Arrival,
    messages,
    talk::{Receive, Talk},
};
use crate::types::OutboxMessage;

/// A broker that has not given its retained messages by then is left alone.
const PATIENCE: Duration = Duration::from_secs(10);

/// What arrives while retained states are looked for; it is no message to us.
struct Found {
    retained: Vec<String>,
    /// The topic of a message of our own, which comes after all that was retained.
    marker: String,
    all: bool,
}

impl Receive for Found {
    fn receive(&mut self, arrival: &Arrival<'_>) {
        if !arrival.retained {
            self.all |= arrival.topic == self.marker;
        } else if !arrival.payload.is_empty() {
            self.retained.push(arrival.topic.to_owned());
        }
    }
}

impl Talk {
    /// Clears every state that an earlier run of this site left. A broker that does not let us read them is none of our
    /// business: it is said in the log.
    pub(super) async fn sweep(&mut self, site: &str) -> Result<(), Fault> {
        let marker = messages::status_message(site, false);
        let mut found = Found {
            retained: Vec::new(),
            marker: marker.topic.clone(),
            all: false,
        };
        let filters = messages::states(site);
        self.connection.subscribe_once(&filters).await;
        let refused = self
            .hear(
                "our look at what is retained",
                &mut found,
                |notice| match notice {
                    Notice::Subscribed { refused } => Some(refused.clone()),
                    _ => None,
                },
            )
            .await?;
        if let Err(fault) = self.granted(&filters, &refused) {
            tracing::warn!(
                %fault,
                "the broker does not let us see what an earlier run left; hint: let the appliance read its site's topics"
            );
            return Ok(());
        }
        // Not there yet: tablets wait for "online". A message that we hear ourselves comes after all that was retained.
        self.connection.publish(&marker).await;
        if let Ok(heard) = timeout(PATIENCE, self.all(&mut found)).await {
            heard?;
        } else {
            tracing::warn!("the broker did not give all that an earlier run left in time");
        }
        self.connection.unsubscribe(&filters).await;
        let mut left = filters.len();
        self.hear("our goodbye to what is retained", &mut found, |notice| {
            left -= usize::from(matches!(notice, Notice::Unsubscribed));
            (left == 0).then_some(())
        })
        .await?;
        let mut left = std::mem::take(&mut found.retained);
        left.retain(|topic| *topic != marker.topic);
        left.sort();
        left.dedup();
        if !left.is_empty() {
            let states = left.len();
            tracing::warn!(states, "cleared what an earlier run left on the broker");
        }
        for topic in left {
            let cleared = OutboxMessage {
                topic,
                payload: String::new(),
                retain: true,
                latest_only: true,
            };
            self.send(&cleared, &mut found).await?;
        }
        Ok(())
    }

    /// Listens until all that was retained has come.
    async fn all(&mut self, found: &mut Found) -> Result<(), Fault> {
        while !found.all {
            self.listen(found).await?;
        }
        Ok(())
    }
}
