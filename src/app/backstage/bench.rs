//! What the installer's pages work with.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use jiff::Timestamp;

use crate::{
    app::{reload::ConfigFile, sensors::Stages},
    capture::Snapshots,
    config::{Config, ConfigDocument},
    publish,
    runtime::{Clock, Telemetry},
    store::{self, Reader},
    types::{AccountName, AuditEntry},
    web::Trouble,
};

/// The running appliance as the installer's pages see it.
pub(super) struct Bench {
    /// As it was at the start: what needs a restart is so still.
    pub(super) started_with: Config,
    pub(super) file: Option<ConfigFile>,
    pub(super) snapshots: Arc<Snapshots>,
    pub(super) telemetry: Telemetry,
    pub(super) published: Arc<publish::Counters>,
    /// This machine's time.
    pub(super) wall: Clock,
    pub(super) started: Timestamp,
    /// One change after the other.
    pub(super) editing: Mutex<()>,
    /// When who looked through which camera was noted last.
    pub(super) looked: Mutex<BTreeMap<(String, String), Timestamp>>,
}

impl Bench {
    pub(super) fn new(stages: &Stages<'_>, file: Option<ConfigFile>) -> Self {
        let wall = Clock::real(stages.origin.run);
        Self {
            started_with: stages.config.clone(),
            file,
            snapshots: stages.snapshots.clone(),
            telemetry: stages.telemetry.clone(),
            published: stages.published.clone(),
            started: wall.now().utc,
            wall,
            editing: Mutex::default(),
            looked: Mutex::default(),
        }
    }

    /// The file as it is now, where there is one.
    pub(super) fn document(&self) -> Result<Option<ConfigDocument>, Trouble> {
        let file = self.file.as_ref();
        let read = file
            .map(|file| ConfigDocument::read(file.path()))
            .transpose();
        read.map_err(trouble)
    }

    /// The configuration as its file has it now; without one, or while it has mistakes, that of the start.
    pub(super) fn config(&self) -> Config {
        let document = self.document().ok().flatten();
        let read = document.and_then(|document| document.config().ok());
        read.unwrap_or_else(|| self.started_with.clone())
    }

    pub(super) fn reader(&self) -> Result<Reader, Trouble> {
        Reader::open(&self.started_with.store).map_err(trouble)
    }

    pub(super) fn note(&self, what: &str, by: &AccountName, detail: String) -> Result<(), Trouble> {
        let entry = AuditEntry {
            at: self.wall.now().utc,
            who: by.to_string(),
            what: what.to_owned(),
            detail,
        };
        store::note(&self.started_with.store, &entry).map_err(trouble)
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
