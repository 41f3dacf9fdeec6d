//! Where the log goes: to the journal with fields where systemd reads it, else to standard error.

use std::{
    env,
    fs::File,
    io::{self, IsTerminal},
    os::fd::AsFd,
    os::unix::fs::MetadataExt,
    sync::atomic::{AtomicBool, Ordering},
};

use tracing::Level;
use tracing_subscriber::{
    EnvFilter, filter::dynamic_filter_fn, layer::SubscriberExt, util::SubscriberInitExt,
};

use super::journal::Journal;

/// Where systemd's journal takes lines with fields.
const SOCKET: &str = "/run/systemd/journal/socket";

/// Whether nothing finer than `info` is logged, whatever was asked for.
static SPARES: AtomicBool = AtomicBool::new(false);

/// Leaves out of the log what only helps to find faults, or no longer: its disk has little room.
pub fn spare_the_log(on: bool) {
    SPARES.store(on, Ordering::Relaxed);
}

/// Logs to the journal where standard error is one, else to standard error; `RUST_LOG` overrides `level`. Calling it again
/// changes nothing.
pub fn init_logging(level: &str) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(level));
    let stream = env::var("JOURNAL_STREAM").ok();
    let journal = is_journal(stream.as_deref(), stderr_identity())
        .then(|| Journal::to(SOCKET.as_ref()).ok())
        .flatten();
    let spared = dynamic_filter_fn(|about, _| {
        *about.level() <= Level::INFO || !SPARES.load(Ordering::Relaxed)
    });
    // A second call (tests in one process) finds a subscriber in place, which is just as good.
    let _ = if let Some(journal) = journal {
        tracing_subscriber::registry()
            .with(filter)
            .with(spared)
            .with(journal)
            .try_init()
    } else {
        let layer = tracing_subscriber::fmt::layer()
            .with_writer(io::stderr)
            .with_ansi(io::stderr().is_terminal());
        tracing_subscriber::registry()
            .with(filter)
            .with(spared)
            .with(layer)
            .try_init()
    };
}

/// Device and inode of standard error.
fn stderr_identity() -> Option<(u64, u64)> {
    let stderr = File::from(io::stderr().as_fd().try_clone_to_owned().ok()?);
    let about = stderr.metadata().ok()?;
    Some((about.dev(), about.ino()))
}

/// Whether standard error is the journal: a program that somebody started below the service, with its output elsewhere,
/// has the variable, too (systemd.exec(5)).
fn is_journal(stream: Option<&str>, stderr: Option<(u64, u64)>) -> bool {
    let told = stream.and_then(|stream| {
        let (device, inode) = stream.split_once(':')?;
        Some((device.parse().ok()?, inode.parse().ok()?))
    });
    told.is_some() && told == stderr
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_journal_only_where_standard_error_is_what_systemd_gave() {
        let stderr = Some((9, 1234));
        assert!(is_journal(Some("9:1234"), stderr));
        for (stream, stderr) in [
            (None, stderr),
            (Some("9:1235"), stderr),
            (Some("8:1234"), stderr),
            (Some("9:1234"), None),
            (Some("nonsense"), stderr),
            (Some("9:x"), stderr),
        ] {
            assert!(!is_journal(stream, stderr), "{stream:?} {stderr:?}");
        }
    }
}
