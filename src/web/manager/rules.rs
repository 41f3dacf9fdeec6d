//! The rules in force, as sentences.

use std::sync::Arc;

use axum::{
    extract::{Query, State},
    response::Response,
};
use maud::{Markup, html};

use super::{Fading, PointsView, RuleView, RulesView, asked::ask, flash::Flash, sentence, table};
use crate::web::{
    access::Signed,
    desk::Desk,
    page::{self, Nav, Page, Refusal},
};

pub(super) async fn get(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Query(flash): Query<Flash>,
) -> Result<Response, Refusal> {
    let language = signed.words.language().code();
    let (rules, draft) = ask(&desk, &signed, move |books| {
        Ok((books.rules(language)?, books.draft(language)?))
    })
    .await?;
    let page = Page {
        styles: &["manager.css"],
        ..Page::new(signed.say("manager-rules"), Nav::Rules)
    };
    let body = html! {
        (flash.show(&signed, None))
        section.card.act {
            div {
                p { (in_force(&signed, &rules)) }
                p.hint { (signed.say("manager-rules-about")) }
            }
            @if draft.is_some() {
                a.button.primary href="/rules/draft" { (signed.say("manager-draft-continue")) }
            } @else {
                form method="post" action="/rules/draft/begin" {
                    (page::csrf_field(&signed))
                    button.primary type="submit" { (signed.say("manager-draft-begin")) }
                }
            }
        }
        section.card {
            div.head {
                h2 { (signed.say("manager-rules-list")) }
                (table::link(&signed, "/rules.csv"))
            }
            (list(&signed, &rules, &[]))
        }
    };
    Ok(page::shell(&signed, &page, &body))
}

fn in_force(signed: &Signed, rules: &RulesView) -> String {
    let version = ("version", rules.version.to_string().into());
    match &rules.file {
        Some(file) => {
            let values = [version, ("file", file.as_str().into())];
            signed.words.say("manager-rules-file", &values)
        }
        None => signed.words.say("manager-rules-own", &[version]),
    }
}

/// Bands, rules and triggers; those that are `changed` are marked.
pub(super) fn list(signed: &Signed, rules: &RulesView, changed: &[String]) -> Markup {
    let mark = |id: &String| {
        html! { @if changed.contains(id) { " " span.badge.warm { (signed.say("manager-rule-changed")) } } }
    };
    html! {
        p.bands { (sentence::bands(signed, rules)) }
        ul.rules {
            @for rule in &rules.rules {
                li { h3 { (rule.text) (mark(&rule.id)) } (sentence::rule(signed, rule)) }
            }
            @for trigger in &rules.triggers {
                li { h3 { (trigger.text) (mark(&trigger.id)) } (sentence::trigger(signed, trigger)) }
            }
        }
    }
}

pub(super) async fn csv(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
) -> Result<Response, Refusal> {
    let language = signed.words.language().code();
    let rules = ask(&desk, &signed, move |books| books.rules(language)).await?;
    let headings = [
        "rule",
        "reason",
        "on",
        "when",
        "points",
        "score",
        "max_per_visit",
        "max_per_day",
        "max_in_total",
        "cooldown_minutes",
        "fades",
        "fade_days",
    ];
    let rows: Vec<_> = rules.rules.iter().map(row).collect();
    table::file(&desk, &signed, "rules", &headings, rows).await
}

fn row(rule: &RuleView) -> Vec<String> {
    let maybe = |n: Option<f64>| n.map(|n| n.to_string()).unwrap_or_default();
    let (fades, days) = match &rule.fading {
        Fading::Never => ("never", String::new()),
        Fading::Half(days) => ("half_life", days.to_string()),
        Fading::Linear(days) => ("linear", days.to_string()),
        Fading::Steps(steps) => {
            let steps = steps.iter().map(|(days, share)| format!("{days}: {share}"));
            ("steps", steps.collect::<Vec<_>>().join("; "))
        }
    };
    vec![
        rule.id.clone(),
        rule.text.clone(),
        rule.on.clone(),
        rule.when.clone().unwrap_or_default(),
        match &rule.points {
            PointsView::Fixed(points) => points.to_string(),
            PointsView::Computed(text) => text.clone(),
        },
        rule.score.to_owned(),
        maybe(rule.per_visit),
        maybe(rule.per_day),
        maybe(rule.in_total),
        maybe(rule.cooldown_s.map(|pause| pause / 60.0)),
        fades.to_owned(),
        days,
    ]
}
