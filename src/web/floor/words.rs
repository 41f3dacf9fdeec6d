//! The sentences that the page's script says, in the reader's language.

use std::collections::BTreeMap;

use crate::words::Words;

/// Sentences of `floor.ftl` by their names there, without `floor-`, and what the script puts into each.
const SENTENCES: &[(&str, &[&str])] = &[
    ("connecting", &[]),
    ("no-way", &[]),
    ("lost", &["at"]),
    ("away", &[]),
    ("live", &[]),
    ("no-mqtt", &[]),
    ("counts", &["visitors", "waiting"]),
    ("calm", &[]),
    ("calm-in", &["n"]),
    ("calm-nobody", &[]),
    ("go", &[]),
    ("going", &[]),
    ("with-them", &[]),
    ("other-going", &["who"]),
    ("asked-first", &["who"]),
    ("more", &[]),
    ("snooze", &[]),
    ("just_looking", &[]),
    ("service", &[]),
    ("colleague", &[]),
    ("wrong_person", &[]),
    ("not-needed", &[]),
    ("why-dismiss", &[]),
    ("left", &["n"]),
    ("late", &["n"]),
    ("minutes", &["n"]),
    ("seconds", &["n"]),
    ("somewhere", &[]),
    ("over-contacted", &["who"]),
    ("over-dismissed", &["who"]),
    ("over-snoozed", &["who"]),
    ("over-expired", &[]),
    ("over", &[]),
    ("undo", &[]),
    ("did-claim", &[]),
    ("did-dismiss", &[]),
    ("did-snooze", &[]),
    ("did-say", &[]),
    ("refused-claimed", &["who"]),
    ("refused-over", &[]),
    ("refused-late", &[]),
    ("refused-again", &[]),
    ("refused-contact", &[]),
    ("refused", &["why"]),
    ("silent", &[]),
    ("new", &["where", "why"]),
    ("somebody", &[]),
    ("you", &[]),
    ("people-one", &[]),
    ("people-few", &["n"]),
    ("people-many", &["n"]),
    ("band-cold", &[]),
    ("band-warm", &[]),
    ("band-hot", &[]),
    ("alone-for", &["time"]),
    ("here-for", &["time"]),
    ("company", &[]),
    ("no-plan", &[]),
    ("nobody", &[]),
    ("open-card", &["code"]),
    ("picture", &["code"]),
    ("card-failed", &[]),
];

/// All of them as JSON, with `{name}` where the script puts something in.
pub(super) fn for_script(words: &Words) -> String {
    let sentence = |(name, values): &(&'static str, &[&str])| {
        let places: Vec<_> = values
            .iter()
            .map(|value| (*value, format!("{{{value}}}")))
            .collect();
        let places: Vec<_> = places
            .iter()
            .map(|(value, place)| (*value, place.as_str().into()))
            .collect();
        (*name, words.say(&format!("floor-{name}"), &places))
    };
    let sentences: BTreeMap<_, _> = SENTENCES.iter().map(sentence).collect();
    // A map of texts can always be written.
    serde_json::to_string(&sentences).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{web::page::words, words::Language};

    #[test]
    fn every_sentence_of_the_script_is_there_with_a_place_for_what_is_put_in() {
        let script = include_str!("../assets/floor.js");
        for language in Language::ALL {
            let words = words::of(language);
            let told: BTreeMap<String, String> =
                serde_json::from_str(&for_script(words)).expect("JSON");
            for (name, values) in SENTENCES {
                assert!(words.has(&format!("floor-{name}")), "{name}");
                for value in *values {
                    let place = format!("{{{value}}}");
                    assert!(told[*name].contains(&place), "{language:?}: {name} {place}");
                }
            }
        }
        let asked = script.split("say(\"").skip(1);
        for name in asked.filter_map(|rest| rest.split('"').next()) {
            let known = SENTENCES.iter().any(|(known, _)| *known == name);
            assert!(known || name.ends_with('-'), "floor.js asks for {name}");
        }
    }
}
