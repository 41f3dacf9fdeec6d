//! How far visitors came on the way to a car of their own, and when they came.

use std::sync::Arc;

use axum::{
    extract::{Query, State},
    response::Response,
};
use maud::{Markup, html};

use super::{
    FunnelView, Weekly,
    asked::ask_of,
    bars::{Row, rows},
    heat::step,
    parts::{stage, stage_word},
    range::{Range, bar, query},
    table,
    visitor::outcome_word,
};
use crate::web::{
    access::Signed,
    desk::Desk,
    page::{self, Nav, Page, Refusal, parts},
};

pub(super) async fn get(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Query(range): Query<Range>,
) -> Result<Response, Refusal> {
    let (site, _, funnel) = ask_of(&desk, &signed, range, |books, days| books.funnel(days)).await?;
    let page = Page {
        styles: &["manager.css"],
        ..Page::new(signed.say("manager-funnel"), Nav::Funnel)
    };
    let days = query(funnel.days);
    let body = html! {
        (bar(&signed, "/funnel", &site, funnel.days))
        @if funnel.came == 0 { section.card { (parts::empty(&signed.say("manager-nobody-came"))) } }
        @else {
            div.two {
                section.card {
                    div.head {
                        h2 { (signed.say("manager-way")) }
                        (table::link(&signed, &format!("/funnel.csv?{days}")))
                    }
                    (way(&signed, &funnel))
                    p.hint { (signed.say("manager-way-about")) }
                }
                section.card {
                    h2 { (signed.say("manager-stages")) }
                    (stages(&signed, &funnel))
                    p.hint { (signed.say("manager-stages-about")) }
                }
            }
            section.card {
                div.head {
                    h2 { (signed.say("manager-hours")) }
                    (table::link(&signed, &format!("/hours.csv?{days}")))
                }
                p.hint { (signed.say("manager-hours-about")) }
                (weekly(&signed, &funnel.weekly))
            }
        }
    };
    Ok(page::shell(&signed, &page, &body))
}

fn way(signed: &Signed, funnel: &FunnelView) -> Markup {
    let days = query(funnel.days);
    let share = |n: usize| {
        let percent = 100.0 * n as f64 / funnel.came.max(1) as f64;
        let percent = [("percent", percent.round().to_string().into())];
        signed.words.say("manager-percent", &percent)
    };
    let row = |label: String, href: String, n: usize| Row {
        label: html! { a href=(href) { (label) } },
        value: n as f64,
        text: n.to_string(),
        note: share(n),
    };
    let mut all = vec![
        row(
            signed.say("manager-way-came"),
            format!("/visits?{days}"),
            funnel.came,
        ),
        row(
            signed.say("manager-way-looked"),
            format!("/visits?{days}&only=interested"),
            funnel.looked,
        ),
        row(
            signed.say("manager-way-spoke"),
            format!("/visits?{days}&contacted=yes"),
            funnel.spoke,
        ),
    ];
    all.extend(funnel.outcomes.iter().map(|(outcome, n)| {
        row(
            outcome_word(signed, *outcome),
            format!("/outcomes?{days}"),
            *n,
        )
    }));
    rows(&all)
}

fn stages(signed: &Signed, funnel: &FunnelView) -> Markup {
    let days = query(funnel.days);
    let all: Vec<Row> = funnel
        .stages
        .iter()
        .map(|(of, n)| {
            let href = format!("/visits?{days}&stage={}", stage(*of));
            Row {
                label: html! { a href=(href) { (stage_word(signed, *of)) } },
                value: *n as f64,
                text: n.to_string(),
                note: String::new(),
            }
        })
        .collect();
    rows(&all)
}

/// Weekdays below each other, hours side by side, the darker the more came.
fn weekly(signed: &Signed, weekly: &Weekly) -> Markup {
    let most = weekly.came.iter().flatten().copied().max().unwrap_or(0);
    html! {
        div.scroll tabindex="0" role="region" aria-label=(signed.say("manager-hours")) {
            table.week {
                thead { tr {
                    th scope="col" { span.unseen { (signed.say("manager-weekday")) } }
                    @for hour in weekly.hours.clone() { th scope="col" { (hour) } }
                    th.number scope="col" { (signed.say("manager-sum")) }
                } }
                tbody { @for (day, came) in weekly.came.iter().enumerate() { tr {
                    th scope="row" { (signed.say(&format!("shell-weekday-{}", day + 1))) }
                    @for (n, late) in came.iter().zip(&weekly.late[day]) {
                        td class={ "heat heat-" (step(*n as f64, most as f64)) } {
                            @if *n > 0 { (n) }
                            @if *late > 0 { span.late title=(signed.words.say("manager-hour-late", &[("n", (*late as f64).into())])) { "−" (late) } }
                        }
                    }
                    td.number { b { (came.iter().sum::<usize>()) } }
                } } }
            }
        }
    }
}

pub(super) async fn csv(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Query(range): Query<Range>,
) -> Result<Response, Refusal> {
    let (_, _, funnel) = ask_of(&desk, &signed, range, |books, days| books.funnel(days)).await?;
    let mut steps = vec![
        ("came".to_owned(), funnel.came),
        ("looked_long".to_owned(), funnel.looked),
        ("contacted".to_owned(), funnel.spoke),
    ];
    let outcomes = funnel.outcomes.iter();
    steps.extend(outcomes.map(|(outcome, n)| (outcome.name().to_owned(), *n)));
    let reached = funnel.stages.iter();
    steps.extend(reached.map(|(of, n)| (format!("stage_{}", stage(*of)), *n)));
    let (from, to) = (funnel.days.from.to_string(), funnel.days.to.to_string());
    let rows: Vec<_> = steps
        .into_iter()
        .map(|(step, n)| vec![from.clone(), to.clone(), step, n.to_string()])
        .collect();
    table::file(
        &desk,
        &signed,
        "funnel",
        &["from", "to", "step", "count"],
        rows,
    )
    .await
}

pub(super) async fn hours_csv(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Query(range): Query<Range>,
) -> Result<Response, Refusal> {
    let (_, _, FunnelView { weekly, .. }) =
        ask_of(&desk, &signed, range, |books, days| books.funnel(days)).await?;
    let mut rows = Vec::new();
    for (day, (came, late)) in weekly.came.iter().zip(&weekly.late).enumerate() {
        for (hour, (came, late)) in weekly.hours.clone().zip(came.iter().zip(late)) {
            rows.push(vec![
                (day + 1).to_string(),
                hour.to_string(),
                came.to_string(),
                late.to_string(),
            ]);
        }
    }
    let headings = ["weekday", "hour", "visits", "greeted_late"];
    table::file(&desk, &signed, "hours", &headings, rows).await
}
