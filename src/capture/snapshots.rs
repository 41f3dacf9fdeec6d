//! Pictures that somebody asked to see. Nothing is kept: whoever waits gets the next one, and nobody else does.

use std::{
    collections::BTreeMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::Duration,
};

use crossbeam_channel::{Sender, bounded};

use crate::types::{CameraId, Image};

/// Who waits for the next picture of which camera.
#[derive(Debug, Default)]
pub struct Snapshots {
    waiting: Mutex<BTreeMap<CameraId, Vec<Sender<Image>>>>,
    /// Whether anybody does: cameras ask this for each picture.
    any: AtomicBool,
}

impl Snapshots {
    /// The next picture of a camera, as it is: nothing in it is painted over. `None` where none comes in time.
    pub fn next(&self, camera: &CameraId, within: Duration) -> Option<Image> {
        let (sender, receiver) = bounded(1);
        {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            let of_camera = waiting.entry(camera.clone()).or_default();
            of_camera.push(sender.clone());
            self.any.store(true, Relaxed);
        }
        let picture = receiver.recv_timeout(within).ok();
        if picture.is_none() {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            let of_camera = waiting.entry(camera.clone()).or_default();
            of_camera.retain(|other| !other.same_channel(&sender));
        }
        picture
    }

    /// A camera has a picture: whoever waits for it gets a copy.
    pub(super) fn offer(&self, camera: &CameraId, image: &Image) {
        if !self.any.load(Relaxed) {
            return;
        }
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        for sender in waiting.remove(camera).unwrap_or_default() {
            // Who has stopped waiting gets none.
            let _ = sender.try_send(image.clone());
        }
        self.any.store(!waiting.is_empty(), Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::runtime::spawn;

    #[test]
    fn who_asks_gets_the_next_picture_of_that_camera_and_nothing_is_kept() {
        let snapshots = Arc::new(Snapshots::default());
        let (hall, desk) = (CameraId::from("hall"), CameraId::from("desk"));
        snapshots.offer(&hall, &Image::filled(2, 2, 1));
        assert!(
            snapshots.next(&hall, Duration::from_millis(5)).is_none(),
            "that one is gone"
        );
        let asked = snapshots.clone();
        let waits = spawn("asks", move || {
            asked.next(&"hall".into(), Duration::from_secs(30))
        })
        .unwrap();
        while !waits.is_finished() {
            snapshots.offer(&desk, &Image::filled(2, 2, 2));
            snapshots.offer(&hall, &Image::filled(2, 2, 3));
            std::thread::yield_now();
        }
        assert_eq!(waits.join().unwrap().unwrap().data[0], 3);
        assert!(snapshots.waiting.lock().unwrap().is_empty());
    }
}
