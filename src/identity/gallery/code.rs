//! Signatures in eight bits, and how far their dot products can be from the truth.
//!
//! # The bound
//!
//! A vector `x` is written as `s·q + d`: a scale `s`, whole numbers `q` of at most 127 either way, and what is left, `d`.
//! For a row `v` and a probe `p`, the product that the scan finds is `c = sᵥ·sₚ·(qᵥ·qₚ)`, and
//!
//! ```text
//! v·p − c = (sᵥqᵥ + dᵥ)·p − sᵥqᵥ·sₚqₚ = dᵥ·p + sᵥqᵥ·dₚ = dᵥ·sₚqₚ + v·dₚ
//! ```
//!
//! (insert `p = sₚqₚ + dₚ` in the first term, and `sᵥqᵥ + dᵥ = v` again). By Cauchy and Schwarz
//!
//! ```text
//! |v·p − c| ≤ ‖dᵥ‖·‖sₚqₚ‖ + ‖v‖·‖dₚ‖ ≤ eᵥ·(L + eₚ) + L·eₚ
//! ```
//!
//! where `L` ([`LONGEST`]) bounds `‖v‖` and `‖p‖`, and `eᵥ ≥ ‖dᵥ‖`, `eₚ ≥ ‖dₚ‖` are measured, not assumed, when a vector is
//! coded ([`Coded::error`]). How the numbers of `q` were rounded plays no part in it.
//!
//! # The rounding of floats
//!
//! With `u = 2⁻²⁴`, and as neither `‖v‖·‖p‖` nor `|c|` is more than 1.2 (`e` is below 0.09: half a step of `1/64` in each
//! of 128 numbers):
//!
//! * the cosine that decides is itself computed (`exact::dot`): 13 roundings of each product, so it is off `v·p` by
//!   at most `13u/(1−13u)·‖v‖·‖p‖` < 8·10⁻⁷;
//! * `qᵥ·qₚ` is a whole number of at most 128·127² < 2²⁴, summed in 32 bits and exact as a float; times `sᵥ`, then times
//!   `sₚ`, are two roundings: 2u·1.2 < 1.5·10⁻⁷;
//! * the bound, the limit that is compared with, and adding one to the other are at most five more roundings of
//!   figures that are at most 1.4: < 4.2·10⁻⁷.
//!
//! Together less than 1.4·10⁻⁶. [`ROUNDING`] is 4·10⁻⁶, and part of every bound.

use super::exact::{self, Row};
use crate::types::SIGNATURE_DIM;

/// No vector here is longer. Signatures are of unit length within what `f32` can do; others are turned away or
/// brought to it before they come here.
pub(super) const LONGEST: f32 = 1.001;

/// What the rounding of floats can add to the bound.
const ROUNDING: f32 = 4e-6;

// The proof above counts with thirteen.
const _: () = assert!(exact::ROUNDINGS == 13);

/// A vector in eight bits.
pub(super) struct Coded {
    /// From -127 to 127.
    pub(super) numbers: [i8; SIGNATURE_DIM],
    /// The value of one step.
    pub(super) scale: f32,
    /// At least the length of what the code leaves out.
    pub(super) error: f32,
}

impl Coded {
    /// Codes a vector in steps of which its largest number takes `peak` (1 to 127).
    pub(super) fn new(values: &Row, peak: u8) -> Self {
        debug_assert!(exact::length(values) <= f64::from(LONGEST));
        let peak = f32::from(peak.clamp(1, 127));
        let largest = values.iter().fold(0.0f32, |m, v| m.max(v.abs()));
        // Nothing but zeros, or next to it: any step will do.
        let scale = if largest > 1e-30 { largest / peak } else { 1.0 };
        let inverse = 1.0 / scale;
        let numbers = values.map(|v| whole((v * inverse).clamp(-peak, peak)));
        Self {
            error: left_out(values, &numbers, scale),
            numbers,
            scale,
        }
    }
}

/// The whole number next to one from -127 to 127. Beyond this figure a float has no room for fractions, and its lowest
/// byte is the number: vectors can do that, which they cannot do with `round`.
fn whole(value: f32) -> i8 {
    (value + 12_582_912.0).to_bits().to_le_bytes()[0].cast_signed()
}

/// The length of `values - scale * numbers`, rounded up. A product of an `f32` and a whole number is exact in `f64`, and
/// every step after it is off by 2⁻⁵³ of what it gives: a millionth more covers 130 of them and the way back to `f32`.
fn left_out(values: &Row, numbers: &[i8; SIGNATURE_DIM], scale: f32) -> f32 {
    let squares = values.iter().zip(numbers).map(|(&v, &q)| {
        let left = f64::from(v) - f64::from(scale) * f64::from(q);
        left * left
    });
    (squares.sum::<f64>().sqrt() * (1.0 + 1e-6)) as f32
}

/// How far the scan's product of a row and a probe can be from the cosine that decides, for rows whose code leaves out
/// at most `row_error` and a probe whose code leaves out at most `probe_error`.
pub(super) fn bound(row_error: f32, probe_error: f32) -> f32 {
    row_error * (LONGEST + probe_error) + LONGEST * probe_error + ROUNDING
}
