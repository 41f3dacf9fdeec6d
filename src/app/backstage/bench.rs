//! What the installer's pages work with.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use jiff::Timestamp;

use super::{books::StoreBooks, floor::Cards, house::House};
use crate::{
    app::sensors::Stages,
    capture::Snapshots,
    config::Config,
    publish,
    runtime::{Clock, Telemetry},
    store::{self, Reader},
    types::{AuditEntry, ModelTag},
    web::Trouble,
};

/// The running appliance as the installer's pages see it.
pub(super) struct Bench {
    pub(super) house: Arc<House>,
    /// What other pages have read of visitors: erasure is about that, too.
    pub(super) books: Arc<StoreBooks>,
    pub(super) cards: Arc<Cards>,
    pub(super) snapshots: Arc<Snapshots>,
    pub(super) telemetry: Telemetry,
    pub(super) published: Arc<publish::Counters>,
    /// Tag of the signatures that are made now.
    pub(super) signatures: Option<ModelTag>,
    /// This machine's time.
    pub(super) wall: Clock,
    pub(super) started: Timestamp,
    /// One colleague after the other: each takes networks and a camera.
    pub(super) enrolling: Mutex<()>,
    /// When who looked through which camera was noted last.
    pub(super) looked: Mutex<BTreeMap<(String, String), Timestamp>>,
}

impl Bench {
    pub(super) fn new(
        stages: &Stages<'_>,
        house: Arc<House>,
        books: Arc<StoreBooks>,
        cards: Arc<Cards>,
    ) -> Self {
        let wall = Clock::real(stages.origin.run);
        Self {
            house,
            books,
            cards,
            snapshots: stages.snapshots.clone(),
            telemetry: stages.telemetry.clone(),
            published: stages.published.clone(),
            signatures: stages.signatures.clone(),
            started: wall.now().utc,
            wall,
            enrolling: Mutex::default(),
            looked: Mutex::default(),
        }
    }

    pub(super) fn started_with(&self) -> &Config {
        self.house.started_with()
    }

    /// The configuration as its file has it now; without one, or while it has mistakes, the one in force.
    pub(super) fn config(&self) -> Config {
        let document = self.house.document().ok().flatten();
        let read = document.and_then(|document| document.config().ok());
        read.unwrap_or_else(|| self.house.config().as_ref().clone())
    }

    pub(super) fn reader(&self) -> Result<Reader, Trouble> {
        Reader::open(&self.started_with().store).map_err(trouble)
    }

    pub(super) fn note(&self, what: &str, by: &str, detail: String) -> Result<(), Trouble> {
        let entry = AuditEntry {
            at: self.wall.now().utc,
            who: by.to_owned(),
            what: what.to_owned(),
            detail,
        };
        store::note(&self.started_with().store, &entry).map_err(trouble)
    }
}

/// What went wrong, for a page.
#[allow(clippy::needless_pass_by_value, reason = "an error is done with here")]
pub(super) fn trouble(error: impl ToString) -> Trouble {
    Trouble(error.to_string())
}

/// Nobody leaves these in the middle of a change.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
