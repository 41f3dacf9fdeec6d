//! Asks, or takes what was given on the command line; notes what is missing or wrong, all of it.

use anyhow::{Context, bail};
use zeroize::Zeroizing;

use super::ask::Asker;

/// Why an answer cannot be, and what to write.
pub(super) struct Wrong {
    pub(super) what: String,
    pub(super) hint: String,
}

impl Wrong {
    pub(super) fn new(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            hint: hint.into(),
        }
    }
}

/// What an answer is held against.
pub(super) type Check<'a> = &'a dyn Fn(&str) -> Result<(), Wrong>;

/// A question: by which option it is answered, how it reads, and what Enter answers.
pub(super) struct Question<'a> {
    pub(super) option: &'a str,
    pub(super) text: &'a str,
    pub(super) default: Option<String>,
    pub(super) check: Check<'a>,
}

/// Gathers answers.
pub(super) struct Interview {
    asker: Option<Box<dyn Asker>>,
    /// Whether what is not given is as its default says.
    defaults: bool,
    missing: Vec<String>,
    wrong: Vec<String>,
}

impl Interview {
    pub(super) fn new(asker: Option<Box<dyn Asker>>, defaults: bool) -> Self {
        Self {
            asker,
            defaults,
            missing: Vec::new(),
            wrong: Vec::new(),
        }
    }

    /// Whether somebody is there to be asked.
    pub(super) fn asks(&self) -> bool {
        self.asker.is_some()
    }

    /// Says something to whoever is there.
    pub(super) fn tell(&mut self, line: &str) {
        if let Some(asker) = &mut self.asker {
            asker.tell(line);
        }
    }

    /// The answer; an empty one where it is missing or wrong, which is noted.
    pub(super) fn answer(
        &mut self,
        given: Option<&str>,
        question: &Question<'_>,
    ) -> anyhow::Result<String> {
        if let Some(given) = given {
            if let Err(wrong) = (question.check)(given) {
                self.note_wrong(question.option, &wrong);
            }
            return Ok(given.to_owned());
        }
        if self.asks() {
            return self.ask(question);
        }
        match &question.default {
            Some(default) if self.defaults => Ok(default.clone()),
            _ => {
                self.note_missing(question.option, question.text);
                Ok(String::new())
            }
        }
    }

    /// Asks until the answer can be.
    fn ask(&mut self, question: &Question<'_>) -> anyhow::Result<String> {
        let asked = match question.default.as_deref() {
            Some("") | None => question.text.to_owned(),
            Some(default) => format!("{} [{default}]", question.text),
        };
        loop {
            let asker = self.asker.as_mut().context("nobody is there")?;
            let Some(said) = asker.ask(&asked)? else {
                return left();
            };
            let said = match &question.default {
                Some(default) if said.is_empty() => default.clone(),
                _ => said,
            };
            match (question.check)(&said) {
                Ok(()) => return Ok(said),
                Err(Wrong { what, hint }) => asker.tell(&format!("  {what}\n  hint: {hint}")),
            }
        }
    }

    /// A password from whoever is there; `None` where nobody is.
    pub(super) fn password(&mut self, of: &str) -> anyhow::Result<Option<Zeroizing<String>>> {
        let Some(asker) = &mut self.asker else {
            return Ok(None);
        };
        loop {
            match asker.ask_hidden(&format!("  Password of {of} (it is not shown)"))? {
                None => return left(),
                Some(password) if password.is_empty() => {
                    asker.tell("  It is empty\n  hint: the password that was set there");
                }
                Some(password) => return Ok(Some(password)),
            }
        }
    }

    pub(super) fn note_missing(&mut self, option: &str, what: &str) {
        self.missing.push(format!("  {option:<16} {what}"));
    }

    pub(super) fn note_wrong(&mut self, option: &str, wrong: &Wrong) {
        let Wrong { what, hint } = wrong;
        self.wrong.push(format!("{option}: {what}\n  hint: {hint}"));
    }

    /// The answers, unless something is missing or wrong: then that is said, all at once.
    pub(super) fn complete<T>(self, answers: T) -> Option<T> {
        if self.missing.is_empty() && self.wrong.is_empty() {
            return Some(answers);
        }
        for wrong in &self.wrong {
            eprintln!("{wrong}");
        }
        if !self.missing.is_empty() {
            eprintln!(
                "nobody can be asked here, and these answers are missing:\n{}\n  hint: give them, or run it at a terminal{}",
                self.missing.join("\n"),
                if self.defaults {
                    ""
                } else {
                    "; --yes takes what has a default as it is"
                }
            );
        }
        None
    }
}

/// Ctrl-D.
fn left<T>() -> anyhow::Result<T> {
    bail!("the questions were not answered to the end\nhint: nothing was written; run it again")
}
