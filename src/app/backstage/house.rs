//! The configuration, as pages read and change it.

use std::{
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::{
    app::reload::ConfigFile,
    config::{Config, ConfigDocument, EditError, Problems},
};

/// The configuration of the appliance and its file.
pub(super) struct House {
    /// As the appliance was started with it: what needs a restart is so still.
    started_with: Arc<Config>,
    /// `None` where the configuration came from no file: then nothing of it can be changed.
    file: Option<ConfigFile>,
    editing: Mutex<()>,
}

impl House {
    pub(super) fn new(started_with: Config, file: Option<ConfigFile>) -> Self {
        Self {
            started_with: Arc::new(started_with),
            file,
            editing: Mutex::default(),
        }
    }

    pub(super) fn started_with(&self) -> &Config {
        &self.started_with
    }

    /// As it is in force now.
    pub(super) fn config(&self) -> Arc<Config> {
        let taken_over = self.file.as_ref().and_then(ConfigFile::taken_over);
        taken_over.unwrap_or_else(|| self.started_with.clone())
    }

    pub(super) fn file(&self) -> Option<&Path> {
        self.file.as_ref().map(ConfigFile::path)
    }

    /// The file as it stands on the disk, where there is one: somebody may have changed it and not had it taken over.
    ///
    /// # Errors
    /// It cannot be read.
    pub(super) fn document(&self) -> Result<Option<ConfigDocument>, EditError> {
        self.file().map(ConfigDocument::read).transpose()
    }

    /// Whoever holds this changes the file, and nobody else's page.
    pub(super) fn editing(&self) -> MutexGuard<'_, ()> {
        self.editing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads the file again, as a signal would have it, and brings it into force.
    ///
    /// # Errors
    /// Everything that is wrong with it; then nothing changes.
    pub(super) fn reload(&self) -> Result<(), Problems> {
        self.file.as_ref().map_or(Ok(()), ConfigFile::read_again)
    }
}
