//! The manager's desk: what happened, who came, what was looked at, what came of it, and by which rules it is judged.
//!
//! Nothing here knows the store: [`Books`] is asked (`asked`), and pages say what it answers. Each page has a file; `range`
//! is the stretch of days that most of them are about, `lanes`, `bars`, `heat` and `curve` draw.

mod asked;
mod bars;
mod books;
mod cars;
mod change;
mod corrections;
mod curve;
mod draft;
mod flash;
mod funnel;
mod heat;
mod lanes;
mod numbers;
mod outcomes;
mod parts;
mod range;
mod routes;
mod rules;
mod scale;
mod sentence;
mod shape;
pub(super) mod table;
mod today;
mod trial;
mod view;
mod visitor;
mod visits;

pub use books::{Books, Cannot, Trouble};
pub(super) use routes::routes;
// What the group's page is made of, too.
pub use shape::{Least, Shape};
pub use view::{
    Answer, Arrivals, BacktestView, BandMove, Border, BorderChange, CallReason, CarView, Cars,
    Change, Contact, ContactMark, CorrectionView, CorrectionWhat, Days, DraftEdit, DraftView,
    Dwelt, Fading, FunnelView, Lane, LinkView, Now, NumberEdit, NumberFault, NumberMistake,
    OutcomeName, OutcomeView, Overview, Place, Plan, PointsView, RuleView, RulesView, ScoreMark,
    ScoreStep, Silent, SiteView, StandView, TimelineView, TriggerView, VisitFilter, VisitPage,
    VisitRow, VisitorPage, VisitorVisit, VisitsQuery, Weekly, ZoneHeat,
};
pub(super) use {
    asked::ask,
    bars::{Row, rows},
    range::{Range, bar, query},
    visitor::outcome_word,
};
