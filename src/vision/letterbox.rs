//! Scaling a picture into the input of a network, and coordinates back.

use fast_image_resize::{
    FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer,
    images::{Image as Pixels, ImageRef},
};
use ndarray::Array4;

use crate::types::{BBox, Image, Point};

/// Where a source picture lies in a network's input: in the top-left corner, scaled, with padding at right and below.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Letterbox {
    /// Size of the scaled picture in input pixels.
    pub(super) width: u32,
    pub(super) height: u32,
    /// Input pixels per source pixel, along x and y; they differ by rounding only.
    scale: (f32, f32),
}

impl Letterbox {
    /// The picture scaled so that its long side is `long_side` input pixels; never up where `up` is false.
    pub(super) fn new(source: (u32, u32), long_side: u32, up: bool) -> Self {
        let (w, h) = (source.0.max(1), source.1.max(1));
        let scale = f64::from(long_side) / f64::from(w.max(h));
        let scale = if up { scale } else { scale.min(1.0) };
        let fit = |side: u32| ((f64::from(side) * scale).round() as u32).max(1);
        let (width, height) = (fit(w), fit(h));
        Self {
            width,
            height,
            scale: (width as f32 / w as f32, height as f32 / h as f32),
        }
    }

    /// A point of the input, in source pixels.
    pub(super) fn point_to_source(&self, p: Point) -> Point {
        Point::new(p.x / self.scale.0, p.y / self.scale.1)
    }

    /// A box of the input, in source pixels.
    pub(super) fn box_to_source(&self, b: BBox) -> BBox {
        let (sx, sy) = self.scale;
        BBox::new(b.x / sx, b.y / sy, b.w / sx, b.h / sy)
    }
}

/// The smallest side of a box that means something, in input pixels, and the largest in sides of the picture: what is too
/// close to the camera reaches out of it.
const LEAST_PX: f32 = 1.0;
const LARGEST: f32 = 2.0;

impl Letterbox {
    /// Whether a box of the input can be of something in the picture: it is made of numbers, has a size, and a part of it
    /// lies there. A network that was damaged, or calculates with what is no number, says anything, and one such box would
    /// spoil whatever is calculated from it for as long as somebody is followed.
    pub(super) fn holds(&self, b: &BBox) -> bool {
        let within = |from: f32, size: f32, side: u32| {
            let side = side as f32;
            (LEAST_PX..=LARGEST * side.max(LEAST_PX)).contains(&size)
                && from < side
                && from + size > 0.0
        };
        within(b.x, b.w, self.width) && within(b.y, b.h, self.height)
    }
}

/// Scales pictures with buffers that are kept from frame to frame.
#[derive(Debug, Default)]
pub(super) struct Scaler {
    resizer: Resizer,
}

impl Scaler {
    /// Scales `source` to `width` x `height` into `target`, which takes that size.
    pub(super) fn scale(&mut self, source: &Image, width: u32, height: u32, target: &mut Image) {
        target.width = width;
        target.height = height;
        target.data.resize(width as usize * height as usize * 3, 0);
        if (source.width, source.height) == (width, height) {
            target.data.copy_from_slice(&source.data);
            return;
        }
        let from = ImageRef::new(source.width, source.height, &source.data, PixelType::U8x3)
            .expect("an Image holds width * height * 3 bytes");
        let mut to = Pixels::from_slice_u8(width, height, &mut target.data, PixelType::U8x3)
            .expect("resized above");
        // Bilinear with a support that grows with the reduction, so that fine detail does not alias into false faces.
        let how = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Bilinear));
        self.resizer
            .resize(&from, &mut to, &how)
            .expect("equal pixel types and no crop");
    }
}

/// A network's input: a picture in its top-left corner as blue, green and red planes of 0..255, and padding at right and
/// below. The buffer is kept from picture to picture.
pub(super) struct Planes {
    values: Array4<f32>,
    /// What the network was trained to see around a picture.
    padding: f32,
    /// Rows of it below the picture, at least.
    below: usize,
    /// Size of the picture for which the padding is right.
    content: (u32, u32),
}

/// Sides of inputs are multiples of the detectors' largest stride.
pub(super) const SIDE: usize = 32;

impl Planes {
    pub(super) fn padded_with(padding: f32, below: usize) -> Self {
        Self {
            values: Array4::zeros((1, 3, 0, 0)),
            padding,
            below,
            content: (0, 0),
        }
    }

    /// Takes in a picture that has the network's scale.
    pub(super) fn lay_out(&mut self, scaled: &Image) {
        let (width, height) = (scaled.width as usize, scaled.height as usize);
        if self.content != (scaled.width, scaled.height) {
            let padded = |side: usize| side.next_multiple_of(SIDE);
            let shape = (1, 3, padded(height + self.below), padded(width));
            self.content = (scaled.width, scaled.height);
            let (mut values, _) = std::mem::take(&mut self.values).into_raw_vec_and_offset();
            values.clear();
            values.resize(3 * shape.2 * shape.3, self.padding);
            self.values = Array4::from_shape_vec(shape, values).expect("as many as the shape has");
        }
        let row = self.values.dim().3;
        let plane = row * self.values.dim().2;
        let values = self.values.as_slice_mut().expect("made in one piece");
        let (blue, colours) = values.split_at_mut(plane);
        let (green, red) = colours.split_at_mut(plane);
        let rows = (blue.chunks_exact_mut(row.max(1)))
            .zip(green.chunks_exact_mut(row.max(1)))
            .zip(red.chunks_exact_mut(row.max(1)));
        for (((blue, green), red), pixels) in rows.zip(scaled.data.chunks_exact(width.max(1) * 3)) {
            let places = blue.iter_mut().zip(green).zip(red);
            for (((blue, green), red), pixel) in places.zip(pixels.as_chunks().0) {
                let [b, g, r]: [u8; 3] = *pixel;
                (*blue, *green, *red) = (f32::from(b), f32::from(g), f32::from(r));
            }
        }
    }

    /// As the network takes it: one picture, three colours, height, width.
    pub(super) fn values(&self) -> &Array4<f32> {
        &self.values
    }

    /// Height and width in pixels, padding included.
    pub(super) fn size(&self) -> (usize, usize) {
        let (_, _, height, width) = self.values.dim();
        (height, width)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_picture_fits_and_its_corners_come_back(w in 1u32..4000, h in 1u32..4000, side in 32u32..1024, up: bool) {
            let letterbox = Letterbox::new((w, h), side, up);
            prop_assert!(letterbox.width <= side && letterbox.height <= side);
            prop_assert!(up || (letterbox.width <= w && letterbox.height <= h));
            let far = letterbox.point_to_source(Point::new(letterbox.width as f32, letterbox.height as f32));
            prop_assert!((far.x - w as f32).abs() < 0.01 && (far.y - h as f32).abs() < 0.01);
            let all = letterbox.box_to_source(BBox::new(0.0, 0.0, letterbox.width as f32, letterbox.height as f32));
            prop_assert!((all.w - w as f32).abs() < 0.01 && (all.h - h as f32).abs() < 0.01);
        }
    }

    #[test]
    fn planes_keep_order_and_padding_whatever_size_comes_next() {
        let mut planes = Planes::padded_with(114.0, 0);
        planes.lay_out(&Image::filled(40, 33, 9));
        assert_eq!(planes.size(), (64, 64));
        let mut image = Image::filled(2, 1, 0);
        image.data.copy_from_slice(&[1, 2, 3, 4, 5, 6]);
        planes.lay_out(&image);
        let input = planes.values();
        assert_eq!(planes.size(), (32, 32));
        assert_eq!(input[[0, 0, 0, 1]], 4.0);
        assert_eq!(input[[0, 2, 0, 0]], 3.0);
        assert_eq!(input[[0, 1, 1, 0]], 114.0);
        assert_eq!(input[[0, 1, 0, 2]], 114.0);
    }
}
