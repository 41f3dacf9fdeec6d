//! The site transform: what makes stored signatures of one site strangers to those of any other (ISO/IEC 24745: renewable
//! and unlinkable references).
//!
//! A random rotation of the whole space, drawn from a key. It keeps every cosine, so nothing of recognition changes; and it
//! can be taken back, so that it can be renewed without anybody being enrolled again. The rotation is drawn evenly from all
//! there are (Haar), as a product of reflections (Stewart 1980, "The efficient generation of random orthogonal matrices";
//! signs as in Mezzadri 2007, "How to generate random matrices from the classical compact groups"). So the same face under
//! two keys is exactly as alike as two directions drawn at random. Quicker products of signs and Hadamard matrices come
//! close to that, and are proven for no small dimension; here the multiplication takes less than opening the seal around it.
//!
//! It hides nothing from whoever knows enough faces before and after (as many as the space has dimensions): its secrecy is
//! that of the key, which lies in the keyring.

use std::{f64::consts::TAU, fmt};

use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use zeroize::Zeroize;

use super::secret::Secret;

/// An orthogonal map of the space of signatures, and its inverse.
pub(super) struct Transform {
    dim: usize,
    /// Row by row; and the same transposed, so that both ways add up scaled rows, which is quick.
    matrix: Box<[f32]>,
    transposed: Box<[f32]>,
}

impl Transform {
    /// The transform of a key, of vectors of `dim` numbers.
    pub(super) fn new(key: &Secret, dim: usize) -> Self {
        let mut drawn = orthogonal(&mut ChaCha20Rng::from_seed(*key.bytes()), dim);
        let at = |row: usize, column: usize| drawn[row * dim + column] as f32;
        let cells = || (0..dim).flat_map(|row| (0..dim).map(move |column| (row, column)));
        let matrix = cells().map(|(row, column)| at(row, column)).collect();
        let transposed = cells().map(|(row, column)| at(column, row)).collect();
        drawn.zeroize();
        Self {
            dim,
            matrix,
            transposed,
        }
    }

    /// The vector under the transform; as long as it was.
    pub(super) fn apply(&self, plain: &[f32]) -> Vec<f32> {
        weighted(&self.transposed, self.dim, plain)
    }

    /// The vector of which `applied` was made.
    pub(super) fn undo(&self, applied: &[f32]) -> Vec<f32> {
        weighted(&self.matrix, self.dim, applied)
    }
}

impl Drop for Transform {
    fn drop(&mut self) {
        self.matrix.zeroize();
        self.transposed.zeroize();
    }
}

impl fmt::Debug for Transform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Transform({} dimensions)", self.dim)
    }
}

/// The sum of the rows, each times its weight.
fn weighted(rows: &[f32], dim: usize, weights: &[f32]) -> Vec<f32> {
    let mut sum = vec![0.0; dim];
    for (row, weight) in rows.chunks_exact(dim).zip(weights) {
        for (sum, value) in sum.iter_mut().zip(row) {
            *sum += weight * value;
        }
    }
    sum
}

/// An orthogonal matrix, row by row, evenly drawn: a reflection of the last `k` rows for each `k`, the sign by its first number.
fn orthogonal(random: &mut ChaCha20Rng, dim: usize) -> Vec<f64> {
    let mut matrix = vec![0.0; dim * dim];
    for at in 0..dim {
        matrix[at * dim + at] = 1.0;
    }
    for k in 1..=dim {
        let mut axis: Vec<f64> = (0..k).map(|_| gaussian(random)).collect();
        let sign = axis[0].signum();
        axis[0] += sign * norm(&axis);
        reflect(&mut matrix[(dim - k) * dim..], dim, &axis, -sign);
        axis.zeroize();
    }
    matrix
}

/// Turns rows into `sign * (I - 2 v v' / v'v)` times them.
fn reflect(rows: &mut [f64], dim: usize, axis: &[f64], sign: f64) {
    let along = 2.0 / axis.iter().map(|a| a * a).sum::<f64>();
    let mut projected = vec![0.0; dim];
    for (row, a) in rows.chunks_exact(dim).zip(axis) {
        for (sum, value) in projected.iter_mut().zip(row) {
            *sum += a * value;
        }
    }
    for (row, a) in rows.chunks_exact_mut(dim).zip(axis) {
        for (value, along_axis) in row.iter_mut().zip(&projected) {
            *value = sign * (*value - along * a * along_axis);
        }
    }
}

fn norm(vector: &[f64]) -> f64 {
    vector.iter().map(|v| v * v).sum::<f64>().sqrt()
}

/// A normal deviate (Box and Muller 1958).
fn gaussian(random: &mut ChaCha20Rng) -> f64 {
    // Above 0 and up to 1, in steps of 2^-53.
    let mut uniform = || ((random.next_u64() >> 11) + 1) as f64 / (1u64 << 53) as f64;
    let (radius, angle) = (uniform(), uniform());
    (-2.0 * radius.ln()).sqrt() * (TAU * angle).cos()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key(n: u8) -> Secret {
        Secret::from_bytes(&[n; 32]).unwrap()
    }

    fn dot(a: &[f32], b: &[f32]) -> f32 {
        let sum: f64 = a
            .iter()
            .zip(b)
            .map(|(a, b)| f64::from(*a) * f64::from(*b))
            .sum();
        sum as f32
    }

    fn unit(raw: &[f32]) -> Vec<f32> {
        let norm = dot(raw, raw).sqrt();
        raw.iter().map(|v| v / norm).collect()
    }

    /// Unit vectors of 128 numbers.
    fn face() -> impl Strategy<Value = Vec<f32>> {
        let raw = prop::collection::vec(-1.0f32..1.0, 128);
        raw.prop_filter("long enough", |raw| dot(raw, raw) > 0.1)
            .prop_map(|raw| unit(&raw))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn every_cosine_stays_and_the_way_back_leads_to_the_same_vector(a in face(), b in face(), n in any::<u8>()) {
            let transform = Transform::new(&key(n), 128);
            let (there, other) = (transform.apply(&a), transform.apply(&b));
            prop_assert!((dot(&there, &other) - dot(&a, &b)).abs() < 2e-6);
            prop_assert!((dot(&there, &there) - 1.0).abs() < 2e-6);
            for (back, was) in transform.undo(&there).iter().zip(&a) {
                prop_assert!((back - was).abs() < 1e-6);
            }
        }

        /// Between directions drawn at random the cosine is 0 on average and spreads by 0.088; half is out of reach.
        #[test]
        fn one_face_under_two_keys_is_a_stranger_to_itself(a in face(), one in 0..128u8, other in 128..=255u8) {
            let there = Transform::new(&key(one), 128).apply(&a);
            let elsewhere = Transform::new(&key(other), 128).apply(&a);
            prop_assert!(dot(&there, &elsewhere).abs() < 0.5);
            prop_assert!(dot(&there, &a).abs() < 0.5);
        }

        #[test]
        fn any_number_of_dimensions_will_do(dim in 1..40usize, n in any::<u8>()) {
            let transform = Transform::new(&key(n), dim);
            let rows: Vec<_> = transform.matrix.chunks_exact(dim).collect();
            for (i, row) in rows.iter().enumerate() {
                for (j, other) in rows.iter().enumerate() {
                    let expected = if i == j { 1.0 } else { 0.0 };
                    prop_assert!((dot(row, other) - expected).abs() < 2e-6);
                }
            }
        }
    }

    #[test]
    fn over_many_keys_the_same_face_is_as_alike_as_strangers_are() {
        let face = unit(&[1.0; 128]);
        let faces: Vec<_> = (0..=255)
            .map(|n| Transform::new(&key(n), 128).apply(&face))
            .collect();
        let cosines: Vec<f64> = faces
            .iter()
            .enumerate()
            .flat_map(|(i, a)| faces[..i].iter().map(|b| f64::from(dot(a, b))))
            .collect();
        let n = cosines.len() as f64;
        let mean = cosines.iter().sum::<f64>() / n;
        let spread = (cosines.iter().map(|c| c * c).sum::<f64>() / n).sqrt();
        // Of directions drawn evenly: 0 and 1 over the root of 128.
        assert!(mean.abs() < 0.01, "{mean}");
        assert!((spread - 128f64.sqrt().recip()).abs() < 0.005, "{spread}");
    }

    #[test]
    fn no_direction_is_preferred() {
        // The first column over many keys: each number of it is 0 on average, and its square 1 in 8.
        let (mut sums, mut squares) = (vec![0.0; 8], vec![0.0; 8]);
        for n in 0..=255 {
            let mut first = vec![0.0; 8];
            first[0] = 1.0;
            for (at, value) in Transform::new(&key(n), 8).apply(&first).iter().enumerate() {
                sums[at] += f64::from(*value) / 256.0;
                squares[at] += f64::from(value * value) / 256.0;
            }
        }
        for (mean, square) in sums.iter().zip(&squares) {
            assert!(mean.abs() < 0.1, "{sums:?}");
            assert!((square - 0.125).abs() < 0.05, "{squares:?}");
        }
    }
}
