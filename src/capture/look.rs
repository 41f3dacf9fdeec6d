//! A short look at a source, for people who want to know whether it works.

use std::time::Duration;

use super::{
    CameraSettings, CaptureError, Grab,
    open::{Opened, open},
    videoio::VideoIoSource,
};
use crate::runtime::Stopwatch;

/// What a look showed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    /// Of the pictures, in pixels.
    pub width: u32,
    pub height: u32,
    /// Pictures a second, by the stream's own timestamps; `None` where there were too few to say.
    pub fps: Option<f64>,
    /// From the first knock to the first picture.
    pub first_after: Duration,
}

/// Opens a source as a run does, with its login, and looks at it for `time` after the first picture.
///
/// # Errors
/// What is wrong with the source, and how to mend it. No text of it contains a password.
pub fn look(settings: &CameraSettings, time: Duration) -> Result<Look, CaptureError> {
    let watch = Stopwatch::start();
    match open(settings)? {
        Opened::Folder(images) => {
            let (width, height) = images.size()?;
            Ok(Look {
                width,
                height,
                fps: None,
                first_after: watch.elapsed(),
            })
        }
        Opened::Stream(mut stream) => {
            let first = next(&mut stream)?
                .ok_or_else(|| CaptureError::NotVideo(settings.source.to_string().into()))?;
            let first_after = watch.elapsed();
            let fps = rate(&mut stream, first, time)?;
            let (width, height) = stream.size();
            Ok(Look {
                width,
                height,
                fps,
                first_after,
            })
        }
    }
}

/// The time of the next picture; `None` at the end.
fn next(stream: &mut VideoIoSource) -> Result<Option<Duration>, CaptureError> {
    use super::VideoSource as _;
    loop {
        match stream.grab()? {
            Grab::Frame { position, .. } => return Ok(Some(position)),
            Grab::Corrupt => {}
            Grab::End => return Ok(None),
        }
    }
}

/// Pictures a second from now on. What a camera sends at once at the beginning is dated by the stream, so it does not count
/// as more than it is.
fn rate(
    stream: &mut VideoIoSource,
    first: Duration,
    time: Duration,
) -> Result<Option<f64>, CaptureError> {
    let watch = Stopwatch::start();
    let (mut pictures, mut last) = (0, first);
    while watch.elapsed() < time {
        let Some(position) = next(stream)? else { break };
        (pictures, last) = (pictures + 1, position);
    }
    let seconds = last.saturating_sub(first).as_secs_f64();
    Ok((pictures > 1 && seconds > 0.0).then(|| f64::from(pictures) / seconds))
}
