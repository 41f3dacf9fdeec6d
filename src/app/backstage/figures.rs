//! How the appliance and its machine are.

use std::{fs, path::Path, thread};

use super::bench::{Bench, trouble};
use crate::web::{HealthView, Trouble};

pub(super) fn health(bench: &Bench) -> Result<HealthView, Trouble> {
    let kept = bench.reader()?.kept().map_err(trouble)?;
    let path = &bench.started_with().store.path;
    let stages = bench.telemetry.stages().into_iter();
    let stages = stages.filter(|stage| stage.calls > 0).map(|stage| {
        let mean = stage.time.as_secs_f64() * 1000.0 / stage.calls as f64;
        (stage.stage.name().to_owned(), stage.calls, mean)
    });
    Ok(HealthView {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        started: bench.started,
        now: bench.wall.now().utc,
        memory: kibibytes("/proc/self/status", "VmRSS:"),
        memory_total: kibibytes("/proc/meminfo", "MemTotal:"),
        load: load(),
        processors: thread::available_parallelism().map_or(1, usize::from),
        store: size_of(path),
        disk_free: free_beside(path),
        visitors: kept.visitors,
        visits: kept.visits,
        events: kept.events,
        signatures: kept.signatures,
        deliveries: kept.deliveries,
        broker: bench.broker()?,
        stages: stages.collect(),
    })
}

/// A figure of one of the kernel's files, in bytes.
pub(super) fn kibibytes(file: &str, name: &str) -> Option<u64> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    let number = line[name.len()..].split_whitespace().next()?;
    number.parse::<u64>().ok().map(|kibi| kibi * 1024)
}

/// The mean of the last five minutes.
fn load() -> Option<f64> {
    let text = fs::read_to_string("/proc/loadavg").ok()?;
    text.split_whitespace().nth(1)?.parse().ok()
}

/// The store and its log.
fn size_of(store: &Path) -> u64 {
    let mut log = store.as_os_str().to_owned();
    log.push("-wal");
    let bytes = |path: &Path| fs::metadata(path).map_or(0, |about| about.len());
    bytes(store) + bytes(Path::new(&log))
}

fn free_beside(store: &Path) -> Option<u64> {
    let about = rustix::fs::statvfs(store).ok()?;
    Some(about.f_bavail * about.f_frsize)
}
