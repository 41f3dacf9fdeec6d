//! The store and its disk.

use std::{fs, path::Path, sync::atomic::Ordering, time::Duration};

use jiff::Timestamp;

use super::{text::Exposition, watch::Gauges};
use crate::{
    runtime::Clock,
    store::{Queues, Reader, Settings, StoreError},
};

/// What the store says of what waits.
pub(super) struct Stored {
    pub(super) queues: Queues,
    /// As [`oldest_age`] has it.
    pub(super) oldest_age: Duration,
}

impl Stored {
    /// # Errors
    /// The store cannot be read.
    pub(super) fn read(settings: &Settings, clock: &Clock) -> Result<Self, StoreError> {
        let queues = Reader::open(settings)?.queues()?;
        let oldest_age = age(queues.oldest, clock);
        Ok(Self { queues, oldest_age })
    }
}

/// Since the oldest message that waits was made; zero where none waits.
///
/// # Errors
/// The store cannot be read.
pub(super) fn oldest_age(settings: &Settings, clock: &Clock) -> Result<Duration, StoreError> {
    let oldest = Reader::open(settings)?.oldest_waiting()?;
    Ok(age(oldest, clock))
}

fn age(made: Option<Timestamp>, clock: &Clock) -> Duration {
    let age = made.map(|at| clock.now().utc.duration_since(at));
    age.and_then(|age| age.try_into().ok()).unwrap_or_default()
}

pub(super) fn write(gauges: &Gauges, stored: Option<&Stored>, text: &mut Exposition) {
    let help = "1 where the store can be read, else 0: what is read from it is left out then.";
    text.gauge("showfloor_store_readable", help)
        .is(u8::from(stored.is_some()));
    let help = "1 while records wait in memory as the store cannot be written, else 0.";
    text.gauge("showfloor_store_waits_for_disk", help)
        .is(u8::from(gauges.telemetry.waits_for_disk()));
    let help = "Steps of the line whose records wait to be written.";
    text.gauge("showfloor_store_steps_waiting", help)
        .is(gauges.telemetry.steps_waiting());
    if gauges.config.store.hub.is_some() {
        hub(gauges, stored, text);
    }
    let store = &gauges.config.store.path;
    let mut log = store.as_os_str().to_owned();
    log.push("-wal");
    let help = "Size of the store's files: the database, its write-ahead log, the keyring.";
    let mut family = text.gauge("showfloor_store_file_bytes", help);
    let keyring = gauges.config.store.keyring();
    for (name, path) in [
        ("db", store.as_path()),
        ("wal", Path::new(&log)),
        ("keyring", &keyring),
    ] {
        let bytes = fs::metadata(path).map_or(0, |about| about.len());
        family.of(&[("file", name)], bytes);
    }
    let disk = rustix::fs::statvfs(store).ok();
    let help = "Free space that the service may use on the store's disk.";
    let mut family = text.gauge("showfloor_store_disk_free_bytes", help);
    if let Some(disk) = &disk {
        family.is(disk.f_bavail * disk.f_frsize);
    }
    let help = "Size of the store's disk.";
    let mut family = text.gauge("showfloor_store_disk_size_bytes", help);
    if let Some(disk) = &disk {
        family.is(disk.f_blocks * disk.f_frsize);
    }
}

/// The link to the other appliances of the showroom.
fn hub(gauges: &Gauges, stored: Option<&Stored>, text: &mut Exposition) {
    let help =
        "1 where the hub of several appliances is reached, else 0: this one goes on alone then.";
    text.gauge("showfloor_hub_up", help)
        .is(u8::from(gauges.hub_there.load(Ordering::Acquire)));
    if let Some(stored) = stored {
        let help = "What this appliance keeps and the hub has not taken yet.";
        text.gauge("showfloor_hub_waiting", help)
            .is(stored.queues.hub);
        let help = "What the hub will never be told, as too much waited.";
        text.counter("showfloor_hub_lost_total", help)
            .is(stored.queues.hub_lost);
    }
}
