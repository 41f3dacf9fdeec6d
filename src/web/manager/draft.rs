//! A draft of other rules: changed, tried on the past, and put in force, in this order.

use std::sync::Arc;

use axum::{
    extract::{Query, State},
    response::Response,
};
use maud::{Markup, html};
use serde::Deserialize;

use super::{
    BacktestView, DraftEdit, DraftView, Fading, NumberEdit, PointsView, RulesView, Trouble,
    asked::{ask, attempt, refusal},
    flash::{self, Flash},
    rules, trial,
};
use crate::{
    types::Role,
    web::{
        access::{Sent, Signed},
        desk::Desk,
        page::{self, Nav, Page, Refusal, format::moment, parts},
    },
};

const PATH: &str = "/rules/draft";

/// What the page says besides the draft.
#[derive(Default)]
pub(super) struct Shown<'a> {
    pub(super) flash: Flash,
    pub(super) problem: Option<String>,
    pub(super) trial: Option<&'a BacktestView>,
}

pub(super) async fn get(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Query(flash): Query<Flash>,
) -> Result<Response, Refusal> {
    let shown = Shown {
        flash,
        ..Shown::default()
    };
    show(&desk, &signed, shown).await
}

pub(super) async fn show(
    desk: &Arc<Desk>,
    signed: &Signed,
    shown: Shown<'_>,
) -> Result<Response, Refusal> {
    signed.must(Role::Manager)?;
    let language = signed.words.language().code();
    let draft = ask(desk, signed, move |books| books.draft(language)).await?;
    let Some(draft) = draft else {
        return Ok(page::see_other("/rules"));
    };
    let page = Page {
        styles: &["manager.css"],
        ..Page::new(signed.say("manager-draft"), Nav::Rules)
    };
    let body = html! {
        (shown.flash.show(signed, None))
        (parts::problem(shown.problem.as_deref()))
        (about(desk, signed, &draft))
        section.card {
            h2 { span.step { "1" } (signed.say("manager-draft-change")) }
            (problems(signed, &draft))
            @if let Some(rules) = &draft.rules { (numbers(signed, &draft, rules)) }
            (whole_file(signed, &draft))
        }
        section.card #try {
            h2 { span.step { "2" } (signed.say("manager-draft-try")) }
            (trial::form(signed, &draft, shown.trial.map_or(trial::USUAL_DAYS, |trial| trial.days)))
            @if let Some(trial) = shown.trial { (trial::result(desk, signed, trial)) }
        }
        section.card {
            h2 { span.step { "3" } (signed.say("manager-draft-publish")) }
            (publishing(signed, &draft))
        }
    };
    Ok(page::shell(signed, &page, &body))
}

/// Whose draft it is, what it changes, and the way out.
fn about(desk: &Desk, signed: &Signed, draft: &DraftView) -> Markup {
    let words = signed.words;
    let values = [
        ("by", draft.by.as_str().into()),
        ("at", moment(words, draft.at, &desk.site.timezone).into()),
    ];
    html! {
        section.card.act {
            div {
                p { (words.say("manager-draft-by", &values)) }
                p.hint {
                    @if draft.changed.is_empty() { (signed.say("manager-draft-same")) }
                    @else { (words.say("manager-draft-changed", &[("n", (draft.changed.len() as f64).into()), ("rules", draft.changed.join(", ").into())])) }
                }
            }
            div.row {
                a.button href="/rules" { (signed.say("manager-draft-in-force")) }
                form method="post" action="/rules/draft/discard" {
                    (page::csrf_field(signed))
                    (seen(draft))
                    button.danger type="submit" { (signed.say("manager-draft-discard")) }
                }
            }
        }
    }
}

/// Which draft whoever sends a form has looked at: a colleague may have changed it meanwhile.
fn seen(draft: &DraftView) -> Markup {
    html! { input type="hidden" name="seen" value=(draft.version); }
}

fn problems(signed: &Signed, draft: &DraftView) -> Markup {
    html! {
        @if !draft.problems.is_empty() {
            div.problem role="alert" {
                p { (signed.words.say("manager-draft-problems", &[("n", (draft.problems.len() as f64).into())])) }
                ul { @for problem in &draft.problems { li { pre lang="en" { (problem) } } } }
            }
        }
    }
}

/// Points and half-lives by rule: what most changes are about.
fn numbers(signed: &Signed, draft: &DraftView, rules: &RulesView) -> Markup {
    let say = |id: &str| signed.say(id);
    html! {
        form method="post" action="/rules/draft/numbers" {
            (page::csrf_field(signed))
            (seen(draft))
            div.row.borders {
                (number(&say("manager-band-warm-from"), "warm", rules.warm, "0"))
                (number(&say("manager-band-hot-from"), "hot", rules.hot, "0"))
            }
            table.stack.numbers {
                thead { tr {
                    th scope="col" { (say("manager-reason")) }
                    th scope="col" { (say("manager-points")) }
                    th scope="col" { (say("manager-half-life")) }
                } }
                tbody { @for rule in &rules.rules { tr {
                    th scope="row" { (rule.text) " " span.quiet { (rule.id) } }
                    td data-label=(say("manager-points")) { @match &rule.points {
                        PointsView::Fixed(points) => input type="number" step="any" name={ "points:" (rule.id) } value=(points)
                            aria-label={ (rule.text) ", " (say("manager-points")) };,
                        PointsView::Computed(text) => code { (text.trim()) },
                    } }
                    td data-label=(say("manager-half-life")) { @match rule.fading {
                        Fading::Half(days) => input type="number" step="any" min="0.01" name={ "half:" (rule.id) } value=(days)
                            aria-label={ (rule.text) ", " (say("manager-half-life")) };,
                        _ => span.quiet { "–" },
                    } }
                } } }
            }
            button.primary type="submit" { (say("manager-draft-save")) }
        }
    }
}

fn number(label: &str, name: &str, value: f64, least: &str) -> Markup {
    html! {
        label { span { (label) }
            input type="number" step="any" min=(least) name=(name) value=(value) required; }
    }
}

fn whole_file(signed: &Signed, draft: &DraftView) -> Markup {
    html! {
        details.whole open[!draft.problems.is_empty()] {
            summary { (signed.say("manager-draft-file")) }
            p.hint { (signed.say("manager-draft-file-about")) }
            form method="post" action="/rules/draft/text" {
                (page::csrf_field(signed))
                (seen(draft))
                label.unseen for="draft-text" { (signed.say("manager-draft-file")) }
                textarea #draft-text name="text" rows="24" spellcheck="false" wrap="off" { "\n" (draft.text) }
                button.primary type="submit" { (signed.say("manager-draft-save")) }
            }
        }
    }
}

fn publishing(signed: &Signed, draft: &DraftView) -> Markup {
    let ready = draft.tested && draft.problems.is_empty();
    let version = draft.rules.as_ref().map_or(0, |rules| rules.version);
    let version = [("version", version.to_string().into())];
    html! {
        @if ready { p { (signed.words.say("manager-draft-ready", &version)) } }
        @else { p.hint { (signed.say("manager-draft-not-ready")) } }
        form method="post" action="/rules/draft/publish" {
            (page::csrf_field(signed))
            (seen(draft))
            button.primary.publish type="submit" disabled[!ready] { (signed.say("manager-draft-publish-do")) }
        }
        @if let Some(rules) = &draft.rules {
            details {
                summary { (signed.say("manager-draft-sentences")) }
                (rules::list(signed, rules, &draft.changed))
            }
        }
    }
}

/// Changes the draft and shows it again.
async fn edit(
    desk: Arc<Desk>,
    signed: Signed,
    seen: String,
    edit: DraftEdit,
    then: String,
) -> Result<Response, Refusal> {
    let by = signed.account.to_string();
    match attempt(&desk, &signed, move |books| books.edit(&by, &seen, &edit)).await? {
        Ok(()) => Ok(page::see_other(&then)),
        Err(Trouble::Refused(why)) => refused(&desk, &signed, why).await,
        Err(trouble) => Err(refusal(trouble).told(&signed)),
    }
}

pub(super) async fn refused(
    desk: &Arc<Desk>,
    signed: &Signed,
    why: String,
) -> Result<Response, Refusal> {
    let why = [("why", why.into())];
    let shown = Shown {
        problem: Some(signed.words.say("manager-refused", &why)),
        ..Shown::default()
    };
    show(desk, signed, shown).await
}

/// A form that says nothing but that it was sent.
#[derive(Deserialize)]
pub(super) struct Nothing {}

pub(super) async fn begin(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Sent(Nothing {}): Sent<Nothing>,
) -> Result<Response, Refusal> {
    edit(
        desk,
        signed,
        String::new(),
        DraftEdit::Begin,
        PATH.to_owned(),
    )
    .await
}

/// A form that says which draft it is about, and nothing else.
#[derive(Deserialize)]
pub(super) struct Seen {
    seen: String,
}

pub(super) async fn discard(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Sent(Seen { seen }): Sent<Seen>,
) -> Result<Response, Refusal> {
    let then = flash::path("/rules", "discarded", None);
    edit(desk, signed, seen, DraftEdit::Discard, then).await
}

#[derive(Deserialize)]
pub(super) struct Text {
    seen: String,
    text: String,
}

pub(super) async fn text(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Sent(form): Sent<Text>,
) -> Result<Response, Refusal> {
    let then = flash::path(PATH, "saved", None);
    edit(desk, signed, form.seen, DraftEdit::Text(form.text), then).await
}

pub(super) async fn numbers_sent(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Sent(form): Sent<Vec<(String, String)>>,
) -> Result<Response, Refusal> {
    let seen = form.iter().find(|(name, _)| name == "seen");
    let seen = seen.map(|(_, seen)| seen.clone()).unwrap_or_default();
    let numbers = match read_numbers(form) {
        Ok(numbers) => numbers,
        Err(text) => {
            let why = signed
                .words
                .say("manager-no-number", &[("text", text.into())]);
            return refused(&desk, &signed, why).await;
        }
    };
    let then = flash::path(PATH, "saved", None);
    edit(desk, signed, seen, DraftEdit::Numbers(numbers), then).await
}

/// The numbers of a form; the first that is none, as it was written.
fn read_numbers(form: Vec<(String, String)>) -> Result<Vec<NumberEdit>, String> {
    let mut numbers = Vec::new();
    for (name, text) in form {
        let Some(edit) = edit_of(&name) else { continue };
        // As people write numbers in any of the languages.
        let number = text.trim().replace(',', ".").parse::<f64>();
        match number.ok().filter(|number| number.is_finite()) {
            Some(number) => numbers.push(edit(number)),
            None => return Err(text),
        }
    }
    Ok(numbers)
}

/// What a field of the form changes.
fn edit_of(name: &str) -> Option<Box<dyn FnOnce(f64) -> NumberEdit>> {
    let of_rule = |prefix: &str| name.strip_prefix(prefix).map(str::to_owned);
    if let Some(rule) = of_rule("points:") {
        return Some(Box::new(|value| NumberEdit::Points { rule, value }));
    }
    if let Some(rule) = of_rule("half:") {
        return Some(Box::new(|days| NumberEdit::HalfLife { rule, days }));
    }
    match name {
        "warm" => Some(Box::new(NumberEdit::Warm)),
        "hot" => Some(Box::new(NumberEdit::Hot)),
        _ => None,
    }
}

pub(super) async fn publish(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Sent(Seen { seen }): Sent<Seen>,
) -> Result<Response, Refusal> {
    let by = signed.account.to_string();
    match attempt(&desk, &signed, move |books| books.publish(&by, &seen)).await? {
        Ok(_) => Ok(page::see_other(&flash::path("/rules", "published", None))),
        Err(Trouble::Refused(why)) => refused(&desk, &signed, why).await,
        Err(trouble) => Err(refusal(trouble).told(&signed)),
    }
}
