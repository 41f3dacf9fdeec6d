//! Sentences in the product's languages, from Fluent's files in `words/`.

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use jiff::civil::Date;
use unic_langid::LanguageIdentifier;

use crate::types::{Band, Texts};

/// The product's languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
        match code {
            "fr" => Self::Fr,
            "pl" => Self::Pl,
            "de" => Self::De,
            _ => Self::En,
        }
    }

    fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
            Self::Pl => "pl",
            Self::De => "de",
        }
    }

    fn file(self) -> &'static str {
        match self {
            Self::En => include_str!("words/en.ftl"),
            Self::Fr => include_str!("words/fr.ftl"),
            Self::Pl => include_str!("words/pl.ftl"),
            Self::De => include_str!("words/de.ftl"),
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

/// The sentences of one language.
pub(super) struct Words {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl Words {
    pub(super) fn new(language: Language) -> Self {
        let identifier: LanguageIdentifier = language.code().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new(vec![identifier]);
        // Marks of direction are for languages that are written the other way; terminals show them as boxes.
        bundle.set_use_isolating(false);
        let read = FluentResource::try_new(language.file().to_owned());
        let resource = read.unwrap_or_else(|(resource, _)| resource);
        bundle.add_resource_overriding(resource);
        Self { language, bundle }
    }

    /// A sentence with what stands in it. A sentence that there is not is its own name: a test finds that.
    pub(super) fn say(&self, id: &str, values: &[(&str, FluentValue<'_>)]) -> String {
        let Some(pattern) = self
            .bundle
            .get_message(id)
            .and_then(|message| message.value())
        else {
            return id.to_owned();
        };
        let mut args = FluentArgs::new();
        for (name, value) in values {
            args.set(*name, value.clone());
        }
        let mut errors = Vec::new();
        let text = self
            .bundle
            .format_pattern(pattern, Some(&args), &mut errors);
        debug_assert!(errors.is_empty(), "{id}: {errors:?}");
        text.into_owned()
    }

    /// A number to a tenth, as the language writes it.
    pub(super) fn number(&self, number: f64) -> String {
        // Adding zero turns a negative zero into zero.
        let text = ((number * 10.0).round() / 10.0 + 0.0).to_string();
        match self.language {
            Language::En => text,
            _ => text.replace('.', ","),
        }
    }

    /// Points with their sign: `+12`, `-3.5`, `0`.
    pub(super) fn signed(&self, points: f64) -> String {
        let text = self.number(points);
        if points >= 0.05 {
            format!("+{text}")
        } else {
            text
        }
    }

    /// A date, its year told where it is not `this_year`.
    pub(super) fn day(&self, date: Date, this_year: i16) -> String {
        let day = self.date(date);
        if date.year() == this_year {
            day
        } else {
            format!("{day} {}", date.year())
        }
    }

    fn date(&self, date: Date) -> String {
        let values = [
            ("day", f64::from(date.day()).into()),
            ("month", f64::from(date.month()).into()),
        ];
        self.say("date", &values)
    }

    pub(super) fn band(&self, band: Band) -> String {
        let name = match band {
            Band::Cold => "cold",
            Band::Warm => "warm",
            Band::Hot => "hot",
        };
        self.say("band", &[("band", name.into())])
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn sentences(language: Language) -> BTreeSet<String> {
        let lines = language.file().lines();
        let names = lines.filter_map(|line| line.split_once(" = ").map(|(name, _)| name));
        names
            .filter(|name| !name.starts_with(' '))
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn every_language_has_every_sentence_and_none_is_broken() {
        for language in Language::ALL {
            assert_eq!(sentences(language), sentences(Language::En), "{language:?}");
            let read = FluentResource::try_new(language.file().to_owned());
            assert!(read.is_ok(), "{language:?}: {:?}", read.err());
        }
    }

    #[test]
    fn numbers_take_the_form_that_a_language_has_for_them() {
        let up = |language, points: f64| {
            let words = Words::new(language);
            words.say(
                "up",
                &[
                    ("points", points.into()),
                    ("band", words.band(Band::Hot).into()),
                ],
            )
        };
        assert_eq!(up(Language::En, 1.0), "1 more point makes it hot");
        assert_eq!(up(Language::En, 7.0), "7 more points make it hot");
        assert_eq!(up(Language::Pl, 1.0), "jeszcze 1 punkt i będzie gorący");
        assert_eq!(up(Language::Pl, 3.0), "jeszcze 3 punkty i będzie gorący");
        assert_eq!(up(Language::Pl, 12.0), "jeszcze 12 punktów i będzie gorący");
        assert_eq!(up(Language::De, 7.0), "noch 7 Punkte bis heiß");
        assert_eq!(up(Language::Fr, 1.0), "encore 1 point et c'est chaud");
        assert_eq!(Words::new(Language::De).signed(12.34), "+12,3");
        assert_eq!(Words::new(Language::En).signed(-3.5), "-3.5");
        let date = jiff::civil::date(2026, 11, 30);
        assert_eq!(Words::new(Language::Pl).date(date), "30 listopada");
        let date = jiff::civil::date(2026, 3, 1);
        assert_eq!(Words::new(Language::Fr).date(date), "1er mars");
        assert_eq!(Words::new(Language::De).date(date), "1. März");
    }
}
