//! The scan of one chunk, in a form for each kind of processor. The only unsafe code of the crate is here and below.
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
//! * A function with `#[target_feature]` is called. That is sound where the processor has the feature. A [`Kernel`] can
//!   only be had from [`Kernel::all`] and [`Kernel::best`], which ask the processor first, and features do not go away.
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

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(target_arch = "aarch64")]
mod neon;
mod portable;

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
