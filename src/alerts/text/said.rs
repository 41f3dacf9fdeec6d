//! What an alert says: as one text, and in its parts.

use super::{DE, EN, FR, PL};
use crate::types::{Alert, Lines, TextLines, Texts};

/// What an alert says, in every language.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::alerts) struct Said {
    pub(in crate::alerts) text: Texts,
    pub(in crate::alerts) lines: TextLines,
}

/// What is said in one language.
pub(super) struct Parts {
    pub(super) place: String,
    pub(super) why: String,
    /// How long they have been here.
    pub(super) here: Option<String>,
    /// How long nobody has been with them.
    pub(super) alone: Option<String>,
    pub(super) todo: String,
}

impl Said {
    /// Where, why, what to do. How long they have been here stands in no line beside how long they have waited: the one
    /// would stand still while the other goes on.
    pub(super) fn in_parts(parts: impl Fn(usize) -> Parts) -> Self {
        Self::write(|lang| {
            let parts = parts(lang);
            let colon = [":", " :", ":", ":"][lang];
            let (here, alone) = (parts.here.as_ref(), parts.alone.as_ref());
            let why = joined([Some(&parts.why), here.filter(|_| alone.is_none()), None]);
            let all = joined([Some(&parts.why), here, alone]);
            let (place, todo) = (parts.place, parts.todo);
            let text = format!("{place}{colon} {all}. {todo}");
            let why = capitalised(&why);
            (text, Lines { place, why, todo })
        })
    }

    /// A name, and a text about it of which only the first sentence says why.
    pub(in crate::alerts) fn about(
        name: impl Fn(usize) -> String,
        words: impl Fn(usize) -> String,
    ) -> Self {
        Self::write(|lang| {
            let (place, words) = (name(lang), words(lang));
            let text = format!("{place}{} {words}", [":", " :", ":", ":"][lang]);
            let (why, todo) = match words.split_once(". ") {
                Some((why, todo)) => (format!("{why}."), todo.to_owned()),
                None => (words, String::new()),
            };
            let why = capitalised(&why);
            (text, Lines { place, why, todo })
        })
    }

    /// One sentence.
    pub(super) fn only(sentence: impl Fn(usize) -> String) -> Self {
        Self::write(|lang| {
            let text = sentence(lang);
            let why = text.clone();
            (
                text,
                Lines {
                    why,
                    ..Lines::default()
                },
            )
        })
    }

    /// An alert says this from now on.
    pub(in crate::alerts) fn by(self, alert: &mut Alert) {
        alert.text = self.text;
        alert.lines = Some(Box::new(self.lines));
    }

    fn write(write: impl Fn(usize) -> (String, Lines)) -> Self {
        let [en, fr, pl, de] = [EN, FR, PL, DE].map(write);
        Self {
            text: Texts {
                en: en.0,
                fr: fr.0,
                pl: pl.0,
                de: de.0,
            },
            lines: TextLines {
                en: en.1,
                fr: fr.1,
                pl: pl.1,
                de: de.1,
            },
        }
    }
}

/// Those that say something, in one line.
fn joined(reasons: [Option<&String>; 3]) -> String {
    let reasons = reasons.into_iter().flatten().cloned();
    let reasons: Vec<_> = reasons.filter(|reason| !reason.is_empty()).collect();
    reasons.join(" · ")
}

/// Each part begins a line.
pub(in crate::alerts) fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}
