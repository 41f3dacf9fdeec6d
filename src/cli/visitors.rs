//! Visits and visitors: who is known, and who is who.

use clap::{Args, Subcommand};

use super::{
    ConfigArg,
    consents::{ConsentsArgs, ReturnCodeArgs, ReturnedArgs, WithdrawArgs},
    links::{LinkArgs, LinksArgs, SendArgs, UnlinkArgs},
    rights::{EraseArgs, ExportArgs, ReceiptArgs},
    values::{DayOrMoment, day_or_moment},
};

/// `showfloor visitors`.
#[derive(Clone, Debug, Subcommand)]
pub enum VisitorsCommand {
    /// List everybody who has a visit, whoever was seen last at the end.
    List(VisitorsListArgs),
    /// Show a visitor: every visit with its id, how it was found to be theirs, and the corrections about them.
    Show(ShowArgs),
    /// Two visitors are one person: visits, scores and signatures become the second one's; both codes go on to work.
    Merge(MergeArgs),
    /// Some visits of a visitor were those of one other person, who becomes a visitor of their own.
    Split(SplitArgs),
    /// One visit was not that of the visitor it is kept under: it becomes that of somebody of their own.
    NotThisPerson(NotThisPersonArgs),
    /// One visit was that of another visitor who is known.
    Assign(AssignArgs),
    /// Take a correction back; an undo that is undone does it again.
    Undo(UndoArgs),
    /// A visitor agreed to be linked with a contact of your CRM, web site or mail tool: that system may report on them, and
    /// webhooks may tell it of them.
    Link(LinkArgs),
    /// A visitor takes that back: nothing more is taken in or sent, nor what waits.
    Unlink(UnlinkArgs),
    /// List the visitors who are linked, with score and band; as CSV for a CRM.
    Links(LinksArgs),
    /// Send what is known of a linked visitor by webhook, now.
    Send(SendArgs),
    /// Print everything that is kept of a visitor: JSON, or a page for them to read.
    Export(ExportArgs),
    /// List the consents of visitors to be recognised by their face.
    Consents(ConsentsArgs),
    /// A visitor withdraws their consent: what is kept of their face is deleted at once.
    Withdraw(WithdrawArgs),
    /// Print a code that a visitor takes home, to be known again without their face.
    ReturnCode(ReturnCodeArgs),
    /// A visitor who is here shows such a code: this visit is that of whoever it was made for.
    Returned(ReturnedArgs),
    /// Delete everything that is kept of a visitor, for good, with a receipt; their code is nobody's from then on.
    Erase(EraseArgs),
    /// Check the receipt of an erasure that somebody shows: that it was given here, and that nothing in it was changed.
    Receipt(ReceiptArgs),
}

/// `showfloor visitors list`.
#[derive(Clone, Debug, Args)]
pub struct VisitorsListArgs {
    #[command(flatten)]
    pub config: ConfigArg,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// `showfloor visitors show`.
#[derive(Clone, Debug, Args)]
pub struct ShowArgs {
    /// The visitor's code, such as V-7K3QD, or id.
    #[arg(value_name = "CODE")]
    pub visitor: String,
    #[command(flatten)]
    pub config: ConfigArg,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// What every correction takes.
#[derive(Clone, Debug, Args)]
pub struct AskArgs {
    #[command(flatten)]
    pub config: ConfigArg,
    /// Print what became of it as JSON: "done", "refused", or "waiting" for an appliance that has not answered yet.
    #[arg(long)]
    pub json: bool,
}

/// `showfloor visitors merge`.
#[derive(Clone, Debug, Args)]
pub struct MergeArgs {
    /// Who turned out to be somebody known.
    #[arg(value_name = "CODE")]
    pub from: String,
    /// Who they are; this code stays the one that is shown.
    #[arg(value_name = "INTO")]
    pub into: String,
    /// Also where a correction says that they are two people.
    #[arg(long)]
    pub force: bool,
    #[command(flatten)]
    pub ask: AskArgs,
}

/// `showfloor visitors split`.
#[derive(Clone, Debug, Args)]
pub struct SplitArgs {
    /// The visitor whose visits are not all theirs.
    #[arg(value_name = "CODE")]
    pub visitor: String,
    /// The other person's visits: ids as `showfloor visitors show` has them, or their beginnings.
    #[arg(long, value_name = "ID", value_delimiter = ',', num_args = 1.., required = true)]
    pub visit: Vec<String>,
    #[command(flatten)]
    pub ask: AskArgs,
}

/// `showfloor visitors not-this-person`.
#[derive(Clone, Debug, Args)]
pub struct NotThisPersonArgs {
    /// The visit's id as `showfloor visitors show` has it, or its beginning.
    pub visit: String,
    #[command(flatten)]
    pub ask: AskArgs,
}

/// `showfloor visitors assign`.
#[derive(Clone, Debug, Args)]
pub struct AssignArgs {
    /// The visit's id as `showfloor visitors show` has it, or its beginning.
    pub visit: String,
    /// Whose it was.
    #[arg(value_name = "CODE")]
    pub to: String,
    #[command(flatten)]
    pub ask: AskArgs,
}

/// `showfloor visitors undo`.
#[derive(Clone, Debug, Args)]
pub struct UndoArgs {
    /// The correction's id as `showfloor audit list` has it, or its beginning.
    pub correction: String,
    #[command(flatten)]
    pub ask: AskArgs,
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
    pub since: Option<DayOrMoment>,
    /// Only this visitor's: a code such as V-7K3QD, or an id.
    #[arg(long)]
    pub visitor: Option<String>,
    /// Also those that do not count, because the person turned out to be a colleague.
    #[arg(long)]
    pub all: bool,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}
