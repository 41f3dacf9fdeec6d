//! Clips of the material, frame by frame, as a camera would analyse them.

use std::path::Path;

use anyhow::Result;

use crate::{
    capture::{self, CameraSettings, Grab, Opener, Source, SystemOpener},
    types::Image,
};

/// Analysed frames per second, as cameras have them by default.
const FRAMES_PER_SECOND: f64 = 8.0;

/// Assumed where a clip does not say.
const USUAL_FPS: f64 = 25.0;

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
