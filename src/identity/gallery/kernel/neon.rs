//! NEON: a quarter of a line in a register. Not run on the machines this was written on, which have no such processor;
//! compiled for it only.

use std::arch::aarch64::{
    int32x4_t, vcvtq_f32_s32, vdupq_n_s32, vdupq_n_u8, veorq_u8, vget_low_s8, vld1q_f32, vld1q_u8,
    vmull_high_s8, vmull_s8, vmulq_f32, vpadalq_s16, vpaddq_s16, vreinterpretq_s8_s32,
    vreinterpretq_s8_u8, vst1q_f32,
};

use super::{BLOCKS, Chunk, Form, Passed, QUADS, ROWS, SHIFT, passed};

/// Registers of a line; each has four lanes, of four numbers each.
const QUARTERS: usize = 4;

#[target_feature(enable = "neon")]
pub(super) fn scan<const P: usize>(
    chunk: &Chunk,
    probes: &[Form; P],
    limits: &[f32; P],
    scores: &mut [[f32; ROWS]; P],
) -> [Passed; P] {
    for (probe, scores) in probes.iter().zip(scores.iter_mut()) {
        for block in 0..BLOCKS {
            let sums = sums(chunk, block, probe);
            let (scales, _) = chunk.scales[block].0.as_chunks::<QUARTERS>();
            let (places, _) = scores.as_chunks_mut::<QUARTERS>();
            for quarter in 0..QUARTERS {
                // SAFETY: the array holds the 4 floats that are loaded.
                let scales = unsafe { vld1q_f32(scales[quarter].as_ptr()) };
                let found = vmulq_f32(vcvtq_f32_s32(sums[quarter]), scales);
                let place = &mut places[block * QUARTERS + quarter];
                // SAFETY: the array holds the 4 floats that are stored.
                unsafe { vst1q_f32(place.as_mut_ptr(), found) };
            }
        }
    }
    passed(scores, limits)
}

/// The codes take their sign back, so the sums begin at nothing. Two products of signed numbers are at most
/// 2·127·127 = 32,258 either way, which 16 bits hold; the four of a row are then added in 32.
#[target_feature(enable = "neon")]
fn sums(chunk: &Chunk, block: usize, probe: &Form) -> [int32x4_t; QUARTERS] {
    let mut sums = [vdupq_n_s32(0); QUARTERS];
    for quad in 0..QUADS {
        let four = vreinterpretq_s8_s32(vdupq_n_s32(probe.quads[quad]));
        let (quarters, _) = chunk.lines[quad][block].0.as_chunks::<16>();
        for (sum, quarter) in sums.iter_mut().zip(quarters) {
            // SAFETY: the array holds the 16 bytes that are loaded.
            let codes = unsafe { vld1q_u8(quarter.as_ptr()) };
            let numbers = vreinterpretq_s8_u8(veorq_u8(codes, vdupq_n_u8(SHIFT)));
            let low = vmull_s8(vget_low_s8(numbers), vget_low_s8(four));
            let high = vmull_high_s8(numbers, four);
            *sum = vpadalq_s16(*sum, vpaddq_s16(low, high));
        }
    }
    sums
}
