//! The pictures of a folder.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use image::{DynamicImage, ImageDecoder, ImageReader, ImageResult, Limits};

use super::Booth;
use crate::{
    identity::{Fault, Picture},
    types::Image,
};

/// More pictures of one person than this are a mistake.
const MOST_PICTURES: usize = 200;
/// Sides beyond this are no photograph of a face.
const MOST_PX: u32 = 20_000;

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
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
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
