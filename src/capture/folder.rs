//! A folder of images as a source.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use image::{ImageError, RgbImage};

use super::{CaptureError, Grab, VideoSource};
use crate::types::Image;

/// Endings of file names that are taken for images.
const ENDINGS: [&str; 7] = ["jpg", "jpeg", "png", "pgm", "ppm", "pnm", "gif"];

/// The images of a folder in the order of their names.
pub(super) struct FolderSource {
    folder: PathBuf,
    images: Vec<PathBuf>,
    next: usize,
    /// From image to image.
    interval: Duration,
    grabbed: RgbImage,
}

impl FolderSource {
    /// Lists the folder; `fps` images make a second.
    pub(super) fn open(folder: &Path, fps: f32) -> Result<Self, CaptureError> {
        let unreadable = |source| CaptureError::Unreadable {
            path: folder.to_owned(),
            source,
        };
        let mut images = Vec::new();
        for entry in fs::read_dir(folder).map_err(unreadable)? {
            images.push(entry.map_err(unreadable)?.path());
        }
        images.retain(|path| is_image(path));
        images.sort();
        if images.is_empty() {
            return Err(CaptureError::NoImages(folder.to_owned()));
        }
        Ok(Self {
            folder: folder.to_owned(),
            images,
            next: 0,
            interval: Duration::from_secs_f32(1.0 / fps.max(0.001)),
            grabbed: RgbImage::default(),
        })
    }

    /// How many images there are.
    pub(super) fn len(&self) -> usize {
        self.images.len()
    }

    /// Width and height of the first image that can be decoded.
    pub(super) fn size(&self) -> Result<(u32, u32), CaptureError> {
        let mut first_error = None;
        for path in &self.images {
            match decode(path) {
                Ok(image) => return Ok(image.dimensions()),
                Err(error) => first_error = first_error.or(Some(error)),
            }
        }
        Err(first_error.map_or_else(
            || CaptureError::NoImages(self.folder.clone()),
            |source| CaptureError::NoGoodImage {
                folder: self.folder.clone(),
                source: Box::new(source),
            },
        ))
    }
}

fn is_image(path: &Path) -> bool {
    path.extension()
        .and_then(|ending| ending.to_str())
        .is_some_and(|ending| ENDINGS.contains(&ending.to_ascii_lowercase().as_str()))
}

fn decode(path: &Path) -> Result<RgbImage, ImageError> {
    let reader = image::ImageReader::open(path)?.with_guessed_format()?;
    Ok(reader.decode()?.into_rgb8())
}

impl VideoSource for FolderSource {
    fn grab(&mut self) -> Result<Grab, CaptureError> {
        let Some(path) = self.images.get(self.next) else {
            return Ok(Grab::End);
        };
        let position = self.interval * self.next as u32;
        self.next += 1;
        match decode(path) {
            Ok(image) => self.grabbed = image,
            Err(error) => {
                tracing::warn!(image = %path.display(), %error, "left out: cannot be decoded");
                return Ok(Grab::Corrupt);
            }
        }
        Ok(Grab::Frame {
            position,
            missing: 0,
        })
    }

    fn retrieve(&mut self, image: &mut Image) -> bool {
        (image.width, image.height) = self.grabbed.dimensions();
        image.data.clear();
        image.data.extend_from_slice(self.grabbed.as_raw());
        for pixel in image.data.chunks_exact_mut(3) {
            pixel.swap(0, 2);
        }
        true
    }
}
