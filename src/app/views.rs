//! The `views` thread: keeps what cameras are to show, and hears of references that a command let go of.

use std::{collections::BTreeSet, sync::Arc, thread::JoinHandle, time::Duration};

use crate::{
    capture::Views,
    runtime::{Clock, Shutdown, spawn},
    store::{Settings, StoreError, ViewKeeper},
    types::{AuditEntry, CameraId},
};

/// How often the store is looked into.
const EVERY: Duration = Duration::from_secs(1);

/// What is kept, and the thread that keeps it until `stop`.
pub(super) fn watch(
    settings: &Settings,
    clock: Clock,
    stop: Shutdown,
) -> anyhow::Result<(Arc<Views>, JoinHandle<()>)> {
    let mut keeper = ViewKeeper::open(settings)?;
    let views = Arc::new(Views::new(keeper.references()?));
    let shared = views.clone();
    let thread = spawn("views", move || {
        let mut trouble = false;
        while !stop.sleep(EVERY) {
            let done = exchange(&mut keeper, &shared, &clock);
            if let (Err(error), false) = (&done, trouble) {
                tracing::error!(%error, "what cameras are to show cannot be kept; trying again");
            }
            trouble = done.is_err();
        }
    })?;
    Ok((views, thread))
}

/// Keeps what cameras have made, and takes from them what is kept no more.
fn exchange(keeper: &mut ViewKeeper, views: &Views, clock: &Clock) -> Result<(), StoreError> {
    let kept = keeper.references()?;
    let cameras: BTreeSet<CameraId> = kept.into_iter().map(|reference| reference.camera).collect();
    views.retain(&cameras);
    for reference in views.unkept() {
        let account = AuditEntry {
            at: clock.now().utc,
            who: AuditEntry::ITSELF.into(),
            what: "camera.view".into(),
            detail: format!(
                "{}: what it shows now is what it is to show",
                reference.camera
            ),
        };
        keeper.keep(&reference, &account)?;
        views.kept(&reference);
        tracing::info!(camera = %reference.camera, "its view is remembered");
    }
    Ok(())
}
