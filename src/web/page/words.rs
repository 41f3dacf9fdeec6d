//! The pages' sentences, in four languages.

use std::sync::LazyLock;

use crate::words::{Language, Words};

/// The files of a language, one for each audience.
macro_rules! files {
    ($language:literal) => {
        &[
            include_str!(concat!("../words/", $language, "/shell.ftl")),
            include_str!(concat!("../words/", $language, "/access.ftl")),
            include_str!(concat!("../words/", $language, "/floor.ftl")),
            include_str!(concat!("../words/", $language, "/consent.ftl")),
            include_str!(concat!("../words/", $language, "/manager.ftl")),
            include_str!(concat!("../words/", $language, "/group.ftl")),
            include_str!(concat!("../words/", $language, "/installer.ftl")),
            include_str!(concat!("../words/", $language, "/privacy.ftl")),
        ]
    };
}

fn files(language: Language) -> &'static [&'static str; 8] {
    match language {
        Language::En => files!("en"),
        Language::Fr => files!("fr"),
        Language::Pl => files!("pl"),
        Language::De => files!("de"),
    }
}

static ALL: LazyLock<[Words; 4]> =
    LazyLock::new(|| Language::ALL.map(|language| Words::new(language, files(language))));

/// The sentences of a language.
pub(in crate::web) fn of(language: Language) -> &'static Words {
    let found = ALL.iter().find(|words| words.language() == language);
    found.unwrap_or(&ALL[0])
}

#[cfg(test)]
mod tests {
    use std::{
        collections::{BTreeMap, BTreeSet},
        fs,
        path::Path,
    };

    use super::*;

    /// The sentences of a file, each with the values that it has a place for.
    fn sentences(file: &str) -> BTreeMap<String, BTreeSet<String>> {
        let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut at = None;
        for line in file.lines() {
            let begins = line.starts_with(|c: char| c.is_ascii_lowercase());
            if let Some((name, _)) = line.split_once(" =").filter(|_| begins) {
                let twice = found.insert(name.to_owned(), BTreeSet::new());
                assert!(twice.is_none(), "{name} stands there twice");
                at = Some(name.to_owned());
            }
            let places = line.split('$').skip(1).map(|rest| {
                let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-'));
                rest[..end.unwrap_or(rest.len())].to_owned()
            });
            if let Some(at) = at.as_ref().and_then(|at| found.get_mut(at)) {
                at.extend(places);
            }
        }
        found
    }

    #[test]
    fn every_language_has_every_sentence_with_the_same_values_and_none_is_broken() {
        for language in Language::ALL {
            for (file, english) in files(language).iter().zip(files(Language::En)) {
                assert_eq!(sentences(file), sentences(english), "{language:?}");
                let read = fluent_bundle::FluentResource::try_new((*file).to_owned());
                assert!(read.is_ok(), "{language:?}: {:?}", read.err());
            }
        }
    }

    /// Names that stand in the source as one piece: a name that is put together is looked at by whoever does so.
    #[test]
    fn every_sentence_that_is_asked_for_is_there() {
        fn look(folder: &Path, missing: &mut BTreeSet<String>) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    look(&path, missing);
                } else if path.extension().is_some_and(|end| end == "rs") {
                    let text = fs::read_to_string(&path).unwrap();
                    let asked = text.split("say(\"").skip(1);
                    let names = asked.filter_map(|rest| rest.split('"').next());
                    let unknown = names.filter(|name| !of(Language::En).has(name));
                    missing.extend(unknown.map(str::to_owned));
                }
            }
        }
        let mut missing = BTreeSet::new();
        let web = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web");
        look(&web, &mut missing);
        assert_eq!(missing, BTreeSet::new());
    }
}
