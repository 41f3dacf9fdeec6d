//! What came of leads: a list, and a form for one more.

use std::sync::Arc;

use axum::{
    extract::{Query, State},
    response::Response,
};
use maud::{Markup, html};
use serde::Deserialize;

use super::{
    Change, OutcomeName, OutcomeView,
    asked::ask_of,
    change::{Outcome, OutcomeForm, Recorded, carry_out},
    flash::{self, Flash},
    range::{Range, bar, query},
    table,
    visitor::{outcome_fields, outcome_word, take_back, told_by},
};
use crate::web::{
    access::{Sent, Signed},
    desk::Desk,
    page::{self, Nav, Page, Refusal, format::day, parts},
};

const PATH: &str = "/outcomes";

pub(super) async fn get(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Query(range): Query<Range>,
    Query(flash): Query<Flash>,
) -> Result<Response, Refusal> {
    show(&desk, &signed, range, &flash, None).await
}

async fn show(
    desk: &Arc<Desk>,
    signed: &Signed,
    range: Range,
    flash: &Flash,
    problem: Option<String>,
) -> Result<Response, Refusal> {
    let (site, days, outcomes) =
        ask_of(desk, signed, range, |books, days| books.outcomes(days)).await?;
    let page = Page {
        styles: &["manager.css"],
        ..Page::new(signed.say("manager-outcomes"), Nav::Outcomes)
    };
    let body = html! {
        (flash.show(signed, None))
        (parts::problem(problem.as_deref()))
        (bar(signed, PATH, &site, days))
        (counts(signed, &outcomes))
        div.split {
            section.card.main {
                div.head {
                    h2 { (signed.say("manager-recorded")) }
                    @if !outcomes.is_empty() { (table::link(signed, &format!("/outcomes.csv?{}", query(days)))) }
                }
                @if outcomes.is_empty() { (parts::empty(&signed.say("manager-outcomes-none"))) }
                @else { (list(desk, signed, &outcomes)) }
            }
            section.card.side {
                h2 { (signed.say("manager-record-title")) }
                form method="post" action=(PATH) {
                    (page::csrf_field(signed))
                    (parts::field("outcome-code", &signed.say("manager-visitor-code"), &signed.say("manager-visitor-code-hint"), html! {
                        input #outcome-code name="visitor" required placeholder="V-7K3QD" autocomplete="off" autocapitalize="characters" spellcheck="false" aria-describedby="outcome-code-hint";
                    }))
                    (outcome_fields(signed, &site))
                    button.primary type="submit" { (signed.say("manager-record")) }
                }
                p.hint { (signed.say("manager-outcomes-about")) }
            }
        }
    };
    Ok(page::shell(signed, &page, &body))
}

fn counts(signed: &Signed, outcomes: &[OutcomeView]) -> Markup {
    html! {
        section.figures aria-label=(signed.say("manager-figures")) {
            @for name in OutcomeName::ALL {
                @let n = outcomes.iter().filter(|outcome| outcome.name == name).count();
                div.figure {
                    span.label { (outcome_word(signed, name)) }
                    span.value { (n) }
                }
            }
        }
    }
}

fn list(desk: &Desk, signed: &Signed, outcomes: &[OutcomeView]) -> Markup {
    let say = |id: &str| signed.say(id);
    html! {
        table.stack {
            thead { tr {
                th scope="col" { (say("manager-visitor")) }
                th scope="col" { (say("manager-outcome")) }
                th scope="col" { (say("manager-when-col")) }
                th scope="col" { span.unseen { (say("manager-remove")) } }
            } }
            tbody { @for outcome in outcomes { tr {
                th scope="row" data-label=(say("manager-visitor")) { a.code href={ "/visitors/" (outcome.code) } { (outcome.code) } }
                td data-label=(say("manager-outcome")) { (outcome_word(signed, outcome.name)) }
                td data-label=(say("manager-when-col")) {
                    (day(signed.words, outcome.at.to_zoned(desk.site.timezone.clone()).date()))
                    span.quiet { (told_by(signed, outcome)) }
                }
                td { (take_back(signed, outcome, "/outcomes/remove")) }
            } } }
        }
    }
}

#[derive(Deserialize)]
pub(super) struct Form {
    visitor: String,
    name: String,
    #[serde(default)]
    on: String,
}

pub(super) async fn add(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Sent(form): Sent<Form>,
) -> Result<Response, Refusal> {
    let outcome = OutcomeForm::new(form.name, form.on);
    let Some(change) = outcome.change(form.visitor) else {
        let problem = signed.say("manager-choose-outcome");
        return show(
            &desk,
            &signed,
            Range::default(),
            &Flash::default(),
            Some(problem),
        )
        .await;
    };
    then_show(desk, signed, change).await
}

pub(super) async fn remove(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Sent(form): Sent<Recorded>,
) -> Result<Response, Refusal> {
    let change = Change::NoOutcome {
        outcome: form.outcome,
    };
    then_show(desk, signed, change).await
}

async fn then_show(desk: Arc<Desk>, signed: Signed, change: Change) -> Result<Response, Refusal> {
    match carry_out(&desk, &signed, change).await? {
        Outcome::Done(done, _) => Ok(page::see_other(&flash::path(PATH, done, None))),
        Outcome::Not(why) => {
            show(
                &desk,
                &signed,
                Range::default(),
                &Flash::default(),
                Some(why),
            )
            .await
        }
    }
}

pub(super) async fn csv(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Query(range): Query<Range>,
) -> Result<Response, Refusal> {
    let (_, _, outcomes) =
        ask_of(&desk, &signed, range, |books, days| books.outcomes(days)).await?;
    let zone = &desk.site.timezone;
    let rows: Vec<_> = outcomes
        .iter()
        .map(|outcome| {
            vec![
                outcome.code.clone(),
                outcome.name.name().to_owned(),
                table::moment(outcome.at, zone),
                outcome.system.clone().unwrap_or_else(|| "staff".to_owned()),
                outcome.id.clone(),
            ]
        })
        .collect();
    let headings = ["visitor", "outcome", "at", "told_by", "id"];
    table::file(&desk, &signed, "outcomes", &headings, rows).await
}
