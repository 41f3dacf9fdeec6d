//! Passwords: Argon2id (RFC 9106), of which only the PHC string is kept.

use argon2::{
    Argon2,
    password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString},
};

use crate::runtime::random_bytes;

/// Fewest characters; NIST SP 800-63B asks for length and for nothing else.
pub(super) const LEAST: usize = 10;
/// Longest, in bytes: hashing takes the same time for all that are not.
const MOST: usize = 256;

/// What is compared where there is no such account, so that it takes as long.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c2hvd2Zsb29yc2hvd2Zs$hbXRtuT1bOGSpGbuYyIFZBbMpPvXcGMuUpmSNy6Y3Oc";

/// The PHC string of a password that may be one; takes some 20 ms on purpose.
///
/// # Errors
/// It is too short or too long: why, for people.
pub fn hash_password(password: &str) -> Result<String, &'static str> {
    if password.chars().count() < LEAST || password.len() > MOST {
        return Err("a password has 10 characters at least, and 256 bytes at most");
    }
    let salt =
        SaltString::encode_b64(&random_bytes::<16>()).map_err(|_| "no salt could be made")?;
    let hash = Argon2::default().hash_password(password.as_bytes(), &salt);
    hash.map(|hash| hash.to_string())
        .map_err(|_| "the password cannot be hashed")
}

/// Whether it is the password; takes as long where there is no account.
pub(super) fn is_right(password: &str, hash: Option<&str>) -> bool {
    let known = hash.unwrap_or(NOBODY);
    let matches = PasswordHash::new(known).is_ok_and(|known| {
        password.len() <= MOST
            && Argon2::default()
                .verify_password(password.as_bytes(), &known)
                .is_ok()
    });
    matches && hash.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_known_by_its_hash_and_nobody_has_none() {
        let hash = hash_password("a long one, made up").unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert_ne!(hash, hash_password("a long one, made up").unwrap());
        assert!(is_right("a long one, made up", Some(&hash)));
        assert!(!is_right("a long one, made Up", Some(&hash)));
        assert!(!is_right("a long one, made up", None));
        assert!(PasswordHash::new(NOBODY).is_ok());
        assert!(!is_right("x", Some("no hash")));
        for wrong in ["short", "", &"x".repeat(257)] {
            assert!(hash_password(wrong).is_err());
        }
    }
}
