//! Streams through OpenCV's `videoio`; with `writer.rs` the only place that names `opencv`.
//!
//! Every source names its backend: without one, OpenCV tries all and prints the address with its password.
//! RTSP goes through FFmpeg, not GStreamer: with OpenCV 4.6 only FFmpeg's reads can time out.

use std::{fs, path::Path, time::Duration};

use opencv::{
    core::{Mat, Vec3b, Vector},
    prelude::*,
    videoio::{
        CAP_FFMPEG, CAP_PROP_FPS, CAP_PROP_FRAME_COUNT, CAP_PROP_FRAME_HEIGHT,
        CAP_PROP_FRAME_WIDTH, CAP_PROP_HW_ACCELERATION, CAP_PROP_OPEN_TIMEOUT_MSEC,
        CAP_PROP_POS_MSEC, CAP_PROP_READ_TIMEOUT_MSEC, CAP_V4L2, VIDEO_ACCELERATION_ANY,
        VIDEO_ACCELERATION_NONE, VideoCapture,
    },
};

use super::{CaptureError, Grab, VideoSource, timeline::Timeline};
use crate::{runtime::Stopwatch, types::Image};

/// How long a camera may take from the first packet to a stream that can be decoded.
const OPEN_TIMEOUT: Duration = Duration::from_secs(15);

/// A grab that fails may be one frame that cannot be decoded; this many in a row are the end.
const LONGEST_DAMAGE: u64 = 250;

/// Who decodes a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decoder {
    Software,
    /// VA-API or Quick Sync: what OpenCV's FFmpeg knows on Linux.
    Hardware,
}

/// Whether the machine has graphics hardware that might decode: both ways go through a render node, and without one
/// libva would complain on standard error at each attempt.
pub(super) fn has_hardware() -> bool {
    let nodes = fs::read_dir("/dev/dri").into_iter().flatten().flatten();
    nodes
        .map(|node| node.file_name())
        .any(|name| name.to_string_lossy().starts_with("renderD"))
}

/// An open stream.
pub(super) struct VideoIoSource {
    capture: VideoCapture,
    timeline: Timeline,
    /// Set for live streams: how long a grab may take.
    silence: Option<Duration>,
}

impl VideoIoSource {
    /// Opens a file with FFmpeg; `None` where FFmpeg does not know what to do with it.
    pub(super) fn file(path: &Path) -> Option<Self> {
        // An absolute path cannot be taken for an address.
        let path = std::path::absolute(path).ok()?;
        let capture = VideoCapture::from_file(path, CAP_FFMPEG).ok()?;
        Self::opened(capture, None)
    }

    /// Opens a stream with FFmpeg. The address contains the password, so no text of OpenCV goes any further. A decoder of
    /// the hardware must have given a picture: some open, and then give none.
    pub(super) fn rtsp(address: &str, silence: Duration, decoder: Decoder) -> Option<Self> {
        let acceleration = match decoder {
            Decoder::Software => VIDEO_ACCELERATION_NONE,
            Decoder::Hardware => VIDEO_ACCELERATION_ANY,
        };
        let params = [
            CAP_PROP_OPEN_TIMEOUT_MSEC,
            OPEN_TIMEOUT.as_millis() as i32,
            CAP_PROP_READ_TIMEOUT_MSEC,
            silence.as_millis() as i32,
            CAP_PROP_HW_ACCELERATION,
            acceleration,
        ];
        let params = Vector::from_slice(&params);
        let capture = VideoCapture::from_file_with_params(address, CAP_FFMPEG, &params).ok()?;
        let mut source = Self::opened(capture, Some(silence))?;
        if decoder == Decoder::Hardware {
            source.grab().ok()?;
            // OpenCV goes on in software by itself where the codec is not for the hardware.
            let used = source.number(CAP_PROP_HW_ACCELERATION) as i32 != VIDEO_ACCELERATION_NONE;
            tracing::info!(by = if used { "hardware" } else { "software" }, "decoding");
        }
        Some(source)
    }

    /// Opens a V4L2 device. Its reads time out after OpenCV's own 10 s.
    pub(super) fn device(path: &Path, silence: Duration) -> Option<Self> {
        let capture = VideoCapture::from_file(path, CAP_V4L2).ok()?;
        Self::opened(capture, Some(silence))
    }

    fn opened(capture: VideoCapture, silence: Option<Duration>) -> Option<Self> {
        if !capture.is_opened().unwrap_or(false) {
            return None;
        }
        let timeline = Timeline::new(capture.get(CAP_PROP_FPS).unwrap_or(0.0));
        let source = Self {
            capture,
            timeline,
            silence,
        };
        let (width, height) = source.size();
        (width > 0 && height > 0).then_some(source)
    }

    /// Width and height in pixels.
    pub(super) fn size(&self) -> (u32, u32) {
        (
            self.number(CAP_PROP_FRAME_WIDTH) as u32,
            self.number(CAP_PROP_FRAME_HEIGHT) as u32,
        )
    }

    /// Frames per second as the stream promises; 0 where it says nothing.
    pub(super) fn fps(&self) -> f64 {
        self.number(CAP_PROP_FPS)
    }

    /// How many frames the container says that it holds.
    pub(super) fn frames(&self) -> Option<u64> {
        let frames = self.number(CAP_PROP_FRAME_COUNT);
        (frames >= 1.0).then_some(frames as u64)
    }

    fn number(&self, property: i32) -> f64 {
        self.capture.get(property).unwrap_or(0.0)
    }
}

impl VideoSource for VideoIoSource {
    fn grab(&mut self) -> Result<Grab, CaptureError> {
        let watch = Stopwatch::start();
        for lost in 0..LONGEST_DAMAGE {
            let grabbed = self.capture.grab().unwrap_or(false);
            // After a time-out FFmpeg still gives what its decoder holds; by now that is old.
            if let Some(silence) = self.silence.filter(|s| watch.elapsed() >= *s) {
                return Err(CaptureError::Silent(silence));
            }
            if grabbed {
                let stamp_ms = self.number(CAP_PROP_POS_MSEC);
                let placed = self.timeline.place(stamp_ms, lost);
                return Ok(Grab::Frame {
                    position: placed.position,
                    missing: placed.missing,
                });
            }
        }
        if self.silence.is_some() {
            return Err(CaptureError::Ended);
        }
        Ok(Grab::End)
    }

    fn setback(&self) -> Duration {
        self.timeline.setback()
    }

    fn promised_fps(&self) -> f64 {
        self.fps()
    }

    fn retrieve(&mut self, image: &mut Image) -> bool {
        let (width, height) = self.size();
        (image.width, image.height) = (width, height);
        image.data.resize(width as usize * height as usize * 3, 0);
        retrieve_into(&mut self.capture, image).unwrap_or(false)
    }
}

/// Retrieves into the image's own buffer. Where the frame has another size than announced, OpenCV allocates one of
/// its own, which is copied.
fn retrieve_into(capture: &mut VideoCapture, image: &mut Image) -> opencv::Result<bool> {
    let ours = image.data.as_ptr();
    let (rows, cols) = (image.height as i32, image.width as i32);
    let mut mat = Mat::new_rows_cols_with_bytes_mut::<Vec3b>(rows, cols, &mut image.data)?;
    if !capture.retrieve(&mut mat, 0)? || mat.typ() != Vec3b::opencv_type() {
        return Ok(false);
    }
    if mat.data() == ours {
        return Ok(true);
    }
    let (rows, cols, data) = (mat.rows(), mat.cols(), mat.data_bytes()?.to_vec());
    drop(mat);
    *image = Image {
        width: cols as u32,
        height: rows as u32,
        data,
    };
    Ok(true)
}
