//! Pictures and clips of the material, as the networks take them.

use std::{
    fs,
    io::Cursor,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use image::{ImageFormat, RgbImage, codecs::jpeg::JpegEncoder, imageops::FilterType};

use crate::{
    capture::{self, CameraSettings, Grab, Opener, Source, SystemOpener},
    types::Image,
};

/// Of the pictures that are made smaller: about what a camera's encoder leaves.
const JPEG_QUALITY: u8 = 85;

/// Analysed frames per second, as cameras have them by default.
const FRAMES_PER_SECOND: f64 = 8.0;

/// Assumed where a clip does not say.
const USUAL_FPS: f64 = 25.0;

/// What lies in a folder, by name.
pub(super) fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let listed =
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut paths = listed
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()?;
    paths.sort();
    Ok(paths)
}

/// A picture file.
pub(super) fn read(path: &Path) -> Result<RgbImage> {
    let picture = image::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(picture.into_rgb8())
}

/// The picture scaled by `part` (above 0, at most 1) and compressed again.
pub(super) fn shrunk(picture: &RgbImage, part: f64) -> Result<RgbImage> {
    let side = |length: u32| ((f64::from(length) * part).round() as u32).max(1);
    let (width, height) = (side(picture.width()), side(picture.height()));
    let small = image::imageops::resize(picture, width, height, FilterType::Triangle);
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, JPEG_QUALITY).encode_image(&small)?;
    let back = image::ImageReader::with_format(Cursor::new(jpeg), ImageFormat::Jpeg).decode()?;
    Ok(back.into_rgb8())
}

/// Blue, green, red, as the networks take it.
pub(super) fn bgr(picture: &RgbImage) -> Image {
    let mut data = picture.as_raw().clone();
    data.chunks_exact_mut(3).for_each(|pixel| pixel.swap(0, 2));
    Image {
        width: picture.width(),
        height: picture.height(),
        data,
    }
}

/// Hands every frame of a clip that a camera of eight frames per second would analyse to `take`, with its number in the
/// clip. Gives the frames per second of those, and ends after `most` of them.
pub(super) fn frames(
    clip: &Path,
    most: usize,
    mut take: impl FnMut(usize, &Image) -> Result<()>,
) -> Result<f64> {
    let source = Source::File(clip.to_owned());
    let fps = match capture::probe(&source)?.fps {
        fps if (1.0..=120.0).contains(&fps) => fps,
        _ => USUAL_FPS,
    };
    let step = ((fps / FRAMES_PER_SECOND).round() as usize).max(1);
    let mut video = SystemOpener.open(&CameraSettings::new("clip".into(), source))?;
    let mut image = Image::default();
    for number in 0.. {
        if number / step >= most || video.grab()? == Grab::End {
            break;
        }
        if number % step == 0 && video.retrieve(&mut image) {
            take(number, &image)?;
        }
    }
    Ok(fps / step as f64)
}
