//! A draft of other rules, in a file beside the store: it waits over restarts.

use std::{fs, io::ErrorKind, path::Path};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{desk::StoreBooks, edit, numbers, rules::Sheet};
use crate::{
    config,
    runtime::replace_file,
    scoring::Parts,
    types::hex,
    web::manager::{Cannot, DraftEdit, DraftView, NumberEdit, Trouble},
    words::Language,
};

/// For the service alone: it stands beside the store.
const MODE: u32 = 0o600;
/// What problems of a draft name as their file.
const NAME: &str = "draft";
/// Longer than this no rule file is, bytes.
const MOST: usize = 256 * 1024;

/// As it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Draft {
    pub(super) text: String,
    by: String,
    at: Timestamp,
    /// The hash of the text that somebody saw the backtest of.
    tested: Option<String>,
}

impl Draft {
    /// What changes with every change of the text.
    pub(super) fn version(&self) -> String {
        hash(&self.text)
    }

    pub(super) fn is_tested(&self) -> bool {
        self.tested.as_ref() == Some(&self.version())
    }

    /// What it says.
    pub(super) fn parts(&self) -> Result<Parts, Vec<String>> {
        let read = config::rule_file(Path::new(NAME), &self.text);
        read.map_err(|problems| problems.0.iter().map(ToString::to_string).collect())
    }
}

fn hash(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

/// The draft that is kept.
pub(super) fn read(books: &StoreBooks) -> Result<Option<Draft>, Trouble> {
    let file = books.draft_file();
    let text = match fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unusable(&file, &error)),
    };
    let draft = serde_json::from_str(&text);
    draft.map(Some).map_err(|error| unusable(&file, &error))
}

/// The draft, where there is to be one.
pub(super) fn required(books: &StoreBooks) -> Result<Draft, Trouble> {
    read(books)?.ok_or(Trouble::Cannot(Cannot::NoDraft))
}

/// The draft, as whoever asks has looked at it.
pub(super) fn as_seen(books: &StoreBooks, seen: &str) -> Result<Draft, Trouble> {
    let draft = required(books)?;
    if draft.version() == seen {
        return Ok(draft);
    }
    Err(Trouble::Cannot(Cannot::DraftChanged(draft.by)))
}

fn keep(books: &StoreBooks, draft: &Draft) -> Result<(), Trouble> {
    let file = books.draft_file();
    let text = serde_json::to_string(draft).map_err(|error| unusable(&file, &error))?;
    replace_file(&file, text.as_bytes(), MODE).map_err(|error| unusable(&file, &error))
}

/// Throws it away; where there is none, nothing is left to do.
pub(super) fn discard(books: &StoreBooks) -> Result<(), Trouble> {
    let file = books.draft_file();
    match fs::remove_file(&file) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(unusable(&file, &error)),
        _ => Ok(()),
    }
}

fn unusable(file: &Path, error: &impl ToString) -> Trouble {
    Trouble::Failed(format!("{}: {}", file.display(), error.to_string()))
}

/// Somebody sees what this draft would have done.
pub(super) fn note_tested(books: &StoreBooks, draft: &Draft) -> Result<(), Trouble> {
    let tested = Some(draft.version());
    keep(
        books,
        &Draft {
            tested,
            ..draft.clone()
        },
    )
}

pub(super) fn view(books: &StoreBooks, language: Language) -> Result<Option<DraftView>, Trouble> {
    let Some(draft) = read(books)? else {
        return Ok(None);
    };
    let config = books.config();
    let parts = draft.parts();
    let sheet = parts.as_ref().ok().map(Sheet::from);
    let in_force = Sheet::from(&config.rules);
    Ok(Some(DraftView {
        version: draft.version(),
        tested: draft.is_tested(),
        changed: sheet
            .as_ref()
            .map_or_else(Vec::new, |sheet| sheet.differs_from(&in_force)),
        borders: sheet
            .as_ref()
            .map_or_else(Vec::new, |sheet| sheet.borders(&in_force)),
        other: sheet
            .as_ref()
            .is_some_and(|sheet| sheet.differs_elsewhere(&in_force)),
        rules: sheet.map(|sheet| sheet.view(None, language)),
        problems: parts.err().unwrap_or_default(),
        text: draft.text,
        by: draft.by,
        at: draft.at,
    }))
}

pub(super) fn edit(
    books: &StoreBooks,
    by: &str,
    seen: &str,
    edit: &DraftEdit,
) -> Result<(), Trouble> {
    let _alone = books.drafting();
    let before = match edit {
        DraftEdit::Begin => read(books)?,
        _ => Some(as_seen(books, seen)?),
    };
    let text = match edit {
        DraftEdit::Begin => {
            // One that is being worked on is not lost by a second tap.
            if before.is_some() {
                return Ok(());
            }
            let text = &books.config().rules_text;
            edit::next_version(text).map_err(Trouble::Refused)?
        }
        DraftEdit::Text(text) if text.len() > MOST => {
            return Err(Trouble::Refused(format!("longer than {MOST} bytes")));
        }
        // Browsers send lines with both marks of an end.
        DraftEdit::Text(text) => text.replace("\r\n", "\n"),
        DraftEdit::Numbers(numbers) => {
            let before = required(books)?;
            renumbered(&before, numbers)?
        }
        DraftEdit::Discard => return discard(books),
    };
    let tested = before.and_then(|draft| draft.tested);
    let draft = Draft {
        text,
        by: by.to_owned(),
        at: books.now(),
        tested,
    };
    keep(books, &draft)
}

/// The draft's text with these numbers. What would be a mistake is not kept.
fn renumbered(before: &Draft, numbers: &[NumberEdit]) -> Result<String, Trouble> {
    let refused = |problems: Vec<String>| Trouble::Refused(problems.join("\n"));
    let parts = before.parts().map_err(refused)?;
    let mistakes = numbers::mistakes(&parts, numbers);
    if !mistakes.is_empty() {
        return Err(Trouble::Numbers(mistakes));
    }
    let text = edit::with_numbers(&before.text, numbers).map_err(Trouble::Refused)?;
    let after = Draft {
        text,
        ..before.clone()
    };
    after.parts().map_err(refused)?;
    Ok(after.text)
}
