//! Video files, written.

use std::{
    fs,
    path::{Path, PathBuf},
};

use opencv::{
    core::{CV_8UC3, Mat, MatTraitConst, Size},
    prelude::*,
    videoio::{self, CAP_FFMPEG},
};

use crate::types::Image;

/// What keeps a video file from being written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    #[error("{file}: cannot be written\nhint: name a folder that is there and that you may write to, on a disk that is not full; the H.264 encoder is part of Debian's libopencv-videoio", file = .0.display())]
    Unwritable(PathBuf),
    #[error("{file}: a picture of {found:?} pixels among pictures of {expected:?}", file = file.display())]
    Size {
        file: PathBuf,
        expected: (u32, u32),
        found: (u32, u32),
    },
    #[error("{file}: {source}", file = file.display())]
    Rename {
        file: PathBuf,
        source: std::io::Error,
    },
}

/// Writes an H.264 clip. Until it is finished it has another name, so that nobody takes a part for the whole.
pub struct VideoWriter {
    file: PathBuf,
    unfinished: PathBuf,
    size: (u32, u32),
    writer: videoio::VideoWriter,
}

impl VideoWriter {
    /// Begins a clip, `file` being an .mp4; `width` and `height` in pixels, both even.
    ///
    /// # Errors
    /// The folder is not there, may not be written to, or there is no encoder.
    pub fn create(file: &Path, width: u32, height: u32, fps: f64) -> Result<Self, WriteError> {
        let unwritable = || WriteError::Unwritable(file.to_owned());
        let unfinished = file.with_extension("unfinished.mp4");
        // OpenCV would fail without a word, and later.
        fs::write(&unfinished, []).map_err(|_| unwritable())?;
        let h264 = videoio::VideoWriter::fourcc('a', 'v', 'c', '1').map_err(|_| unwritable())?;
        let size = Size::new(width as i32, height as i32);
        let name = unfinished.to_str().ok_or_else(unwritable)?;
        let writer =
            videoio::VideoWriter::new_with_backend(name, CAP_FFMPEG, h264, fps, size, true);
        let writer = writer.map_err(|_| unwritable())?;
        if !writer.is_opened().unwrap_or(false) {
            let _ = fs::remove_file(&unfinished);
            return Err(unwritable());
        }
        Ok(Self {
            file: file.to_owned(),
            unfinished,
            size: (width, height),
            writer,
        })
    }

    /// Adds a picture.
    ///
    /// # Errors
    /// It has another size, or the disk is full.
    pub fn write(&mut self, image: &Image) -> Result<(), WriteError> {
        let found = (image.width, image.height);
        if found != self.size || image.data.len() != found.0 as usize * found.1 as usize * 3 {
            return Err(WriteError::Size {
                file: self.file.clone(),
                expected: self.size,
                found,
            });
        }
        let unwritable = |_| WriteError::Unwritable(self.file.clone());
        let flat = Mat::from_slice(&image.data).map_err(unwritable)?;
        let picture = flat.reshape(3, image.height as i32).map_err(unwritable)?;
        debug_assert_eq!(picture.typ(), CV_8UC3);
        self.writer.write(&picture).map_err(unwritable)
    }

    /// Ends the clip and gives it its name.
    ///
    /// # Errors
    /// The disk is full, or the file cannot be renamed.
    pub fn finish(mut self) -> Result<(), WriteError> {
        let released = self.writer.release();
        released.map_err(|_| WriteError::Unwritable(self.file.clone()))?;
        fs::rename(&self.unfinished, &self.file).map_err(|source| WriteError::Rename {
            file: self.file.clone(),
            source,
        })
    }
}

impl Drop for VideoWriter {
    fn drop(&mut self) {
        // Gone where it was finished.
        let _ = fs::remove_file(&self.unfinished);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::{Source, probe};

    #[test]
    fn a_clip_is_h264_and_opens_again() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.mp4");
        let mut writer = VideoWriter::create(&file, 320, 240, 8.0).unwrap();
        for level in 0..16 {
            writer.write(&Image::filled(320, 240, level * 10)).unwrap();
        }
        assert!(!file.exists(), "a part is not taken for the whole");
        writer.finish().unwrap();
        let info = probe(&Source::File(file.clone())).unwrap();
        assert_eq!((info.width, info.height, info.fps), (320, 240, 8.0));
        assert_eq!(info.frames, Some(16));
        let bytes = fs::read(&file).unwrap();
        assert!(bytes.windows(4).any(|w| w == b"avc1"), "it is H.264");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_folder_that_is_not_there_is_told() {
        let error = VideoWriter::create(Path::new("/nowhere/a.mp4"), 320, 240, 8.0)
            .err()
            .unwrap()
            .to_string();
        assert!(
            error.contains("/nowhere/a.mp4") && error.contains("hint:"),
            "{error}"
        );
    }

    #[test]
    fn a_picture_of_another_size_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = VideoWriter::create(&folder.path().join("a.mp4"), 320, 240, 8.0).unwrap();
        assert!(writer.write(&Image::filled(64, 64, 0)).is_err());
    }
}
