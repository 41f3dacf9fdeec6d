//! Codes that people take home on paper or in a photograph, and that are kept as their hash alone.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::hex;

/// Letters that nobody takes for another: no 0, 1, I, L, O or U.
const LETTERS: &[u8; 30] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Letters of a code: 16 of 30 are 78 bits, which nobody guesses.
const LEN: usize = 16;

/// A code in four groups of four letters, `7K3Q-DM42-9XTR-VB6H`: the receipt of a consent, or what a visitor shows to be
/// known again without their face.
///
/// A secret: `Debug` does not show it, and its memory is cleared when it is dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct HandCode(Zeroizing<String>);

/// The SHA-256 of a [`HandCode`], in hex: all that is kept of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CodeDigest(String);

/// A text that is no such code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "this is not a code of a visitor\nhint: it has {LEN} letters and digits in four groups, such as 7K3Q-DM42-9XTR-VB6H"
)]
pub struct NoHandCode;

impl HandCode {
    /// Draws a code; `random` gives bytes of which every value is as likely.
    pub fn draw(mut random: impl FnMut() -> u8) -> Self {
        let mut code = Zeroizing::new(String::with_capacity(LEN));
        while code.len() < LEN {
            let byte = random();
            // Of 256 values the last 16 are thrown away, so that all letters are as likely.
            if let Some(letter) = LETTERS.get(usize::from(byte % 30)).filter(|_| byte < 240) {
                code.push(char::from(*letter));
            }
        }
        Self(code)
    }

    /// What is kept of it.
    pub fn digest(&self) -> CodeDigest {
        CodeDigest(hex(&Sha256::digest(self.0.as_bytes())))
    }

    /// As people read it, in groups.
    pub fn grouped(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(LEN + 3));
        for (i, letter) in self.0.chars().enumerate() {
            if i > 0 && i % 4 == 0 {
                text.push('-');
            }
            text.push(letter);
        }
        text
    }
}

/// However it was typed: small letters, blanks and dashes make no difference.
impl FromStr for HandCode {
    type Err = NoHandCode;

    fn from_str(text: &str) -> Result<Self, NoHandCode> {
        let mut code = Zeroizing::new(String::with_capacity(LEN));
        for letter in text.chars().filter(|c| !c.is_whitespace() && *c != '-') {
            let letter = letter.to_ascii_uppercase();
            let known = u8::try_from(letter).is_ok_and(|byte| LETTERS.contains(&byte));
            if !known || code.len() == LEN {
                return Err(NoHandCode);
            }
            code.push(letter);
        }
        if code.len() == LEN {
            Ok(Self(code))
        } else {
            Err(NoHandCode)
        }
    }
}

impl fmt::Debug for HandCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HandCode(..)")
    }
}

impl CodeDigest {
    /// A digest read back from the store.
    pub fn from_stored(hex: String) -> Self {
        Self(hex)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_code_is_the_same_however_it_is_typed(bytes in prop::collection::vec(any::<u8>(), 64..256)) {
            let mut bytes = bytes.into_iter().chain((0..=239).cycle());
            let code = HandCode::draw(|| bytes.next().unwrap());
            let text = code.grouped();
            prop_assert_eq!(text.len(), 19);
            for typed in [text.to_string(), text.to_lowercase(), format!(" {} ", text.replace('-', " "))] {
                let read: HandCode = typed.parse().unwrap();
                prop_assert_eq!(&read, &code);
                prop_assert_eq!(read.digest(), code.digest());
            }
        }
    }

    #[test]
    fn what_is_no_code_is_refused_and_a_code_is_never_printed() {
        for text in [
            "",
            "7K3Q-DM42-9XTR",
            "7K3Q-DM42-9XTR-VB6HH",
            "7K3Q-DM42-9XTR-VB6I",
            "ż",
        ] {
            assert_eq!(text.parse::<HandCode>(), Err(NoHandCode), "{text}");
        }
        let code: HandCode = "7K3Q-DM42-9XTR-VB6H".parse().unwrap();
        assert!(!format!("{code:?}").contains("7K3Q"));
        assert!(!code.digest().as_str().contains("7K3Q"));
    }
}
