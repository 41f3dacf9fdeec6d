//! Whether the broker keeps what it should. An earlier run may have left retained states that nobody clears any more, because the
//! store that knew of them is gone, or was put back from a copy; a broker that crashed may have lost some, or have old ones
//! back. So on every connection, before "online", what is retained is held against what was said last.

use std::{collections::BTreeMap, time::Duration};

use tokio::time::timeout;

use super::{
    client::Notice,
    error::Fault,
    inbound::Arrival,
    messages,
    talk::{Receive, Talk},
};
use crate::types::{KeptState, OutboxMessage};

/// A broker that has not given its retained messages by then is left alone.
const PATIENCE: Duration = Duration::from_secs(10);

/// What arrives while retained states are looked for; it is no message to us.
struct Found {
    /// By topic.
    retained: BTreeMap<String, Vec<u8>>,
    /// The topic of a message of our own, which comes after all that was retained.
    marker: String,
    all: bool,
}

impl Receive for Found {
    fn receive(&mut self, arrival: &Arrival<'_>) {
        if !arrival.retained {
            self.all |= arrival.topic == self.marker;
        } else if !arrival.payload.is_empty() {
            self.retained
                .insert(arrival.topic.to_owned(), arrival.payload.to_owned());
        }
    }
}

impl Talk {
    /// Clears every retained state of this site that is none of `states`, and says those again that are not there as they
    /// were said. A broker that does not let us read them is none of our business: it is said in the log.
    pub(super) async fn sweep(&mut self, site: &str, states: &[KeptState]) -> Result<(), Fault> {
        let marker = messages::status_message(site, false);
        let mut found = Found {
            retained: BTreeMap::new(),
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
        let mut kept = std::mem::take(&mut found.retained);
        kept.remove(&marker.topic);
        let differences = differences(&kept, states);
        if !differences.is_empty() {
            let states = differences.len();
            tracing::warn!(
                states,
                "the broker kept other states than were said last; mended"
            );
        }
        for message in &differences {
            self.send(message, &mut found).await?;
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

/// What makes `kept` what it should be. A state that waits to be said need not be there yet.
fn differences(kept: &BTreeMap<String, Vec<u8>>, states: &[KeptState]) -> Vec<OutboxMessage> {
    let state = |topic: &str, payload: &str| OutboxMessage {
        topic: topic.to_owned(),
        payload: payload.to_owned(),
        retain: true,
        latest_only: true,
    };
    let ours = |topic: &String| states.iter().any(|state| state.topic == *topic);
    let cleared = kept.keys().filter(|topic| !ours(topic));
    let cleared = cleared.map(|topic| state(topic, ""));
    let is_there =
        |s: &KeptState| kept.get(&s.topic).map(Vec::as_slice) == Some(s.payload.as_bytes());
    let missing = states.iter().filter(|s| !s.waits && !is_there(s));
    cleared
        .chain(missing.map(|s| state(&s.topic, &s.payload)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_ours_is_cleared_and_what_is_missing_or_old_is_said_again() {
        let kept = [("left", "x"), ("old", "1"), ("right", "1"), ("waits", "0")];
        let kept = kept.map(|(topic, payload)| (topic.to_owned(), payload.as_bytes().to_vec()));
        let state = |topic: &str, waits| KeptState {
            topic: topic.into(),
            payload: if topic == "right" { "1" } else { "2" }.into(),
            waits,
        };
        let states = [
            state("missing", false),
            state("old", false),
            state("right", false),
            state("waits", true),
        ];
        let said = differences(&kept.into(), &states);
        let said: Vec<_> = said
            .iter()
            .map(|m| (m.topic.as_str(), m.payload.as_str()))
            .collect();
        assert_eq!(said, [("left", ""), ("missing", "2"), ("old", "2")]);
    }
}
