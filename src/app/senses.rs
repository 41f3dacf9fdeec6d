//! What a run perceives with: checked and loaded, but not started.

use std::{path::Path, sync::Arc, thread};

use super::{
    cameras::{check_recording, painted, probed, replaced},
    options::{Eyes, Told},
};
use crate::{
    capture::{CameraSettings, Opener, SystemOpener},
    config::Config,
    types::ModelTag,
    vision::Networks,
};

/// What a run perceives with.
pub(super) enum Senses {
    Pictures(Pictures),
    Told(Told),
}

/// Cameras, and networks to look at their pictures.
pub(super) struct Pictures {
    pub(super) cameras: Vec<CameraSettings>,
    pub(super) opener: Arc<dyn Opener>,
    /// One set for each worker.
    pub(super) networks: Vec<Networks>,
    /// Whether any of the cameras is live.
    pub(super) live: bool,
}

impl Senses {
    /// Checks everything first, then loads the networks, where there are pictures to be seen.
    pub(super) fn prepare(
        config: &Config,
        eyes: Eyes,
        record: Option<&Path>,
    ) -> anyhow::Result<Self> {
        let system = || Arc::new(SystemOpener);
        let (cameras, opener): (_, Arc<dyn Opener>) = match eyes {
            Eyes::Cameras => (probed(config.cameras.clone())?, system()),
            Eyes::Files(files) => (probed(replaced(config, &files))?, system()),
            Eyes::Painted(opener) => (painted(config), opener),
            Eyes::Told(told) => {
                check_recording(config, record, false)?;
                return Ok(Self::Told(told));
            }
        };
        let live = cameras.iter().any(|camera| camera.source.is_live());
        check_recording(config, record, live)?;
        let networks = (0..worker_count(cameras.len(), live))
            .map(|_| Networks::load(&config.vision))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Self::Pictures(Pictures {
            cameras,
            opener,
            networks,
            live,
        }))
    }

    /// Whether time is the machine's and the run goes on until it is stopped; else it ends with its recordings.
    pub(super) fn live(&self) -> bool {
        matches!(self, Self::Pictures(pictures) if pictures.live)
    }

    /// Tag of the signatures that will come.
    pub(super) fn signatures(&self) -> Option<ModelTag> {
        match self {
            Self::Pictures(pictures) => {
                pictures.networks.first().map(|n| n.signature_tag().clone())
            }
            Self::Told(told) => told.signatures.clone(),
        }
    }
}

/// A worker for each recording, so that none waits for another; for cameras no more than there are cores.
fn worker_count(cameras: usize, live: bool) -> usize {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    if live { cameras.min(cores) } else { cameras }
}
