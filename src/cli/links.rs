//! Links of visitors with the dealer's other systems.

use clap::Args;

use super::{AskArgs, ConfigArg};

/// `showfloor visitors link`.
#[derive(Clone, Debug, Args)]
pub struct LinkArgs {
    /// The visitor who agreed.
    #[arg(value_name = "CODE")]
    pub visitor: String,
    /// The system, by its name in the topic of its events: crm for showfloor/north/events/crm.
    #[arg(long)]
    pub client: String,
    /// Who the visitor is there: that system's id of them.
    #[arg(long, value_name = "ID")]
    pub contact: String,
    /// What they agreed to, in words. Required: it is recorded with the date and who noted it.
    #[arg(long, value_name = "TEXT")]
    pub consent: String,
    /// Who noted it; without it, who runs this.
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
    #[command(flatten)]
    pub ask: AskArgs,
}

/// `showfloor visitors unlink`.
#[derive(Clone, Debug, Args)]
pub struct UnlinkArgs {
    /// The visitor who takes it back.
    #[arg(value_name = "CODE")]
    pub visitor: String,
    /// The system.
    #[arg(long)]
    pub client: String,
    #[command(flatten)]
    pub ask: AskArgs,
}

/// `showfloor visitors send`.
#[derive(Clone, Debug, Args)]
pub struct SendArgs {
    /// The visitor.
    #[arg(value_name = "CODE")]
    pub visitor: String,
    /// Only by this webhook, by its id in the configuration.
    #[arg(long, value_name = "ID")]
    pub webhook: Option<String>,
    #[command(flatten)]
    pub ask: AskArgs,
}

/// `showfloor visitors links`.
#[derive(Clone, Debug, Args)]
pub struct LinksArgs {
    #[command(flatten)]
    pub config: ConfigArg,
    /// Print CSV (RFC 4180), for a CRM or a spreadsheet: no cell of it is taken for a formula.
    #[arg(long, conflicts_with = "json")]
    pub csv: bool,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}
