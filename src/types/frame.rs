//! Pictures on their way from a camera to the networks. They live in RAM only.

use std::fmt;

use super::{CameraId, Stamp};

/// A picture: 8-bit blue, green, red, row by row without padding; `data.len() == width * height * 3`.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Image {
    pub width: u32,
    pub height: u32,
    pub data: Vec<u8>,
}

impl Image {
    /// An image of the given size, all bytes `value`.
    pub fn filled(width: u32, height: u32, value: u8) -> Self {
        Self {
            width,
            height,
            data: vec![value; width as usize * height as usize * 3],
        }
    }
}

impl Image {
    /// Copies the part from left, top (within) to right, bottom (beyond the last pixel) into `part`, whose buffer is used again.
    ///
    /// # Panics
    /// The part does not lie in the picture.
    pub fn cut(&self, [left, top, right, bottom]: [usize; 4], part: &mut Self) {
        (part.width, part.height) = ((right - left) as u32, (bottom - top) as u32);
        part.data.clear();
        let rows = self.data.chunks_exact((self.width as usize * 3).max(1));
        for row in rows.take(bottom).skip(top) {
            part.data.extend_from_slice(&row[left * 3..right * 3]);
        }
    }
}

impl fmt::Debug for Image {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Image({}x{})", self.width, self.height)
    }
}

/// One frame that is to be analysed.
#[derive(Clone, Debug)]
pub struct Frame {
    pub camera: CameraId,
    /// When it was captured.
    pub stamp: Stamp,
    /// Number of the frame in its stream, from 0, counting those that were not analysed; of a main stream that is opened for a
    /// closer look, in this look.
    pub seq: u64,
    pub image: Image,
    /// Width and height of the picture in whose pixels boxes are told, where that is not this one: a camera's main stream
    /// in place of its sub-stream.
    pub shown_as: Option<(u32, u32)>,
}
