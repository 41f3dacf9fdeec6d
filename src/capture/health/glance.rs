//! A small grey look at a picture: all that health is judged by.

use crate::types::{Image, light, middles};

/// Cells that are watched for changes, across and down.
pub(super) const CELLS: (usize, usize) = (16, 9);
/// Tiles that are told apart by their light, across and down.
pub(super) const TILES: (usize, usize) = (64, 36);
/// Points of a cell, and of a tile, along each side.
const CELL_SIDE: usize = 12;
const TILE_SIDE: usize = 3;
/// Points that are looked at, across and down.
const ACROSS: usize = CELLS.0 * CELL_SIDE;
const DOWN: usize = CELLS.1 * CELL_SIDE;
/// Points of one cell.
const CELL_POINTS: f32 = (CELL_SIDE * CELL_SIDE) as f32;

/// The light of points on a sparse grid over the whole picture, each the value of one pixel, so that whether two pictures
/// are the same can be said exactly. Lives in RAM only.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Glance {
    /// Of the picture, in pixels.
    size: (u32, u32),
    /// Row by row, 0 to 255.
    points: Vec<u8>,
}

/// How two looks differ, cell by cell: the mean of the differences of its points, 0 to 255. Zero where the cell is the
/// same in both, bit by bit.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Difference(pub(super) [f32; CELLS.0 * CELLS.1]);

impl Glance {
    /// Looks at a picture; `None` where it is empty.
    pub(super) fn of(image: &Image) -> Option<Self> {
        let (width, height) = (image.width as usize, image.height as usize);
        if width == 0 || height == 0 || image.data.len() < width * height * 3 {
            return None;
        }
        let columns = middles(ACROSS, width);
        let mut points = Vec::with_capacity(ACROSS * DOWN);
        for y in middles(DOWN, height) {
            let pixels = image.data[y * width * 3..][..width * 3].as_chunks().0;
            points.extend(columns.clone().map(|x| light(pixels[x])));
        }
        Some(Self {
            size: (image.width, image.height),
            points,
        })
    }

    /// Width and height of the picture in pixels.
    pub(super) fn size(&self) -> (u32, u32) {
        self.size
    }

    /// The lowest row of points.
    pub(super) fn lowest(&self) -> &[u8] {
        &self.points[ACROSS * (DOWN - 1)..]
    }

    /// The mean light, 0 to 255.
    pub(super) fn light(&self) -> f32 {
        let sum: u32 = self.points.iter().map(|point| u32::from(*point)).sum();
        sum as f32 / self.points.len() as f32
    }

    /// The mean light of each tile, row by row, 0 to 255.
    pub(super) fn tiles(&self) -> Vec<f32> {
        self.sums(TILE_SIDE, |point, _| point)
            .map(|sum| sum as f32 / (TILE_SIDE * TILE_SIDE) as f32)
            .collect()
    }

    /// How this look differs from another.
    pub(super) fn difference(&self, other: &Self) -> Difference {
        let sums = self.sums(CELL_SIDE, |point, i| {
            u32::from((point as u8).abs_diff(other.points[i]))
        });
        let mut cells = [0.0; CELLS.0 * CELLS.1];
        for (cell, sum) in cells.iter_mut().zip(sums) {
            *cell = sum as f32 / CELL_POINTS;
        }
        Difference(cells)
    }

    /// Sums of `value` of all points, over squares of this side, row by row.
    fn sums(&self, side: usize, value: impl Fn(u32, usize) -> u32) -> impl Iterator<Item = u32> {
        let mut sums = vec![0; (ACROSS / side) * (DOWN / side)];
        for (y, row) in self.points.chunks_exact(ACROSS).enumerate() {
            let sums = &mut sums[y / side * (ACROSS / side)..];
            for (x, &point) in row.iter().enumerate() {
                sums[x / side] += value(u32::from(point), y * ACROSS + x);
            }
        }
        sums.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_found_in_its_cell() {
        let mut image = Image::filled(1920, 1080, 100);
        let before = Glance::of(&image).expect("a picture");
        // A bright square in the cell that is third from the left in the second row.
        for y in 120..240 {
            for x in 240..360 {
                image.data[(y * 1920 + x) * 3..][..3].fill(200);
            }
        }
        let after = Glance::of(&image).expect("a picture");
        let Difference(cells) = after.difference(&before);
        for (i, cell) in cells.iter().enumerate() {
            assert_eq!(*cell > 0.0, i == 16 + 2, "cell {i}");
        }
        assert_eq!(cells[18], 100.0);
        let bright = after.tiles().iter().filter(|tile| **tile > 150.0).count();
        assert_eq!(bright, 16, "four by four tiles make a cell");
    }

    #[test]
    fn a_picture_smaller_than_the_grid_and_an_empty_one_are_looked_at_too() {
        let small = Glance::of(&Image::filled(3, 2, 9)).expect("a picture");
        assert_eq!((small.size(), small.tiles()[0]), ((3, 2), 9.0));
        assert_eq!(Glance::of(&Image::default()), None);
    }
}
