//! Cutting and pasting in a TOML text, at the places that its parser names.

use std::ops::Range;

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// A text in place of a part of another.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Splice {
    at: Range<usize>,
    new: String,
}

impl Splice {
    /// The text with this change made.
    pub(super) fn apply(&self, text: &str) -> String {
        [&text[..self.at.start], &self.new, &text[self.at.end..]].concat()
    }
}

/// One table of a list, as it stands in the text.
pub(super) struct Item<'a> {
    pub(super) text: &'a str,
    pub(super) table: &'a DeTable<'a>,
    begin: usize,
}

/// The tables of `[[list]]`; `None` where the list is written in one value.
pub(super) fn items<'a>(text: &'a str, root: &'a DeTable<'a>, list: &str) -> Option<Vec<Item<'a>>> {
    let Some(value) = root.get(list) else {
        return Some(Vec::new());
    };
    let item = |item: &'a Spanned<DeValue<'a>>| {
        let begin = item.span().start;
        let table = item.get_ref().as_table()?;
        text[begin..]
            .starts_with('[')
            .then_some(Item { text, table, begin })
    };
    value.get_ref().as_array()?.iter().map(item).collect()
}

impl Item<'_> {
    /// A text value of the table.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.table.get(key)?.get_ref().as_str()
    }

    /// Gives a key this value: in place of the one that it has, else on a line of its own below the others.
    pub(super) fn set(&self, key: &str, value: &str) -> Splice {
        match self.table.get(key).filter(|old| !self.is_section(old)) {
            Some(old) => Splice {
                at: old.span(),
                new: value.to_owned(),
            },
            None => self.add_line(&format!("{key} = {value}")),
        }
    }

    /// Whether a value is a section with a header of its own.
    pub(super) fn is_section(&self, value: &Spanned<DeValue<'_>>) -> bool {
        let text = &self.text[value.span().start..];
        value.get_ref().as_table().is_some() && !text.starts_with('{')
    }

    /// A line below the table's last value.
    fn add_line(&self, line: &str) -> Splice {
        let at = self.end();
        Splice {
            at: at..at,
            new: on_lines(self.text, at, line),
        }
    }

    /// Takes away the line of a key, if it has one.
    pub(super) fn unset(&self, key: &str) -> Option<Splice> {
        let (name, value) = self.table.get_key_value(key)?;
        let from = line_start(self.text, name.span().start);
        let to = line_end(self.text, value.span().end);
        Some(Splice {
            at: from..to,
            new: String::new(),
        })
    }

    /// Takes the whole table away, and one empty line above it. Comments above it stay.
    pub(super) fn cut(&self) -> Splice {
        let mut from = line_start(self.text, self.begin);
        let above = &self.text[..from];
        let newline = newline(self.text);
        if above.ends_with(&newline.repeat(2)) {
            from -= newline.len();
        }
        Splice {
            at: from..self.end(),
            new: String::new(),
        }
    }

    /// Another table below this one.
    pub(super) fn follow_with(&self, table: &str) -> Splice {
        let at = self.end();
        Splice {
            at: at..at,
            new: on_lines(self.text, at, &format!("\n{table}")),
        }
    }

    /// Behind the line of the last value that stands in the table itself.
    fn end(&self) -> usize {
        let ends = self
            .table
            .iter()
            .filter(|(_, value)| !self.is_section(value));
        let last = ends.map(|(_, value)| value.span().end).max();
        line_end(self.text, last.unwrap_or(self.begin))
    }
}

/// A table at the end of the text.
pub(super) fn append(text: &str, table: &str) -> Splice {
    let at = text.len();
    Splice {
        at: at..at,
        new: on_lines(text, at, &format!("\n{table}")),
    }
}

/// Lines to be put in at `at`, which is where a line begins or the text ends.
fn on_lines(text: &str, at: usize, lines: &str) -> String {
    let newline = newline(text);
    let broken = at > 0 && !text[..at].ends_with('\n');
    let before = if broken { newline } else { "" };
    format!("{before}{}{newline}", lines.replace('\n', newline))
}

/// How the text ends its lines.
fn newline(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// Behind the end of the line.
fn line_end(text: &str, at: usize) -> usize {
    text[at..]
        .find('\n')
        .map_or(text.len(), |newline| at + newline + 1)
}
