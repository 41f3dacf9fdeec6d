//! Scores: why they are as they are, what other rules would do, and what outcomes say of the rules.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{
    ConfigArg,
    values::{DayOrMoment, count, day_or_moment},
};

/// `showfloor score`.
#[derive(Clone, Debug, Subcommand)]
pub enum ScoreCommand {
    /// Say why a visitor's score is what it is: which rules gave what, what fades when, and what would change the band.
    Explain(ExplainArgs),
    /// Play other rules over the history in the store: who would change band, which calls would come or not come, and,
    /// where outcomes are known, which rules sort buyers better. Nothing is changed.
    Backtest(BacktestArgs),
    /// Learn from outcomes what points the rules should give, with intervals, and write a rule file to look at. It is
    /// never applied by itself; too few outcomes are refused.
    Calibrate(CalibrateArgs),
}

/// `showfloor score explain`.
#[derive(Clone, Debug, Args)]
pub struct ExplainArgs {
    /// The visitor's code, such as V-7K3QD, or id.
    #[arg(value_name = "VISITOR")]
    pub visitor: String,
    #[command(flatten)]
    pub config: ConfigArg,
    /// As of this day or moment [default: now]
    #[arg(long, value_name = "TIME", value_parser = day_or_moment)]
    pub at: Option<DayOrMoment>,
    /// In this language: en, fr, pl or de [default: the site's first]
    #[arg(long, value_parser = ["en", "fr", "pl", "de"])]
    pub language: Option<String>,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// `showfloor score backtest`.
#[derive(Clone, Debug, Args)]
pub struct BacktestArgs {
    /// The rule file to try.
    #[arg(long, value_name = "FILE")]
    pub rules: PathBuf,
    /// The ideal customer's file to try with it [default: the configuration's]
    #[arg(long, value_name = "FILE")]
    pub ideal: Option<PathBuf>,
    /// Look at the calls of so many days; older history counts for the scores all the same.
    #[arg(long, value_name = "N", default_value_t = 90, value_parser = count(1..=3660))]
    pub days: u32,
    #[command(flatten)]
    pub config: ConfigArg,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// `showfloor score calibrate`.
#[derive(Clone, Debug, Args)]
pub struct CalibrateArgs {
    /// Where to write the rule file with the suggested points. An existing file is not overwritten.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Where to draw how often those bought of whom it was expected (SVG).
    #[arg(long, value_name = "FILE")]
    pub plot: Option<PathBuf>,
    #[command(flatten)]
    pub config: ConfigArg,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}
