//! A draft comes into force: into the file that the configuration names, and from there to the line.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use toml_edit::{DocumentMut, Item, Table, value};

use super::{desk::StoreBooks, draft};
use crate::{
    app::backstage::house::House,
    runtime::replace_file,
    store::Desk,
    types::AuditEntry,
    web::manager::{Cannot, Trouble},
};

/// The file that is made where the program's own rules were in force.
const NEW_FILE: &str = "rules.toml";

/// The rule file that the configuration names; `None` where the program's own rules are in force.
pub(super) fn rule_file(house: &House) -> Result<Option<PathBuf>, Trouble> {
    let Some(file) = house.file() else {
        return Ok(None);
    };
    let text = fs::read_to_string(file).map_err(|error| unusable(file, &error))?;
    let document: DocumentMut = text
        .parse()
        .map_err(|error: toml_edit::TomlError| unusable(file, &error))?;
    let named = document.get("scoring").and_then(|s| s.get("rules"));
    Ok(named
        .and_then(Item::as_str)
        .map(|named| beside(file, named)))
}

/// As the configuration reads it: relative paths start at its folder.
fn beside(file: &Path, named: &str) -> PathBuf {
    file.parent().unwrap_or(Path::new("")).join(named)
}

pub(super) fn publish(books: &StoreBooks, by: &str, seen: &str) -> Result<u32, Trouble> {
    let _drafting = books.drafting();
    let draft = draft::as_seen(books, seen)?;
    if !draft.is_tested() {
        return Err(Trouble::Cannot(Cannot::Untried));
    }
    let parts = draft
        .parts()
        .map_err(|problems| Trouble::Refused(problems.join("\n")))?;
    let before = books.config().rules.version;
    if parts.version <= before {
        // Entries tell versions apart.
        return Err(Trouble::Cannot(Cannot::OldVersion(before)));
    }
    let house = books.house();
    let _editing = house.editing();
    let Some(file) = house.file() else {
        return refused("the configuration came from no file, so nothing of it can be changed");
    };
    let place = if let Some(place) = rule_file(house)? {
        let change = [(place.clone(), draft.text.clone())];
        bring_into_force(house, &change)?;
        place
    } else {
        let place = free(&beside(file, NEW_FILE));
        let name = place.file_name().unwrap_or_default().to_string_lossy();
        let change = [
            (place.clone(), draft.text.clone()),
            (file.to_owned(), with_rules(file, &name)?),
        ];
        bring_into_force(house, &change)?;
        place
    };
    let account = AuditEntry {
        at: books.now(),
        who: by.to_owned(),
        what: "rules.published".into(),
        detail: format!(
            "version {} in {}, after version {before}",
            parts.version,
            place.display()
        ),
    };
    let accounted = Desk::open(&books.config().store).and_then(|mut desk| desk.account(&account));
    draft::discard(books)?;
    books.forget();
    accounted.map_err(super::desk::failed)?;
    Ok(parts.version)
}

/// A rule file that is new can be read by the service's group, as the configuration.
fn put(path: &Path, text: &str) -> io::Result<()> {
    replace_file(path, text.as_bytes(), 0o640)
}

fn refused<T>(why: impl Into<String>) -> Result<T, Trouble> {
    Err(Trouble::Refused(why.into()))
}

/// Writes files and has the configuration read again. Where that fails, the files are as they were.
fn bring_into_force(house: &House, files: &[(PathBuf, String)]) -> Result<(), Trouble> {
    let before: Vec<Option<String>> = files
        .iter()
        .map(|(path, _)| fs::read_to_string(path).ok())
        .collect();
    let write = || {
        files
            .iter()
            .try_for_each(|(path, text)| put(path, text).map_err(|e| unusable(path, &e)))
    };
    let done = write().and_then(|()| {
        let read = house.reload();
        read.map_err(|problems| Trouble::Refused(problems.to_string()))
    });
    if done.is_err() {
        for ((path, _), text) in files.iter().zip(before) {
            let back = match text {
                Some(text) => put(path, &text),
                None => fs::remove_file(path),
            };
            if let Err(error) = back {
                tracing::error!(%error, path = %path.display(), "a file is not as it was before");
            }
        }
    }
    done
}

/// A file of this name that is not there yet.
fn free(wanted: &Path) -> PathBuf {
    let numbered = |n: u32| match n {
        1 => wanted.to_owned(),
        n => wanted.with_file_name(format!("rules-{n}.toml")),
    };
    let mut all = (1..).map(numbered);
    all.find(|path| !path.exists())
        .unwrap_or_else(|| wanted.to_owned())
}

/// The configuration's text with this rule file, its comments kept.
fn with_rules(file: &Path, name: &str) -> Result<String, Trouble> {
    let text = fs::read_to_string(file).map_err(|error| unusable(file, &error))?;
    let mut document: DocumentMut = text
        .parse()
        .map_err(|error: toml_edit::TomlError| unusable(file, &error))?;
    let section = document.entry("scoring");
    let section = section.or_insert(Item::Table(Table::new()));
    let Some(section) = section.as_table_like_mut() else {
        return refused("`scoring` in the configuration is no section");
    };
    section.insert("rules", value(name));
    Ok(document.to_string())
}

fn unusable(file: &Path, error: &impl ToString) -> Trouble {
    Trouble::Refused(format!("{}: {}", file.display(), error.to_string()))
}
