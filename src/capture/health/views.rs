//! The references that cameras are compared with, shared with whoever keeps them.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::types::{CameraId, ViewReference};

/// What each camera is to show. Cameras make references; somebody else keeps them, and takes away those that are not to
/// count any more, upon which the camera makes another.
#[derive(Debug, Default)]
pub struct Views(Mutex<BTreeMap<CameraId, Held>>);

#[derive(Debug)]
struct Held {
    reference: Arc<ViewReference>,
    kept: bool,
}

impl Views {
    /// Begins with what was kept before.
    pub fn new(kept: impl IntoIterator<Item = ViewReference>) -> Self {
        let held = |reference: ViewReference| {
            let held = Held {
                reference: Arc::new(reference),
                kept: true,
            };
            (held.reference.camera.clone(), held)
        };
        Self(Mutex::new(kept.into_iter().map(held).collect()))
    }

    /// Those that are to be kept and are not yet.
    pub fn unkept(&self) -> Vec<Arc<ViewReference>> {
        let held = self.lock();
        let unkept = held.values().filter(|held| !held.kept);
        unkept.map(|held| held.reference.clone()).collect()
    }

    /// This one is kept now.
    pub fn kept(&self, reference: &ViewReference) {
        if let Some(held) = self.lock().get_mut(&reference.camera) {
            held.kept |= *held.reference == *reference;
        }
    }

    /// Lets go of those that were kept and are no more; `still` says of which cameras one is.
    pub fn retain(&self, still: &BTreeSet<CameraId>) {
        self.lock()
            .retain(|camera, held| !held.kept || still.contains(camera));
    }

    pub(super) fn of(&self, camera: &CameraId) -> Option<Arc<ViewReference>> {
        self.lock().get(camera).map(|held| held.reference.clone())
    }

    pub(super) fn put(&self, reference: ViewReference) {
        let held = Held {
            reference: Arc::new(reference),
            kept: false,
        };
        self.lock().insert(held.reference.camera.clone(), held);
    }

    pub(super) fn forget(&self, camera: &CameraId) {
        self.lock().remove(camera);
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<CameraId, Held>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
