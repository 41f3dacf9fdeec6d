//! Named threads: one that is restarted when it panics, one that is waited for with patience.

use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    thread::{self, JoinHandle},
    time::Duration,
};

use crossbeam_channel::{RecvTimeoutError, bounded};
use rustix::process::setpriority_process;

use super::{Backoff, Shutdown};

/// How nice threads are that stand back: each of the others gets three times their share (`setpriority(2)`).
const BEHIND: i32 = 5;

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

/// As [`spawn`], for a thread that stands back where there is more to do than the machine can: what comes behind it is not to wait for
/// the processor when it has made enough already.
///
/// # Errors
/// The operating system has no thread left.
pub fn spawn_behind<T: Send + 'static>(
    name: &str,
    body: impl FnOnce() -> T + Send + 'static,
) -> io::Result<JoinHandle<T>> {
    spawn(name, || {
        // On Linux this is about the calling thread alone. Where it is refused nothing but that is lost.
        let _ = setpriority_process(None, BEHIND);
        body()
    })
}

/// Runs `body` in a thread of its own and waits for it, calling `late` where that takes longer than `patience`. What
/// `body` panics with goes on in the caller.
///
/// # Errors
/// The operating system has no thread left.
pub fn patiently<T: Send>(
    name: &str,
    patience: Duration,
    body: impl FnOnce() -> T + Send,
    late: impl FnOnce(),
) -> io::Result<T> {
    thread::scope(|scope| {
        let (done, wait) = bounded::<()>(1);
        let thread = thread::Builder::new().name(name.to_owned());
        let running = thread.spawn_scoped(scope, move || {
            // Dropped when it is over, however it ends.
            let _done = done;
            body()
        })?;
        if wait.recv_timeout(patience) == Err(RecvTimeoutError::Timeout) {
            late();
        }
        Ok(running.join().unwrap_or_else(|panic| resume_unwind(panic)))
    })
}

/// Runs `body` on a thread of its own for as long as `work` takes here, and then waits for it; its panic goes on here.
///
/// # Errors
/// The operating system has no thread left; nothing was run.
pub fn beside(name: &str, body: impl FnOnce() + Send, work: impl FnOnce()) -> io::Result<()> {
    thread::scope(|scope| {
        let thread = thread::Builder::new().name(name.to_owned());
        let running = thread.spawn_scoped(scope, body)?;
        work();
        running.join().unwrap_or_else(|panic| resume_unwind(panic));
        Ok(())
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_long_is_said_so_once_and_still_waited_for() {
        let (go, wait) = bounded::<()>(1);
        let mut late = 0;
        let patience = Duration::from_millis(20);
        let body = || wait.recv_timeout(Duration::from_secs(30)).is_ok();
        let done = patiently("slow", patience, body, || {
            late += 1;
            go.send(()).expect("it waits");
        });
        assert_eq!((done.expect("a thread"), late), (true, 1));
        let quick = patiently("quick", Duration::from_secs(30), || 7, || late += 1);
        assert_eq!((quick.expect("a thread"), late), (7, 1));
    }

    #[test]
    fn a_panic_inside_goes_on_outside() {
        let broken = || {
            patiently(
                "broken",
                Duration::from_secs(30),
                || panic!("broken"),
                || (),
            )
        };
        assert!(catch_unwind(broken).is_err());
    }
}
