//! The configuration's file of a running appliance, and the way to have it taken over.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use crossbeam_channel::{Receiver, Sender, bounded};

use crate::config::{self, Config, Problems};

/// A running appliance takes one over between two inputs.
const TAKEN_WITHIN: Duration = Duration::from_secs(5);

/// The file that an appliance was started with. Clones have the same appliance.
#[derive(Clone, Debug)]
pub struct ConfigFile {
    path: PathBuf,
    reload: Sender<Config>,
}

impl ConfigFile {
    /// The file, and where configurations come out that are to be taken over.
    pub fn new(path: PathBuf) -> (Self, Receiver<Config>) {
        let (reload, reloads) = bounded(1);
        (Self { path, reload }, reloads)
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads it again and hands it on; waits where an earlier one is not taken over yet, which is a matter of moments.
    ///
    /// # Errors
    /// Everything that is wrong with it; the appliance goes on with what it has.
    pub fn read_again(&self) -> Result<(), Problems> {
        let config = config::load(&self.path)?;
        if self.reload.send_timeout(config, TAKEN_WITHIN).is_err() {
            tracing::warn!("the configuration is not taken over: the appliance is busy or stops");
        }
        Ok(())
    }
}
