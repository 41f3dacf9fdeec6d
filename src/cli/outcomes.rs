//! What came of leads.

use clap::{Args, Subcommand, ValueEnum};

use super::{
    AskArgs, ConfigArg,
    values::{DayOrMoment, day_or_moment},
};

/// `showfloor outcomes`.
#[derive(Clone, Debug, Subcommand)]
pub enum OutcomesCommand {
    /// Record what came of a lead. The score follows, and rules learn from it: record those who did not buy as well.
    Add(OutcomeAddArgs),
    /// List what is recorded, by colleagues and by other systems.
    List(OutcomesListArgs),
    /// Take back an outcome that a colleague recorded by mistake.
    Remove(OutcomeRemoveArgs),
}

/// What can come of a lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OutcomeName {
    /// They drove the car.
    #[value(alias = "test_drive")]
    TestDrive,
    /// They were made an offer.
    Quote,
    /// They bought.
    Sold,
    /// They bought elsewhere, or do not want to buy any more.
    Lost,
}

impl OutcomeName {
    /// As events and rules write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::TestDrive => "test_drive",
            Self::Quote => "quote",
            Self::Sold => "sold",
            Self::Lost => "lost",
        }
    }
}

/// `showfloor outcomes add`.
#[derive(Clone, Debug, Args)]
pub struct OutcomeAddArgs {
    /// The visitor's code, such as V-7K3QD, or id.
    #[arg(value_name = "CODE")]
    pub visitor: String,
    #[arg(value_enum)]
    pub outcome: OutcomeName,
    /// When it was: a day or a moment [default: now]
    #[arg(long, value_name = "TIME", value_parser = day_or_moment)]
    pub on: Option<DayOrMoment>,
    #[command(flatten)]
    pub ask: AskArgs,
}

/// `showfloor outcomes list`.
#[derive(Clone, Debug, Args)]
pub struct OutcomesListArgs {
    #[command(flatten)]
    pub config: ConfigArg,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// `showfloor outcomes remove`.
#[derive(Clone, Debug, Args)]
pub struct OutcomeRemoveArgs {
    /// The outcome's id, as `outcomes list` shows it.
    #[arg(value_name = "ID")]
    pub outcome: String,
    #[command(flatten)]
    pub ask: AskArgs,
}
