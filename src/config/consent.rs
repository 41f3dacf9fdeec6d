//! What visitors are asked to agree to, in each language.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::parse::{Wrong, wrong};

/// The text of the program.
const OURS: &str = include_str!("../../config/consent.toml");

/// Longest text and version, in bytes.
const MAX_TEXT_BYTES: usize = 16_000;
const MAX_VERSION_BYTES: usize = 64;

/// The languages that a text may have.
const LANGUAGES: [&str; 4] = ["en", "fr", "pl", "de"];

/// The texts of one edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentTexts {
    pub version: String,
    /// By language; `{site}` and `{days}` stand for what they say.
    texts: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct File {
    version: String,
    #[serde(flatten)]
    texts: BTreeMap<String, String>,
}

impl ConsentTexts {
    /// The texts of the program.
    pub fn ours() -> Self {
        // A test reads it: it is never the other.
        Self::read(OURS).unwrap_or_else(|_| Self {
            version: String::new(),
            texts: BTreeMap::new(),
        })
    }

    /// Reads a file of texts.
    pub(super) fn read(text: &str) -> Result<Self, Wrong> {
        let hint =
            "write version = \"...\" and a text for each language, as config/consent.toml does";
        let file: File = toml::from_str(text)
            .or_else(|error| wrong(format!("is no file of texts: {}", error.message()), hint))?;
        if file.version.trim().is_empty() || file.version.len() > MAX_VERSION_BYTES {
            return wrong(
                format!("has no version of 1 to {MAX_VERSION_BYTES} bytes"),
                "name the edition: receipts say which one was agreed to",
            );
        }
        for (language, text) in &file.texts {
            if !LANGUAGES.contains(&language.as_str()) {
                return wrong(
                    format!("{language:?} is not a language of showfloor"),
                    "any of en, fr, pl, de",
                );
            }
            if text.trim().is_empty() || text.len() > MAX_TEXT_BYTES {
                return wrong(
                    format!(
                        "the text in {language} is empty or longer than {MAX_TEXT_BYTES} bytes"
                    ),
                    "say what is kept, what for, how long, and how it is withdrawn",
                );
            }
        }
        Ok(Self {
            version: file.version,
            texts: file.texts,
        })
    }

    /// The first of these languages that it lacks.
    pub(super) fn lacks<'a>(&self, languages: &'a [String]) -> Option<&'a str> {
        let mut languages = languages.iter().map(String::as_str);
        languages.find(|language| !self.texts.contains_key(*language))
    }

    /// The languages that it has.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        LANGUAGES
            .into_iter()
            .filter(|language| self.texts.contains_key(*language))
    }

    /// The text in a language, for a showroom of this name, and a consent that holds for so many days.
    pub fn text(&self, language: &str, site: &str, days: u32) -> Option<String> {
        let text = self.texts.get(language)?.trim();
        Some(
            text.replace("{site}", site)
                .replace("{days}", &days.to_string()),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_text_names_site_and_time_in_every_language() {
        let ours = ConsentTexts::ours();
        assert_eq!(ours.languages().collect::<Vec<_>>(), LANGUAGES);
        for language in LANGUAGES {
            let text = ours.text(language, "Example Motors", 365).unwrap();
            assert!(text.contains("Example Motors") && text.contains("365"));
            assert!(!text.contains(['{', '}']), "{text}");
        }
    }

    #[test]
    fn a_file_that_says_too_little_is_refused() {
        for (text, said) in [
            ("en = \"yes?\"", "version"),
            ("version = \"\"\nen = \"yes?\"", "no version"),
            ("version = \"1\"\nen = \" \"", "the text in en is empty"),
            ("version = \"1\"\nxx = \"yes?\"", "not a language"),
        ] {
            let wrong = ConsentTexts::read(text).unwrap_err();
            assert!(wrong.what.contains(said), "{}", wrong.what);
        }
        let polish = ConsentTexts::read("version = \"1\"\npl = \"Zgoda?\"").unwrap();
        assert_eq!(polish.lacks(&["pl".into(), "de".into()]), Some("de"));
    }
}
