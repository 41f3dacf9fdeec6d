//! The `roster` thread: tells the line when a command has changed who is known by their face.

use std::{io, thread::JoinHandle, time::Duration};

use crossbeam_channel::Sender;

use super::sensors::Stages;
use crate::{
    runtime::{Clock, Shutdown, spawn},
    store::{Reader, Settings, StoreError},
    types::{Input, RosterUpdate, StaffTemplate},
};

/// How often the roster is looked at.
const EVERY: Duration = Duration::from_secs(1);

/// Starts the thread, which ends with `stop`. `known` is what the line began with.
pub(super) fn watch(
    stages: &Stages<'_>,
    known: Vec<StaffTemplate>,
    inbound: Sender<Input>,
    stop: Shutdown,
) -> io::Result<JoinHandle<()>> {
    let (settings, clock) = (stages.config.store.clone(), stages.clock.clone());
    spawn("roster", move || {
        if let Err(error) = run(&settings, known, &clock, &inbound, &stop) {
            tracing::error!(%error, "changes of the roster take effect at the next start only");
        }
    })
}

fn run(
    settings: &Settings,
    mut known: Vec<StaffTemplate>,
    clock: &Clock,
    inbound: &Sender<Input>,
    stop: &Shutdown,
) -> Result<(), StoreError> {
    let reader = Reader::open(settings)?;
    let mut version = None;
    while !stop.sleep(EVERY) {
        let current = Some(reader.roster_version()?);
        if version == current {
            continue;
        }
        version = current;
        let staff = reader.staff_templates()?;
        if staff == known {
            continue;
        }
        known.clone_from(&staff);
        let stamp = clock.now();
        tracing::info!(templates = staff.len(), "the roster has changed");
        // Where nobody takes it the run ends, and so does this.
        if inbound
            .send(Input::Roster(RosterUpdate { stamp, staff }))
            .is_err()
        {
            break;
        }
    }
    Ok(())
}
