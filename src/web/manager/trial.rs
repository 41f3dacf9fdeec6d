//! What a draft would have done: who changes band, and who would have been called.

use std::sync::Arc;

use axum::{
    extract::{Query, State},
    response::Response,
};
use jiff::Timestamp;
use maud::{Markup, html};
use serde::Deserialize;

use super::{
    BacktestView, CallReason, DraftView,
    asked::{ask, attempt},
    draft::{PATH, refused},
    parts::{badge, band},
    table,
};
use crate::{
    types::Band,
    web::{
        access::{Sent, Signed},
        desk::Desk,
        page::{self, Refusal, format::moment, parts},
    },
};

/// How far back one looks, days.
const CHOICES: [u32; 4] = [7, 30, 90, 365];
pub(super) const USUAL_DAYS: u32 = 30;
/// Lines of a list; all of them stand in the file.
const SHOWN: usize = 20;
/// Buyers and others from which on a comparison says something.
const ENOUGH: usize = 20;
const BANDS: [Band; 3] = [Band::Cold, Band::Warm, Band::Hot];

#[derive(Deserialize)]
pub(super) struct Days {
    #[serde(default)]
    days: String,
}

/// So many days as a path or a form asks for, within reason.
pub(super) fn days(asked: &str) -> u32 {
    asked.parse().unwrap_or(USUAL_DAYS).clamp(1, 3660)
}

pub(super) fn form(signed: &Signed, draft: &DraftView, now: u32) -> Markup {
    html! {
        p.hint { (signed.say("manager-try-about")) }
        form.row method="post" action="/rules/draft/backtest" {
            (page::csrf_field(signed))
            label.unseen for="try-days" { (signed.say("manager-try-days")) }
            select #try-days name="days" {
                @for days in CHOICES {
                    option value=(days) selected[days == now] { (signed.words.say("manager-last-days", &[("n", f64::from(days).into())])) }
                }
            }
            button.primary type="submit" disabled[!draft.problems.is_empty()] { (signed.say("manager-try-do")) }
        }
    }
}

pub(super) async fn post(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Sent(form): Sent<Days>,
) -> Result<Response, Refusal> {
    let days = days(&form.days);
    match attempt(&desk, &signed, move |books| books.backtest(days, true)).await? {
        // The answer has an address of its own: the way back from the next page leads there, and sends nothing again.
        Ok(trial) => Ok(page::see_other(&format!("{PATH}?days={}#try", trial.days))),
        Err(trouble) => refused(&desk, &signed, trouble).await,
    }
}

/// What came of it.
pub(super) fn result(desk: &Desk, signed: &Signed, trial: &BacktestView) -> Markup {
    let words = signed.words;
    let n = |n: usize| (n as f64).into();
    html! {
        div.trial role="status" {
            p.large {
                (words.say("manager-try-summary", &[("n", n(trial.changed.len())), ("all", n(trial.visitors))]))
            }
            div.two {
                div {
                    h3 { (signed.say("manager-try-moves")) }
                    (moves(signed, trial))
                }
                div {
                    h3 { (signed.say("manager-try-calls")) }
                    p { (words.say("manager-try-calls-sum", &[
                        ("days", f64::from(trial.days).into()), ("kept", n(trial.kept)),
                        ("lost", n(trial.lost.len())), ("gained", n(trial.gained.len())),
                    ])) }
                    (calls(desk, signed, "manager-try-lost", &trial.lost))
                    (calls(desk, signed, "manager-try-gained", &trial.gained))
                }
            }
            h3 { (signed.say("manager-try-who")) }
            (changed(signed, trial))
            h3 { (signed.say("manager-try-buyers")) }
            (buyers(signed, trial))
            p { (table::link(signed, &format!("/rules/draft/backtest.csv?days={}", trial.days))) }
        }
    }
}

/// How many go from which band to which.
fn moves(signed: &Signed, trial: &BacktestView) -> Markup {
    let word = |of: Band| signed.say(&format!("manager-band-{}", band(of)));
    html! {
        table.moves {
            thead { tr {
                th scope="col" { (signed.say("manager-try-today")) }
                @for of in BANDS { th.number scope="col" { (signed.words.say("manager-try-then", &[("band", word(of).into())])) } }
            } }
            tbody { @for (of, row) in BANDS.iter().zip(&trial.moves) { tr {
                th scope="row" { (badge(signed, *of, None)) }
                @for (to, n) in BANDS.iter().zip(row) {
                    td.number.moved[to != of && *n > 0] { @if *n > 0 { (n) } @else { span.quiet { "·" } } }
                }
            } } }
        }
    }
}

fn changed(signed: &Signed, trial: &BacktestView) -> Markup {
    let more = trial.changed.len().saturating_sub(SHOWN);
    html! {
        @if trial.changed.is_empty() { (parts::empty(&signed.say("manager-try-nobody"))) }
        @else {
            table.stack {
                thead { tr {
                    th scope="col" { (signed.say("manager-visitor")) }
                    th scope="col" { (signed.say("manager-try-today")) }
                    th scope="col" { (signed.say("manager-try-draft")) }
                } }
                tbody { @for one in trial.changed.iter().take(SHOWN) { tr {
                    th scope="row" data-label=(signed.say("manager-visitor")) { a.code href={ "/visitors/" (one.code) } { (one.code) } }
                    td data-label=(signed.say("manager-try-today")) { (badge(signed, one.before.1, Some(one.before.0))) }
                    td data-label=(signed.say("manager-try-draft")) { (badge(signed, one.after.1, Some(one.after.0))) }
                } } }
            }
            @if more > 0 { p.hint { (signed.words.say("manager-try-more", &[("n", (more as f64).into())])) } }
        }
    }
}

fn calls(
    desk: &Desk,
    signed: &Signed,
    heading: &str,
    calls: &[(Timestamp, String, CallReason)],
) -> Markup {
    let more = calls.len().saturating_sub(SHOWN);
    html! {
        @if !calls.is_empty() {
            details {
                summary { (signed.words.say(heading, &[("n", (calls.len() as f64).into())])) }
                ul.plain { @for (at, code, why) in calls.iter().take(SHOWN) { li {
                    (moment(signed.words, *at, &desk.site.timezone)) ", "
                    a.code href={ "/visitors/" (code) } { (code) } ", " (reason(signed, why))
                } } }
                @if more > 0 { p.hint { (signed.words.say("manager-try-more", &[("n", (more as f64).into())])) } }
            }
        }
    }
}

fn reason(signed: &Signed, why: &CallReason) -> String {
    match why {
        CallReason::Hot => signed.say("manager-became-hot"),
        CallReason::Trigger(id) => {
            let id = [("id", id.as_str().into())];
            signed.words.say("manager-by-trigger", &id)
        }
    }
}

/// Whether buyers stand before others, under either.
fn buyers(signed: &Signed, trial: &BacktestView) -> Markup {
    let words = signed.words;
    let percent = |auc: f64| (100.0 * auc).round().to_string();
    let others = trial.outcomes - trial.conversions;
    html! {
        @match trial.auc {
            (Some(old), Some(new)) => {
                p { (words.say("manager-try-auc", &[
                    ("old", percent(old).into()), ("new", percent(new).into()),
                    ("n", (trial.conversions as f64).into()), ("others", (others as f64).into()),
                ])) }
                @if trial.conversions < ENOUGH || others < ENOUGH { p.hint { (signed.say("manager-try-few")) } }
            }
            _ => p.hint { (signed.say("manager-try-no-outcomes")) }
        }
    }
}

pub(super) async fn csv(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Query(asked): Query<Days>,
) -> Result<Response, Refusal> {
    let days = days(&asked.days);
    // Looking at a link shows nobody what the draft does.
    let trial = ask(&desk, &signed, move |books| books.backtest(days, false)).await?;
    let rows: Vec<_> = trial
        .changed
        .iter()
        .map(|one| {
            vec![
                one.code.clone(),
                table::number(one.before.0),
                band(one.before.1).to_owned(),
                table::number(one.after.0),
                band(one.after.1).to_owned(),
            ]
        })
        .collect();
    let headings = ["visitor", "score", "band", "draft_score", "draft_band"];
    table::file(&desk, &signed, "backtest", &headings, rows).await
}
