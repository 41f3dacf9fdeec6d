//! AVX-512 VNNI: a line of 64 bytes in one register.

use std::arch::x86_64::{
    __m512i, _CMP_GE_OQ, _MM_HINT_T0, _mm_prefetch, _mm512_add_epi32, _mm512_cmp_ps_mask,
    _mm512_cvtepi32_ps, _mm512_dpbusd_epi32, _mm512_loadu_ps, _mm512_loadu_si512, _mm512_mul_ps,
    _mm512_set1_epi32, _mm512_set1_ps, _mm512_storeu_ps,
};

use super::{BLOCKS, Chunk, Form, LANES, Passed, QUADS, ROWS};

/// One probe with all blocks at once; more of them with two blocks at a time, so that eight probes' sums fill
/// 16 of the 32 registers, and each line that was loaded serves all.
#[target_feature(enable = "avx512f,avx512vnni")]
pub(super) fn scan<const P: usize>(
    chunk: &Chunk,
    probes: &[Form; P],
    limits: &[f32; P],
    scores: &mut [[f32; ROWS]; P],
) -> [Passed; P] {
    let mut passed = [0; P];
    if P == 1 {
        blocks::<BLOCKS, P, 2>(chunk, 0, probes, limits, scores, &mut passed);
    } else {
        for first in (0..BLOCKS).step_by(2) {
            blocks::<2, P, 1>(chunk, first, probes, limits, scores, &mut passed);
        }
    }
    passed
}

#[target_feature(enable = "avx512f")]
pub(super) fn read(words: &[u64]) -> u64 {
    super::read::<64>(words)
}

/// `B` blocks from `first` on, their sums in `S` strands.
#[inline]
#[target_feature(enable = "avx512f,avx512vnni")]
fn blocks<const B: usize, const P: usize, const S: usize>(
    chunk: &Chunk,
    first: usize,
    probes: &[Form; P],
    limits: &[f32; P],
    scores: &mut [[f32; ROWS]; P],
    passed: &mut [Passed; P],
) {
    let sums = sums::<B, P, S>(chunk, first, probes);
    for p in 0..P {
        let limit = _mm512_set1_ps(limits[p]);
        for b in 0..B {
            let block = first + b;
            // SAFETY: the array holds the 16 floats that are loaded.
            let scales = unsafe { _mm512_loadu_ps(chunk.scales[block].0.as_ptr()) };
            let found = _mm512_mul_ps(_mm512_cvtepi32_ps(sums[p][b]), scales);
            let mask = _mm512_cmp_ps_mask::<_CMP_GE_OQ>(found, limit);
            passed[p] |= Passed::from(mask) << (block * LANES);
            let place = scores[p][block * LANES..].first_chunk_mut::<LANES>();
            if let Some(place) = place {
                // SAFETY: the array holds the 16 floats that are stored.
                unsafe { _mm512_storeu_ps(place.as_mut_ptr(), found) };
            }
        }
    }
}

/// A sum waits for the one before it, so one probe's are made in `S` strands that do not wait for each other; several
/// probes are strands enough.
#[inline]
#[target_feature(enable = "avx512f,avx512vnni")]
fn sums<const B: usize, const P: usize, const S: usize>(
    chunk: &Chunk,
    first: usize,
    probes: &[Form; P],
) -> [[__m512i; B]; P] {
    let mut strands = [[[_mm512_set1_epi32(0); B]; P]; S];
    for p in 0..P {
        strands[0][p] = [_mm512_set1_epi32(probes[p].start); B];
    }
    for step in 0..QUADS / S {
        for (strand, sums) in strands.iter_mut().enumerate() {
            let quad = step * S + strand;
            let mut lines = [_mm512_set1_epi32(0); B];
            for b in 0..B {
                let line = &chunk.lines[quad][first + b].0;
                // The same line of the next chunk. Where there is none nothing is asked for: a prefetch never faults.
                _mm_prefetch::<_MM_HINT_T0>(line.as_ptr().wrapping_add(size_of::<Chunk>()).cast());
                // SAFETY: the array holds the 64 bytes that are loaded.
                lines[b] = unsafe { _mm512_loadu_si512(line.as_ptr().cast()) };
            }
            for p in 0..P {
                let four = _mm512_set1_epi32(probes[p].quads[quad]);
                for b in 0..B {
                    sums[p][b] = _mm512_dpbusd_epi32(sums[p][b], lines[b], four);
                }
            }
        }
    }
    let mut sums = strands[0];
    for others in &strands[1..] {
        for p in 0..P {
            for b in 0..B {
                sums[p][b] = _mm512_add_epi32(sums[p][b], others[p][b]);
            }
        }
    }
    sums
}
