//! Pictures of the material, as the networks take them.

use std::{
    fs,
    io::Cursor,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use image::{
    DynamicImage, ImageDecoder, ImageFormat, ImageReader, RgbImage, codecs::jpeg::JpegEncoder,
    imageops::FilterType,
};

use crate::types::Image;

/// Of the pictures that are made smaller: about what a camera's encoder leaves.
const JPEG_QUALITY: u8 = 85;

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

/// A picture file, whatever its name says it is, upright.
pub(super) fn read(path: &Path) -> Result<RgbImage> {
    decode(path).with_context(|| format!("cannot read {}", path.display()))
}

/// The picture in a file, turned as the camera that took it noted.
pub(super) fn decode(path: &Path) -> Result<RgbImage> {
    let reader = ImageReader::open(path)?.with_guessed_format()?;
    let mut decoder = reader.into_decoder()?;
    let orientation = decoder.orientation()?;
    let mut picture = DynamicImage::from_decoder(decoder)?;
    picture.apply_orientation(orientation);
    Ok(picture.into_rgb8())
}

/// The picture scaled by `part` (above 0, at most 1) and compressed again.
pub(super) fn shrunk(picture: &RgbImage, part: f64) -> Result<RgbImage> {
    let side = |length: u32| ((f64::from(length) * part).round() as u32).max(1);
    let (width, height) = (side(picture.width()), side(picture.height()));
    let small = image::imageops::resize(picture, width, height, FilterType::Triangle);
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, JPEG_QUALITY).encode_image(&small)?;
    let back = ImageReader::with_format(Cursor::new(jpeg), ImageFormat::Jpeg).decode()?;
    Ok(back.into_rgb8())
}

/// The picture with so many pixels more on each side, in which its edge continues.
pub(super) fn padded(picture: &RgbImage, by: u32) -> RgbImage {
    let (width, height) = picture.dimensions();
    let inside = |at: u32, side: u32| at.saturating_sub(by).min(side - 1);
    RgbImage::from_fn(width + 2 * by, height + 2 * by, |x, y| {
        *picture.get_pixel(inside(x, width), inside(y, height))
    })
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

#[cfg(test)]
mod tests {
    use image::Rgb;

    use super::*;

    #[test]
    fn a_padded_picture_continues_at_its_edges() {
        let picture = RgbImage::from_fn(3, 2, |x, y| Rgb([x as u8, y as u8, 7]));
        let padded = padded(&picture, 4);
        assert_eq!(padded.dimensions(), (11, 10));
        assert_eq!(padded.get_pixel(0, 0), &Rgb([0, 0, 7]));
        assert_eq!(padded.get_pixel(5, 5), &Rgb([1, 1, 7]));
        assert_eq!(padded.get_pixel(10, 9), &Rgb([2, 1, 7]));
    }
}
