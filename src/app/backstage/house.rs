//! The configuration in force, as pages read and change it.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};

use crossbeam_channel::Sender;

use crate::config::{self, Config, Problems};

/// The configuration in force, its file, and the way by which a changed one reaches the line.
pub(in crate::app) struct House {
    /// `None` where the configuration came from no file: then nothing of it can be changed.
    file: Option<PathBuf>,
    config: RwLock<Arc<Config>>,
    reload: Sender<Config>,
}

impl House {
    pub(in crate::app) fn new(
        config: Config,
        file: Option<PathBuf>,
        reload: Sender<Config>,
    ) -> Self {
        Self {
            file,
            config: RwLock::new(Arc::new(config)),
            reload,
        }
    }

    /// As of now.
    pub(in crate::app) fn config(&self) -> Arc<Config> {
        let config = self.config.read().unwrap_or_else(PoisonError::into_inner);
        config.clone()
    }

    pub(in crate::app) fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// Another configuration has come into force.
    pub(in crate::app) fn follow(&self, config: Config) {
        let mut held = self.config.write().unwrap_or_else(PoisonError::into_inner);
        *held = Arc::new(config);
    }

    /// Reads the file again, as a signal would have it, and brings it into force.
    ///
    /// # Errors
    /// Everything that is wrong with it; then nothing changes.
    pub(in crate::app) fn reload(&self) -> Result<(), Problems> {
        let Some(file) = &self.file else {
            return Ok(());
        };
        let config = config::load(file)?;
        self.follow(config.clone());
        // One that waits to be taken over is older than this one, and the line takes over what comes last.
        let _ = self.reload.send(config);
        Ok(())
    }
}
