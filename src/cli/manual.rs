//! Manual pages, and what shells complete.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// `showfloor man`.
#[derive(Clone, Debug, Args)]
pub struct ManArgs {
    /// Write the pages of the program and of every command into this directory [default: print the program's own]
    #[arg(value_name = "DIRECTORY")]
    pub directory: Option<PathBuf>,
}

/// `showfloor completions`.
#[derive(Clone, Debug, Args)]
pub struct CompletionsArgs {
    /// Which shell: eval "$(showfloor completions bash)"
    pub shell: ShellName,
}

/// A shell that we write completions for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ShellName {
    Bash,
    Zsh,
    Fish,
}
