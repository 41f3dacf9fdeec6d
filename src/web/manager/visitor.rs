//! A visitor: who they are to us, visit by visit, why their score is what it is, and what can be corrected.

use std::sync::Arc;

use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use maud::{Markup, html};
use serde::Deserialize;

use super::{
    LinkView, OutcomeName, OutcomeView, ScoreStep, SiteView, VisitorPage, VisitorVisit,
    asked::ask,
    corrections::{correct, corrections},
    curve::curve,
    flash::Flash,
    lanes::lane,
    parts::{badge, contact, looked_at, nth, stage_word, stayed},
    scale::{Scale, axis},
    table,
};
use crate::{
    types::Role,
    web::{
        access::Signed,
        desk::Desk,
        page::{
            self, Nav, Page, Refusal,
            format::{clock, day, moment},
            parts,
        },
    },
};

/// Reasons of a score that are listed at once; all of them stand in the file.
const STEPS: usize = 25;

#[derive(Deserialize)]
pub(super) struct Search {
    #[serde(default)]
    code: String,
}

/// Leads to the visitor of a code as people write it.
pub(super) async fn find(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Query(search): Query<Search>,
) -> Result<Response, Refusal> {
    let language = signed.words.language().code();
    let found = ask(&desk, &signed, move |books| {
        books.visitor(&search.code, language)
    })
    .await?;
    Ok(page::see_other(&path(&found.code)))
}

/// A visitor's page.
pub(super) fn path(code: &str) -> String {
    format!("/visitors/{code}")
}

pub(super) async fn get(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Path(code): Path<String>,
    Query(flash): Query<Flash>,
) -> Result<Response, Refusal> {
    show(&desk, &signed, code, &flash, None).await
}

/// The page, with what was done or could not be done just now.
pub(super) async fn show(
    desk: &Arc<Desk>,
    signed: &Signed,
    code: String,
    flash: &Flash,
    problem: Option<String>,
) -> Result<Response, Refusal> {
    signed.must(Role::Manager)?;
    let language = signed.words.language().code();
    let (site, visitor) = ask(desk, signed, move |books| {
        Ok((books.site(), books.visitor(&code, language)?))
    })
    .await?;
    let page = Page {
        styles: &["manager.css"],
        scripts: &["manager.js"],
        ..Page::new(title(signed, &visitor), Nav::Visits)
    };
    let own = path(&visitor.code);
    let body = html! {
        (flash.show(signed, Some(&format!("{own}/undo"))))
        (parts::problem(problem.as_deref()))
        (headline(signed, &visitor))
        div.split {
            div.main {
                (visits(desk, signed, &visitor))
                (score(desk, signed, &visitor))
            }
            div.side {
                (outcomes(desk, signed, &visitor, &site))
                (correct(desk, signed, &visitor))
                (corrections(desk, signed, &visitor))
                (links(desk, signed, &visitor.links))
            }
        }
    };
    Ok(page::shell(signed, &page, &body))
}

fn title(signed: &Signed, visitor: &VisitorPage) -> String {
    let code = [("code", visitor.code.as_str().into())];
    signed.words.say("manager-visitor-title", &code)
}

/// Band and score, how often they came, and other codes of theirs.
fn headline(signed: &Signed, visitor: &VisitorPage) -> Markup {
    let words = signed.words;
    let visits = [("n", (visitor.visits.len() as f64).into())];
    html! {
        p.headline {
            (badge(signed, visitor.band, Some(visitor.score)))
            span { (words.say("manager-visits-count", &visits)) }
            @if visitor.here { span.badge.done { (signed.say("manager-here-now")) } }
            @if !visitor.also.is_empty() {
                span.quiet { (words.say("manager-also", &[("codes", visitor.also.join(", ").into())])) }
            }
            @if visitor.signatures > 0 {
                span.quiet { (words.say("manager-signatures", &[("n", (visitor.signatures as f64).into())])) }
            }
        }
    }
}

fn visits(desk: &Desk, signed: &Signed, visitor: &VisitorPage) -> Markup {
    html! {
        section.card {
            h2 { (signed.say("manager-visits")) }
            @if visitor.visits.is_empty() { (parts::empty(&signed.say("manager-visitor-no-visit"))) }
            @else { p.hint { (signed.say("manager-timeline-about")) } }
            @for visit in &visitor.visits { (visit_part(desk, signed, visit)) }
            output.told aria-live="polite" {}
        }
    }
}

fn visit_part(desk: &Desk, signed: &Signed, visit: &VisitorVisit) -> Markup {
    let zone = &desk.site.timezone;
    let row = &visit.row;
    let date = day(signed.words, row.opened.to_zoned(zone.clone()).date());
    html! {
        article.visit {
            h3 { (date) ", " (clock(row.opened, zone)) " " span.quiet { (stayed(signed, row)) " · " (nth(signed, row.number)) } }
            @if let Some(scale) = Scale::of(&visit.lane) {
                (axis(&scale, zone))
                (lane(signed, &scale, &visit.lane, zone))
            }
            dl.facts {
                div { dt { (signed.say("manager-looked-at")) } dd { (looked_at(signed, row)) } }
                div { dt { (signed.say("manager-contact")) } dd { (contact(signed, &row.contact, row)) } }
                div { dt { (signed.say("manager-stage")) } dd { (stage_word(signed, row.stage)) } }
                div { dt { (signed.say("manager-known-by")) } dd { (known_by(signed, visit)) } }
            }
        }
    }
}

/// How it was found to be theirs, and how sure that is.
fn known_by(signed: &Signed, visit: &VisitorVisit) -> String {
    let how = signed.say(&format!("manager-known-{}", visit.known_by));
    match visit.confidence {
        None => how,
        // No face is proof.
        Some(sure) if sure > 0.99 => signed
            .words
            .say("manager-sure-over", &[("how", how.into())]),
        Some(sure) => {
            let percent = f64::from(100.0 * sure).round().to_string();
            let values = [("how", how.into()), ("percent", percent.into())];
            signed.words.say("manager-sure", &values)
        }
    }
}

/// Why the score is what it is.
fn score(desk: &Desk, signed: &Signed, visitor: &VisitorPage) -> Markup {
    let zone = &desk.site.timezone;
    let more = visitor.steps.len().saturating_sub(STEPS);
    html! {
        section.card {
            h2 { (signed.say("manager-why")) }
            @if let Some((first, rest)) = visitor.explanation.split_first() {
                p.large { (first) }
                ul.reasons { @for line in rest { li { (line.trim()) } } }
            }
            @if visitor.score_line.len() > 1 {
                (curve(signed, &visitor.score_line, &visitor.score_marks, visitor.borders, zone))
                output.told aria-live="polite" data-hint=(signed.say("manager-tap")) {}
            }
            @if !visitor.steps.is_empty() {
                div.head {
                    h3 { (signed.say("manager-changes")) }
                    (table::link(signed, &format!("{}/points.csv", path(&visitor.code))))
                }
                table.stack {
                    thead { tr {
                        th scope="col" { (signed.say("manager-when-col")) }
                        th.number scope="col" { (signed.say("manager-points")) }
                        th scope="col" { (signed.say("manager-reason")) }
                    } }
                    tbody { @for step in visitor.steps.iter().take(STEPS) { tr {
                        td data-label=(signed.say("manager-when-col")) { (moment(signed.words, step.last, zone)) }
                        td.number data-label=(signed.say("manager-points")) { (signed.words.signed(step.points)) }
                        td data-label=(signed.say("manager-reason")) { (reason(signed, step)) }
                    } } }
                }
                @if more > 0 { p.hint { (signed.words.say("manager-changes-more", &[("n", (more as f64).into())])) } }
            }
        }
    }
}

fn reason(signed: &Signed, step: &ScoreStep) -> Markup {
    let words = signed.words;
    html! {
        (step.text)
        @if step.confidence < 0.995 {
            @let percent = f64::from(100.0 * step.confidence).round().to_string();
            " " span.quiet { (words.say("manager-counted-at", &[("percent", percent.into())])) }
        }
    }
}

/// What came of them, and a form to say so.
fn outcomes(desk: &Desk, signed: &Signed, visitor: &VisitorPage, site: &SiteView) -> Markup {
    let own = path(&visitor.code);
    html! {
        section.card {
            h2 { (signed.say("manager-outcomes")) }
            @if visitor.outcomes.is_empty() { (parts::empty(&signed.say("manager-outcomes-none-yet"))) }
            @else { ul.plain { @for outcome in &visitor.outcomes {
                li.row.between {
                    span {
                        b { (outcome_word(signed, outcome.name)) } " "
                        span.quiet { (day(signed.words, outcome.at.to_zoned(desk.site.timezone.clone()).date())) (told_by(signed, outcome)) }
                    }
                    (take_back(signed, outcome, &format!("{own}/outcome/remove")))
                }
            } } }
            form method="post" action={ (own) "/outcome" } {
                (page::csrf_field(signed))
                (outcome_fields(signed, site))
                button.primary type="submit" { (signed.say("manager-record")) }
            }
        }
    }
}

/// Who told it, where no colleague did.
pub(super) fn told_by(signed: &Signed, outcome: &OutcomeView) -> String {
    outcome
        .system
        .as_deref()
        .map_or_else(String::new, |system| {
            let told = signed
                .words
                .say("manager-told-by", &[("system", system.into())]);
            format!(" · {told}")
        })
}

/// The way to take back what a colleague recorded.
pub(super) fn take_back(signed: &Signed, outcome: &OutcomeView, action: &str) -> Markup {
    html! {
        @if outcome.system.is_none() {
            form method="post" action=(action) {
                (page::csrf_field(signed))
                input type="hidden" name="outcome" value=(outcome.id);
                button.slim type="submit" aria-label=(signed.words.say("manager-remove-what", &[("what", outcome_word(signed, outcome.name).into())])) {
                    (signed.say("manager-remove"))
                }
            }
        }
    }
}

pub(in crate::web) fn outcome_word(signed: &Signed, outcome: OutcomeName) -> String {
    signed.say(&format!(
        "manager-outcome-{}",
        outcome.name().replace('_', "-")
    ))
}

/// What came of it, and when.
pub(super) fn outcome_fields(signed: &Signed, site: &SiteView) -> Markup {
    html! {
        fieldset.choices {
            legend { (signed.say("manager-what-came")) }
            @for outcome in OutcomeName::ALL {
                label.choice {
                    input type="radio" name="name" value=(outcome.name()) required;
                    span { (outcome_word(signed, outcome)) }
                }
            }
        }
        (parts::field("outcome-on", &signed.say("manager-on-day"), "", html! {
            input #outcome-on type="date" name="on" value=(site.today) max=(site.today);
        }))
    }
}

fn links(desk: &Desk, signed: &Signed, links: &[LinkView]) -> Markup {
    html! {
        @if !links.is_empty() {
            section.card {
                h2 { (signed.say("manager-links")) }
                ul.plain { @for link in links { li {
                    b { (link.client) } " " (link.contact) br;
                    span.quiet {
                        (link.consent) " · " (day(signed.words, link.at.to_zoned(desk.site.timezone.clone()).date())) ", " (link.by)
                    }
                } } }
            }
        }
    }
}

pub(super) async fn csv(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Path(code): Path<String>,
) -> Result<Response, Refusal> {
    let language = signed.words.language().code();
    let visitor = ask(&desk, &signed, move |books| books.visitor(&code, language)).await?;
    let zone = &desk.site.timezone;
    let headings = [
        "visitor",
        "first",
        "last",
        "rule",
        "reason",
        "points",
        "times",
        "confidence",
    ];
    let rows: Vec<_> = visitor
        .steps
        .iter()
        .map(|step| {
            vec![
                visitor.code.clone(),
                table::moment(step.first, zone),
                table::moment(step.last, zone),
                step.rule.clone(),
                step.text.clone(),
                table::number(step.points),
                step.times.to_string(),
                format!("{:.2}", step.confidence),
            ]
        })
        .collect();
    let name = format!("points-{}", visitor.code);
    table::file(&desk, &signed, &name, &headings, rows).await
}
