//! 128 coded rows in the order in which a scan reads them.
//!
//! A line of 64 bytes, which is what memory moves and what the widest registers hold, has four numbers of each of 16
//! rows. One instruction multiplies it with four numbers of the probe and adds up each row's four in the row's own
//! lane, so that no lane ever has to be added to another. 16 rows are a block; a chunk is eight blocks, whose lines take
//! turns, so that a scan reads memory in order and keeps eight sums going at once.

use zeroize::Zeroize;

use super::{code::Coded, exact::Row};
use crate::types::SIGNATURE_DIM;

/// Rows of a block: one for each lane of 32 bits.
pub(super) const LANES: usize = 16;
/// Blocks of a chunk.
pub(super) const BLOCKS: usize = 8;
/// Rows of a chunk.
pub(super) const ROWS: usize = LANES * BLOCKS;
/// Numbers of a row that stand side by side.
pub(super) const QUAD: usize = 4;
/// Lines of a block.
pub(super) const QUADS: usize = SIGNATURE_DIM / QUAD;
/// The peak of a row's code.
const PEAK: u8 = 127;
/// Codes are kept with this added: the instruction wants one of its factors without a sign.
pub(super) const SHIFT: u8 = 128;

/// Four numbers of each of 16 rows.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
pub(super) struct Line(pub(super) [u8; LANES * QUAD]);

/// The scale of each of 16 rows.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
pub(super) struct Scales(pub(super) [f32; LANES]);

/// The codes of up to 128 rows.
#[derive(Clone)]
#[repr(C)]
pub(super) struct Chunk {
    pub(super) lines: [[Line; BLOCKS]; QUADS],
    /// Not a number where there is no row: whatever is compared with it, no is the answer.
    pub(super) scales: [Scales; BLOCKS],
}

impl Chunk {
    /// A chunk without rows.
    pub(super) const EMPTY: Self = Self {
        lines: [[Line([SHIFT; LANES * QUAD]); BLOCKS]; QUADS],
        scales: [Scales([f32::NAN; LANES]); BLOCKS],
    };

    /// Codes a row into a place (below [`ROWS`]); gives what the code leaves out, as [`Coded::error`].
    pub(super) fn put(&mut self, place: usize, row: &Row) -> f32 {
        let coded = Coded::new(row, PEAK);
        for (dimension, &number) in coded.numbers.iter().enumerate() {
            *self.cell(place, dimension) = number.cast_unsigned() ^ SHIFT;
        }
        self.scales[place / LANES].0[place % LANES] = coded.scale;
        coded.error
    }

    /// Clears a place.
    pub(super) fn clear(&mut self, place: usize) {
        for dimension in 0..SIGNATURE_DIM {
            let cell = self.cell(place, dimension);
            cell.zeroize();
            *cell = SHIFT;
        }
        let scale = &mut self.scales[place / LANES].0[place % LANES];
        scale.zeroize();
        *scale = f32::NAN;
    }

    fn cell(&mut self, place: usize, dimension: usize) -> &mut u8 {
        let line = &mut self.lines[dimension / QUAD][place / LANES];
        &mut line.0[place % LANES * QUAD + dimension % QUAD]
    }
}

impl Zeroize for Chunk {
    fn zeroize(&mut self) {
        for line in self.lines.iter_mut().flatten() {
            line.0.zeroize();
        }
        for scales in &mut self.scales {
            scales.0.zeroize();
        }
    }
}
