//! `showfloor doctor`.

use clap::Args;

use super::{ConfigArg, KindsArg};

/// `showfloor doctor`.
#[derive(Clone, Debug, Args)]
pub struct DoctorArgs {
    #[command(flatten)]
    pub config: ConfigArg,
    #[command(flatten)]
    pub kinds: KindsArg,
    /// Print JSON: whether all is well, and each check with what was seen and what to do.
    #[arg(long)]
    pub json: bool,
}
