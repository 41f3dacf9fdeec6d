//! What staff were called for.

use clap::{Args, Subcommand};

use super::{
    ConfigArg,
    values::{DayOrMoment, day_or_moment},
};

/// `showfloor alerts`.
#[derive(Clone, Debug, Subcommand)]
pub enum AlertsCommand {
    /// List the alerts about visitors, and how soon somebody went. Who went is not listed.
    List(AlertsArgs),
    /// Show every revision of one alert, with who brought it there.
    Show(AlertShowArgs),
    /// Sum up how soon somebody went, over all alerts and everybody: colleagues are not scored.
    Summary(AlertsArgs),
}

/// `showfloor alerts list` and `summary`.
#[derive(Clone, Debug, Args)]
pub struct AlertsArgs {
    /// Only those raised since then: a day or a moment [default: all]
    #[arg(long, value_name = "TIME", value_parser = day_or_moment)]
    pub since: Option<DayOrMoment>,
    #[command(flatten)]
    pub config: ConfigArg,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// `showfloor alerts show`.
#[derive(Clone, Debug, Args)]
pub struct AlertShowArgs {
    /// The alert's id, as `list` shows it.
    #[arg(value_name = "ID")]
    pub alert: String,
    #[command(flatten)]
    pub config: ConfigArg,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}
