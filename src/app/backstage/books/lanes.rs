//! Visits as lanes of time.

use jiff::{SignedDuration, Timestamp};

use super::{
    greetings::Greetings,
    snapshot::{Snapshot, Stand, Visit},
    visits::label,
};
use crate::{
    config::Config,
    scoring::RuleSet,
    types::{LedgerEntry, ScoreName, VisitorId},
    web::manager::{ContactMark, Days, Lane, ScoreMark, StandView, TimelineView, Trouble},
    words::Language,
};

const DAY_S: f64 = 86_400.0;
/// Points of a line between its changes.
const SAMPLES: usize = 120;
/// Changes of a score that are drawn, the latest; what lies before them is in the value of the first.
const MOST_MARKS: usize = 1500;

pub(super) fn timeline(
    snapshot: &Snapshot,
    config: &Config,
    days: Days,
    most: usize,
    language: Language,
) -> Result<TimelineView, Trouble> {
    let greetings = Greetings::since(snapshot, snapshot.begin(days.from));
    let greetings = greetings.map_err(super::desk::failed)?;
    let visits: Vec<&Visit> = snapshot.within(days).collect();
    // Of too many the latest are shown.
    let more = visits.len().saturating_sub(most);
    let lanes = visits[more..].iter().map(|visit| {
        let marks = score_marks(snapshot, visit.visitor, language);
        lane(snapshot, config, (visit, &greetings), &marks)
    });
    Ok(TimelineView {
        lanes: lanes.collect(),
        more,
    })
}

pub(super) fn lane(
    snapshot: &Snapshot,
    config: &Config,
    (visit, greetings): (&Visit, &Greetings),
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
        lost: greetings.is_lost(visit),
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

/// The entries of a visitor's engagement, and what is left of them at a moment.
struct Account<'a> {
    rules: &'a RuleSet,
    entries: Vec<&'a LedgerEntry>,
}

impl<'a> Account<'a> {
    fn of(snapshot: &'a Snapshot, visitor: VisitorId) -> Self {
        let ledger = snapshot.known.ledger();
        let entries = ledger.entries(visitor).iter();
        Self {
            rules: ledger.rules(),
            entries: entries
                .filter(|entry| entry.score == ScoreName::Engagement)
                .collect(),
        }
    }

    /// The sum of the first `n` entries.
    fn value(&self, n: usize, at: Timestamp) -> f64 {
        let left = |entry: &&LedgerEntry| {
            let share = self.rules.rule(&entry.rule).map_or(1.0, |rule| {
                let days = at.duration_since(entry.at).as_secs_f64() / DAY_S;
                rule.decay.remaining(days)
            });
            entry.points * share
        };
        self.entries[..n].iter().map(left).sum::<f64>() + 0.0
    }
}

/// The score of a visitor after each change of it.
pub(super) fn score_marks(
    snapshot: &Snapshot,
    visitor: VisitorId,
    language: Language,
) -> Vec<ScoreMark> {
    let account = Account::of(snapshot, visitor);
    let first = account.entries.len().saturating_sub(MOST_MARKS);
    let marks = (first..account.entries.len()).map(|n| {
        let entry = account.entries[n];
        ScoreMark {
            at: entry.at,
            value: account.value(n + 1, entry.at),
            points: entry.points,
            text: reason(snapshot, entry, language),
        }
    });
    marks.collect()
}

/// The score as it rose and faded, from the first change that is drawn to now.
pub(super) fn score_line(
    snapshot: &Snapshot,
    visitor: VisitorId,
    marks: &[ScoreMark],
) -> Vec<(Timestamp, f64)> {
    let account = Account::of(snapshot, visitor);
    let (Some(first), Some(last)) = (marks.first(), marks.last()) else {
        return Vec::new();
    };
    let now = snapshot.known.now().max(last.at);
    let whole = now.duration_since(first.at).as_secs_f64();
    let samples = (1..=SAMPLES).filter_map(|n| {
        let span = SignedDuration::from_secs_f64(whole * n as f64 / SAMPLES as f64);
        let at = first.at.checked_add(span).ok()?;
        let known = account.entries.partition_point(|entry| entry.at <= at);
        Some((at, account.value(known, at)))
    });
    // Right before and right after each change.
    let changes = marks
        .iter()
        .flat_map(|mark| [(mark.at, mark.value - mark.points), (mark.at, mark.value)]);
    let mut line: Vec<_> = changes.chain(samples).collect();
    line.sort_by_key(|(at, _)| *at);
    line
}

/// Why an entry was made, in words.
pub(super) fn reason(snapshot: &Snapshot, entry: &LedgerEntry, language: Language) -> String {
    let rule = snapshot.known.ledger().rules().rule(&entry.rule);
    rule.map_or_else(
        || entry.rule.to_string(),
        |rule| language.pick(&rule.text).to_owned(),
    )
}
