//! The sentences of one language.

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;

use super::Language;

/// Sentences by their names, and numbers as the language writes them.
pub struct Words {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl Words {
    /// From Fluent's files of the language.
    pub fn new(language: Language, files: &[&str]) -> Self {
        let identifier: LanguageIdentifier = language.code().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
        // Marks of direction are for languages that are written the other way; terminals show them as boxes.
        bundle.set_use_isolating(false);
        for file in files {
            let read = FluentResource::try_new((*file).to_owned());
            let resource = read.unwrap_or_else(|(resource, _)| resource);
            bundle.add_resource_overriding(resource);
        }
        Self { language, bundle }
    }

    pub fn language(&self) -> Language {
        self.language
    }

    /// A sentence with what stands in it. A sentence that there is not is its own name: tests find that.
    pub fn say(&self, id: &str, values: &[(&str, FluentValue<'_>)]) -> String {
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

    /// Whether there is such a sentence.
    pub fn has(&self, id: &str) -> bool {
        self.bundle.has_message(id)
    }

    /// A number to a tenth, as the language writes it.
    pub fn number(&self, number: f64) -> String {
        // Adding zero turns a negative zero into zero.
        let text = ((number * 10.0).round() / 10.0 + 0.0).to_string();
        match self.language {
            Language::En => text,
            _ => text.replace('.', ","),
        }
    }

    /// Points with their sign: `+12`, `−3.5`, `0`.
    pub fn signed(&self, points: f64) -> String {
        let text = self.number(points);
        if points >= 0.05 {
            format!("+{text}")
        } else {
            text.replace('-', "−")
        }
    }
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Words({})", self.language.code())
    }
}
