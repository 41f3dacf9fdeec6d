//! Sealed bytes: nobody without the key can read them, alter them, or put them elsewhere.

use openssl::symm::{Cipher, decrypt_aead, encrypt_aead};
use zeroize::Zeroizing;

use super::secret::Secret;
use crate::runtime::random_bytes;

const NONCE: usize = 12;
const TAG: usize = 16;

/// By how many bytes sealing makes something longer.
pub(super) const SEAL_BYTES: usize = NONCE + TAG;

/// AES-256 in Galois/counter mode (NIST SP 800-38D): a random nonce of 12 bytes, what is sealed, a tag of 16 bytes. `about`
/// is not in it, but must be the same when it is opened. One key seals far fewer than the 2^32 that random nonces allow.
///
/// # Panics
/// Where OpenSSL has no AES-256-GCM.
pub(super) fn seal(key: &Secret, about: &[u8], plain: &[u8]) -> Vec<u8> {
    let nonce: [u8; NONCE] = random_bytes();
    let mut tag = [0; TAG];
    let sealed = encrypt_aead(
        Cipher::aes_256_gcm(),
        key.bytes(),
        Some(&nonce),
        about,
        plain,
        &mut tag,
    )
    .expect("OpenSSL has AES-256-GCM");
    [&nonce, &*sealed, &tag].concat()
}

/// What was sealed; `None` where it was with another key, about something else, or altered since.
pub(super) fn open(key: &Secret, about: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, rest) = sealed.split_at_checked(NONCE)?;
    let (sealed, tag) = rest.split_at_checked(rest.len().checked_sub(TAG)?)?;
    decrypt_aead(
        Cipher::aes_256_gcm(),
        key.bytes(),
        Some(nonce),
        about,
        sealed,
        tag,
    )
    .ok()
    .map(Zeroizing::new)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn only_the_same_key_and_the_same_subject_open_what_nobody_altered(
            plain in prop::collection::vec(any::<u8>(), 0..200), at in any::<prop::sample::Index>(), bit in 0..8u8
        ) {
            let key = Secret::random();
            let sealed = seal(&key, b"visitor 1", &plain);
            prop_assert_eq!(sealed.len(), plain.len() + SEAL_BYTES);
            let opened = open(&key, b"visitor 1", &sealed);
            prop_assert_eq!(opened.as_deref(), Some(&plain));
            prop_assert!(open(&key, b"visitor 2", &sealed).is_none());
            prop_assert!(open(&Secret::random(), b"visitor 1", &sealed).is_none());
            let mut altered = sealed.clone();
            altered[at.index(sealed.len())] ^= 1u8 << bit;
            prop_assert!(open(&key, b"visitor 1", &altered).is_none());
            prop_assert!(open(&key, b"visitor 1", &sealed[..at.index(sealed.len())]).is_none());
        }
    }

    #[test]
    fn the_same_sealed_twice_shows_no_likeness() {
        let key = Secret::random();
        assert_ne!(seal(&key, b"", &[7; 64]), seal(&key, b"", &[7; 64]));
    }
}
