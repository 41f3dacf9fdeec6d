//! Consents of visitors, and codes to return by.

use clap::Args;

use super::{AskArgs, ConfigArg};

/// `showfloor visitors consents`.
#[derive(Clone, Debug, Args)]
pub struct ConsentsArgs {
    #[command(flatten)]
    pub config: ConfigArg,
    /// Also those that have ended.
    #[arg(long)]
    pub all: bool,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// `showfloor visitors withdraw`.
#[derive(Clone, Debug, Args)]
pub struct WithdrawArgs {
    /// The code of the receipt, or the visitor's.
    #[arg(value_name = "CODE")]
    pub code: String,
    #[command(flatten)]
    pub ask: AskArgs,
}

/// `showfloor visitors return-code`.
#[derive(Clone, Debug, Args)]
pub struct ReturnCodeArgs {
    /// The visitor.
    #[arg(value_name = "CODE")]
    pub visitor: String,
    #[command(flatten)]
    pub ask: AskArgs,
}

/// `showfloor visitors returned`.
#[derive(Clone, Debug, Args)]
pub struct ReturnedArgs {
    /// The code that they took home, however it is typed.
    #[arg(value_name = "CODE")]
    pub code: String,
    /// As whom they are here now: a visitor's code.
    #[arg(long, value_name = "CODE")]
    pub is: String,
    #[command(flatten)]
    pub ask: AskArgs,
}
