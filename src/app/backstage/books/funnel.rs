//! How far visitors came, and when.

use std::collections::BTreeSet;

use super::{
    greetings::Greetings,
    outcomes,
    overview::hours,
    snapshot::{Snapshot, Visit},
};
use crate::{
    config::Config,
    types::Stage,
    web::manager::{Days, FunnelView, OutcomeName, Trouble, Weekly},
};

const STAGES: [Stage; 5] = [
    Stage::Browsing,
    Stage::Interested,
    Stage::Engaged,
    Stage::Returning,
    Stage::Deciding,
];

pub(super) fn funnel(
    snapshot: &Snapshot,
    config: &Config,
    days: Days,
) -> Result<FunnelView, Trouble> {
    let visits: Vec<&Visit> = snapshot.within(days).collect();
    let count = |is: &dyn Fn(&Visit) -> bool| visits.iter().filter(|visit| is(visit)).count();
    let recorded = outcomes::within(snapshot, days);
    let with = |name: OutcomeName| {
        let of = recorded.iter().filter(|outcome| outcome.name == name);
        let visitors: BTreeSet<_> = of.map(|outcome| &outcome.code).collect();
        (name, visitors.len())
    };
    Ok(FunnelView {
        days,
        came: visits.len(),
        looked: count(&Visit::is_interested),
        spoke: count(&Visit::met),
        outcomes: OutcomeName::ALL.map(with).into(),
        stages: STAGES
            .map(|stage| (stage, count(&|visit| visit.stage == stage)))
            .into(),
        weekly: weekly(snapshot, config, days, &visits)?,
    })
}

fn weekly(
    snapshot: &Snapshot,
    config: &Config,
    days: Days,
    visits: &[&Visit],
) -> Result<Weekly, Trouble> {
    let greetings = Greetings::since(snapshot, snapshot.begin(days.from));
    let greetings = greetings.map_err(super::desk::failed)?;
    let when = |visit: &Visit| {
        let opened = visit.opened.to_zoned(snapshot.timezone.clone());
        let weekday = opened.weekday().to_monday_zero_offset();
        (usize::from(weekday.unsigned_abs()), opened.hour())
    };
    let hours = hours(config, visits.iter().map(|visit| when(visit).1));
    let first = *hours.start();
    let empty = vec![vec![0; hours.clone().count()]; 7];
    let (mut came, mut late) = (empty.clone(), empty);
    for visit in visits {
        let (day, hour) = when(visit);
        let hour = usize::from((hour - first).unsigned_abs());
        came[day][hour] += 1;
        if greetings.in_time(visit) == Some(false) {
            late[day][hour] += 1;
        }
    }
    Ok(Weekly { hours, came, late })
}
