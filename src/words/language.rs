//! The product's languages.

use crate::types::Texts;

/// A language that pages, alerts and reasons are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    En,
    Fr,
    Pl,
    De,
}

impl Language {
    pub const ALL: [Self; 4] = [Self::En, Self::Fr, Self::Pl, Self::De];

    /// By its code, such as `fr`; English for any other.
    pub fn of(code: &str) -> Self {
        Self::known(code).unwrap_or(Self::En)
    }

    /// By its code; `None` for any other.
    pub fn known(code: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|language| language.code() == code)
    }

    /// Such as `fr`.
    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
            Self::Pl => "pl",
            Self::De => "de",
        }
    }

    /// What the language calls itself.
    pub fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Fr => "Français",
            Self::Pl => "Polski",
            Self::De => "Deutsch",
        }
    }

    /// The text of this language.
    pub fn pick(self, texts: &Texts) -> &str {
        match self {
            Self::En => &texts.en,
            Self::Fr => &texts.fr,
            Self::Pl => &texts.pl,
            Self::De => &texts.de,
        }
    }
}
