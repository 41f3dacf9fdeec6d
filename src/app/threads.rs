//! How threads end, and what they end with.

use std::{
    sync::{Arc, Mutex, PoisonError},
    thread::JoinHandle,
};

/// Waits for a thread; its panic goes on here.
pub(super) fn joined<T>(thread: JoinHandle<T>) -> T {
    thread
        .join()
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// The first failure of any thread: what the run is said to have ended with.
#[derive(Clone, Debug, Default)]
pub(super) struct Failure(Arc<Mutex<Option<anyhow::Error>>>);

impl Failure {
    pub(super) fn set(&self, error: anyhow::Error) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get_or_insert(error);
    }

    /// A failure that explains the others.
    pub(super) fn set_cause(&self, error: anyhow::Error) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
    }

    pub(super) fn take(&self) -> anyhow::Result<()> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
            .map_or(Ok(()), Err)
    }
}
