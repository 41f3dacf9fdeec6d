//! What stands after the line: the store's thread, and the broker's behind it.

use std::{sync::Arc, thread::JoinHandle};

use crossbeam_channel::{Receiver, Sender, bounded};
use tokio::sync::{Notify, watch};

use super::{
    couriers::Couriers,
    discovery,
    hub::{self, Hub},
    inbox::Attendant,
    roster,
    sensors::Stages,
    threads::{Failure, joined},
};
use crate::{
    capture::Pace,
    publish::{self, Bridge, Discovery, Link, PublishError, Wiring},
    runtime::{Shutdown, spawn},
    store::{Store, StoreError, Writer},
    types::{Input, Record, StaffTemplate},
};

/// Commands and external events that may wait for the line.
const WAITING_INBOUND: usize = 64;

/// These threads, and how to reach and to end them.
pub(super) struct Edge {
    pub(super) records: Sender<Vec<Record>>,
    store: JoinHandle<Result<(), StoreError>>,
    net: JoinHandle<Result<(), PublishError>>,
    /// Looks after changes of the roster, where the run lasts long enough for any.
    roster: Option<JoinHandle<()>>,
    inbox: JoinHandle<()>,
    couriers: Couriers,
    /// The link to other appliances, where there is a hub.
    hub: Option<Hub>,
    net_stop: Shutdown,
    counters: Arc<publish::Counters>,
    /// What Home Assistant is told, if anything: a reload changes it.
    pub(super) discovery: Option<watch::Sender<Discovery>>,
    /// The broker's address.
    pub(super) broker: String,
}

impl Edge {
    /// Starts them; `staff` is the roster that the line begins with. What comes in from the broker can be received.
    pub(super) fn start(
        store: Store,
        staff: &[StaffTemplate],
        stages: &Stages<'_>,
    ) -> anyhow::Result<(Self, Receiver<Input>)> {
        let (net_stop, wake) = (Shutdown::new(), Arc::new(Notify::new()));
        let link = Link::open(&stages.config.mqtt, &net_stop)?;
        if let Some(note) = stages.config.mqtt.note() {
            tracing::warn!("{note}");
        }
        let broker = link.address().to_string();
        let bridge = Bridge::new(&link, &stages.config.mqtt);
        stages.bridges.open(bridge);
        let (inbound, received) = bounded(WAITING_INBOUND);
        let counters = stages.published.clone();
        // Before anything else runs: a webhook without its secret keeps us from starting.
        let couriers = Couriers::start(&store, stages, &net_stop)?;
        let attendant = Attendant {
            inbox: store.inbox()?,
            inbound: inbound.clone(),
            clock: stages.clock.clone(),
            stop: stages.stop.clone(),
        };
        let inbox = spawn("inbox", move || attendant.run())?;
        let (discovery, announced) = discovery::channel(stages.config).unzip();
        let wiring = Wiring {
            outbox: Box::new(store.outbox()?),
            wake: wake.clone(),
            inbound: inbound.clone(),
            clock: stages.clock.clone(),
            shutdown: net_stop.clone(),
            counters: counters.clone(),
            discovery: announced,
        };
        let hub = store
            .hub()?
            .map(|link| {
                hub::start(
                    link,
                    stages.hub_there.clone(),
                    stages.clock.clone(),
                    inbound.clone(),
                    net_stop.clone(),
                )
            })
            .transpose()?;
        let roster = (stages.live || stages.pace == Pace::FileTime)
            .then(|| roster::watch(stages, staff.to_vec(), inbound, net_stop.clone()))
            .transpose()?;
        let net = spawn("net", move || publish::run_blocking(link, wiring))?;
        let Writer { records, thread } =
            store.writer(wake, stages.telemetry.clone(), stages.stop.clone())?;
        Ok((
            Self {
                records,
                store: thread,
                net,
                roster,
                inbox,
                couriers,
                hub,
                net_stop,
                counters,
                discovery,
                broker,
            },
            received,
        ))
    }

    /// Waits until everything is written, then until the broker has what it can have.
    pub(super) fn finish(self, failure: &Failure) -> publish::Totals {
        drop(self.records);
        // It was asked to stop when the line ended.
        joined(self.inbox);
        if let Err(error) = joined(self.store) {
            // Whoever could not reach the store failed because of it.
            failure.set_cause(error.into());
        }
        self.net_stop.request();
        if let Some(roster) = self.roster {
            joined(roster);
        }
        if let Err(error) = joined(self.net) {
            failure.set(error.into());
        }
        self.couriers.finish();
        if let Some(hub) = self.hub {
            hub.finish();
        }
        self.counters.totals()
    }
}
