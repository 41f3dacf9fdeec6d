//! People: input and decoding of `YOLOX-nano`.

use super::{
    VisionError,
    appearance::appearance,
    letterbox::{Letterbox, Planes},
    nms::suppress,
    onnx::Network,
};
use crate::types::{BBox, Image, PersonDetection, Point};

/// Long side of the input in pixels.
pub(super) const INPUT_PX: u32 = 416;

/// Long side of the picture that people are looked for in, pixels; larger ones are scaled down to it.
pub fn person_input_px() -> u32 {
    INPUT_PX
}

const STRIDES: [usize; 3] = [8, 16, 32];

/// What the network was trained to see around a picture.
const PADDING: f32 = 114.0;

/// Padding below the picture, in pixels, besides what its height needs: who stands at the lower edge is found as surely as in
/// the square that the network was trained on (579 of 581 people in a crowded clip, 563 without it, for 2 ms more).
pub(super) const BELOW: usize = 32;

/// Numbers of a cell: box, objectness, 80 classes; a person is class 0.
pub(super) const CELL: usize = 85;

/// Boxes that overlap more than this are the same person.
const SAME_PERSON_IOU: f32 = 0.5;

/// The person network with its input buffer.
pub(super) struct PersonNet {
    network: Network,
    input: Planes,
}

impl PersonNet {
    /// `network` takes pictures of any size ([`any_size`](super::any_size)).
    pub(super) fn new(network: Network) -> Self {
        Self {
            network,
            input: Planes::padded_with(PADDING, BELOW),
        }
    }

    /// Lays the scaled picture out as the network's input.
    pub(super) fn prepare(&mut self, scaled: &Image) {
        self.input.lay_out(scaled);
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
        let size = self.input.size();
        let outputs = self.network.run(self.input.values())?;
        let view = outputs.nth(0)?;
        let cells = view.as_slice();
        let cells = cells
            .filter(|all| all.len() == cell_count(size) * CELL)
            .ok_or_else(|| outputs.unfit(format!("its output has the shape {:?}", view.shape())))?;
        Ok(people(cells, size, letterbox, scaled, min_score))
    }
}

/// The people that the network's output tells of for an input of this height and width, best first, in source pixels.
pub(super) fn people(
    cells: &[f32],
    size: (usize, usize),
    letterbox: &Letterbox,
    scaled: &Image,
    min_score: f32,
) -> Vec<PersonDetection> {
    let mut found = decode(cells, size, min_score);
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

/// Number of cells of all grids for an input of this height and width.
pub(super) fn cell_count((height, width): (usize, usize)) -> usize {
    STRIDES.iter().map(|s| (height / s) * (width / s)).sum()
}

/// People of all grids in input pixels, overlapping ones included.
fn decode(cells: &[f32], (height, width): (usize, usize), min_score: f32) -> Vec<PersonDetection> {
    let grid = STRIDES.into_iter().flat_map(|stride| {
        let columns = width / stride;
        (0..columns * (height / stride)).map(move |i| {
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

    /// Height and width of what a picture of 16:9 becomes.
    const WIDE: (usize, usize) = (288, 416);

    proptest! {
        #[test]
        fn a_person_written_into_any_cell_is_found_there(
            cell in 0..cell_count(WIDE), dx in 0.0f32..1.0, dy in 0.0f32..1.0, w in 0.1f32..3.0, h in 0.1f32..3.0,
        ) {
            let mut raw = vec![0.0; cell_count(WIDE) * CELL];
            raw[cell * CELL..][..6].copy_from_slice(&[dx, dy, w.ln(), h.ln(), 0.9, 0.8]);
            let found = decode(&raw, WIDE, 0.5);
            prop_assert_eq!(found.len(), 1);
            // 52 x 36, 26 x 18 and 13 x 9 cells.
            let (start, stride) = if cell < 1872 { (0, 8) } else if cell < 2340 { (1872, 16) } else { (2340, 32) };
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
            let mut raw = vec![0.0; cell_count(WIDE) * CELL];
            raw[..4].copy_from_slice(&bbox);
            (raw[4], raw[5]) = (1.0, 1.0);
            people(&raw, WIDE, &letterbox, &picture, 0.5).len()
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
