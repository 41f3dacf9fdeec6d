//! The manager's desk: what happened, who came, what was looked at, what came of it, and by which rules it is judged.
//!
//! Nothing here knows the store: [`Books`] is asked, and pages say what it answers.

mod books;
mod view;

pub use books::{Books, Trouble};
pub use view::{
    Answer, Arrivals, BacktestView, BandMove, CallReason, CarView, Cars, Change, Contact,
    ContactMark, CorrectionView, CorrectionWhat, Days, DraftEdit, DraftView, Dwelt, Fading,
    FunnelView, Lane, LinkView, Now, NumberEdit, OutcomeName, OutcomeView, Overview, Place, Plan,
    PointsView, RuleView, RulesView, ScoreMark, ScoreStep, Silent, SiteView, StandView, TimelineView, TriggerView,
    VisitFilter, VisitPage, VisitRow, VisitorPage, VisitorVisit, VisitsQuery, Weekly, ZoneHeat,
};
