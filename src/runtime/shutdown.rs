//! One stop signal for threads and for async code.

use std::{
    sync::{Arc, Condvar, Mutex, PoisonError},
    time::Duration,
};

use tokio::sync::watch;

/// Asked to stop or not; clones share the answer. Once asked, it stays asked.
#[derive(Clone, Debug)]
pub struct Shutdown {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    requested: Mutex<bool>,
    changed: Condvar,
    async_side: watch::Sender<bool>,
}

impl Default for Shutdown {
    fn default() -> Self {
        Self::new()
    }
}

impl Shutdown {
    pub fn new() -> Self {
        let inner = Inner {
            requested: Mutex::new(false),
            changed: Condvar::new(),
            async_side: watch::Sender::new(false),
        };
        Self {
            inner: Arc::new(inner),
        }
    }

    /// Asks everyone who holds this signal to stop.
    pub fn request(&self) {
        *self
            .inner
            .requested
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = true;
        self.inner.changed.notify_all();
        self.inner.async_side.send_replace(true);
    }

    pub fn is_requested(&self) -> bool {
        *self
            .inner
            .requested
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Sleeps for `time`, or until the stop is asked for; true where it was.
    pub fn sleep(&self, time: Duration) -> bool {
        let guard = self
            .inner
            .requested
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let waited = self
            .inner
            .changed
            .wait_timeout_while(guard, time, |requested| !*requested);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }

    /// Completes when the stop is asked for.
    pub async fn wait(&self) {
        let mut receiver = self.inner.async_side.subscribe();
        // The sender lives in `self`, so waiting cannot fail while we are here.
        let _ = receiver.wait_for(|requested| *requested).await;
    }
}
