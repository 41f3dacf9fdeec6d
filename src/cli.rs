//! The command line: what can be asked, and with which exit code it ends.
//!
//! 0 done; 1 the answer is no, or the work failed; 2 wrong usage.

mod alerts;
mod cameras;
mod consents;
mod copies;
mod doctor;
mod init;
mod links;
mod manual;
mod measure;
mod outcomes;
mod privacy;
mod rights;
mod score;
mod simulate;
mod staff;
mod top;
mod values;
mod visitors;
mod web;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use self::values::day_or_moment;
pub use self::{
    alerts::{AlertShowArgs, AlertsArgs, AlertsCommand},
    cameras::{CameraAcceptArgs, CamerasCommand, DiscoverArgs},
    consents::{ConsentsArgs, ReturnCodeArgs, ReturnedArgs, WithdrawArgs},
    copies::{BackupArgs, RestoreArgs},
    doctor::DoctorArgs,
    init::{InitArgs, PrivacyAnswer},
    links::{LinkArgs, LinksArgs, SendArgs, UnlinkArgs},
    manual::{CompletionsArgs, ManArgs, ShellName},
    measure::{
        EvalBehaviourArgs, EvalCamerasArgs, EvalCommand, EvalIdentityArgs, EvalNoiseArgs,
        EvalTrackingArgs,
    },
    outcomes::{OutcomeAddArgs, OutcomeName, OutcomeRemoveArgs, OutcomesCommand, OutcomesListArgs},
    privacy::{DpiaArgs, PrivacyCommand, RotateArgs},
    rights::{EraseArgs, ExportArgs, ReceiptArgs},
    score::{BacktestArgs, CalibrateArgs, ExplainArgs, ScoreCommand},
    simulate::{DemoArgs, NoiseLevel, ObserveArgs, RenderArgs, SimArgs, SimCommand},
    staff::{EnrolArgs, StaffArgs, StaffCommand, StaffListArgs, StaffRenameArgs},
    top::TopArgs,
    values::DayOrMoment,
    visitors::{
        AskArgs, AssignArgs, ListArgs, MergeArgs, NotThisPersonArgs, ShowArgs, SplitArgs, UndoArgs,
        VisitorsCommand, VisitorsListArgs, VisitsCommand,
    },
    web::{
        AccountAddArgs, AccountCommand, AccountListArgs, AccountNameArgs, TokenArgs, TokenScope,
        WebCommand,
    },
};
use crate::types::AuditHead;

/// Tells showroom staff when to approach whom, and why. Nothing leaves the building but what
/// visitors agreed to.
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
    /// Show a simulated showroom at work: alerts and visits live, then a summary. No camera is needed.
    Demo(DemoArgs),
    /// Ask what a site needs, and write its configuration. Never replaces one that is there.
    Init(Box<InitArgs>),
    /// Check the configuration and the files it names, and list every problem.
    Check(CheckArgs),
    /// Try everything that a run needs: load the models, write the store, open the cameras, send a message to the broker
    /// and back; and say what to mend. Works while the appliance runs.
    Doctor(DoctorArgs),
    /// Show how the running appliance is, every second: cameras, stages, who is in, what waits, memory and disk.
    Top(TopArgs),
    /// Who is known, and corrections of who is who. They work whether the appliance runs or not, and can be undone.
    #[command(subcommand)]
    Visitors(VisitorsCommand),
    /// The visits that are in the store.
    #[command(subcommand)]
    Visits(VisitsCommand),
    /// Scores: why they are as they are, what other rules would do, what outcomes say of the rules.
    #[command(subcommand)]
    Score(ScoreCommand),
    /// What staff were called for, and how soon somebody went.
    #[command(subcommand)]
    Alerts(AlertsCommand),
    /// What came of leads: a test drive, a quote, a sale, or that they are lost.
    #[command(subcommand)]
    Outcomes(OutcomesCommand),
    /// Colleagues who are known by their face, by their own consent: they are no visitors, and are never scored.
    #[command(subcommand)]
    Staff(StaffCommand),
    /// The cameras of the showroom.
    #[command(subcommand)]
    Cameras(CamerasCommand),
    /// Who may ask the appliance over HTTP.
    #[command(subcommand)]
    Web(WebCommand),
    /// How what is kept is protected.
    #[command(subcommand)]
    Privacy(PrivacyCommand),
    /// The log of what must be accounted for.
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Copy the store and its keyring, encrypted, and check the copy. Works while the appliance runs.
    Backup(BackupArgs),
    /// Put a backup in the place of the store. Whoever was erased since the backup was made is erased again. The appliance
    /// must be stopped.
    Restore(RestoreArgs),
    /// Simulate a showroom: as a recorded stream, or drawn as clips.
    #[command(subcommand)]
    Sim(SimCommand),
    /// Measure how right it is, and how noisy its networks are.
    #[command(subcommand)]
    Eval(EvalCommand),
    /// The manual page, or with a directory one for each command.
    Man(ManArgs),
    /// What a shell completes, for a shell to read.
    Completions(CompletionsArgs),
}

/// The configuration to use.
#[derive(Clone, Debug, Args)]
pub struct ConfigArg {
    /// Configuration file [default: /etc/showfloor/showfloor.toml, else config/showfloor.toml]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// Which networks the list of models may name.
#[derive(Clone, Debug, Args)]
pub struct KindsArg {
    /// Let the list of models name a network of another kind than face, signature and person, such as age. Its file is
    /// checked, each start is noted in the audit log, and it is never used.
    #[arg(long, value_name = "KIND")]
    pub allow_model_kind: Vec<String>,
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
    #[arg(long, value_name = "TIME", requires = "input", value_parser = day_or_moment)]
    pub start_at: Option<DayOrMoment>,
    /// Draw all ids from this seed, so that a run over files repeats exactly.
    #[arg(long, value_name = "N", requires = "input")]
    pub seed: Option<u64>,
    /// Insist on `identity.threshold` even where more strangers are recognised by it than allowed; audited.
    #[arg(long)]
    pub force: bool,
    #[command(flatten)]
    pub kinds: KindsArg,
    /// At the end, write here when each stage ran on which thread, as a Chrome trace (for Perfetto, or Chrome's own viewer): the
    /// last 500,000 runs of stages. It names cameras and nobody else. A file that is there is left as it is.
    #[arg(long, value_name = "FILE")]
    pub profile: Option<PathBuf>,
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
    /// A stream that `showfloor record` wrote or `showfloor sim observe` printed; - for standard input.
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
    #[command(flatten)]
    pub kinds: KindsArg,
}

/// `showfloor audit`.
#[derive(Clone, Debug, Subcommand)]
pub enum AuditCommand {
    /// List the entries, the latest last.
    List(AuditListArgs),
    /// Check that no entry of the audit log was changed or removed.
    Verify(AuditVerifyArgs),
    /// Print the number and the hash of the last entry, to be noted outside of this machine.
    Head(AuditHeadArgs),
}

/// `showfloor audit verify`.
#[derive(Clone, Debug, Args)]
pub struct AuditVerifyArgs {
    #[command(flatten)]
    pub config: ConfigArg,
    /// An entry that was noted before, as `showfloor audit head` printed it: that it is still there, too. Of the hash the
    /// first 16 digits will do.
    #[arg(long, value_name = "NUMBER:HASH")]
    pub head: Option<AuditHead>,
}

/// `showfloor audit head`.
#[derive(Clone, Debug, Args)]
pub struct AuditHeadArgs {
    #[command(flatten)]
    pub config: ConfigArg,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// `showfloor audit list`.
#[derive(Clone, Debug, Args)]
pub struct AuditListArgs {
    #[command(flatten)]
    pub config: ConfigArg,
    /// Entries since this day or moment: 2026-05-12, or 2026-05-12T10:00:00Z.
    #[arg(long, value_name = "TIME", value_parser = day_or_moment)]
    pub since: Option<DayOrMoment>,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
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
