//! What stands where in a camera's picture: enough to see that the camera was moved, too little to see anybody.

use jiff::Timestamp;

use super::CameraId;

/// Which neighbouring tiles of a coarse grid are brighter or darker than each other, or alike; no tile's brightness.
///
/// Nobody can be seen in it, and no picture made of it: a tile is a sixty-fourth of the picture's width (30 pixels of
/// 1920), so a face is a tile or two; it is made of the mean of half a minute, in which whoever walks vanishes; and of that
/// mean only three words are left for each pair of neighbours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Landmarks {
    /// Width of the picture over its height, in thousandths.
    pub aspect: u32,
    /// -1, 0 or 1: for each tile, row by row, whether the one to its right is darker, alike or brighter; then the same
    /// for the one below. 0 where there is none.
    pub marks: Vec<i8>,
}

impl Landmarks {
    /// The marks as bytes, to be kept.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.marks.iter().map(|mark| mark.cast_unsigned()).collect()
    }

    /// From what [`to_bytes`](Self::to_bytes) gave.
    pub fn from_bytes(aspect: u32, bytes: &[u8]) -> Self {
        let marks = bytes.iter().map(|byte| byte.cast_signed().clamp(-1, 1));
        Self {
            aspect,
            marks: marks.collect(),
        }
    }
}

/// What a camera is to show, until somebody says otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewReference {
    pub camera: CameraId,
    pub made: Timestamp,
    pub landmarks: Landmarks,
}
