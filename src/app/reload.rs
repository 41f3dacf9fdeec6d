//! The configuration's file of a running appliance, and the way to have it taken over.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use crossbeam_channel::{Receiver, Sender, bounded};

use crate::config::{self, Config, Problem, Problems};

/// So long a configuration waits for the one before it to be taken over, which takes a tick of the line.
const WAIT: Duration = Duration::from_secs(2);

/// The file that an appliance was started with. Clones have the same appliance.
#[derive(Clone, Debug)]
pub struct ConfigFile {
    path: PathBuf,
    reload: Sender<Config>,
    taken_over: Arc<Mutex<Option<Arc<Config>>>>,
}

impl ConfigFile {
    /// The file, and where configurations come out that are to be taken over.
    pub fn new(path: PathBuf) -> (Self, Receiver<Config>) {
        let (reload, reloads) = bounded(1);
        let file = Self {
            path,
            reload,
            taken_over: Arc::default(),
        };
        (file, reloads)
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What was read last since the start, and handed on.
    pub fn taken_over(&self) -> Option<Arc<Config>> {
        let taken_over = self.taken_over.lock();
        taken_over.unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn busy(&self) -> Problems {
        Problems(vec![Problem {
            file: self.path.clone(),
            line: None,
            key: String::new(),
            what: "is not taken over: the appliance is busy, or stops".to_owned(),
            hint: "try again in a moment".to_owned(),
        }])
    }

    /// Reads it again and hands it on.
    ///
    /// # Errors
    /// Everything that is wrong with it, or that nobody takes it over; the appliance goes on with what it has.
    pub fn read_again(&self) -> Result<(), Problems> {
        let config = config::load(&self.path)?;
        let mut taken_over = self
            .taken_over
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        // An appliance that has ended, or has not begun, takes nothing over.
        let handed_on = self.reload.send_timeout(config.clone(), WAIT);
        handed_on.map_err(|_| self.busy())?;
        *taken_over = Some(Arc::new(config));
        Ok(())
    }
}
