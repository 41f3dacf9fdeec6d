//! What a source of frames can do; tests put their own in its place.

use std::time::Duration;

use super::{CameraSettings, CaptureError};
use crate::types::Image;

/// What a grab brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grab {
    /// A frame, which may be retrieved.
    Frame {
        /// Time since the first frame by the source's own timestamps, never less than that of the frame before.
        /// Live frames are dated by the clock instead.
        position: Duration,
        /// Frames before this one that are missing: they could not be decoded, or the decoder left them out.
        missing: u64,
    },
    /// Not a frame, but the next grab may be one.
    Corrupt,
    /// The last frame has been grabbed. Live sources do not end, they fail.
    End,
}

/// An open source.
pub trait VideoSource: Send {
    /// Takes the next frame, decoded but not converted. Waits for it, but not for ever.
    ///
    /// # Errors
    /// The stream is lost: [`CaptureError::Silent`] or [`CaptureError::Ended`].
    fn grab(&mut self) -> Result<Grab, CaptureError>;

    /// How far the timestamp of the last grab fell behind the one before, where it went back by a second or more; zero
    /// where it did not. Positions go on from there as if nothing had been.
    fn setback(&self) -> Duration {
        Duration::ZERO
    }

    /// Frames per second that the stream promises; 0 where it says nothing.
    fn promised_fps(&self) -> f64 {
        0.0
    }

    /// Converts the grabbed frame into `image`, whose buffer is used again where its size fits.
    /// False where the frame turns out to be unusable.
    fn retrieve(&mut self, image: &mut Image) -> bool;
}

/// Opens sources.
pub trait Opener: Send + Sync {
    /// Opens the camera's source. Takes some seconds at most.
    ///
    /// # Errors
    /// What is wrong, and how to mend it.
    fn open(&self, settings: &CameraSettings) -> Result<Box<dyn VideoSource>, CaptureError>;
}
