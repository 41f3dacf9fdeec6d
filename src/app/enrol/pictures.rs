//! The pictures of a folder.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use image::{
    DynamicImage, ImageDecoder, ImageError, ImageReader, ImageResult, Limits,
    error::{LimitError, LimitErrorKind},
};

use super::Booth;
use crate::{
    identity::{Fault, Picture},
    types::Image,
};

/// More pictures of one person than this are a mistake.
const MOST_PICTURES: usize = 200;
/// Sides beyond this are no photograph of a face.
const MOST_PX: u32 = 20_000;
/// A picture takes no more memory than this while it is read: 85 million pixels.
const MOST_BYTES: u64 = 256 * 1024 * 1024;

impl Booth {
    /// Looks at every file of a folder, by name; `each` is told how many are done, and of how many. Files that are no
    /// pictures are among the answers, with the reason.
    ///
    /// # Errors
    /// The folder cannot be read or is empty, or a network fails.
    pub fn pictures(
        &mut self,
        folder: &Path,
        mut each: impl FnMut(usize, usize),
    ) -> anyhow::Result<Vec<Picture>> {
        let files = files(folder)?;
        let mut pictures = Vec::new();
        for (done, file) in files.iter().enumerate() {
            let face = match read(file) {
                Ok(image) => self.face(&image)?,
                Err(error) => Err(Fault::Unreadable(error.to_string())),
            };
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            pictures.push(Picture {
                name: name.into_owned(),
                face,
            });
            each(done + 1, files.len());
        }
        Ok(pictures)
    }
}

fn files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let shown = folder.display();
    let context = || {
        format!("cannot read {shown}\nhint: --images names a folder of pictures of one colleague")
    };
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).with_context(context)? {
        let path = entry.with_context(context)?.path();
        let hidden = path
            .file_name()
            .is_some_and(|n| n.to_string_lossy().starts_with('.'));
        if path.is_file() && !hidden {
            files.push(path);
        }
    }
    files.sort();
    match files.len() {
        0 => bail!(
            "there is no picture in {shown}\nhint: put at least three pictures (JPEG, PNG or PGM) of one colleague into it"
        ),
        n if n > MOST_PICTURES => bail!(
            "{n} files in {shown}\nhint: a folder of one colleague alone, with at most {MOST_PICTURES} pictures"
        ),
        _ => Ok(files),
    }
}

/// A picture the right way up, as the camera's note in it says.
fn read(file: &Path) -> ImageResult<Image> {
    let mut reader = ImageReader::open(file)?.with_guessed_format()?;
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(MOST_PX), Some(MOST_PX));
    limits.max_alloc = Some(MOST_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    // The decoder itself looks at sides alone: many pixels fit into a few bytes of a file.
    if decoder.total_bytes() > MOST_BYTES {
        return Err(too_large());
    }
    let orientation = decoder.orientation()?;
    let mut picture = DynamicImage::from_decoder(decoder)?;
    picture.apply_orientation(orientation);
    let rgb = picture.into_rgb8();
    let (width, height) = rgb.dimensions();
    let mut data = rgb.into_raw();
    data.chunks_exact_mut(3).for_each(|pixel| pixel.swap(0, 2));
    Ok(Image {
        width,
        height,
        data,
    })
}

fn too_large() -> ImageError {
    let kind = LimitErrorKind::InsufficientMemory;
    ImageError::Limits(LimitError::from_kind(kind))
}

#[cfg(test)]
mod tests {
    use image::{ExtendedColorType, ImageEncoder, codecs::png::PngEncoder};

    use super::*;

    #[test]
    fn a_picture_that_would_fill_the_memory_is_not_read_though_its_file_is_small() {
        let dir = tempfile::tempdir().unwrap();
        let refused = |name: &str, bytes: &[u8]| {
            let file = dir.path().join(name);
            fs::write(&file, bytes).unwrap();
            read(&file).unwrap_err()
        };
        // Black: 400 million bytes of pixels in a file of 0.4 MB; and a GIF that only says how large it is.
        let mut png = Vec::new();
        let black = vec![0; 20_000 * 20_000];
        let kind = ExtendedColorType::L8;
        let encoder = PngEncoder::new(&mut png);
        encoder.write_image(&black, 20_000, 20_000, kind).unwrap();
        assert!(png.len() < 4 << 20, "{}", png.len());
        let error = refused("bomb.png", &png);
        assert!(matches!(error, ImageError::Limits(_)), "{error}");
        let gif = b"GIF89a\xff\xff\xff\xff\0\0\0,\0\0\0\0\xff\xff\xff\xff\0\x02\x02L\x01\0;";
        let error = refused("bomb.gif", gif);
        assert!(matches!(error, ImageError::Limits(_)), "{error}");
        // What says that it is a picture, and is none.
        for (name, bytes) in [
            ("zip.png", &b"PK\x03\x04 an archive"[..]),
            ("svg.png", b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
            ("page.jpg", b"\xff\xd8\xff\xe0<script>alert(1)</script>"),
        ] {
            refused(name, bytes);
        }
    }
}
