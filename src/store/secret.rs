//! Secrets of 32 bytes, cleared from memory when they are dropped.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroize;

use crate::runtime::random_bytes;

/// Length of every key here, in bytes: AES-256 and `ChaCha20` both take as many.
pub(super) const SECRET_BYTES: usize = 32;

/// A key. It lies in a box, so that moving it about leaves no copies behind.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Secret(Box<[u8; SECRET_BYTES]>);

impl Secret {
    pub(super) fn random() -> Self {
        let mut bytes = random_bytes();
        let secret = Self(Box::new(bytes));
        bytes.zeroize();
        secret
    }

    /// `None` where these are not [`SECRET_BYTES`] bytes.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut secret = Self(Box::new([0; SECRET_BYTES]));
        if bytes.len() != SECRET_BYTES {
            return None;
        }
        secret.0.copy_from_slice(bytes);
        Some(secret)
    }

    pub(super) fn bytes(&self) -> &[u8; SECRET_BYTES] {
        &self.0
    }

    /// Another secret for one purpose, from which this one cannot be found: HKDF with SHA-256 (RFC 5869), one block.
    pub(super) fn derive(&self, salt: &[u8], purpose: &str) -> Self {
        let mut extracted = mac(salt, &[self.bytes()]);
        let mut block = mac(&extracted, &[purpose.as_bytes(), &[1]]);
        let derived = Self(Box::new(block));
        extracted.zeroize();
        block.zeroize();
        derived
    }
}

/// HMAC with SHA-256.
pub(super) fn mac(key: &[u8], parts: &[&[u8]]) -> [u8; SECRET_BYTES] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::hex;

    #[test]
    fn what_is_derived_is_what_the_standard_says() {
        // RFC 5869, test case 1, has 22 bytes of key material; ours are always 32, so its two steps are checked apart.
        let extracted = mac(&(0..=12).collect::<Vec<u8>>(), &[&[0x0b; 22]]);
        assert_eq!(
            hex(&extracted),
            "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5"
        );
        let info: Vec<u8> = (0xf0..=0xf9).collect();
        assert_eq!(
            hex(&mac(&extracted, &[&info, &[1]])),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
        );
    }

    #[test]
    fn each_purpose_and_each_salt_has_its_own() {
        let secret = Secret::random();
        let one = secret.derive(b"a", "seal");
        assert_eq!(one, secret.derive(b"a", "seal"));
        assert_ne!(one, secret.derive(b"b", "seal"));
        assert_ne!(one, secret.derive(b"a", "check"));
        assert_ne!(one, Secret::random().derive(b"a", "seal"));
        assert_eq!(format!("{one:?}"), "Secret(hidden)");
    }
}
