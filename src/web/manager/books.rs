//! What the manager's pages ask of whoever keeps the books.

use jiff::civil::Date;

use super::view::{
    Answer, BacktestView, Cars, Change, Days, DraftEdit, DraftView, FunnelView, NumberMistake,
    OutcomeView, Overview, RulesView, SiteView, TimelineView, VisitPage, VisitorPage, VisitsQuery,
};

/// Why a question is not answered.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Trouble {
    /// Nobody and nothing is called so.
    #[error("nobody is called {0}")]
    Nobody(String),
    /// What was asked for cannot be done as things stand; the text says why.
    #[error("{0}")]
    Refused(String),
    /// As before, for a reason that pages have words for.
    #[error("{0}")]
    Cannot(Cannot),
    /// Numbers that no rule file can have: nothing was changed.
    #[error("{} numbers are no numbers of a rule file", .0.len())]
    Numbers(Vec<NumberMistake>),
    /// The books cannot be read or written; the text says why.
    #[error("{0}")]
    Failed(String),
}

/// What stands in the way of a change.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Cannot {
    #[error("these two are one visitor already")]
    AlreadyOne,
    #[error("the visit is theirs already")]
    AlreadyTheirs,
    #[error("it is their only visit")]
    OnlyVisit,
    #[error("no visit is named")]
    NoVisit,
    #[error("somebody would be left without any visit")]
    EveryVisit,
    #[error("a correction says that {0} and {1} are two people")]
    Apart(String, String),
    #[error("the visit is one of {0}")]
    NotTheirs(String),
    #[error("the visit was a colleague's time at work")]
    Colleague,
    #[error("this correction is undone already")]
    Undone,
    #[error("a later correction stands on this one")]
    StoodOn,
    #[error("what this correction changed has changed again since")]
    Overtaken,
    #[error("{0} has not come yet")]
    Ahead(Date),
    #[error("there is no draft")]
    NoDraft,
    #[error("{0} changed the draft meanwhile")]
    DraftChanged(String),
    #[error("nobody has seen what the draft would have done")]
    Untried,
    #[error("version {0} is in force: the draft needs a higher one")]
    OldVersion(u32),
}

/// The books of the showroom. Every method may read from the disk: it is called off the web server's thread.
pub trait Books: Send + Sync {
    /// The showroom's name, its time zone and what day it is there.
    fn site(&self) -> SiteView;

    /// Some days at a glance.
    ///
    /// # Errors
    /// The books cannot be read.
    fn overview(&self, days: Days) -> Result<Overview, Trouble>;

    /// Who was there on a day, side by side.
    ///
    /// # Errors
    /// The books cannot be read.
    fn timeline(&self, days: Days, most: usize, language: &str) -> Result<TimelineView, Trouble>;

    /// The visits that were asked for, the newest first, a page of them.
    ///
    /// # Errors
    /// The books cannot be read.
    fn visits(&self, query: &VisitsQuery) -> Result<VisitPage, Trouble>;

    /// A visitor by code, with everything that is known of them.
    ///
    /// # Errors
    /// Nobody is called so, or the books cannot be read.
    fn visitor(&self, code: &str, language: &str) -> Result<VisitorPage, Trouble>;

    /// What cars were to visitors.
    ///
    /// # Errors
    /// The books cannot be read.
    fn cars(&self, days: Days) -> Result<Cars, Trouble>;

    /// How far visitors came on the way to a car of their own, and when they came.
    ///
    /// # Errors
    /// The books cannot be read.
    fn funnel(&self, days: Days) -> Result<FunnelView, Trouble>;

    /// What came of leads in these days, the newest first.
    ///
    /// # Errors
    /// The books cannot be read.
    fn outcomes(&self, days: Days) -> Result<Vec<OutcomeView>, Trouble>;

    /// Has a correction or an outcome carried out; `by` asked for it.
    ///
    /// # Errors
    /// What it names is not there, or the books cannot be written.
    fn change(&self, by: &str, change: &Change) -> Result<Answer, Trouble>;

    /// The rules in force.
    ///
    /// # Errors
    /// They cannot be read.
    fn rules(&self, language: &str) -> Result<RulesView, Trouble>;

    /// The draft of other rules; `None` where there is none.
    ///
    /// # Errors
    /// It cannot be read.
    fn draft(&self, language: &str) -> Result<Option<DraftView>, Trouble>;

    /// Begins, changes or throws away the draft, whose version `seen` whoever does it has looked at.
    ///
    /// # Errors
    /// There is none to change, a colleague changed it meanwhile, what is to be changed is not in it, or it cannot be written.
    fn edit(&self, by: &str, seen: &str, edit: &DraftEdit) -> Result<(), Trouble>;

    /// What the draft would have done in so many days; where that is `shown` to somebody, it may be published from then on.
    ///
    /// # Errors
    /// There is no draft, it has mistakes, or the books cannot be read.
    fn backtest(&self, days: u32, shown: bool) -> Result<BacktestView, Trouble>;

    /// Brings the draft into force, as it was backtested, and as whoever does it has `seen` it; gives the version that is in force from now on.
    ///
    /// # Errors
    /// There is no draft, a colleague changed it meanwhile, nobody saw what it would have done, it has mistakes, or it cannot be written.
    fn publish(&self, by: &str, seen: &str) -> Result<u32, Trouble>;
}
