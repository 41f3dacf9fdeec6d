//! Visits as lanes of time.

use super::{
    snapshot::{Snapshot, Stand, Visit},
    visits::label,
};
use crate::{
    config::Config,
    scoring::Language,
    types::{LedgerEntry, ScoreName, VisitorId},
    web::{ContactMark, Days, Lane, ScoreMark, StandView, TimelineView},
};

/// Changes of a score that are drawn, the latest; what lies before them is in the value of the first.
const MOST_MARKS: usize = 1500;

pub(super) fn timeline(
    snapshot: &Snapshot,
    config: &Config,
    days: Days,
    most: usize,
    language: Language,
) -> TimelineView {
    let visits: Vec<&Visit> = snapshot.within(days).collect();
    // Of too many the latest are shown.
    let more = visits.len().saturating_sub(most);
    let lanes = visits[more..].iter().map(|visit| {
        let marks = score_marks(snapshot, visit.visitor, language);
        lane(snapshot, config, visit, &marks)
    });
    TimelineView {
        lanes: lanes.collect(),
        more,
    }
}

pub(super) fn lane(
    snapshot: &Snapshot,
    config: &Config,
    visit: &Visit,
    marks: &[ScoreMark],
) -> Lane {
    let to = if visit.open {
        visit.last_seen.max(snapshot.known.now())
    } else {
        visit.last_seen
    };
    let within = |mark: &&ScoreMark| mark.at >= visit.opened && mark.at <= to;
    let contacts = visit.contacts.iter().map(|spoke| ContactMark {
        from: spoke.from,
        to: spoke.to,
        by: spoke.by.clone(),
    });
    Lane {
        visit: visit.id.to_string(),
        code: snapshot.code(visit.visitor),
        from: visit.opened,
        to,
        open: visit.open,
        lost: visit.is_lost(),
        stands: visit
            .stands
            .iter()
            .map(|stand| stood(snapshot, config, stand))
            .collect(),
        contacts: contacts.collect(),
        score: marks.iter().filter(within).cloned().collect(),
    }
}

fn stood(snapshot: &Snapshot, config: &Config, stand: &Stand) -> StandView {
    let of_zone = || {
        let zone = config.zones.iter().find(|zone| zone.id == stand.zone);
        let label = zone.map(|zone| zone.label.clone()).unwrap_or_default();
        if label.is_empty() {
            stand.zone.to_string()
        } else {
            label
        }
    };
    let product = stand.product.as_ref();
    StandView {
        from: stand.from,
        to: stand.to,
        label: product.map_or_else(of_zone, |product| label(snapshot, config, product)),
        // A car that is gone has no place any more; it is one all the same.
        car: product.map(|id| {
            let mut cars = config.products.iter();
            cars.position(|car| car.id == *id).unwrap_or(usize::MAX)
        }),
    }
}

/// The score of a visitor after each change of it.
pub(super) fn score_marks(
    snapshot: &Snapshot,
    visitor: VisitorId,
    language: Language,
) -> Vec<ScoreMark> {
    let ledger = snapshot.known.ledger();
    let rules = ledger.rules();
    let entries: Vec<&LedgerEntry> = ledger
        .entries(visitor)
        .iter()
        .filter(|entry| entry.score == ScoreName::Engagement)
        .collect();
    let left = |entry: &LedgerEntry, now: jiff::Timestamp| {
        let share = rules.rule(&entry.rule).map_or(1.0, |rule| {
            let days = now.duration_since(entry.at).as_secs_f64() / 86_400.0;
            rule.decay.remaining(days)
        });
        entry.points * share
    };
    let first = entries.len().saturating_sub(MOST_MARKS);
    let marks = (first..entries.len()).map(|n| {
        let entry = entries[n];
        let value: f64 = entries[..=n].iter().map(|e| left(e, entry.at)).sum();
        ScoreMark {
            at: entry.at,
            value: value + 0.0,
            points: entry.points,
            text: reason(snapshot, entry, language),
        }
    });
    marks.collect()
}

/// Why an entry was made, in words.
pub(super) fn reason(snapshot: &Snapshot, entry: &LedgerEntry, language: Language) -> String {
    let rule = snapshot.known.ledger().rules().rule(&entry.rule);
    rule.map_or_else(
        || entry.rule.to_string(),
        |rule| language.pick(&rule.text).to_owned(),
    )
}
