//! Why there are no pictures.

use std::{io, path::PathBuf, time::Duration};

use super::RtspUrl;

/// Why a source does not open, or gives no more frames. No text of it contains a password.
#[derive(Debug, thiserror::Error)]
pub enum CaptureError {
    #[error("{}: there is no such file or folder\nhint: check the spelling; a relative path starts at the working directory", .0.display())]
    Missing(PathBuf),
    #[error("{}: cannot be read: {source}\nhint: check its permissions", .path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("{}: the file is empty\nhint: copy or record it again", .0.display())]
    Empty(PathBuf),
    #[error("{}: not a video that can be decoded, or a damaged one\nhint: `ffprobe FILE` tells more; H.264 or H.265 in MP4 or MKV always works", .0.display())]
    NotVideo(PathBuf),
    #[error("{}: no images in this folder\nhint: put .jpg, .png or .pgm files into it; they are taken in the order of their names", .0.display())]
    NoImages(PathBuf),
    #[error("{}: none of its images can be decoded; the first: {source}\nhint: save them again as JPEG or PNG", .folder.display())]
    NoGoodImage {
        folder: PathBuf,
        source: Box<image::ImageError>,
    },
    #[error("{}: the device gives no pictures\nhint: is it a camera, is no other program using it, and is the user in group `video`?", .0.display())]
    Device(PathBuf),
    #[error("{url}: {reason}\nhint: {hint}")]
    Unreachable {
        url: Box<RtspUrl>,
        reason: String,
        hint: &'static str,
    },
    #[error(
        "the camera has a user, but no password\nhint: write `password_file` beside it, or give the service the systemd credential `{credential}`"
    )]
    NoPassword { credential: String },
    #[error("{}: everybody can read this password\nhint: chmod o-rwx {}", .0.display(), .0.display())]
    PasswordOpen(PathBuf),
    #[error("no picture for {} s", .0.as_secs_f32())]
    Silent(Duration),
    #[error("pictures come {:.1} s late", .0.as_secs_f32())]
    Late(Duration),
    #[error("the pictures seem to have another size")]
    Resized,
    #[error(
        "no thread can be started: {0}\nhint: a limit of the system, or of its service, is reached"
    )]
    NoThread(io::Error),
    #[error("the stream ended")]
    Ended,
}

impl CaptureError {
    /// What happened, in a few words for people and without the hint.
    pub fn reason(&self) -> String {
        match self {
            Self::Unreachable { reason, .. } => reason.clone(),
            other => {
                let text = other.to_string();
                text.lines().next().unwrap_or_default().to_owned()
            }
        }
    }
}
