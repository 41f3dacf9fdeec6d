//! How light the pictures of a camera are, measured on their way to the networks.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use crate::{
    capture::{CameraSettings, CaptureError, Grab, Opener, VideoSource},
    types::{CameraId, Image},
};

/// Of both sides, every so many pixels are looked at.
const EVERY_PX: usize = 8;

/// Mean brightness of each picture, 0 to 255, by camera.
pub(super) type Light = BTreeMap<CameraId, Vec<f32>>;

/// Opens what another opener opens, and notes how light its pictures are. No picture is kept.
pub(super) struct Metered {
    inner: Arc<dyn Opener>,
    light: Arc<Mutex<Light>>,
}

impl Metered {
    pub(super) fn new(inner: Arc<dyn Opener>) -> Self {
        Self {
            inner,
            light: Arc::default(),
        }
    }

    /// What was measured so far.
    pub(super) fn take(&self) -> Light {
        std::mem::take(&mut self.light.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Opener for Metered {
    fn open(&self, settings: &CameraSettings) -> Result<Box<dyn VideoSource>, CaptureError> {
        Ok(Box::new(MeteredSource {
            inner: self.inner.open(settings)?,
            camera: settings.id.clone(),
            light: self.light.clone(),
        }))
    }
}

struct MeteredSource {
    inner: Box<dyn VideoSource>,
    camera: CameraId,
    light: Arc<Mutex<Light>>,
}

impl VideoSource for MeteredSource {
    fn grab(&mut self) -> Result<Grab, CaptureError> {
        self.inner.grab()
    }

    fn retrieve(&mut self, image: &mut Image) -> bool {
        let usable = self.inner.retrieve(image);
        if usable && let Some(mean) = mean(image) {
            let mut light = self.light.lock().unwrap_or_else(PoisonError::into_inner);
            light.entry(self.camera.clone()).or_default().push(mean);
        }
        usable
    }
}

/// Mean brightness of some of the pixels, 0 to 255; `None` where there is none.
fn mean(image: &Image) -> Option<f32> {
    let width = image.width as usize;
    let rows = image.data.chunks_exact((3 * width).max(3));
    let pixels = rows
        .step_by(EVERY_PX)
        .flat_map(|row| row.chunks_exact(3).step_by(EVERY_PX));
    let (sum, n) = pixels.fold((0.0, 0u32), |(sum, n), p| {
        let grey = 0.114 * f32::from(p[0]) + 0.587 * f32::from(p[1]) + 0.299 * f32::from(p[2]);
        (sum + grey, n + 1)
    });
    (n > 0).then(|| sum / n as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_white_picture_is_half_as_light() {
        let mut image = Image::filled(64, 32, 0);
        image.data[..64 * 16 * 3].fill(255);
        assert!((mean(&image).expect("pixels") - 127.5).abs() < 0.5);
        assert_eq!(mean(&Image::default()), None);
    }
}
