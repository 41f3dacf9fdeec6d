//! The command line: what can be asked, and with which exit code it ends.
//!
//! 0 done; 1 the answer is no, or the work failed; 2 wrong usage.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::Timestamp;

/// Tells showroom staff when to approach whom, and why. Nothing leaves the building.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100, disable_help_subcommand = true)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
    /// Say more: -v what happens, -vv everything. `RUST_LOG` goes before it.
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
}

/// What is to be done.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the appliance: cameras in, alerts out.
    Run(RunArgs),
    /// Run, and keep the input stream as JSON lines, to replay it later.
    Record(RecordArgs),
    /// Run a recorded input stream again, without camera, model or store.
    Replay(ReplayArgs),
    /// Check the configuration and the files it names, and list every problem.
    Check(CheckArgs),
    /// The visits that are in the store.
    #[command(subcommand)]
    Visits(VisitsCommand),
    /// The log of what must be accounted for.
    #[command(subcommand)]
    Audit(AuditCommand),
}

/// The configuration to use.
#[derive(Clone, Debug, Args)]
pub struct ConfigArg {
    /// Configuration file [default: /etc/showfloor/showfloor.toml, else config/showfloor.toml]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// `showfloor run`.
#[derive(Clone, Debug, Args)]
pub struct RunArgs {
    #[command(flatten)]
    pub config: ConfigArg,
    /// Files or image folders in place of the configured cameras, the first for the first camera; ends at their end.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub input: Vec<PathBuf>,
    /// How fast files are played: by their timestamps, or as fast as they can be analysed.
    #[arg(long, value_enum, default_value_t = Speed::Real, requires = "input")]
    pub speed: Speed,
    /// The moment at which the files begin, such as 2026-05-12T10:00:00Z [default: now]
    #[arg(long, value_name = "TIME", requires = "input")]
    pub start_at: Option<Timestamp>,
    /// Draw all ids from this seed, so that a run over files repeats exactly.
    #[arg(long, value_name = "N", requires = "input")]
    pub seed: Option<u64>,
    /// Print alerts, score changes and visits as JSON lines.
    #[arg(long)]
    pub json: bool,
}

/// How fast files are played.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Speed {
    /// By their timestamps.
    Real,
    /// As fast as they can be analysed; no frame is dropped.
    Max,
}

/// `showfloor record`.
#[derive(Clone, Debug, Args)]
pub struct RecordArgs {
    /// Where to write the stream. It holds face signatures: refused at live cameras outside of mode "all".
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    #[command(flatten)]
    pub run: RunArgs,
}

/// `showfloor replay`.
#[derive(Clone, Debug, Args)]
pub struct ReplayArgs {
    /// A file that `showfloor record` wrote.
    pub file: PathBuf,
    #[command(flatten)]
    pub config: ConfigArg,
    /// Print alerts, score changes and visits as JSON lines.
    #[arg(long)]
    pub json: bool,
}

/// `showfloor check`.
#[derive(Clone, Debug, Args)]
pub struct CheckArgs {
    #[command(flatten)]
    pub config: ConfigArg,
}

/// `showfloor visits`.
#[derive(Clone, Debug, Subcommand)]
pub enum VisitsCommand {
    /// List visits, the latest last.
    List(ListArgs),
}

/// `showfloor visits list`.
#[derive(Clone, Debug, Args)]
pub struct ListArgs {
    #[command(flatten)]
    pub config: ConfigArg,
    /// Visits that began since this day or moment: 2026-05-12, or 2026-05-12T10:00:00Z.
    #[arg(long, value_name = "TIME", value_parser = day_or_moment)]
    pub since: Option<Timestamp>,
    /// Only this visitor's: a code such as V-7K3QD, or an id.
    #[arg(long)]
    pub visitor: Option<String>,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// `showfloor audit`.
#[derive(Clone, Debug, Subcommand)]
pub enum AuditCommand {
    /// List the entries, the latest last.
    List(CheckArgs),
    /// Check that no entry of the audit log was changed or removed.
    Verify(CheckArgs),
}

/// A day (from its midnight in UTC) or a moment.
fn day_or_moment(text: &str) -> Result<Timestamp, String> {
    let midnight = || format!("{text}T00:00:00Z").parse();
    text.parse()
        .or_else(|_| midnight())
        .map_err(|_: jiff::Error| {
            "write a day, 2026-05-12, or a moment, 2026-05-12T10:00:00Z".to_owned()
        })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
