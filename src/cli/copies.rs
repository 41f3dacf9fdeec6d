//! Copies of what is kept, and putting one back.

use std::path::PathBuf;

use clap::Args;

use super::ConfigArg;

/// `showfloor backup`.
#[derive(Clone, Debug, Args)]
pub struct BackupArgs {
    #[command(flatten)]
    pub config: ConfigArg,
    /// Where to leave it, best on another disk [default: `store.backup_directory`]
    pub directory: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// `showfloor restore`.
#[derive(Clone, Debug, Args)]
pub struct RestoreArgs {
    #[command(flatten)]
    pub config: ConfigArg,
    /// A backup, or the directory of backups, of which the newest is taken [default: `store.backup_directory`]
    pub from: Option<PathBuf>,
    /// Give up the store that stands. What happened since the backup is lost.
    #[arg(long)]
    pub replace: bool,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}
