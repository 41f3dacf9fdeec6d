//! The scan of one chunk, in a form for each kind of processor. The only unsafe code of the crate.
//!
//! All forms do the same: for each of the 128 rows the whole number `q_row · q_probe`, times the row's scale, compared
//! with a limit. Whole numbers are exact and each float is rounded once, so forms that code probes alike
//! ([`Kernel::peak`]) give the same bits. A row is coded as `q + 128`, without a sign, so each sum begins at
//! `-128 · Σ q_probe` ([`Form::start`]); where an instruction takes two signs, the 128 is taken off again instead.
//!
//! # Why the unsafe code is sound
//!
//! It is of two kinds, and both are checked where they stand:
//!
//! * A function with `#[target_feature]` is called. That is sound where the processor has the feature. A [`Kernel`] can only
//!   be had from [`Kernel::all`] and [`Kernel::best`], which ask the processor first, and features do not go away.
//! * A vector is loaded from, or stored to, a pointer. Each pointer is that of an array which is borrowed for the time,
//!   and which is at least as large as the vector; the instructions in use ask for no alignment.

#![allow(
    unsafe_code,
    reason = "the scan needs instructions that the compiler does not choose itself; the proof is above"
)]
#![allow(
    clippy::needless_range_loop,
    reason = "several arrays are indexed alike, with constants once the loops are unrolled: registers, not memory"
)]

use super::{
    chunk::{BLOCKS, Chunk, LANES, QUAD, QUADS, ROWS, SHIFT},
    code::Coded,
    exact::Row,
};

/// Which rows of a chunk pass: one bit for each.
pub(super) type Passed = u128;

const _: () = assert!(Passed::BITS as usize == ROWS);

/// A probe, coded in the form that a scan wants.
pub(super) struct Form {
    /// Four numbers in each, the first in the lowest byte.
    quads: [i32; QUADS],
    /// Where each sum begins, so that what was added to the rows' codes cancels out.
    start: i32,
    pub(super) scale: f32,
    pub(super) error: f32,
}

impl Form {
    fn new(values: &Row, peak: u8) -> Self {
        let Coded {
            numbers,
            scale,
            error,
        } = Coded::new(values, peak);
        let mut quads = [0; QUADS];
        for (quad, four) in quads.iter_mut().zip(numbers.as_chunks::<QUAD>().0) {
            *quad = i32::from_le_bytes(four.map(i8::cast_unsigned));
        }
        let sum: i32 = numbers.iter().map(|&n| i32::from(n)).sum();
        Self {
            quads,
            start: -i32::from(SHIFT) * sum,
            scale,
            error,
        }
    }
}

/// A form of the scan that this processor can run. All give the same answers; they differ in how long they take.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Kernel(Isa);

/// From the fastest to the slowest.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Isa {
    #[cfg(target_arch = "x86_64")]
    Avx512Vnni,
    #[cfg(target_arch = "x86_64")]
    AvxVnni,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "aarch64")]
    Neon,
    Portable,
}

const ISAS: &[Isa] = &[
    #[cfg(target_arch = "x86_64")]
    Isa::Avx512Vnni,
    #[cfg(target_arch = "x86_64")]
    Isa::AvxVnni,
    #[cfg(target_arch = "x86_64")]
    Isa::Avx2,
    #[cfg(target_arch = "aarch64")]
    Isa::Neon,
    Isa::Portable,
];

impl Isa {
    fn is_here(self) -> bool {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Avx512Vnni => {
                is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512vnni")
            }
            #[cfg(target_arch = "x86_64")]
            Self::AvxVnni => {
                is_x86_feature_detected!("avx2") && is_x86_feature_detected!("avxvnni")
            }
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => is_x86_feature_detected!("avx2"),
            #[cfg(target_arch = "aarch64")]
            Self::Neon => std::arch::is_aarch64_feature_detected!("neon"),
            Self::Portable => true,
        }
    }
}

impl Default for Kernel {
    fn default() -> Self {
        Self::best()
    }
}

impl Kernel {
    /// Those that this processor can run, the fastest first.
    pub fn all() -> impl Iterator<Item = Self> {
        ISAS.iter().copied().filter(|isa| isa.is_here()).map(Self)
    }

    /// The fastest that this processor can run.
    pub fn best() -> Self {
        Self::all().next().unwrap_or(Self(Isa::Portable))
    }

    /// As it is called in tables.
    pub fn name(self) -> &'static str {
        match self.0 {
            #[cfg(target_arch = "x86_64")]
            Isa::Avx512Vnni => "avx512-vnni",
            #[cfg(target_arch = "x86_64")]
            Isa::AvxVnni => "avx-vnni",
            #[cfg(target_arch = "x86_64")]
            Isa::Avx2 => "avx2",
            #[cfg(target_arch = "aarch64")]
            Isa::Neon => "neon",
            Isa::Portable => "portable",
        }
    }

    /// The largest number in a probe's code. AVX2 adds two products in 16 bits: 255·64·2 is the most that fits.
    fn peak(self) -> u8 {
        match self.0 {
            #[cfg(target_arch = "x86_64")]
            Isa::Avx2 => 64,
            _ => 127,
        }
    }

    /// Codes a probe for this scan.
    pub(super) fn form(self, probe: &Row) -> Form {
        Form::new(probe, self.peak())
    }

    /// Compares each probe with each row of a chunk: the rows whose score is at least the probe's limit. Their scores
    /// (the product of the codes times the row's scale, without the probe's) are left in `scores`, where the others' are
    /// left undefined.
    pub(super) fn scan<const P: usize>(
        self,
        chunk: &Chunk,
        probes: &[Form; P],
        limits: &[f32; P],
        scores: &mut [[f32; ROWS]; P],
    ) -> [Passed; P] {
        match self.0 {
            // SAFETY: this value exists because the processor has AVX-512F and AVX-512 VNNI.
            #[cfg(target_arch = "x86_64")]
            Isa::Avx512Vnni => unsafe { avx512::scan(chunk, probes, limits, scores) },
            // SAFETY: this value exists because the processor has AVX2 and AVX-VNNI.
            #[cfg(target_arch = "x86_64")]
            Isa::AvxVnni => unsafe { avx2::scan_vnni(chunk, probes, limits, scores) },
            // SAFETY: this value exists because the processor has AVX2.
            #[cfg(target_arch = "x86_64")]
            Isa::Avx2 => unsafe { avx2::scan(chunk, probes, limits, scores) },
            // SAFETY: this value exists because the processor has NEON.
            #[cfg(target_arch = "aarch64")]
            Isa::Neon => unsafe { neon::scan(chunk, probes, limits, scores) },
            Isa::Portable => portable::scan(chunk, probes, limits, scores),
        }
    }
}

impl Kernel {
    /// The floor under a scan: reads words once, in order, with the widest loads there are, and does next to nothing with
    /// them (it gives their exclusive or). For measurements: no scan of as many bytes can be expected to take less.
    pub fn read(self, words: &[u64]) -> u64 {
        match self.0 {
            // SAFETY: this value exists because the processor has AVX-512F.
            #[cfg(target_arch = "x86_64")]
            Isa::Avx512Vnni => unsafe { avx512::read(words) },
            // SAFETY: these values exist because the processor has AVX2.
            #[cfg(target_arch = "x86_64")]
            Isa::AvxVnni | Isa::Avx2 => unsafe { avx2::read(words) },
            _ => read::<16>(words),
        }
    }
}

/// `N` words at a time: as many as eight registers hold, so that memory sets the pace.
#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "compiled for the features of whoever calls it"
)]
fn read<const N: usize>(words: &[u64]) -> u64 {
    let mut lanes = [0; N];
    for words in words.as_chunks::<N>().0 {
        for (lane, word) in lanes.iter_mut().zip(words) {
            *lane ^= word;
        }
    }
    lanes.iter().fold(0, |all, lane| all ^ lane)
}

/// Asks for a row that will be read soon. Where there is no instruction for it, the row comes when it is read.
#[inline]
pub(super) fn fetch(row: &Row) {
    #[cfg(target_arch = "x86_64")]
    for line in row.chunks_exact(16) {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: every processor of this kind has the instruction, and it reads and writes nothing.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(line.as_ptr().cast()) };
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = row;
}

#[cfg(target_arch = "x86_64")]
mod avx512 {
    use std::arch::x86_64::{
        __m512i, _CMP_GE_OQ, _MM_HINT_T0, _mm_prefetch, _mm512_add_epi32, _mm512_cmp_ps_mask,
        _mm512_cvtepi32_ps, _mm512_dpbusd_epi32, _mm512_loadu_ps, _mm512_loadu_si512,
        _mm512_mul_ps, _mm512_set1_epi32, _mm512_set1_ps, _mm512_storeu_ps,
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
                    _mm_prefetch::<_MM_HINT_T0>(
                        line.as_ptr().wrapping_add(size_of::<Chunk>()).cast(),
                    );
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
}

#[cfg(target_arch = "x86_64")]
mod avx2 {
    use std::arch::x86_64::{
        __m256i, _CMP_GE_OQ, _mm256_add_epi32, _mm256_cmp_ps, _mm256_cvtepi32_ps,
        _mm256_dpbusd_avx_epi32, _mm256_loadu_ps, _mm256_loadu_si256, _mm256_madd_epi16,
        _mm256_maddubs_epi16, _mm256_movemask_ps, _mm256_mul_ps, _mm256_set1_epi16,
        _mm256_set1_epi32, _mm256_set1_ps, _mm256_storeu_ps,
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
}

/// Not run on the machines this was written on, which have no such processor; compiled for it only.
#[cfg(target_arch = "aarch64")]
mod neon {
    use std::arch::aarch64::{
        int32x4_t, vcvtq_f32_s32, vdupq_n_s32, vdupq_n_u8, veorq_u8, vget_low_s8, vld1q_f32,
        vld1q_u8, vmull_high_s8, vmull_s8, vmulq_f32, vpadalq_s16, vpaddq_s16,
        vreinterpretq_s8_s32, vreinterpretq_s8_u8, vst1q_f32,
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
}

mod portable {
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
                for ((score, sum), scale) in scores.iter_mut().zip(sums).zip(chunk.scales[block].0)
                {
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
}

/// Which scores reach the limits, for the scans that have no instruction for it.
fn passed<const P: usize>(scores: &[[f32; ROWS]; P], limits: &[f32; P]) -> [Passed; P] {
    let mut passed = [0; P];
    for ((passed, scores), &limit) in passed.iter_mut().zip(scores).zip(limits) {
        // One look that vectors do well; what passes is rare.
        if scores.iter().fold(0, |any, &s| any | u8::from(s >= limit)) != 0 {
            let bits = scores.iter().enumerate();
            *passed = bits.fold(0, |bits, (i, &s)| bits | (Passed::from(s >= limit) << i));
        }
    }
    passed
}
