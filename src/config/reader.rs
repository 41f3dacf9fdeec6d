//! Walks a parsed TOML file key by key and remembers everything that is wrong.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    path::{Path, PathBuf},
};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    parse::Wrong,
    problem::{Problem, Problems},
};
use crate::types::nearest;

/// Reads a TOML file through its root section. All that is wrong with it, at once; and the names of all keys there are.
/// `sample` is a file that shows how it is done. Of a file that is no TOML, only that is told: what its parts would mean
/// is guesswork.
pub(crate) fn document<T>(
    file: &Path,
    text: &str,
    sample: &str,
    read: impl FnOnce(Section<'_>) -> Option<T>,
) -> (Result<T, Problems>, BTreeSet<String>) {
    let source = Source::new(file, text);
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let hint = format!("this is not TOML; {sample} shows how it is written");
        source.problem(error.span(), "", error.message().trim(), hint);
    }
    let value = if errors.is_empty() {
        read(Section::root(&source, table.get_ref()))
    } else {
        None
    };
    let (problems, asked) = source.finish();
    let result = value
        .filter(|_| problems.is_empty())
        .ok_or(Problems(problems));
    (result, asked)
}

/// The line, from 1, on which a key stands, by its full name; of what is not there, where what is around it begins.
pub(crate) fn line_of(text: &str, key: &str) -> Option<usize> {
    let (table, _) = DeTable::parse_recoverable(text);
    place(table.get_ref(), key).map(|span| line(text, &span))
}

/// Where `camera[1].url` stands, or the deepest part of it that is there.
fn place(table: &DeTable<'_>, key: &str) -> Option<Range<usize>> {
    let mut found = None;
    let mut table = Some(table);
    for part in key.split('.') {
        let (name, number) = part.split_once('[').unwrap_or((part, ""));
        let Some(mut value) = table.and_then(|table| table.get(name)) else {
            break;
        };
        if let Ok(number) = number.trim_end_matches(']').parse::<usize>() {
            let items = value.get_ref().as_array();
            value = items.and_then(|items| items.get(number)).unwrap_or(value);
        }
        found = Some(value.span());
        table = value.get_ref().as_table();
    }
    found
}

fn line(text: &str, span: &Range<usize>) -> usize {
    text[..span.start.min(text.len())].matches('\n').count() + 1
}

/// The file, and what was found wrong with it.
#[derive(Debug)]
pub(crate) struct Source<'a> {
    file: &'a Path,
    text: &'a str,
    problems: RefCell<Vec<Problem>>,
    /// Every key that was asked for, list places left out: `camera[].url`.
    asked: RefCell<BTreeSet<String>>,
}

impl<'a> Source<'a> {
    pub(crate) fn new(file: &'a Path, text: &'a str) -> Self {
        Self {
            file,
            text,
            problems: RefCell::default(),
            asked: RefCell::default(),
        }
    }

    /// Notes a problem at a place in the text.
    pub(crate) fn problem(
        &self,
        span: Option<Range<usize>>,
        key: &str,
        what: impl Into<String>,
        hint: impl Into<String>,
    ) {
        let line = span.map(|span| line(self.text, &span));
        let (file, key) = (self.file.to_owned(), key.to_owned());
        self.problems.borrow_mut().push(Problem {
            file,
            line,
            key,
            what: what.into(),
            hint: hint.into(),
        });
    }

    /// The directory that relative paths start from.
    pub(crate) fn directory(&self) -> PathBuf {
        self.file.parent().map(Path::to_owned).unwrap_or_default()
    }

    /// Whether nothing was found wrong so far.
    pub(crate) fn is_clean(&self) -> bool {
        self.problems.borrow().is_empty()
    }

    /// How much was found wrong so far.
    pub(crate) fn problems(&self) -> usize {
        self.problems.borrow().len()
    }

    /// Notes what was found wrong with another file, which this one names.
    pub(crate) fn add(&self, problems: Problems) {
        self.problems.borrow_mut().extend(problems.0);
    }

    pub(crate) fn finish(self) -> (Vec<Problem>, BTreeSet<String>) {
        let mut problems = self.problems.into_inner();
        let own = self.file;
        problems.sort_by_key(|p| (p.file != own, p.line.unwrap_or(usize::MAX)));
        (problems, self.asked.into_inner())
    }
}

/// One table of the file. Ask for each key it may have, then [`Section::close`] it.
#[derive(Debug)]
pub(crate) struct Section<'a> {
    source: &'a Source<'a>,
    /// `camera[1]`; empty for the file itself.
    path: String,
    table: Option<&'a DeTable<'a>>,
    /// Where the section begins: where what is missing should be.
    begin: Option<Range<usize>>,
    asked: BTreeSet<&'static str>,
}

impl<'a> Section<'a> {
    pub(crate) fn root(source: &'a Source<'a>, table: &'a DeTable<'a>) -> Self {
        Self {
            source,
            path: String::new(),
            table: Some(table),
            begin: None,
            asked: BTreeSet::new(),
        }
    }

    pub(crate) fn source(&self) -> &'a Source<'a> {
        self.source
    }

    /// The key's full name.
    pub(crate) fn key(&self, key: &str) -> String {
        if self.path.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.path)
        }
    }

    /// Where the key's value stands.
    pub(crate) fn span(&self, key: &str) -> Option<Range<usize>> {
        self.table.and_then(|t| t.get(key)).map(Spanned::span)
    }

    /// A key that must be there.
    pub(crate) fn required<T>(
        &mut self,
        key: &'static str,
        hint: &str,
        parse: impl FnOnce(&DeValue<'a>) -> Result<T, Wrong>,
    ) -> Option<T> {
        if self.value(key).is_none() {
            self.source
                .problem(self.begin.clone(), &self.key(key), "is missing", hint);
            return None;
        }
        self.optional(key, parse)
    }

    /// A key that may be there.
    pub(crate) fn optional<T>(
        &mut self,
        key: &'static str,
        parse: impl FnOnce(&DeValue<'a>) -> Result<T, Wrong>,
    ) -> Option<T> {
        let value = self.value(key)?;
        match parse(value.get_ref()) {
            Ok(value) => Some(value),
            Err(Wrong { what, hint }) => {
                self.source
                    .problem(Some(value.span()), &self.key(key), what, hint);
                None
            }
        }
    }

    /// As [`Section::optional`], into a place that holds the default.
    pub(crate) fn set<T>(
        &mut self,
        key: &'static str,
        place: &mut T,
        parse: impl FnOnce(&DeValue<'a>) -> Result<T, Wrong>,
    ) {
        if let Some(value) = self.optional(key, parse) {
            *place = value;
        }
    }

    /// A table below this one; an absent one reads as empty.
    pub(crate) fn section(&mut self, key: &'static str) -> Section<'a> {
        let value = self.value(key);
        let table = value.and_then(|v| v.get_ref().as_table());
        if let (Some(value), None) = (value, table) {
            self.source.problem(
                Some(value.span()),
                &self.key(key),
                "is not a section",
                format!("write [{key}]"),
            );
        }
        Section {
            source: self.source,
            path: self.key(key),
            table,
            begin: value.map(Spanned::span),
            asked: BTreeSet::new(),
        }
    }

    /// A table that may be there, written as `hint` shows; an absent one is none.
    pub(crate) fn maybe_section(&mut self, key: &'static str, hint: &str) -> Option<Section<'a>> {
        let value = self.value(key)?;
        if value.get_ref().as_table().is_none() {
            let key = self.key(key);
            self.source
                .problem(Some(value.span()), &key, "is not a table", hint);
            return None;
        }
        Some(self.section(key))
    }

    /// The tables of a list: `[[camera]]`.
    pub(crate) fn list(&mut self, key: &'static str) -> Vec<Section<'a>> {
        let Some(value) = self.value(key) else {
            return Vec::new();
        };
        let Some(items) = value.get_ref().as_array() else {
            self.source.problem(
                Some(value.span()),
                &self.key(key),
                "is not a list",
                format!("write [[{key}]] for each"),
            );
            return Vec::new();
        };
        let item = |(i, item): (usize, &'a Spanned<DeValue<'a>>)| Section {
            source: self.source,
            path: format!("{}[{i}]", self.key(key)),
            table: item.get_ref().as_table(),
            begin: Some(item.span()),
            asked: BTreeSet::new(),
        };
        items.iter().enumerate().map(item).collect()
    }

    /// The tables of a section whose names the file chooses.
    pub(crate) fn tables(self) -> Vec<(String, Section<'a>)> {
        let mut tables = Vec::new();
        for (key, value) in self.table.into_iter().flatten() {
            let name = key.get_ref().as_ref().to_owned();
            let path = self.key(&name);
            if value.get_ref().as_table().is_none() {
                let hint = format!("write [{path}]");
                self.source
                    .problem(Some(value.span()), &path, "is not a section", hint);
                continue;
            }
            let section = Section {
                source: self.source,
                path,
                table: value.get_ref().as_table(),
                begin: Some(value.span()),
                asked: BTreeSet::new(),
            };
            tables.push((name, section));
        }
        tables
    }

    /// The values of a section whose names the file chooses.
    pub(crate) fn open<T>(
        self,
        parse: impl Fn(&DeValue<'a>) -> Result<T, Wrong>,
    ) -> BTreeMap<String, T> {
        let mut values = BTreeMap::new();
        for (key, value) in self.table.into_iter().flatten() {
            let name = key.get_ref().as_ref().to_owned();
            match parse(value.get_ref()) {
                Ok(parsed) => drop(values.insert(name, parsed)),
                Err(Wrong { what, hint }) => {
                    self.source
                        .problem(Some(value.span()), &self.key(&name), what, hint);
                }
            }
        }
        values
    }

    /// Notes that the section as a whole is wrong.
    pub(crate) fn problem(&self, what: &str, hint: &str) {
        let path = &self.path;
        self.source.problem(self.begin.clone(), path, what, hint);
    }

    /// Notes that something about a key, or about what stands below it, is wrong: `at`, `visit[0].steps[2].until`.
    pub(crate) fn problem_at(&self, key: &str, what: String, hint: String) {
        let span = self.table.and_then(|table| place(table, key));
        self.source.problem(span, &self.key(key), what, hint);
    }

    /// The ids of a list's tables, whatever else they hold; none where there is no text.
    pub(crate) fn ids(&self, list: &str) -> Vec<Option<String>> {
        let items = self.table.and_then(|table| table.get(list));
        let items = items.and_then(|items| items.get_ref().as_array());
        let id = |item: &Spanned<DeValue<'_>>| {
            let id = item.get_ref().as_table()?.get("id")?;
            id.get_ref().as_str().map(ToOwned::to_owned)
        };
        items
            .into_iter()
            .flat_map(|items| items.iter().map(id))
            .collect()
    }

    /// Whether it has a key that is none of these, but much like one.
    pub(crate) fn has_misspelt(&self, known: &[&str]) -> bool {
        let mut keys = self.table.into_iter().flatten();
        keys.any(|(key, _)| {
            let name = key.get_ref().as_ref();
            !known.contains(&name) && nearest(name, known.iter().copied()).is_some()
        })
    }

    /// Keys that there were in an earlier version, and what to do about them now.
    pub(crate) fn gone(&mut self, keys: &[&'static str], hint: &str) {
        for (key, value) in self.table.into_iter().flatten() {
            let name = key.get_ref().as_ref();
            if let Some(gone) = keys.iter().find(|gone| **gone == name) {
                self.asked.insert(gone);
                let at = key.span().start.min(value.span().start);
                let hint = hint.to_owned();
                self.source
                    .problem(Some(at..at), &self.key(name), "is gone", hint);
            }
        }
    }

    /// Every key that was not asked for is unknown.
    pub(crate) fn close(self) {
        self.unknown_keys();
    }

    /// As [`Section::close`], where `known` could have been asked for as well.
    pub(crate) fn close_with(mut self, known: &[&'static str]) {
        self.asked.extend(known);
        self.unknown_keys();
    }

    /// Notes the keys that were not asked for so far; for a section that is looked at again after this.
    pub(crate) fn unknown_keys(&self) {
        for (key, value) in self.table.into_iter().flatten() {
            let name = key.get_ref().as_ref();
            if self.asked.contains(name) {
                continue;
            }
            let hint = match nearest(name, self.asked.iter().copied()) {
                Some(known) => format!("did you mean {known:?}?"),
                None => format!(
                    "known here: {}",
                    self.asked.iter().copied().collect::<Vec<_>>().join(", ")
                ),
            };
            let at = key.span().start.min(value.span().start);
            self.source
                .problem(Some(at..at), &self.key(name), "is not a known key", hint);
        }
    }

    fn value(&mut self, key: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.asked.insert(key);
        let without_place = self
            .key(key)
            .split_inclusive('[')
            .map(|part| part.trim_start_matches(|c: char| c.is_ascii_digit()))
            .collect();
        self.source.asked.borrow_mut().insert(without_place);
        self.table.and_then(|table| table.get(key))
    }
}
