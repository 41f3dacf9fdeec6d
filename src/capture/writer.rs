//! H.264 clips in MP4, through OpenCV's FFmpeg.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use opencv::{
    core::{Mat, Size, Vec3b},
    prelude::*,
    videoio::{self, CAP_FFMPEG},
};

use crate::types::Image;

/// Why a clip is not written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    #[error("{}: cannot be written: {source}\nhint: is there such a folder, may this user write to it, and is there room on the disk?", .path.display())]
    Unwritable { path: PathBuf, source: io::Error },
    #[error("{}: this OpenCV cannot write H.264 in MP4\nhint: install Debian's libopencv-videoio and libavcodec (the FFmpeg with libx264)", .0.display())]
    NoEncoder(PathBuf),
    #[error("{}: a clip of {width}x{height} at {fps} pictures per second cannot be made\nhint: H.264 takes even sides, and a rate above 0", .path.display())]
    Impossible {
        path: PathBuf,
        width: u32,
        height: u32,
        fps: f64,
    },
    #[error("{}: a picture of {got:?} pixels in a clip of {expected:?}", .path.display())]
    OtherSize {
        path: PathBuf,
        expected: (u32, u32),
        got: (u32, u32),
    },
    #[error("{}: not a single picture came out of the encoder\nhint: is there room on the disk?", .0.display())]
    Nothing(PathBuf),
}

/// Writes a clip. Until [`finish`](Self::finish) it has another name, so what bears the name is whole; a writer that is
/// dropped before leaves nothing behind.
pub struct VideoWriter {
    writer: videoio::VideoWriter,
    path: PathBuf,
    partial: PathBuf,
    size: (u32, u32),
    finished: bool,
}

impl std::fmt::Debug for VideoWriter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "VideoWriter({})", self.path.display())
    }
}

impl VideoWriter {
    /// Opens `path`, which ends with `.mp4`, for pictures of this size in pixels (even numbers), `fps` a second.
    ///
    /// # Errors
    /// The folder is missing or cannot be written to, the size or rate is impossible, or there is no encoder.
    pub fn create(path: &Path, width: u32, height: u32, fps: f64) -> Result<Self, WriteError> {
        let even = |side: u32| side > 0 && side.is_multiple_of(2) && side <= 16_384;
        if !even(width) || !even(height) || !fps.is_finite() || fps <= 0.0 {
            return Err(WriteError::Impossible {
                path: path.to_owned(),
                width,
                height,
                fps,
            });
        }
        let unwritable = |source| WriteError::Unwritable {
            path: path.to_owned(),
            source,
        };
        let partial = partial_name(path).map_err(unwritable)?;
        // OpenCV would only say that it did not open.
        fs::File::create(&partial).map_err(unwritable)?;
        let Some(writer) = open(&partial, width, height, fps) else {
            // Nothing is lost if it stays: the next attempt writes over it.
            let _ = fs::remove_file(&partial);
            return Err(WriteError::NoEncoder(path.to_owned()));
        };
        Ok(Self {
            writer,
            path: path.to_owned(),
            partial,
            size: (width, height),
            finished: false,
        })
    }

    /// Adds a picture.
    ///
    /// # Errors
    /// It has another size than the clip, or the encoder fails.
    pub fn write(&mut self, image: &Image) -> Result<(), WriteError> {
        let got = (image.width, image.height);
        if got != self.size {
            return Err(WriteError::OtherSize {
                path: self.path.clone(),
                expected: self.size,
                got,
            });
        }
        self.encode(image)
            .map_err(|_| WriteError::NoEncoder(self.path.clone()))
    }

    fn encode(&mut self, image: &Image) -> opencv::Result<()> {
        let (rows, cols) = (image.height as i32, image.width as i32);
        let mat = Mat::new_rows_cols_with_bytes::<Vec3b>(rows, cols, &image.data)?;
        self.writer.write(&mat)
    }

    /// Ends the clip and gives it its name, in place of what has that name.
    ///
    /// # Errors
    /// The encoder wrote nothing, as on a full disk, or the file cannot be renamed.
    pub fn finish(mut self) -> Result<(), WriteError> {
        let unwritable = |source| WriteError::Unwritable {
            path: self.path.clone(),
            source,
        };
        // Its errors are not told by OpenCV; the file tells.
        let _ = self.writer.release();
        let written = fs::metadata(&self.partial).map_err(unwritable)?.len();
        if written == 0 {
            return Err(WriteError::Nothing(self.path.clone()));
        }
        fs::rename(&self.partial, &self.path).map_err(unwritable)?;
        self.finished = true;
        Ok(())
    }
}

impl Drop for VideoWriter {
    fn drop(&mut self) {
        if !self.finished {
            let _ = self.writer.release();
            let _ = fs::remove_file(&self.partial);
        }
    }
}

/// `a.mp4` becomes `a.partial.mp4`, absolute, so that it cannot be taken for an address.
fn partial_name(path: &Path) -> io::Result<PathBuf> {
    let mut name = path.file_stem().unwrap_or_default().to_owned();
    name.push(".partial.mp4");
    std::path::absolute(path.with_file_name(name))
}

/// `None` where this OpenCV has no H.264. It names the backend, and prints nothing of the file.
fn open(partial: &Path, width: u32, height: u32, fps: f64) -> Option<videoio::VideoWriter> {
    let code = videoio::VideoWriter::fourcc('a', 'v', 'c', '1').ok()?;
    let size = Size::new(width as i32, height as i32);
    let name = partial.to_str()?;
    let writer =
        videoio::VideoWriter::new_with_backend(name, CAP_FFMPEG, code, fps, size, true).ok()?;
    writer.is_opened().unwrap_or(false).then_some(writer)
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;
    use crate::capture::{CameraSettings, Grab, Opener, Source, SystemOpener, probe};

    fn picture(shade: u8) -> Image {
        Image::filled(320, 240, shade)
    }

    #[test]
    fn a_clip_is_h264_and_opens_again_with_its_pictures() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("clip.mp4");
        let mut writer = VideoWriter::create(&path, 320, 240, 8.0).unwrap();
        for shade in 0..24 {
            writer.write(&picture(40 + 5 * shade)).unwrap();
            assert!(!path.exists(), "the name is given at the end");
        }
        writer.finish().unwrap();
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
        let source = Source::File(path.clone());
        let info = probe(&source).unwrap();
        assert_eq!((info.width, info.height, info.frames), (320, 240, Some(24)));
        assert!((info.fps - 8.0).abs() < 1e-6);
        let codec = Command::new("ffprobe")
            .args([
                "-v",
                "error",
                "-show_entries",
                "stream=codec_name",
                "-of",
                "csv=p=0",
            ])
            .arg(&path)
            .output()
            .expect("ffprobe is installed");
        assert_eq!(String::from_utf8_lossy(&codec.stdout).trim(), "h264");
        let mut stream = SystemOpener
            .open(&CameraSettings::new("a".into(), source))
            .unwrap();
        let (mut image, mut shades) = (Image::default(), Vec::new());
        while let Grab::Frame { .. } = stream.grab().unwrap() {
            assert!(stream.retrieve(&mut image));
            shades.push(image.data[image.data.len() / 2]);
        }
        assert_eq!(shades.len(), 24);
        let near = |(i, shade): (usize, &u8)| shade.abs_diff(40 + 5 * i as u8) < 8;
        assert!(shades.iter().enumerate().all(near), "{shades:?}");
    }

    #[test]
    fn a_writer_that_is_given_up_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let mut writer = VideoWriter::create(&dir.path().join("a.mp4"), 320, 240, 8.0).unwrap();
        writer.write(&picture(9)).unwrap();
        drop(writer);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }

    #[test]
    fn what_cannot_be_written_says_why() {
        let dir = tempfile::tempdir().unwrap();
        let nowhere = dir.path().join("nowhere/a.mp4");
        let error = VideoWriter::create(&nowhere, 320, 240, 8.0).unwrap_err();
        assert!(matches!(error, WriteError::Unwritable { .. }), "{error}");
        assert!(error.to_string().contains("nowhere") && error.to_string().contains("hint:"));
        let odd = VideoWriter::create(&dir.path().join("a.mp4"), 321, 240, 8.0);
        assert!(matches!(odd, Err(WriteError::Impossible { .. })));
        let mut writer = VideoWriter::create(&dir.path().join("a.mp4"), 320, 240, 8.0).unwrap();
        let other = writer.write(&Image::filled(64, 64, 0));
        assert!(matches!(other, Err(WriteError::OtherSize { .. })));
    }
}
