//! Face signatures: unit vectors that are compared by cosine, and never printed.

use std::{fmt, sync::Arc};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use zeroize::Zeroize;

/// Length of every signature in use (`MobileFaceNet` and `SFace` both give 128 numbers).
pub const SIGNATURE_DIM: usize = 128;

/// What made a signature: only signatures with equal tags may be compared.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ModelTag(Arc<str>);

impl ModelTag {
    /// The tag of a model file (its sha256 in hex) under a transform of the site (`plain` where there is none).
    pub fn new(model_sha256: &str, transform: &str) -> Self {
        let short = model_sha256.get(..16).unwrap_or(model_sha256);
        Self(format!("{short}/{transform}").into())
    }

    /// A tag read back from the store.
    pub fn from_stored(tag: &str) -> Self {
        Self(tag.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A face signature: [`SIGNATURE_DIM`] numbers of unit Euclidean length, and the tag of what made it.
///
/// Biometric data: `Debug` shows its length only, and its memory is cleared when it is dropped.
#[derive(Clone, PartialEq)]
pub struct Signature {
    tag: ModelTag,
    values: Box<[f32]>,
}

/// Why numbers do not make a signature.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    #[error("a signature has {SIGNATURE_DIM} numbers, not {0}")]
    Length(usize),
    #[error("a signature must be finite and not all zero")]
    NotFinite,
    #[error("a signature is {SIGNATURE_DIM} little-endian 32-bit floats in base 64")]
    Encoding,
}

impl Signature {
    /// Normalises a raw embedding to unit length.
    ///
    /// # Errors
    /// Wrong length, a number that is not finite, or all zeros.
    pub fn new(tag: ModelTag, raw: &[f32]) -> Result<Self, SignatureError> {
        if raw.len() != SIGNATURE_DIM {
            return Err(SignatureError::Length(raw.len()));
        }
        let norm = raw.iter().map(|v| v * v).sum::<f32>().sqrt();
        if !norm.is_finite() || norm <= f32::MIN_POSITIVE {
            return Err(SignatureError::NotFinite);
        }
        Ok(Self {
            tag,
            values: raw.iter().map(|v| v / norm).collect(),
        })
    }

    /// Takes a unit vector as it is, without normalising again, so that bytes stay equal.
    ///
    /// # Errors
    /// Wrong length, or a number that is not finite.
    pub fn of_unit(tag: ModelTag, values: &[f32]) -> Result<Self, SignatureError> {
        if values.len() != SIGNATURE_DIM {
            return Err(SignatureError::Length(values.len()));
        }
        if !values.iter().all(|v| v.is_finite()) {
            return Err(SignatureError::NotFinite);
        }
        Ok(Self {
            tag,
            values: values.into(),
        })
    }

    /// Takes numbers that [`Signature::to_bytes`] gave, without normalising again, so that bytes stay equal.
    ///
    /// # Errors
    /// Not four bytes for each of [`SIGNATURE_DIM`] finite numbers.
    pub fn from_bytes(tag: ModelTag, bytes: &[u8]) -> Result<Self, SignatureError> {
        if bytes.len() != SIGNATURE_DIM * 4 {
            return Err(SignatureError::Encoding);
        }
        let values: Box<[f32]> = bytes
            .chunks_exact(4)
            .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
            .collect();
        if values.iter().all(|v| v.is_finite()) {
            Ok(Self { tag, values })
        } else {
            Err(SignatureError::NotFinite)
        }
    }

    /// Little-endian 32-bit floats.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.values.iter().flat_map(|v| v.to_le_bytes()).collect()
    }

    pub fn tag(&self) -> &ModelTag {
        &self.tag
    }

    /// The unit vector.
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// Cosine similarity, -1 to 1; `None` where the tags differ and a comparison would mean nothing.
    pub fn cosine(&self, other: &Self) -> Option<f32> {
        (self.tag == other.tag).then(|| {
            self.values
                .iter()
                .zip(&other.values)
                .map(|(a, b)| a * b)
                .sum()
        })
    }
}

impl Drop for Signature {
    fn drop(&mut self) {
        self.values.zeroize();
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Signature({} numbers, {})",
            self.values.len(),
            self.tag.as_str()
        )
    }
}

/// In recorded streams: the tag, and the bytes in base 64.
#[derive(Serialize, Deserialize)]
struct Wire {
    tag: ModelTag,
    f32le: String,
}

impl Serialize for Signature {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Wire {
            tag: self.tag.clone(),
            f32le: STANDARD.encode(self.to_bytes()),
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Signature {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wire = Wire::deserialize(deserializer)?;
        let bytes = STANDARD
            .decode(&wire.f32le)
            .map_err(|_| D::Error::custom(SignatureError::Encoding))?;
        Self::from_bytes(wire.tag, &bytes).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tag() -> ModelTag {
        ModelTag::new("00112233445566778899", "plain")
    }

    proptest! {
        #[test]
        fn a_signature_survives_the_wire_bit_for_bit(raw in prop::collection::vec(-10.0f32..10.0, SIGNATURE_DIM)) {
            prop_assume!(raw.iter().any(|v| v.abs() > 0.1));
            let signature = Signature::new(tag(), &raw).unwrap();
            let json = serde_json::to_string(&signature).unwrap();
            let back: Signature = serde_json::from_str(&json).unwrap();
            prop_assert_eq!(&back, &signature);
            prop_assert!((signature.cosine(&back).unwrap() - 1.0).abs() < 1e-5);
        }
    }

    #[test]
    fn debug_never_shows_the_numbers() {
        let signature = Signature::new(tag(), &[0.25; SIGNATURE_DIM]).unwrap();
        assert_eq!(
            format!("{signature:?}"),
            "Signature(128 numbers, 0011223344556677/plain)"
        );
    }

    #[test]
    fn signatures_of_different_models_are_never_compared() {
        let a = Signature::new(tag(), &[1.0; SIGNATURE_DIM]).unwrap();
        let b = Signature::new(ModelTag::new("ffff", "plain"), &[1.0; SIGNATURE_DIM]).unwrap();
        assert_eq!(a.cosine(&b), None);
    }

    #[test]
    fn what_is_no_signature_is_refused() {
        assert_eq!(
            Signature::new(tag(), &[1.0; 3]),
            Err(SignatureError::Length(3))
        );
        assert_eq!(
            Signature::new(tag(), &[0.0; SIGNATURE_DIM]),
            Err(SignatureError::NotFinite)
        );
        assert_eq!(
            Signature::new(tag(), &[f32::NAN; SIGNATURE_DIM]),
            Err(SignatureError::NotFinite)
        );
    }
}
