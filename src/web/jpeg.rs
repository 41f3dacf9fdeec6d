//! Pictures as browsers show them.

use image::{RgbImage, codecs::jpeg::JpegEncoder, imageops::thumbnail};

use crate::types::Image;

const QUALITY: u8 = 82;

/// A picture as JPEG, so wide at most; `None` where it has no pixels.
pub fn jpeg(image: Image, widest: u32) -> Option<Vec<u8>> {
    let Image {
        width,
        height,
        mut data,
    } = image;
    data.chunks_exact_mut(3).for_each(|pixel| pixel.swap(0, 2));
    let mut picture = RgbImage::from_raw(width, height, data)?;
    if width > widest {
        let height = (u64::from(height) * u64::from(widest) / u64::from(width)).max(1);
        picture = thumbnail(&picture, widest, height as u32);
    }
    let mut bytes = Vec::new();
    let encoded = JpegEncoder::new_with_quality(&mut bytes, QUALITY).encode_image(&picture);
    encoded.ok().map(|()| bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_made_as_small_as_is_asked_and_keeps_its_colours() {
        let mut blue = Image::filled(40, 20, 0);
        blue.data
            .chunks_exact_mut(3)
            .for_each(|pixel| pixel[0] = 255);
        for (widest, size) in [(100, (40, 20)), (10, (10, 5))] {
            let bytes = jpeg(blue.clone(), widest).expect("bytes");
            let picture = image::load_from_memory(&bytes)
                .expect("a picture")
                .into_rgb8();
            assert_eq!(picture.dimensions(), size);
            let [red, _, blue] = picture.get_pixel(5, 2).0;
            assert!(blue > 240 && red < 20, "{red} {blue}");
        }
        assert!(jpeg(Image::default(), 10).is_none());
    }
}
