//! What is searched for.

use std::fmt;

use zeroize::Zeroize;

use super::exact::{self, Row};
use crate::types::{ModelTag, SIGNATURE_DIM, Signature};

/// A unit vector to be compared with a gallery: one face's signature, or the mean of several.
///
/// Biometric data: `Debug` shows its tag only, and its memory is cleared when it is dropped.
#[derive(Clone)]
pub struct Probe {
    tag: ModelTag,
    values: Row,
}

impl Probe {
    /// The weighted sum of signatures, brought to unit length. `None` where there are none, where they are of different
    /// models, or where nothing is left of them (weights that are not numbers or too large, signatures that cancel
    /// each other out).
    pub fn pooled(weighted: &[(&Signature, f32)]) -> Option<Self> {
        let tag = weighted.first()?.0.tag();
        if weighted.iter().any(|(s, _)| s.tag() != tag) {
            return None;
        }
        let mut sum = [0.0f64; SIGNATURE_DIM];
        for (signature, weight) in weighted {
            for (sum, &value) in sum.iter_mut().zip(signature.values()) {
                *sum += f64::from(*weight) * f64::from(value);
            }
        }
        let length = sum.iter().map(|v| v * v).sum::<f64>().sqrt();
        let probe = Self {
            tag: tag.clone(),
            values: sum.map(|v| (v / length) as f32),
        };
        sum.zeroize();
        // The sum of opposites is what rounding left of it: no direction at all.
        let weights: f64 = weighted.iter().map(|(_, w)| f64::from(w.abs())).sum();
        (length.is_finite() && length > weights * 1e-6).then_some(probe)
    }

    pub fn tag(&self) -> &ModelTag {
        &self.tag
    }

    /// Cosine with another probe; `None` where the models differ.
    pub fn cosine(&self, other: &Self) -> Option<f32> {
        (self.tag == other.tag).then(|| exact::dot(&self.values, &other.values))
    }

    /// The unit vector.
    pub fn values(&self) -> &[f32; SIGNATURE_DIM] {
        &self.values
    }
}

/// A signature as it is. One that is not of unit length (a damaged store) is brought to it; one without any direction is
/// equally unlike everybody.
impl From<&Signature> for Probe {
    fn from(signature: &Signature) -> Self {
        let mut values = [0.0; SIGNATURE_DIM];
        values.copy_from_slice(signature.values());
        let length = exact::length(&values);
        if !is_unit(length) {
            let inverse = if length > 0.0 { 1.0 / length } else { 0.0 };
            values = values.map(|v| (f64::from(v) * inverse) as f32);
        }
        Self {
            tag: signature.tag().clone(),
            values,
        }
    }
}

/// Whether a vector of this length may be compared: unit length, but for the rounding of `f32`.
pub(super) fn is_unit(length: f64) -> bool {
    (length - 1.0).abs() < 0.000_9
}

impl Drop for Probe {
    fn drop(&mut self) {
        self.values.zeroize();
    }
}

impl fmt::Debug for Probe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Probe({SIGNATURE_DIM} numbers, {})", self.tag.as_str())
    }
}
