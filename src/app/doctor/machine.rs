//! The machine that the appliance stands on, as far as it says.

use std::{
    fs,
    path::PathBuf,
    process::{Command, Stdio},
};

use jiff::Timestamp;
use ulid::Ulid;

use crate::{runtime::Clock, types::RunId};

/// What a program of the machine answers; `None` where there is none, or it fails.
type Answer = Box<dyn Fn(&[&str]) -> Option<String>>;

/// The machine: its files, its clock, and programs that can be asked.
pub(super) struct Machine {
    root: PathBuf,
    pub(super) now: Timestamp,
    answer: Answer,
}

impl Machine {
    /// This one.
    pub(super) fn this() -> Self {
        Self {
            root: "/".into(),
            now: Clock::real(RunId(Ulid::nil())).now().utc,
            answer: Box::new(answer_of),
        }
    }

    /// One that is made up.
    #[cfg(test)]
    pub(super) fn made_up(
        root: &std::path::Path,
        now: Timestamp,
        answer: impl Fn(&[&str]) -> Option<String> + 'static,
    ) -> Self {
        Self {
            root: root.to_owned(),
            now,
            answer: Box::new(answer),
        }
    }

    /// Where one of its files is: `proc/meminfo`.
    pub(super) fn path(&self, file: &str) -> PathBuf {
        self.root.join(file)
    }

    /// The text of one of its files.
    pub(super) fn text(&self, file: &str) -> Option<String> {
        fs::read_to_string(self.path(file)).ok()
    }

    /// What a program says.
    pub(super) fn ask(&self, command: &[&str]) -> Option<String> {
        (self.answer)(command)
    }

    /// Whether systemd runs it.
    pub(super) fn has_systemd(&self) -> bool {
        self.path("run/systemd/system").is_dir()
    }
}

fn answer_of(command: &[&str]) -> Option<String> {
    let (program, arguments) = command.split_first()?;
    let output = Command::new(program)
        .args(arguments)
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let said = String::from_utf8(output.stdout).ok()?;
    output.status.success().then_some(said)
}

/// The value of a line `key=value`.
pub(super) fn value<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let lines = text.lines().filter_map(|line| line.split_once('='));
    lines
        .filter(|(name, _)| *name == key)
        .map(|(_, value)| value.trim())
        .next()
}
