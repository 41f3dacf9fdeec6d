//! Signatures by the Standard Webhooks specification: who holds the secret knows that a delivery is ours, and whole.

use std::fmt;

use base64::{Engine, prelude::BASE64_STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

/// What the key begins with where it is written down.
const PREFIX: &str = "whsec_";

/// The key that a receiver shares with us; `Debug` does not show it.
pub(super) struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// Reads `whsec_` and 24 to 64 bytes in base64.
    pub(super) fn read(text: &str) -> Option<Self> {
        let key = text.trim().strip_prefix(PREFIX)?;
        let key = Zeroizing::new(BASE64_STANDARD.decode(key).ok()?);
        (24..=64).contains(&key.len()).then_some(Self(key))
    }

    /// The header `webhook-signature` of a body that is sent under this id at this time, seconds since 1970.
    pub(super) fn sign(&self, id: &str, timestamp: i64, body: &[u8]) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("any key has a right length");
        mac.update(format!("{id}.{timestamp}.").as_bytes());
        mac.update(body);
        let tag = BASE64_STANDARD.encode(mac.finalize().into_bytes());
        format!("v1,{tag}")
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(not shown)")
    }
}

#[cfg(test)]
mod tests {
    use sha2::Digest;

    use super::*;

    /// The example of the specification's reference libraries.
    const EXAMPLE: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    #[test]
    fn the_example_of_the_specification_comes_out() {
        let secret = Secret::read(EXAMPLE).unwrap();
        let id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
        let signature = secret.sign(id, 1_614_265_330, br#"{"test": 2432232314}"#);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    /// HMAC as RFC 2104 defines it, from the hash alone.
    #[test]
    fn it_is_the_hmac_of_id_time_and_body() {
        let secret = Secret::read(EXAMPLE).unwrap();
        let mut key = secret.0.to_vec();
        key.resize(64, 0);
        let pad = |with: u8| key.iter().map(|byte| byte ^ with).collect::<Vec<_>>();
        let inner = Sha256::digest([&pad(0x36)[..], b"msg_1.12.body"].concat());
        let outer = Sha256::digest([&pad(0x5c)[..], &inner].concat());
        let expected = format!("v1,{}", BASE64_STANDARD.encode(outer));
        assert_eq!(secret.sign("msg_1", 12, b"body"), expected);
    }

    #[test]
    fn a_secret_is_long_enough_and_never_shown() {
        for text in ["", "whsec_", "whsec_c2hvcnQ=", "plain text", "whsec_?"] {
            assert!(Secret::read(text).is_none(), "{text}");
        }
        let secret = Secret::read(&format!("{EXAMPLE}\n")).unwrap();
        assert!(!format!("{secret:?}").contains("MfK"));
    }
}
