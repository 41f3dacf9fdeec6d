//! The configuration in force, as pages read and change it.

use std::{path::Path, sync::Arc};

use crate::{
    app::reload::ConfigFile,
    config::{Config, Problems},
};

/// The configuration in force, and its file.
pub(super) struct House {
    /// As the appliance was started with it.
    first: Arc<Config>,
    /// `None` where the configuration came from no file: then nothing of it can be changed.
    file: Option<ConfigFile>,
}

impl House {
    pub(super) fn new(first: Config, file: Option<ConfigFile>) -> Self {
        Self {
            first: Arc::new(first),
            file,
        }
    }

    /// As of now.
    pub(super) fn config(&self) -> Arc<Config> {
        let taken_over = self.file.as_ref().and_then(ConfigFile::taken_over);
        taken_over.unwrap_or_else(|| self.first.clone())
    }

    pub(super) fn file(&self) -> Option<&Path> {
        self.file.as_ref().map(ConfigFile::path)
    }

    /// Reads the file again, as a signal would have it, and brings it into force.
    ///
    /// # Errors
    /// Everything that is wrong with it; then nothing changes.
    pub(super) fn reload(&self) -> Result<(), Problems> {
        self.file.as_ref().map_or(Ok(()), ConfigFile::read_again)
    }
}
