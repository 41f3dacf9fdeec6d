//! `showfloor top`.

use std::path::PathBuf;

use clap::Args;

use super::ConfigArg;

/// `showfloor top`.
#[derive(Clone, Debug, Args)]
pub struct TopArgs {
    #[command(flatten)]
    pub config: ConfigArg,
    /// A file with a token of the scope metrics, for whoever may not read the store's key.
    #[arg(long, value_name = "FILE")]
    pub token_file: Option<PathBuf>,
    /// Print one frame as plain text, after a second of measuring; also where standard output is no terminal.
    #[arg(long)]
    pub once: bool,
    /// Print each frame as a line of JSON.
    #[arg(long)]
    pub json: bool,
}
