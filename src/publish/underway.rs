//! How long it takes from a frame to the broker: what was said because of one, and when the broker had it.

use std::{
    collections::VecDeque,
    hash::{DefaultHasher, Hash, Hasher},
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::{
    runtime::{Buckets, DELAYS_S, Histogram},
    types::{OutboxMessage, Stamp},
};

/// Messages whose frames are remembered. Where the broker stays away more will wait, and the oldest are not timed.
const REMEMBERED: usize = 1024;

/// Messages on their way, and the times of those that arrived.
#[derive(Debug)]
pub(super) struct Underway {
    /// What each was said because of, in the order of the outbox: a digest of it, and the frame's time.
    said: Mutex<VecDeque<(u64, Stamp)>>,
    times: Histogram,
}

impl Default for Underway {
    fn default() -> Self {
        Self {
            said: Mutex::default(),
            times: Histogram::new(&DELAYS_S),
        }
    }
}

impl Underway {
    /// The line has said this because of a frame that arrived then.
    pub(super) fn said(&self, message: &OutboxMessage, frame: &Stamp) {
        let mut said = self.lock();
        if said.len() == REMEMBERED {
            said.pop_front();
        }
        said.push_back((digest(message), *frame));
    }

    /// The broker has this one. What was said before it and is still here was replaced in the outbox, and never goes.
    pub(super) fn arrived(&self, message: &OutboxMessage, now: &Stamp) {
        let digest = digest(message);
        let mut said = self.lock();
        if let Some(at) = said.iter().position(|(known, _)| *known == digest) {
            let of_it = said.drain(..=at).next_back();
            if let Some((_, frame)) = of_it {
                self.times.count_time(now.since(&frame));
            }
        }
    }

    pub(super) fn times(&self) -> Buckets {
        self.times.read()
    }

    /// Nobody leaves it in the middle of a change.
    fn lock(&self) -> MutexGuard<'_, VecDeque<(u64, Stamp)>> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Two messages with the same one are the same message, as far as anybody could tell in a run.
fn digest(message: &OutboxMessage) -> u64 {
    let mut hasher = DefaultHasher::new();
    (&message.topic, &message.payload).hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use jiff::Timestamp;
    use ulid::Ulid;

    use super::*;
    use crate::types::RunId;

    fn message(payload: &str) -> OutboxMessage {
        OutboxMessage {
            topic: "topic".into(),
            payload: payload.into(),
            retain: false,
            latest_only: false,
        }
    }

    fn at(ms: u64) -> Stamp {
        let begin = Stamp {
            run: RunId(Ulid::from(1u128)),
            mono_ns: 0,
            utc: Timestamp::UNIX_EPOCH,
        };
        begin.later(Duration::from_millis(ms))
    }

    #[test]
    fn each_message_is_timed_from_its_frame_and_what_was_replaced_is_not() {
        let underway = Underway::default();
        for (payload, ms) in [("replaced", 0), ("one", 100), ("two", 200)] {
            underway.said(&message(payload), &at(ms));
        }
        underway.arrived(&message("said because of no frame"), &at(250));
        underway.arrived(&message("one"), &at(300));
        underway.arrived(&message("two"), &at(350));
        underway.arrived(&message("two"), &at(900));
        let times = underway.times();
        assert_eq!(times.count(), 2);
        assert!((times.sum - 0.35).abs() < 1e-6, "{}", times.sum);
    }

    #[test]
    fn a_broker_that_stays_away_costs_a_bounded_memory() {
        let underway = Underway::default();
        for n in 0..=REMEMBERED {
            underway.said(&message(&n.to_string()), &at(0));
        }
        assert_eq!(underway.lock().len(), REMEMBERED);
        underway.arrived(&message("0"), &at(1));
        assert_eq!(underway.times().count(), 0);
    }
}
