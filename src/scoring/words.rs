//! Reasons in the product's languages, from Fluent's files in `words/`.

use std::ops::Deref;

use jiff::civil::Date;

use crate::{types::Band, words};

pub use crate::words::Language;

fn file(language: Language) -> &'static str {
    match language {
        Language::En => include_str!("words/en.ftl"),
        Language::Fr => include_str!("words/fr.ftl"),
        Language::Pl => include_str!("words/pl.ftl"),
        Language::De => include_str!("words/de.ftl"),
    }
}

/// The sentences of one language.
pub(super) struct Words(words::Words);

impl Deref for Words {
    type Target = words::Words;

    fn deref(&self) -> &words::Words {
        &self.0
    }
}

impl Words {
    pub(super) fn new(language: Language) -> Self {
        Self(words::Words::new(language, &[file(language)]))
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

    use fluent_bundle::FluentResource;

    use super::*;

    fn sentences(language: Language) -> BTreeSet<String> {
        let lines = file(language).lines();
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
            let read = FluentResource::try_new(file(language).to_owned());
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
        assert_eq!(Words::new(Language::En).signed(-3.5), "−3.5");
        let date = jiff::civil::date(2026, 11, 30);
        assert_eq!(Words::new(Language::Pl).date(date), "30 listopada");
        let date = jiff::civil::date(2026, 3, 1);
        assert_eq!(Words::new(Language::Fr).date(date), "1er mars");
        assert_eq!(Words::new(Language::De).date(date), "1. März");
    }
}
