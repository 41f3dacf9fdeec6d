//! Without instructions of any one processor.

use super::{BLOCKS, Chunk, Form, LANES, Passed, QUAD, QUADS, ROWS, SHIFT, passed};

/// Numbers of a line.
const WIDTH: usize = LANES * QUAD;

pub(super) fn scan<const P: usize>(
    chunk: &Chunk,
    probes: &[Form; P],
    limits: &[f32; P],
    scores: &mut [[f32; ROWS]; P],
) -> [Passed; P] {
    for (probe, scores) in probes.iter().zip(scores.iter_mut()) {
        let lines = probe.quads.map(side_by_side);
        for block in 0..BLOCKS {
            let sums = sums(chunk, block, &lines);
            let scores = &mut scores[block * LANES..][..LANES];
            for ((score, sum), scale) in scores.iter_mut().zip(sums).zip(chunk.scales[block].0) {
                *score = sum as f32 * scale;
            }
        }
    }
    passed(scores, limits)
}

/// The four numbers of a quad, as often as a line has rows.
fn side_by_side(quad: i32) -> [i16; WIDTH] {
    let four = quad.to_le_bytes().map(|b| i16::from(b.cast_signed()));
    std::array::from_fn(|i| four[i % QUAD])
}

/// Every lane by itself, which compilers turn into vectors of whatever a processor has; a row's four lanes meet at
/// the end. The codes take their sign back, so two products are at most 2·127·127 = 32,258 either way, which 16
/// bits hold, and the sums stay below 2^22: nothing wraps.
fn sums(chunk: &Chunk, block: usize, probe: &[[i16; WIDTH]; QUADS]) -> [i32; LANES] {
    let mut sums = [0i32; WIDTH];
    let (lines, (probe, _)) = (chunk.lines.as_chunks::<2>().0, probe.as_chunks::<2>());
    for ([a, b], [by_a, by_b]) in lines.iter().zip(probe) {
        let (a, b) = (&a[block].0, &b[block].0);
        for i in 0..WIDTH {
            let product = signed(a[i]).wrapping_mul(by_a[i]);
            let both = product.wrapping_add(signed(b[i]).wrapping_mul(by_b[i]));
            sums[i] = sums[i].wrapping_add(i32::from(both));
        }
    }
    let (rows, _) = sums.as_chunks::<QUAD>();
    std::array::from_fn(|row| rows[row].iter().fold(0, |sum: i32, &s| sum.wrapping_add(s)))
}

fn signed(code: u8) -> i16 {
    i16::from((code ^ SHIFT).cast_signed())
}
