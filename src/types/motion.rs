//! Where a picture changed: all that is needed to know where looking again is worth it.

use std::fmt;

use super::{Image, Point, Polygon};

/// Cells of a picture, across and down: 30 pixels of 1080p each, which is the smallest face that is worth anything.
pub const CELLS: (usize, usize) = (64, 36);

/// Points of a cell along each side.
const SIDE: usize = 4;
const POINTS: u16 = (SIDE * SIDE) as u16;

/// A change of the mean light that is more than noise, in levels of 255, and the most that noise may ask for.
const LEAST: u16 = 5;
const MOST: u16 = 12;

/// So many times the change of the cell in the middle of all is noise, too: it is the camera's.
const NOISE: u16 = 6;

/// Where half of all cells changed by more than this, it is the light or the camera that changed, and all is new.
const ALL: u16 = 3;

/// A clock lies in so many rows at the upper or lower border, and changes so many cells at once, at most.
const CLOCK: (usize, usize) = (3, 10);

/// The mean light of each cell of a picture, row by row, as sums of a few points: the noise of single ones is not in it.
/// Lives in RAM only, and `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Cells(Vec<u16>);

/// Which cells changed, row by row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed(Vec<bool>);

impl fmt::Debug for Cells {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cells({}x{})", CELLS.0, CELLS.1)
    }
}

impl Cells {
    /// Looks at a picture; an empty one is dark.
    pub fn of(image: &Image) -> Self {
        let mut sums = vec![0; CELLS.0 * CELLS.1];
        let (width, height) = (image.width as usize, image.height as usize);
        if width == 0 || height == 0 || image.data.len() < width * height * 3 {
            return Self(sums);
        }
        let columns = middles(CELLS.0 * SIDE, width);
        for (row, y) in middles(CELLS.1 * SIDE, height).enumerate() {
            let pixels = image.data[y * width * 3..][..width * 3].as_chunks::<3>().0;
            let sums = &mut sums[row / SIDE * CELLS.0..][..CELLS.0];
            let mut columns = columns.clone();
            for sum in sums {
                let points = columns.by_ref().take(SIDE);
                *sum += points.map(|x| u16::from(light(pixels[x]))).sum::<u16>();
            }
        }
        Self(sums)
    }

    /// Takes over what changed since, and says where that is. A cell that changed too little to tell keeps what it was, so
    /// that what changes slowly is found as well.
    pub fn take_over(&mut self, now: &Self) -> Changed {
        let change = |(before, now): (&u16, &u16)| before.abs_diff(*now);
        let changes: Vec<u16> = self.0.iter().zip(&now.0).map(change).collect();
        let mut sorted = changes.clone();
        let (_, middle, _) = sorted.select_nth_unstable(changes.len() / 2);
        if *middle > ALL * POINTS {
            self.clone_from(now);
            return Changed::everywhere();
        }
        let least = (NOISE * *middle).clamp(LEAST * POINTS, MOST * POINTS);
        let changed: Vec<bool> = changes.iter().map(|change| *change >= least).collect();
        for ((cell, now), _) in (self.0.iter_mut().zip(&now.0))
            .zip(&changed)
            .filter(|(_, c)| **c)
        {
            *cell = *now;
        }
        Changed(changed)
    }

    /// What lies in these parts of the picture counts as dark.
    pub fn cover(&mut self, covered: &Changed) {
        let covered = self.0.iter_mut().zip(&covered.0).filter(|(_, c)| **c);
        covered.for_each(|(cell, _)| *cell = 0);
    }
}

impl Changed {
    pub fn everywhere() -> Self {
        Self(vec![true; CELLS.0 * CELLS.1])
    }

    pub fn nowhere() -> Self {
        Self(vec![false; CELLS.0 * CELLS.1])
    }

    /// The cells whose middle or one of whose corners lies in one of these; corners of polygons are fractions of the picture.
    pub fn within(polygons: &[Polygon]) -> Self {
        let inside = |i: usize| {
            let (x, y) = ((i % CELLS.0) as f32, (i / CELLS.0) as f32);
            let places = [(0.5, 0.5), (0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)];
            places.iter().any(|(dx, dy)| {
                let place = Point::new((x + dx) / CELLS.0 as f32, (y + dy) / CELLS.1 as f32);
                polygons.iter().any(|polygon| polygon.contains(place))
            })
        };
        Self((0..CELLS.0 * CELLS.1).map(inside).collect())
    }

    /// The same, or nothing where all that changed is as small as a clock that the camera writes into its picture, above or below.
    #[must_use]
    pub fn without_clock(self) -> Self {
        let rows = || self.0.chunks(CELLS.0).enumerate();
        let few = self.0.iter().filter(|changed| **changed).count() <= CLOCK.1;
        let inside = |y: usize| (CLOCK.0..CELLS.1 - CLOCK.0).contains(&y);
        if few && rows().all(|(y, row)| !inside(y) || !row.contains(&true)) {
            Self::nowhere()
        } else {
            self
        }
    }

    pub fn is_empty(&self) -> bool {
        !self.0.contains(&true)
    }

    /// Adds the cells that a rectangle touches: left, top, right, bottom as fractions of the picture.
    pub fn add_rectangle(&mut self, [left, top, right, bottom]: [f32; 4]) {
        let span = |from: f32, to: f32, cells: usize| {
            let first = (from * cells as f32).floor().clamp(0.0, cells as f32) as usize;
            let end = (to * cells as f32).ceil().clamp(0.0, cells as f32) as usize;
            first..end.max(first)
        };
        for y in span(top, bottom, CELLS.1) {
            self.0[y * CELLS.0..][span(left, right, CELLS.0)].fill(true);
        }
    }

    /// The groups of cells that touch each other, each as the least rectangle around it: first column and row, and the
    /// column and row after its last.
    pub fn groups(&self) -> Vec<[usize; 4]> {
        let mut left = self.0.clone();
        let mut groups = Vec::new();
        let mut waiting = Vec::new();
        for start in 0..left.len() {
            if !std::mem::take(&mut left[start]) {
                continue;
            }
            let mut group = [CELLS.0, CELLS.1, 0, 0];
            waiting.push(start);
            while let Some(cell) = waiting.pop() {
                let (x, y) = (cell % CELLS.0, cell / CELLS.0);
                group = [
                    group[0].min(x),
                    group[1].min(y),
                    group[2].max(x + 1),
                    group[3].max(y + 1),
                ];
                for y in y.saturating_sub(1)..(y + 2).min(CELLS.1) {
                    for x in x.saturating_sub(1)..(x + 2).min(CELLS.0) {
                        if std::mem::take(&mut left[y * CELLS.0 + x]) {
                            waiting.push(y * CELLS.0 + x);
                        }
                    }
                }
            }
            groups.push(group);
        }
        groups
    }
}

/// The middles of `count` equal parts of `length` pixels.
pub fn middles(count: usize, length: usize) -> impl Iterator<Item = usize> + Clone {
    (0..count).map(move |i| (2 * i + 1) * length / (2 * count))
}

/// Luminance of a blue, green and red byte, by the weights of BT.601.
pub fn light([blue, green, red]: [u8; 3]) -> u8 {
    ((29 * u32::from(blue) + 150 * u32::from(green) + 77 * u32::from(red)) >> 8) as u8
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A picture of one shade with a rectangle of another, and noise of so many levels.
    fn picture(rectangle: [u32; 4], shade: u8, noise: u32) -> Image {
        let mut image = Image::filled(1280, 720, 100);
        let [left, top, right, bottom] = rectangle;
        for y in top..bottom {
            let row =
                &mut image.data[(y * 1280 + left) as usize * 3..(y * 1280 + right) as usize * 3];
            row.fill(shade);
        }
        let mut dice = 1u32;
        for byte in &mut image.data {
            dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            *byte = byte.saturating_add(((dice >> 24) % (noise + 1)) as u8);
        }
        image
    }

    #[test]
    fn what_moves_is_found_where_it_was_and_where_it_is() {
        let mut cells = Cells::of(&picture([100, 200, 160, 400], 160, 0));
        let now = Cells::of(&picture([500, 200, 560, 400], 160, 0));
        let groups = cells.take_over(&now).groups();
        assert_eq!(groups, [[5, 10, 8, 20], [25, 10, 28, 20]]);
        assert!(cells.take_over(&now).is_empty(), "it was taken over");
    }

    #[test]
    fn noise_is_no_change_and_a_dim_figure_in_it_is() {
        let mut cells = Cells::of(&picture([0, 0, 0, 0], 0, 16));
        let mut other = picture([0, 0, 0, 0], 0, 16);
        other.data.rotate_left(4321);
        assert!(cells.take_over(&Cells::of(&other)).is_empty());
        let groups = cells
            .take_over(&Cells::of(&picture([600, 300, 660, 480], 125, 16)))
            .groups();
        assert_eq!(groups.len(), 1);
    }

    #[test]
    fn what_changes_slowly_is_found_in_time_and_another_light_is_all_new() {
        let mut cells = Cells::of(&Image::filled(640, 360, 100));
        let found = (101..110).find(|shade| {
            let mut image = Image::filled(640, 360, 100);
            image.data[..640 * 3 * 40].fill(*shade);
            !cells.take_over(&Cells::of(&image)).is_empty()
        });
        assert_eq!(found, Some(105));
        let all = cells.take_over(&Cells::of(&Image::filled(640, 360, 120)));
        assert_eq!(all, Changed::everywhere());
    }

    #[test]
    fn a_clock_in_the_picture_is_no_change_unless_somebody_moves_as_well() {
        let clock = |changed: &mut Changed| changed.add_rectangle([0.07, 0.01, 0.10, 0.05]);
        let mut changed = Changed::nowhere();
        clock(&mut changed);
        assert!(changed.clone().without_clock().is_empty());
        changed.add_rectangle([0.5, 0.5, 0.51, 0.51]);
        assert_eq!(changed.clone().without_clock(), changed);
        let mut wide = Changed::nowhere();
        wide.add_rectangle([0.0, 0.0, 0.5, 0.02]);
        assert!(!wide.without_clock().is_empty());
    }

    #[test]
    fn what_is_covered_never_changes() {
        let screen = Polygon::new(vec![
            Point::new(0.0, 0.0),
            Point::new(0.5, 0.0),
            Point::new(0.5, 1.0),
            Point::new(0.0, 1.0),
        ])
        .expect("a rectangle");
        let covered = Changed::within(&[screen]);
        let look = |rectangle| {
            let mut cells = Cells::of(&picture(rectangle, 200, 0));
            cells.cover(&covered);
            cells
        };
        let mut cells = look([0, 0, 0, 0]);
        assert!(cells.take_over(&look([100, 100, 400, 400])).is_empty());
        assert!(!cells.take_over(&look([700, 100, 900, 400])).is_empty());
    }

    proptest! {
        #[test]
        fn every_changed_cell_lies_in_one_group(changed in prop::collection::vec(prop::bool::weighted(0.1), CELLS.0 * CELLS.1)) {
            let groups = Changed(changed.clone()).groups();
            for (i, changed) in changed.into_iter().enumerate() {
                let (x, y) = (i % CELLS.0, i / CELLS.0);
                let holds = |[left, top, right, bottom]: &[usize; 4]| (*left..*right).contains(&x) && (*top..*bottom).contains(&y);
                prop_assert!(!changed || groups.iter().any(holds));
            }
        }

        #[test]
        fn pictures_of_any_size_have_their_cells(w in 0u32..200, h in 0u32..200, shade: u8) {
            let mut cells = Cells::of(&Image::filled(w, h, shade));
            prop_assert_eq!(cells.0.len(), CELLS.0 * CELLS.1);
            prop_assert!(cells.take_over(&Cells::of(&Image::filled(w, h, shade))).is_empty());
        }
    }
}
