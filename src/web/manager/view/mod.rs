//! What the books tell: plain values, in the order in which pages show them.

mod cars;
mod change;
mod funnel;
mod lane;
mod overview;
mod rules;
mod site;
mod visitor;
mod visits;

pub use cars::{CarView, Cars, Place, Plan, ZoneHeat};
pub use change::{Answer, Change, OutcomeName, OutcomeView};
pub use funnel::{FunnelView, Weekly};
pub use lane::{ContactMark, Lane, ScoreMark, StandView, TimelineView};
pub use overview::{Arrivals, Now, Overview};
pub use rules::{
    BacktestView, BandMove, Border, BorderChange, CallReason, DraftEdit, DraftView, Fading,
    NumberEdit, NumberFault, NumberMistake, PointsView, RuleView, RulesView, Silent, TriggerView,
};
pub use site::{Days, SiteView};
pub use visitor::{CorrectionView, CorrectionWhat, LinkView, ScoreStep, VisitorPage, VisitorVisit};
pub use visits::{Contact, Dwelt, VisitFilter, VisitPage, VisitRow, VisitsQuery};
