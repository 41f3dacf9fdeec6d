//! Keys and transforms of what is kept, and what is to be said of it.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::ConfigArg;

/// `showfloor privacy`.
#[derive(Clone, Debug, Subcommand)]
pub enum PrivacyCommand {
    /// Renew what face signatures are kept under: the site transform, and the key of each person. Nobody is enrolled again;
    /// what was copied from the store before matches nobody any more. The appliance must be stopped.
    Rotate(RotateArgs),
    /// Write down the facts of this configuration that a data-protection impact assessment asks for, as Markdown.
    Dpia(DpiaArgs),
}

/// `showfloor privacy dpia`.
#[derive(Clone, Debug, Args)]
pub struct DpiaArgs {
    #[command(flatten)]
    pub config: ConfigArg,
    /// Write to this file instead of to the terminal. No file is overwritten.
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// `showfloor privacy rotate`.
#[derive(Clone, Debug, Args)]
pub struct RotateArgs {
    #[command(flatten)]
    pub config: ConfigArg,
    /// Encrypt the store and the keyring with a new key instead, which takes the place of `store.key_file`.
    #[arg(long)]
    pub store_key: bool,
    /// The keyring is lost, and no copy is left: begin a new one, and delete the signatures, which nobody can read any more.
    /// Everybody is new once, and colleagues enrol again.
    #[arg(long, conflicts_with = "store_key")]
    pub lost_keyring: bool,
}
