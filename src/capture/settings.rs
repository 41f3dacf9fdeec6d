//! What a camera's thread is told.

use std::time::Duration;

use super::Source;
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
    pub source: Source,
    /// Used by RTSP sources.
    pub transport: Transport,
    /// Frames to analyse per second of the stream, above 0. The images of a folder follow each other at this rate.
    pub fps: f32,
    /// A live stream that gives no frame for this long is lost, even where its connection stays.
    pub silence: Duration,
}

impl CameraSettings {
    /// Settings with the defaults: TCP, 8 frames per second, 5 s of silence.
    pub fn new(id: CameraId, source: Source) -> Self {
        Self {
            id,
            source,
            transport: Transport::default(),
            fps: 8.0,
            silence: Duration::from_secs(5),
        }
    }
}
