//! The sample, line by line, to be filled in.

/// Every setting there is, explained.
const SAMPLE: &str = include_str!("../../../config/showfloor.toml");

/// The second part of the sample's first comment, which holds for every configuration.
const HOW_TO_READ: &str = r##"# A line that starts with "#" and a key shows a setting with its default value, or with an example: remove the "#" to change
# it. `showfloor check` lists everything that is wrong at once. Relative paths start at this file's directory. Secrets never
# stand in this file."##;

/// The sample's lines, each with the section that it is in.
pub(super) struct Sheet {
    lines: Vec<(String, String)>,
}

impl Sheet {
    /// The sample, with this as its first line in place of the instructions for copying it.
    pub(super) fn sample(first: &str) -> Self {
        let rest = SAMPLE.split_once("\n\n").map_or(SAMPLE, |(_, rest)| rest);
        let head = format!("{first}\n#\n{HOW_TO_READ}\n\n");
        let mut section = String::new();
        let lines = head.lines().chain(rest.lines()).map(|line| {
            if let Some(name) = header(line) {
                name.clone_into(&mut section);
            }
            (section.clone(), line.to_owned())
        });
        Self {
            lines: lines.collect(),
        }
    }

    /// Gives a key of a section a value, where the sample shows it.
    pub(super) fn set(&mut self, section: &str, key: &str, value: &str) {
        let shown = |line: &str| {
            let line = line.strip_prefix('#').unwrap_or(line);
            line.strip_prefix(key)
                .is_some_and(|rest| rest.starts_with(" = "))
        };
        let found = self
            .lines
            .iter_mut()
            .find(|(of, line)| of == section && shown(line));
        assert!(found.is_some(), "the sample shows no {section}.{key}");
        if let Some((_, line)) = found {
            *line = format!("{key} = {value}");
        }
    }

    /// Makes a comment of the section's example.
    pub(super) fn leave_out(&mut self, section: &str) {
        for (_, line) in self.lines.iter_mut().filter(|(of, _)| of == section) {
            if !line.is_empty() && !line.starts_with('#') {
                line.insert(0, '#');
            }
        }
    }

    /// Adds lines at the section's end, before what explains the next one.
    pub(super) fn add(&mut self, section: &str, lines: &[String]) {
        let last = self
            .lines
            .iter()
            .rposition(|(of, line)| of == section && is_setting(line));
        let at = last.map_or(self.lines.len(), |last| last + 1);
        let lines = lines.iter().map(|line| (section.to_owned(), line.clone()));
        self.lines.splice(at..at, lines);
    }

    pub(super) fn text(self) -> String {
        let mut text = String::new();
        for (_, line) in self.lines {
            text.push_str(&line);
            text.push('\n');
        }
        text
    }
}

/// The name in a header, also of a section that is only shown.
fn header(line: &str) -> Option<&str> {
    let line = line.strip_prefix('#').unwrap_or(line);
    line.starts_with('[')
        .then(|| line.trim_matches(['[', ']']))
        .filter(|name| name.chars().all(|c| c.is_ascii_lowercase()))
}

/// Whether a line gives a value, or shows one.
fn is_setting(line: &str) -> bool {
    let line = line.strip_prefix('#').unwrap_or(line);
    line.starts_with(|c: char| c.is_ascii_lowercase()) && line.contains(" = ")
}
