//! What a draft would have done.

use std::time::Duration;

use super::{desk::StoreBooks, draft, snapshot::Snapshot};
use crate::{
    config::Config,
    scoring::{
        Parts, RuleSet,
        backtest::{Called, Reason, compare},
    },
    web::manager::{BacktestView, BandMove, CallReason, Trouble},
};

const DAY: Duration = Duration::from_hours(24);

pub(super) fn backtest(
    books: &StoreBooks,
    days: u32,
    shown: bool,
) -> Result<BacktestView, Trouble> {
    let draft = draft::required(books)?;
    let parts = draft
        .parts()
        .map_err(|problems| Trouble::Refused(problems.join("\n")))?;
    let view = books.with(|snapshot, config| Ok(compared(snapshot, config, parts, days)))?;
    let _alone = books.drafting();
    // Another draft may stand there by now: nobody saw what that one would have done.
    if shown && draft::read(books)?.is_some_and(|now| now.text == draft.text) {
        draft::note_tested(books, &draft)?;
    }
    Ok(view)
}

fn compared(snapshot: &Snapshot, config: &Config, parts: Parts, days: u32) -> BacktestView {
    let known = &snapshot.known;
    let rules = RuleSet::new(parts, config.rules.ideal.clone());
    let new = known.ledger_under(rules, config, &mut |_| {});
    let until = known.now();
    let since = until.checked_sub(DAY.saturating_mul(days));
    let since = since.unwrap_or(jiff::Timestamp::MIN);
    let result = compare(known.ledger(), &new, since, until);
    let called = |call: &Called| {
        let reason = match &call.reason {
            Reason::Hot => CallReason::Hot,
            Reason::Trigger(id) => CallReason::Trigger(id.to_string()),
        };
        (call.at, known.code(call.visitor), reason)
    };
    BacktestView {
        days,
        visitors: result.visitors,
        moves: result.moves,
        changed: result
            .changed
            .iter()
            .map(|changed| BandMove {
                code: known.code(changed.visitor),
                before: changed.old,
                after: changed.new,
            })
            .collect(),
        kept: result.kept,
        lost: result.lost.iter().map(called).collect(),
        gained: result.gained.iter().map(called).collect(),
        outcomes: result.outcomes,
        conversions: result.conversions,
        auc: (result.old.auc, result.new.auc),
    }
}
