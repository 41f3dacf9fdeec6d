//! Walks a parsed TOML file key by key and remembers everything that is wrong.

use std::{
    cell::RefCell,
    collections::BTreeSet,
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

/// Reads a TOML file through its root section. All that is wrong with it, at once; and the names of all keys there are.
pub(crate) fn document<T>(
    file: &Path,
    text: &str,
    read: impl FnOnce(Section<'_>) -> Option<T>,
) -> (Result<T, Problems>, BTreeSet<String>) {
    let source = Source::new(file, text);
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        source.problem(
            error.span(),
            "",
            error.message().trim(),
            "this is not TOML; see the sample",
        );
    }
    let value = read(Section::root(&source, table.get_ref()));
    let (problems, asked) = source.finish();
    let result = value
        .filter(|_| problems.is_empty())
        .ok_or(Problems(problems));
    (result, asked)
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
        let line = span.map(|span| {
            self.text[..span.start.min(self.text.len())]
                .matches('\n')
                .count()
                + 1
        });
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

    pub(crate) fn finish(self) -> (Vec<Problem>, BTreeSet<String>) {
        let mut problems = self.problems.into_inner();
        problems.sort_by_key(|p| p.line.unwrap_or(usize::MAX));
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

    /// Notes that the section as a whole is wrong.
    pub(crate) fn problem(&self, what: &str, hint: &str) {
        let path = &self.path;
        self.source.problem(self.begin.clone(), path, what, hint);
    }

    /// Notes that something about a key, or about what stands below it, is wrong.
    pub(crate) fn problem_at(&self, key: &str, what: String, hint: String) {
        self.source
            .problem(self.span(key), &self.key(key), what, hint);
    }

    /// As [`Section::problem_at`], about one table of a list: `[[camera]]`, counted from 0.
    pub(crate) fn problem_in(&self, key: &str, place: usize, what: String, hint: String) {
        let list = self.table.and_then(|table| table.get(key));
        let item = list.and_then(|list| list.get_ref().as_array()?.get(place));
        let path = format!("{}[{place}]", self.key(key));
        self.source
            .problem(item.map(Spanned::span), &path, what, hint);
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
            let nearest = self
                .asked
                .iter()
                .map(|known| (strsim::jaro_winkler(known, name), known))
                .max_by(|a, b| a.0.total_cmp(&b.0));
            let hint = match nearest {
                Some((likeness, known)) if likeness > 0.75 => format!("did you mean {known:?}?"),
                _ => format!(
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
