//! Secrets that devices hold: drawn here, kept elsewhere only as their hash.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::{runtime::random_bytes, types::SecretDigest};

/// Letters that nobody takes for another: no 0, 1, I, L, O or U.
const LETTERS: &[u8; 30] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The secret of a session: 256 random bits.
pub(super) fn draw_secret() -> Zeroizing<String> {
    let bytes = Zeroizing::new(random_bytes::<32>());
    Zeroizing::new(URL_SAFE_NO_PAD.encode(*bytes))
}

/// A code that people can read out and type: three groups of four, 58 bits.
pub fn draw_code() -> Zeroizing<String> {
    let mut code = Zeroizing::new(String::with_capacity(14));
    while code.len() < 14 {
        if matches!(code.len(), 4 | 9) {
            code.push('-');
        }
        let [byte] = random_bytes::<1>();
        // Of 256 values the last 16 are thrown away, so that all letters are as likely.
        if let Some(letter) = LETTERS.get(usize::from(byte % 30)).filter(|_| byte < 240) {
            code.push(char::from(*letter));
        }
    }
    code
}

/// The hash of a session's secret, or of a code however it was typed.
pub fn digest_of(secret: &str) -> SecretDigest {
    Sha256::digest(secret.as_bytes()).into()
}

/// As codes are compared: without what people leave out or put in.
pub(super) fn as_drawn(typed: &str) -> Zeroizing<String> {
    let letters = typed.chars().filter(char::is_ascii_alphanumeric);
    let plain = Zeroizing::new(letters.collect::<String>().to_ascii_uppercase());
    let mut code = Zeroizing::new(String::with_capacity(plain.len() + 2));
    for (i, letter) in plain.chars().enumerate() {
        if matches!(i, 4 | 8) {
            code.push('-');
        }
        code.push(letter);
    }
    code
}

/// What a form of this session carries: nobody makes it without the session's secret, and it does not give that away.
pub(super) fn form_token(secret: &str) -> String {
    let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes());
    let Ok(mut mac) = mac else {
        return String::new();
    };
    mac.update(b"form");
    URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_differ_and_are_the_same_however_they_are_typed() {
        let (one, other) = (draw_code(), draw_code());
        assert_ne!(one, other);
        assert_eq!(one.len(), 14);
        let typed = format!(" {} ", one.replace('-', " ").to_lowercase());
        assert_eq!(as_drawn(&typed), one);
        assert_eq!(as_drawn(&one), one);
        assert_ne!(as_drawn(&other), one);
    }

    #[test]
    fn a_forms_token_is_its_sessions() {
        let (one, other) = (draw_secret(), draw_secret());
        assert_eq!(form_token(&one), form_token(&one));
        assert_ne!(form_token(&one), form_token(&other));
        assert_eq!(one.len(), 43);
        assert!(!form_token(&one).contains(one.as_str()));
    }
}
