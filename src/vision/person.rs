//! People: input and decoding of `YOLOX-nano`.

use ndarray::Array4;

use super::{
    VisionError,
    appearance::appearance,
    letterbox::{Letterbox, to_planes},
    nms::suppress,
    onnx::Network,
};
use crate::types::{BBox, Image, PersonDetection, Point};

/// Side of the square input in pixels.
pub(super) const INPUT_PX: u32 = 416;

/// Long side of the picture that people are looked for in, pixels; larger ones are scaled down to it.
pub fn person_input_px() -> u32 {
    INPUT_PX
}

const STRIDES: [usize; 3] = [8, 16, 32];

/// What the network was trained to see around a picture.
const PADDING: f32 = 114.0;

/// Numbers of a cell: box, objectness, 80 classes; a person is class 0.
pub(super) const CELL: usize = 85;

/// Boxes that overlap more than this are the same person.
const SAME_PERSON_IOU: f32 = 0.5;

/// The person network with its input buffer.
pub(super) struct PersonNet {
    network: Network,
    input: Array4<f32>,
    /// Size of the picture for which the padding of `input` is right.
    content: (u32, u32),
}

impl PersonNet {
    pub(super) fn new(network: Network) -> Self {
        let side = INPUT_PX as usize;
        Self {
            network,
            input: Array4::from_elem((1, 3, side, side), PADDING),
            content: (INPUT_PX, INPUT_PX),
        }
    }

    /// Lays the scaled picture, at most [`INPUT_PX`] on both sides, out as the network's input.
    pub(super) fn prepare(&mut self, scaled: &Image) {
        if self.content != (scaled.width, scaled.height) {
            self.content = (scaled.width, scaled.height);
            self.input.fill(PADDING);
        }
        to_planes(scaled, &mut self.input);
    }

    /// The people of the picture that was prepared, `scaled`, that reach `min_score`, best first, in source pixels.
    ///
    /// # Errors
    /// The network fails, or gives another shape than `YOLOX` for 80 classes.
    pub(super) fn run(
        &mut self,
        letterbox: &Letterbox,
        scaled: &Image,
        min_score: f32,
    ) -> Result<Vec<PersonDetection>, VisionError> {
        let outputs = self.network.run(&self.input)?;
        let view = outputs.nth(0)?;
        let cells = view.as_slice().filter(|all| all.len() == cells() * CELL);
        let cells = cells
            .ok_or_else(|| outputs.unfit(format!("its output has the shape {:?}", view.shape())))?;
        Ok(people(cells, letterbox, scaled, min_score))
    }
}

/// The people that the network's output tells of, best first, in source pixels.
pub(super) fn people(
    cells: &[f32],
    letterbox: &Letterbox,
    scaled: &Image,
    min_score: f32,
) -> Vec<PersonDetection> {
    let mut found = decode(cells, min_score);
    found.retain(|p| letterbox.holds(&p.bbox));
    let found = suppress(found, SAME_PERSON_IOU, |p| p.score, |p| p.bbox);
    found
        .into_iter()
        .map(|p| PersonDetection {
            bbox: letterbox.box_to_source(p.bbox),
            score: p.score,
            appearance: appearance(scaled, &p.bbox),
        })
        .collect()
}

/// Number of cells of all grids.
pub(super) fn cells() -> usize {
    STRIDES.iter().map(|s| (INPUT_PX as usize / s).pow(2)).sum()
}

/// People of all grids in input pixels, overlapping ones included.
fn decode(cells: &[f32], min_score: f32) -> Vec<PersonDetection> {
    let grid = STRIDES.into_iter().flat_map(|stride| {
        let columns = INPUT_PX as usize / stride;
        (0..columns * columns).map(move |i| {
            let corner = Point::new((i % columns) as f32, (i / columns) as f32);
            (corner, stride as f32)
        })
    });
    grid.zip(cells.chunks_exact(CELL))
        .filter_map(|((corner, stride), raw)| {
            let score = (raw[4] * raw[5]).clamp(0.0, 1.0);
            (score >= min_score)
                .then(|| PersonDetection::new(decode_box(raw, corner, stride), score))
        })
        .collect()
}

/// Centre as an offset from the cell's corner in cells, size as the logarithm of cells.
fn decode_box(raw: &[f32], cell: Point, stride: f32) -> BBox {
    let (cx, cy) = ((raw[0] + cell.x) * stride, (raw[1] + cell.y) * stride);
    let (w, h) = (raw[2].exp() * stride, raw[3].exp() * stride);
    BBox::new(cx - w / 2.0, cy - h / 2.0, w, h)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_person_written_into_any_cell_is_found_there(
            cell in 0..cells(), dx in 0.0f32..1.0, dy in 0.0f32..1.0, w in 0.1f32..3.0, h in 0.1f32..3.0,
        ) {
            let mut raw = vec![0.0; cells() * CELL];
            raw[cell * CELL..][..6].copy_from_slice(&[dx, dy, w.ln(), h.ln(), 0.9, 0.8]);
            let found = decode(&raw, 0.5);
            prop_assert_eq!(found.len(), 1);
            let (start, stride) = if cell < 2704 { (0, 8) } else if cell < 3380 { (2704, 16) } else { (3380, 32) };
            let columns = 416 / stride;
            let (row, column) = ((cell - start) / columns, (cell - start) % columns);
            let stride = stride as f32;
            let centre = found[0].bbox.centre();
            prop_assert!((centre.x - (column as f32 + dx) * stride).abs() < 0.1);
            prop_assert!((centre.y - (row as f32 + dy) * stride).abs() < 0.1);
            prop_assert!((found[0].bbox.w - w * stride).abs() < 0.1);
            prop_assert!((found[0].score - 0.72).abs() < 1e-5);
        }
    }

    #[test]
    fn a_box_that_is_no_number_or_out_of_all_bounds_is_nobody() {
        let picture = Image::filled(416, 234, 90);
        let letterbox = Letterbox::new((1920, 1080), INPUT_PX, true);
        let seen = |bbox: [f32; 4]| {
            let mut raw = vec![0.0; cells() * CELL];
            raw[..4].copy_from_slice(&bbox);
            (raw[4], raw[5]) = (1.0, 1.0);
            people(&raw, &letterbox, &picture, 0.5).len()
        };
        let good = [2.5, 6.5, 1.0, 2.0];
        assert_eq!(seen(good), 1);
        for odd in [
            f32::NAN,
            f32::INFINITY,
            f32::NEG_INFINITY,
            3e38,
            -3e38,
            90.0,
            -90.0,
        ] {
            for place in 0..4 {
                let mut bbox = good;
                bbox[place] = odd;
                assert_eq!(seen(bbox), 0, "{bbox:?}");
            }
        }
        // Below the picture there is only what fills the network's input.
        assert_eq!(seen([2.5, 40.0, 1.0, 2.0]), 0);
    }
}
