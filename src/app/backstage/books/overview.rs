//! Some days at a glance.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Time;

use super::{
    greetings::Greetings,
    median::median,
    snapshot::{Snapshot, Visit},
    visits::{A_LOOK_S, label, row},
};
use crate::{
    config::Config,
    types::ProductId,
    web::manager::{Arrivals, Days, Now, Overview, Trouble},
};

/// Lost visits that are shown at once.
const LOST_SHOWN: usize = 5;
/// The hours of a day that are shown though nobody came, where the site has no opening hours.
const USUAL_HOURS: (i8, i8) = (9, 18);

pub(super) fn overview(
    snapshot: &Snapshot,
    config: &Config,
    days: Days,
) -> Result<Overview, Trouble> {
    let greetings = Greetings::since(snapshot, snapshot.begin(days.from));
    let greetings = greetings.map_err(super::desk::failed)?;
    let visits: Vec<&Visit> = snapshot.within(days).collect();
    let count = |is: &dyn Fn(&Visit) -> bool| visits.iter().filter(|visit| is(visit)).count();
    let is_lost = |visit: &&Visit| greetings.is_lost(visit);
    let lost: Vec<&Visit> = visits.iter().copied().filter(is_lost).collect();
    let shown = lost.iter().rev().take(LOST_SHOWN);
    let contacts = visits.iter().filter_map(|visit| visit.to_contact_s);
    Ok(Overview {
        days,
        now: (days.to >= snapshot.today()).then(|| now(snapshot, &greetings)),
        came: visits.len(),
        returning: count(&|visit| visit.number > 1),
        came_before: snapshot.within(days.before()).count(),
        due: count(&|visit| greetings.in_time(visit).is_some()),
        in_time: count(&|visit| greetings.in_time(visit) == Some(true)),
        let_be: count(&|visit| greetings.is_let_be(visit)),
        met: count(&Visit::met),
        to_contact_s: median(contacts.collect()),
        looked_at: looked_at(snapshot, config, &visits),
        lost: lost.len(),
        lost_visits: shown
            .map(|visit| row(snapshot, config, visit, &greetings))
            .collect(),
        arrivals: arrivals(snapshot, config, days, (&visits, &greetings)),
    })
}

fn now(snapshot: &Snapshot, greetings: &Greetings) -> Now {
    let open = snapshot.visits.iter().filter(|visit| visit.open);
    let here: BTreeSet<_> = open.clone().map(|visit| visit.visitor).collect();
    let waiting = open.filter(|visit| greetings.is_waiting(visit));
    let waiting: BTreeSet<_> = waiting.map(|visit| visit.visitor).collect();
    Now {
        here: here.len(),
        waiting: waiting.len(),
    }
}

fn looked_at(
    snapshot: &Snapshot,
    config: &Config,
    visits: &[&Visit],
) -> Vec<(String, String, f64, usize)> {
    let mut sums: BTreeMap<&ProductId, (f64, usize)> = BTreeMap::new();
    for (product, seconds) in visits.iter().flat_map(|visit| &visit.products) {
        let sum = sums.entry(product).or_default();
        sum.0 += seconds;
        sum.1 += usize::from(*seconds >= A_LOOK_S);
    }
    let mut looked_at: Vec<_> = sums
        .into_iter()
        .map(|(product, (seconds, looks))| {
            let label = label(snapshot, config, product);
            (product.to_string(), label, seconds, looks)
        })
        .collect();
    looked_at.sort_by(|a, b| b.2.total_cmp(&a.2));
    looked_at
}

fn arrivals(
    snapshot: &Snapshot,
    config: &Config,
    days: Days,
    (visits, greetings): (&[&Visit], &Greetings),
) -> Vec<Arrivals> {
    let arrived = |day, hour, then: &dyn Fn(&Visit) -> bool| {
        let came = visits.iter().filter(|visit| then(visit));
        Arrivals {
            day,
            hour,
            came: came.clone().count(),
            lost: came.filter(|visit| greetings.is_lost(visit)).count(),
        }
    };
    let when = |visit: &Visit| visit.opened.to_zoned(snapshot.timezone.clone());
    if days.count() > 1 {
        let all = days.from.series(jiff::Span::new().days(1));
        let all = all.take_while(|day| *day <= days.to);
        return all
            .map(|day| arrived(day, None, &|visit| when(visit).date() == day))
            .collect();
    }
    let hours = hours(config, visits.iter().map(|visit| when(visit).hour()));
    hours
        .map(|hour| arrived(days.from, Some(hour), &|visit| when(visit).hour() == hour))
        .collect()
}

/// The opening hours, and every other one in which somebody came.
pub(super) fn hours(
    config: &Config,
    seen: impl Iterator<Item = i8> + Clone,
) -> std::ops::RangeInclusive<i8> {
    let (from, to) = config
        .site
        .opening
        .map_or(USUAL_HOURS, |(open, close)| (open.hour(), last_hour(close)));
    let first = seen.clone().min().map_or(from, |hour| hour.min(from));
    let last = seen.max().map_or(to, |hour| hour.max(to));
    first..=last.max(first)
}

/// The hour that ends with the closing.
fn last_hour(close: Time) -> i8 {
    if close.minute() == 0 {
        close.hour() - 1
    } else {
        close.hour()
    }
}
