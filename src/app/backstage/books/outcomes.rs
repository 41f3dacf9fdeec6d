//! What came of leads.

use super::snapshot::Snapshot;
use crate::{
    app::KnownOutcome,
    types::External,
    web::manager::{Days, OutcomeName, OutcomeView},
};

/// Those of these days, the newest first.
pub(super) fn within(snapshot: &Snapshot, days: Days) -> Vec<OutcomeView> {
    let (begin, end) = (snapshot.begin(days.from), snapshot.end(days.to));
    let recorded = snapshot.known.outcomes();
    let mut outcomes: Vec<_> = recorded
        .iter()
        .filter(|outcome| outcome.at >= begin && outcome.at < end)
        .filter_map(view)
        .collect();
    outcomes.reverse();
    outcomes
}

/// Those of a visitor by code, the newest first.
pub(super) fn of(snapshot: &Snapshot, code: &str) -> Vec<OutcomeView> {
    let recorded = snapshot.known.outcomes();
    let theirs = recorded.iter().filter(|outcome| outcome.code == code);
    let mut outcomes: Vec<_> = theirs.filter_map(view).collect();
    outcomes.reverse();
    outcomes
}

fn view(outcome: &KnownOutcome) -> Option<OutcomeView> {
    let by_staff = outcome.by == External::STAFF;
    Some(OutcomeView {
        id: outcome.id.clone(),
        code: outcome.code.clone(),
        name: OutcomeName::of(&outcome.name)?,
        at: outcome.at,
        system: (!by_staff).then(|| outcome.by.clone()),
    })
}
