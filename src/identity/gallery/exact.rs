//! The cosine that decides.

use crate::types::SIGNATURE_DIM;

/// The numbers of one signature, of unit length.
pub(super) type Row = [f32; SIGNATURE_DIM];

/// Products are gathered in so many lanes, which a tree of sums brings together.
const LANES: usize = 16;

/// Roundings on the way of each product into the sum: its own, one for each turn of its lane, one for each level of
/// the tree.
pub(super) const ROUNDINGS: usize = 1 + SIGNATURE_DIM / LANES + LANES.ilog2() as usize;

/// The dot product, summed in one fixed order, so that every machine gives the same bits.
pub(super) fn dot(a: &Row, b: &Row) -> f32 {
    let mut lanes = [0.0f32; LANES];
    for (a, b) in a.chunks_exact(LANES).zip(b.chunks_exact(LANES)) {
        for ((lane, a), b) in lanes.iter_mut().zip(a).zip(b) {
            *lane += a * b;
        }
    }
    let mut width = LANES / 2;
    while width > 0 {
        for i in 0..width {
            lanes[i] += lanes[i + width];
        }
        width /= 2;
    }
    lanes[0]
}

/// The Euclidean length.
pub(super) fn length(values: &[f32]) -> f64 {
    values
        .iter()
        .map(|&v| f64::from(v) * f64::from(v))
        .sum::<f64>()
        .sqrt()
}
