//! What a camera's thread is told.

use std::time::Duration;

use super::{Source, credentials::Login};
use crate::types::CameraId;

/// How an RTSP camera sends its packets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Transport {
    /// Inside the RTSP connection: nothing is lost on the way, and firewalls let it through.
    #[default]
    Tcp,
    /// Beside it: what is lost stays lost.
    Udp,
}

/// One camera, or what stands in for it.
#[derive(Clone, Debug)]
pub struct CameraSettings {
    pub id: CameraId,
    /// What is analysed.
    pub source: Source,
    /// Whether that is the camera's sub-stream: smaller pictures, which cost less to decode and show faces smaller.
    pub substream: bool,
    /// The main stream, where the sub-stream is analysed and this one is opened for a closer look at faces.
    pub closeup: Option<Source>,
    /// Who to log in as at an RTSP source, where its address does not say.
    pub login: Option<Login>,
    /// Whether an RTSP source is decoded by the graphics hardware, where the machine has some that can.
    pub hardware: bool,
    /// Used by RTSP sources.
    pub transport: Transport,
    /// Frames to analyse per second of the stream, above 0. The images of a folder follow each other at this rate.
    pub fps: f32,
    /// A live stream that gives no frame for this long is lost, even where its connection stays.
    pub silence: Duration,
}

impl CameraSettings {
    /// Settings with the defaults: the main stream, by hardware where there is some, TCP, 8 frames per second, 5 s of silence.
    pub fn new(id: CameraId, source: Source) -> Self {
        Self {
            id,
            source,
            substream: false,
            closeup: None,
            login: None,
            hardware: true,
            transport: Transport::default(),
            fps: 8.0,
            silence: Duration::from_secs(5),
        }
    }

    /// Those of its main stream, where that is another than the one that is analysed all the time.
    #[must_use]
    pub fn main_stream(&self) -> Option<Self> {
        Some(Self {
            source: self.closeup.clone()?,
            substream: false,
            closeup: None,
            ..self.clone()
        })
    }
}
