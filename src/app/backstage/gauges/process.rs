//! The process, by the names that all programs use for it.

use std::fs;

use super::{text::Exposition, watch::Gauges};
use crate::app::backstage::figures::kibibytes;

/// Clock ticks in a second, as the kernel tells them to every program.
const TICKS: f64 = 100.0;

pub(super) fn write(gauges: &Gauges, text: &mut Exposition) {
    text.gauge(
        "showfloor_build_info",
        "Always 1; the version of the program.",
    )
    .of(&[("version", env!("CARGO_PKG_VERSION"))], 1);
    let help = "When the run began, in seconds since 1970.";
    text.gauge("process_start_time_seconds", help)
        .is(gauges.started.as_millisecond() as f64 / 1000.0);
    let help = "Processor time of the process, in seconds.";
    let mut family = text.counter("process_cpu_seconds_total", help);
    if let Some(seconds) = processor_time() {
        family.is(seconds);
    }
    let help = "Memory that the process has in RAM.";
    let mut family = text.gauge("process_resident_memory_bytes", help);
    if let Some(bytes) = kibibytes("/proc/self/status", "VmRSS:") {
        family.is(bytes);
    }
    let mut family = text.gauge("process_threads", "Threads of the process.");
    if let Some(threads) = threads() {
        family.is(threads);
    }
    let mut family = text.gauge("process_open_fds", "Open files, sockets and pipes.");
    if let Ok(open) = fs::read_dir("/proc/self/fd") {
        // One of them is the folder that is being read.
        family.is(open.count().saturating_sub(1));
    }
}

fn threads() -> Option<u64> {
    let text = fs::read_to_string("/proc/self/status").ok()?;
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("Threads:"))?;
    line.trim().parse().ok()
}

/// Of the program and of the kernel for it, in seconds.
fn processor_time() -> Option<f64> {
    let text = fs::read_to_string("/proc/self/stat").ok()?;
    // The program's name, in brackets, may have spaces in it.
    let mut rest = text.rsplit_once(')')?.1.split_whitespace().skip(11);
    let ticks = |field: Option<&str>| field?.parse::<f64>().ok();
    Some((ticks(rest.next())? + ticks(rest.next())?) / TICKS)
}
