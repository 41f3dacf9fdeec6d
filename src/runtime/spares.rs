//! Buffers of pictures that nobody looks at any more, for the next ones.
//!
//! A picture of 1080p is 6 MB. Taken anew for each, that memory goes back to the operating system each time, and comes from it page by page,
//! which takes as long as half a conversion; kept by each camera, it lies there for as many pictures as there are cameras.

use std::sync::{Mutex, PoisonError};

use crate::types::Image;

/// So many are kept: eight cameras that wait for the same two workers give as many back between two of their own pictures. They were
/// in use a moment ago, so nothing is added to the most that is ever held.
const MOST: usize = 8;

/// Shared by all cameras and workers.
#[derive(Debug, Default)]
pub struct Spares(Mutex<Vec<Image>>);

impl Spares {
    /// A buffer for a picture of about so many bytes: the one that fits best, or an empty one. A small picture does not
    /// get the buffer of a large one.
    pub fn take(&self, bytes: usize) -> Image {
        let mut spares = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let fits =
            |image: &Image| (bytes..=bytes.saturating_mul(2)).contains(&image.data.capacity());
        let place = spares.iter().position(fits);
        place.map_or_else(Image::default, |place| spares.swap_remove(place))
    }

    /// Nobody looks at this one any more.
    pub fn give(&self, image: Image) {
        let mut spares = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if spares.len() >= MOST {
            // Sizes that are not asked for any more do not stay.
            spares.remove(0);
        }
        spares.push(image);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buffer_is_used_again_for_its_size_alone_and_few_are_kept() {
        let spares = Spares::default();
        let large = Image::filled(192, 108, 1);
        let (bytes, place) = (large.data.len(), large.data.as_ptr());
        spares.give(large);
        assert_eq!(spares.take(bytes / 9).data.capacity(), 0);
        assert_eq!(spares.take(bytes).data.as_ptr(), place);
        assert_eq!(spares.take(bytes).data.capacity(), 0);
        for side in 1..14 {
            spares.give(Image::filled(side, side, 0));
        }
        assert_eq!(spares.take(3).data.capacity(), 0);
        assert_eq!(spares.take(13 * 13 * 3).width, 13);
    }
}
