//! A live picture of somebody's face, for colleagues who look for them.

use std::fmt;

use super::{BBox, Image};

/// What a camera shows of a face, with as much around it. In memory alone: it has no written form, and `Debug` shows
/// nothing of it.
#[derive(Clone, PartialEq)]
pub struct Portrait {
    /// The face's box in source pixels, as the observation has it.
    pub face: BBox,
    /// [`FaceQuality::value`](super::FaceQuality::value).
    pub quality: f32,
    pub picture: Image,
}

impl fmt::Debug for Portrait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Portrait({:?})", self.picture)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_the_picture_is_shown() {
        let portrait = Portrait {
            face: BBox::new(1.0, 2.0, 3.0, 4.0),
            quality: 0.5,
            picture: Image::filled(2, 1, 77),
        };
        assert_eq!(format!("{portrait:?}"), "Portrait(Image(2x1))");
    }
}
