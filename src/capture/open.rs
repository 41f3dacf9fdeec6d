//! Opens real sources.

use std::{
    fs::{self, File},
    path::Path,
    time::Duration,
};

use super::{
    CameraSettings, CaptureError, Grab, Opener, RtspUrl, Source, VideoSource,
    folder::FolderSource,
    knock::knock,
    videoio::{self, Decoder, VideoIoSource},
};
use crate::types::CameraId;

/// What a source says about itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StreamInfo {
    /// Of the pictures, in pixels.
    pub width: u32,
    pub height: u32,
    /// Frames per second; 0 where the source does not say.
    pub fps: f64,
    /// How many frames there are, where the source knows. Some containers only guess.
    pub frames: Option<u64>,
}

/// Opens a source, takes a frame and says what the source holds: a check before a run starts. A camera is asked with
/// the defaults of [`CameraSettings::new`].
///
/// # Errors
/// What is wrong with the source, and how to mend it.
pub fn probe(source: &Source) -> Result<StreamInfo, CaptureError> {
    let settings = CameraSettings::new(CameraId::from("probe"), source.clone());
    match open(&settings)? {
        Opened::Folder(images) => {
            let (width, height) = images.size()?;
            Ok(StreamInfo {
                width,
                height,
                fps: 0.0,
                frames: Some(images.len() as u64),
            })
        }
        Opened::Stream(mut stream) => {
            if stream.grab()? == Grab::End {
                return Err(CaptureError::NotVideo(source.to_string().into()));
            }
            let (width, height) = stream.size();
            Ok(StreamInfo {
                width,
                height,
                fps: stream.fps(),
                frames: stream.frames(),
            })
        }
    }
}

/// Opens files, folders, devices and cameras.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemOpener;

impl Opener for SystemOpener {
    fn open(&self, settings: &CameraSettings) -> Result<Box<dyn VideoSource>, CaptureError> {
        Ok(match open(settings)? {
            Opened::Folder(images) => Box::new(images),
            Opened::Stream(stream) => Box::new(stream),
        })
    }
}

pub(super) enum Opened {
    Folder(FolderSource),
    Stream(VideoIoSource),
}

pub(super) fn open(settings: &CameraSettings) -> Result<Opened, CaptureError> {
    match &settings.source {
        Source::Folder(folder) => open_folder(folder, settings.fps).map(Opened::Folder),
        Source::File(path) => open_file(path).map(Opened::Stream),
        Source::Device(path) => open_device(path, settings.silence).map(Opened::Stream),
        Source::Rtsp(url) => open_rtsp(url, settings).map(Opened::Stream),
        Source::Painted => Err(CaptureError::Missing(settings.source.to_string().into())),
    }
}

fn open_folder(folder: &Path, fps: f32) -> Result<FolderSource, CaptureError> {
    present(folder)?;
    FolderSource::open(folder, fps)
}

fn open_device(path: &Path, silence: Duration) -> Result<VideoIoSource, CaptureError> {
    present(path)?;
    VideoIoSource::device(path, silence).ok_or_else(|| CaptureError::Device(path.to_owned()))
}

/// Whether the password that the camera's settings promise is there and kept from others.
///
/// # Errors
/// What is wrong with it.
pub fn check_login(settings: &CameraSettings) -> Result<(), CaptureError> {
    let login = settings.login.as_ref();
    login.map_or(Ok(()), |login| login.password(&settings.id).map(|_| ()))
}

fn open_rtsp(url: &RtspUrl, settings: &CameraSettings) -> Result<VideoIoSource, CaptureError> {
    let url = match &settings.login {
        Some(login) => &url.with_login(&login.user, login.password(&settings.id)?),
        None => url,
    };
    let silence = settings.silence;
    knock(url, silence)?;
    let address = url.for_ffmpeg(settings.transport);
    if settings.hardware && videoio::has_hardware() {
        if let Some(source) = VideoIoSource::rtsp(&address, silence, Decoder::Hardware) {
            return Ok(source);
        }
        tracing::warn!(
            "the hardware does not decode this stream; decoding in software (`hardware = false` does not try)"
        );
    }
    VideoIoSource::rtsp(&address, silence, Decoder::Software).ok_or_else(|| {
        CaptureError::Unreachable {
            url: Box::new(url.clone()),
            reason: "accepts the login, but sends no pictures that can be decoded".to_owned(),
            hint: "set the camera's stream to H.264 or H.265, and try the other `transport`",
        }
    })
}

fn open_file(path: &Path) -> Result<VideoIoSource, CaptureError> {
    present(path)?;
    let unreadable = |source| CaptureError::Unreadable {
        path: path.to_owned(),
        source,
    };
    let file = File::open(path).map_err(unreadable)?;
    if file.metadata().map_err(unreadable)?.len() == 0 {
        return Err(CaptureError::Empty(path.to_owned()));
    }
    VideoIoSource::file(path).ok_or_else(|| CaptureError::NotVideo(path.to_owned()))
}

fn present(path: &Path) -> Result<(), CaptureError> {
    match fs::metadata(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Err(CaptureError::Missing(path.to_owned()))
        }
        Err(source) => Err(CaptureError::Unreadable {
            path: path.to_owned(),
            source,
        }),
    }
}
