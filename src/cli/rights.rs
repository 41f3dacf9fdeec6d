//! What a visitor may ask for: what is kept of them, and that it is deleted.

use std::path::PathBuf;

use clap::Args;

use super::{AskArgs, ConfigArg};

/// `showfloor visitors export`.
#[derive(Clone, Debug, Args)]
pub struct ExportArgs {
    /// The visitor.
    #[arg(value_name = "CODE")]
    pub visitor: String,
    #[command(flatten)]
    pub config: ConfigArg,
    /// Write a page that people can read to this file, in place of JSON on the standard output. No file is overwritten.
    #[arg(long, value_name = "FILE")]
    pub page: Option<PathBuf>,
    /// The language of the page: en, fr, pl or de; without it the site's main one.
    #[arg(long, value_name = "LANGUAGE", value_parser = ["en", "fr", "pl", "de"])]
    pub language: Option<String>,
}

/// `showfloor visitors receipt`.
#[derive(Clone, Debug, Args)]
pub struct ReceiptArgs {
    /// The receipt, as JSON.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    #[command(flatten)]
    pub config: ConfigArg,
}

/// `showfloor visitors erase`.
#[derive(Clone, Debug, Args)]
pub struct EraseArgs {
    /// The visitor.
    #[arg(value_name = "CODE")]
    pub visitor: String,
    /// Erase without being asked: there is no way back.
    #[arg(long)]
    pub yes: bool,
    /// Write the receipt, as JSON, to this file. No file is overwritten. The store keeps it in any case.
    #[arg(long, value_name = "FILE")]
    pub receipt: Option<PathBuf>,
    #[command(flatten)]
    pub ask: AskArgs,
}
