//! What a camera gave, and what became of it.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Counters of one camera.
#[derive(Debug, Default)]
pub struct CameraCounters {
    /// Frames that arrived.
    pub grabbed: AtomicU64,
    /// Frames that went through the networks.
    pub analysed: AtomicU64,
    /// Frames chosen for analysis that a newer one replaced, or that would have waited for too long.
    pub dropped: AtomicU64,
    /// Frames chosen for analysis that bring nothing: the same picture as before, a black one, or one of a lull. A sub-stream's frame
    /// while the main stream shows the same is not counted: that one's is.
    pub unchanged: AtomicU64,
    /// Frames that could not be decoded, or that are missing between the timestamps of their neighbours.
    pub corrupt: AtomicU64,
    /// Connections made, the first included.
    pub opened: AtomicU64,
}

/// A reading of [`CameraCounters`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct CameraTotals {
    pub grabbed: u64,
    pub analysed: u64,
    pub dropped: u64,
    pub unchanged: u64,
    pub corrupt: u64,
    pub opened: u64,
}

impl CameraCounters {
    /// Adds one.
    pub fn bump(counter: &AtomicU64) {
        counter.fetch_add(1, Relaxed);
    }

    pub fn totals(&self) -> CameraTotals {
        CameraTotals {
            grabbed: self.grabbed.load(Relaxed),
            analysed: self.analysed.load(Relaxed),
            dropped: self.dropped.load(Relaxed),
            unchanged: self.unchanged.load(Relaxed),
            corrupt: self.corrupt.load(Relaxed),
            opened: self.opened.load(Relaxed),
        }
    }
}
