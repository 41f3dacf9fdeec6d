//! AVX2, and AVX-VNNI on top of it: half a line in a register.

use std::arch::x86_64::{
    __m256i, _CMP_GE_OQ, _mm256_add_epi32, _mm256_cmp_ps, _mm256_cvtepi32_ps,
    _mm256_dpbusd_avx_epi32, _mm256_loadu_ps, _mm256_loadu_si256, _mm256_madd_epi16,
    _mm256_maddubs_epi16, _mm256_movemask_ps, _mm256_mul_ps, _mm256_set1_epi16, _mm256_set1_epi32,
    _mm256_set1_ps, _mm256_storeu_ps,
};

use super::{BLOCKS, Chunk, Form, LANES, Passed, QUADS, ROWS};

/// Lanes of a register: half a line.
const HALF: usize = LANES / 2;
/// Blocks at a time: with two registers each, their sums fill half of the 16 registers.
const GROUP: usize = 4;

/// The scan in registers of 256 bits; `$step` adds the products of one half line to the sums.
macro_rules! scan {
    ($name:ident, $features:literal, $step:expr) => {
        #[target_feature(enable = $features)]
        pub(super) fn $name<const P: usize>(
            chunk: &Chunk,
            probes: &[Form; P],
            limits: &[f32; P],
            scores: &mut [[f32; ROWS]; P],
        ) -> [Passed; P] {
            let mut passed = [0; P];
            for p in 0..P {
                for first in (0..BLOCKS).step_by(GROUP) {
                    let mut sums = [[_mm256_set1_epi32(probes[p].start); 2]; GROUP];
                    for quad in 0..QUADS {
                        let four = _mm256_set1_epi32(probes[p].quads[quad]);
                        for b in 0..GROUP {
                            let (halves, _) = chunk.lines[quad][first + b].0.as_chunks::<32>();
                            for half in 0..2 {
                                // SAFETY: the array holds the 32 bytes that are loaded.
                                let line =
                                    unsafe { _mm256_loadu_si256(halves[half].as_ptr().cast()) };
                                sums[b][half] = $step(sums[b][half], line, four);
                            }
                        }
                    }
                    for b in 0..GROUP {
                        let block = first + b;
                        passed[p] |= compare(chunk, block, sums[b], limits[p], &mut scores[p])
                            << (block * LANES);
                    }
                }
            }
            passed
        }
    };
}

scan!(scan_vnni, "avx2,avxvnni", |sums, line, four| {
    _mm256_dpbusd_avx_epi32(sums, line, four)
});

// Two products in 16 bits are at most 2·255·64 = 32,640 either way (`Kernel::peak`), so nothing saturates.
scan!(scan, "avx2", |sums, line, four| {
    let pairs = _mm256_maddubs_epi16(line, four);
    _mm256_add_epi32(sums, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)))
});

#[target_feature(enable = "avx2")]
pub(super) fn read(words: &[u64]) -> u64 {
    super::read::<32>(words)
}

/// The scores of one block, and which of them reach the limit.
#[inline]
#[target_feature(enable = "avx2")]
fn compare(
    chunk: &Chunk,
    block: usize,
    sums: [__m256i; 2],
    limit: f32,
    scores: &mut [f32; ROWS],
) -> Passed {
    let (scales, _) = chunk.scales[block].0.as_chunks::<HALF>();
    let (places, _) = scores[block * LANES..].as_chunks_mut::<HALF>();
    let mut passed = 0;
    for half in 0..2 {
        // SAFETY: the array holds the 8 floats that are loaded.
        let scales = unsafe { _mm256_loadu_ps(scales[half].as_ptr()) };
        let found = _mm256_mul_ps(_mm256_cvtepi32_ps(sums[half]), scales);
        // SAFETY: the array holds the 8 floats that are stored.
        unsafe { _mm256_storeu_ps(places[half].as_mut_ptr(), found) };
        let reached = _mm256_cmp_ps::<_CMP_GE_OQ>(found, _mm256_set1_ps(limit));
        let mask = _mm256_movemask_ps(reached).cast_unsigned();
        passed |= Passed::from(mask) << (half * HALF);
    }
    passed
}
