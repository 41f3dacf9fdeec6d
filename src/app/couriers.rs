//! The threads that deliver what webhooks tell, one for each.

use std::thread::JoinHandle;

use super::{sensors::Stages, threads::joined};
use crate::{
    publish::{Courier, Delivered},
    runtime::{Shutdown, Stopwatch, spawn},
    store::Store,
    types::Deliveries,
};

/// How long a courier that hangs in a connection is waited for: what it has not delivered waits in the store.
const PATIENCE_S: u64 = 4;
const LOOK_EVERY: std::time::Duration = std::time::Duration::from_millis(20);

/// These threads.
pub(super) struct Couriers(Vec<(String, JoinHandle<Delivered>)>);

impl Couriers {
    /// Starts them; they end after `stop`. What waits for webhooks that are gone is let go of before.
    pub(super) fn start(
        store: &Store,
        stages: &Stages<'_>,
        stop: &Shutdown,
    ) -> anyhow::Result<Self> {
        let webhooks = &stages.config.webhooks;
        let mut queue = store.deliveries()?;
        let known: Vec<_> = webhooks
            .iter()
            .map(|hook| (hook.id.clone(), hook.client.clone()))
            .collect();
        let dropped = queue.keep_only(&known, stages.clock.now().utc);
        let dropped = dropped.map_err(anyhow::Error::msg)?;
        if dropped > 0 {
            tracing::warn!(dropped, "deliveries waited for webhooks that are gone");
        }
        let mut threads = Vec::new();
        for hook in webhooks {
            let lost = queue.lost(&hook.id).map_err(anyhow::Error::msg)?;
            if lost > 0 {
                let webhook = &hook.id;
                tracing::warn!(webhook, lost, "deliveries were lost, as too many waited");
            }
            let courier = Courier::new(hook, Box::new(store.deliveries()?), stop.clone())?;
            let thread = spawn(&format!("webhook-{}", hook.id), move || courier.run())?;
            threads.push((hook.id.clone(), thread));
        }
        Ok(Self(threads))
    }

    /// Waits for them. It was asked to stop before.
    pub(super) fn finish(self) {
        let (patience, since) = (Shutdown::new(), Stopwatch::start());
        for (webhook, thread) in self.0 {
            while !thread.is_finished() && since.elapsed().as_secs() < PATIENCE_S {
                patience.sleep(LOOK_EVERY);
            }
            if thread.is_finished() {
                let Delivered {
                    accepted,
                    refused,
                    failed,
                } = joined(thread);
                tracing::info!(webhook, accepted, refused, failed, "delivered");
            } else {
                tracing::warn!(webhook, "stopped while its receiver keeps us waiting");
            }
        }
    }
}
