//! Named threads, and the one that is restarted when it panics.

use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    thread::{self, JoinHandle},
};

use super::{Backoff, Shutdown};

/// Starts a named thread.
///
/// # Errors
/// The operating system has no thread left.
pub fn spawn<T: Send + 'static>(
    name: &str,
    body: impl FnOnce() -> T + Send + 'static,
) -> io::Result<JoinHandle<T>> {
    thread::Builder::new().name(name.to_owned()).spawn(body)
}

/// Runs `body` until it returns; where it panics, says so and runs it again after a wait.
pub fn supervise(name: &str, shutdown: &Shutdown, mut backoff: Backoff, mut body: impl FnMut()) {
    while catch_unwind(AssertUnwindSafe(&mut body)).is_err() {
        let wait = backoff.wait();
        tracing::error!(
            thread = name,
            wait_ms = wait.as_millis() as u64,
            "panicked; will be started again"
        );
        if shutdown.sleep(wait) {
            return;
        }
    }
}
