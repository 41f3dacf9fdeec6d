//! What is wrong with a configuration, so that a person can mend it.

use std::{collections::BTreeSet, fmt, path::PathBuf};

/// One mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file, as it was named to us.
    pub file: PathBuf,
    /// The line, from 1; `None` where something is missing.
    pub line: Option<usize>,
    /// The key with its sections: `camera[1].url`.
    pub key: String,
    /// What is wrong, the value quoted where there is one.
    pub what: String,
    /// How to mend it.
    pub hint: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if !self.key.is_empty() {
            write!(f, ": {}", self.key)?;
        }
        write!(f, ": {}", self.what)?;
        if !self.hint.is_empty() {
            write!(f, "\n  hint: {}", self.hint)?;
        }
        Ok(())
    }
}

/// All mistakes of a configuration, in the order of their lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for problem in &self.0 {
            writeln!(f, "{problem}")?;
        }
        let n = self.0.len();
        let files: BTreeSet<_> = self.0.iter().map(|p| &p.file).collect();
        let place = match files.first() {
            None => "the file".to_owned(),
            Some(file) if files.len() == 1 => file.display().to_string(),
            Some(_) => format!("{} files", files.len()),
        };
        write!(f, "{n} problem{} in {place}", if n == 1 { "" } else { "s" })
    }
}

impl std::error::Error for Problems {}
