//! A draft of other rules: changed, tried on the past, and put in force, in this order.

use std::sync::Arc;

use axum::{
    extract::{Query, State},
    response::Response,
};
use maud::{Markup, html};
use serde::Deserialize;

use super::{
    BacktestView, Border, BorderChange, DraftEdit, DraftView, Trouble,
    asked::{ask, attempt, told},
    flash::{self, Flash},
    numbers::{self, Typed},
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

pub(super) const PATH: &str = "/rules/draft";

/// What the page says besides the draft.
#[derive(Default)]
pub(super) struct Shown {
    pub(super) flash: Flash,
    pub(super) problem: Option<String>,
    pub(super) trial: Option<BacktestView>,
    /// Numbers that were sent and cannot be.
    pub(super) typed: Typed,
}

/// The days of which somebody wants to see what the draft would have done; none: they do not yet.
#[derive(Deserialize)]
pub(super) struct Tried {
    #[serde(default)]
    days: String,
}

pub(super) async fn get(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Query(flash): Query<Flash>,
    Query(tried): Query<Tried>,
) -> Result<Response, Refusal> {
    let trial = if tried.days.is_empty() {
        None
    } else {
        let days = trial::days(&tried.days);
        // A draft that is gone, or has a mistake by now, has a page that says so.
        attempt(&desk, &signed, move |books| books.backtest(days, false))
            .await?
            .ok()
    };
    let shown = Shown {
        flash,
        trial,
        ..Shown::default()
    };
    show(&desk, &signed, shown).await
}

pub(super) async fn show(
    desk: &Arc<Desk>,
    signed: &Signed,
    shown: Shown,
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
            @if let Some(rules) = &draft.rules { (numbers::form(signed, &draft, rules, &shown.typed)) }
            (whole_file(signed, &draft))
        }
        section.card #try {
            h2 { span.step { "2" } (signed.say("manager-draft-try")) }
            (trial::form(signed, &draft, shown.trial.as_ref().map_or(trial::USUAL_DAYS, |trial| trial.days)))
            @if let Some(trial) = &shown.trial { (trial::result(desk, signed, trial)) }
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
                    (changes(signed, draft))
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

/// What of the draft is not as it is in force.
fn changes(signed: &Signed, draft: &DraftView) -> String {
    let words = signed.words;
    let mut all = Vec::new();
    if !draft.changed.is_empty() {
        let values = [
            ("n", (draft.changed.len() as f64).into()),
            ("rules", draft.changed.join(", ").into()),
        ];
        all.push(words.say("manager-draft-changed", &values));
    }
    all.extend(draft.borders.iter().map(|change| border(signed, change)));
    if draft.other {
        all.push(signed.say("manager-draft-other"));
    }
    if all.is_empty() && draft.problems.is_empty() {
        all.push(signed.say("manager-draft-same"));
    }
    all.join(" · ")
}

/// A border of the bands, before and after.
fn border(signed: &Signed, change: &BorderChange) -> String {
    let sentence = match change.of {
        Border::Warm => "manager-draft-warm",
        Border::Hot => "manager-draft-hot",
        Border::Hysteresis => "manager-draft-hysteresis",
    };
    let values = [
        ("before", signed.words.number(change.before).into()),
        ("after", signed.words.number(change.after).into()),
    ];
    signed.words.say(sentence, &values)
}

/// Which draft whoever sends a form has looked at: a colleague may have changed it meanwhile.
pub(super) fn seen(draft: &DraftView) -> Markup {
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
        Err(trouble) => refused(&desk, &signed, trouble).await,
    }
}

/// The page, which says why something was not done.
pub(super) async fn refused(
    desk: &Arc<Desk>,
    signed: &Signed,
    trouble: Trouble,
) -> Result<Response, Refusal> {
    let shown = Shown {
        problem: Some(told(signed, trouble)?),
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

/// A text is kept as it was written, with its mistakes; the page then says these, and not that all is well.
pub(super) async fn text(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Sent(form): Sent<Text>,
) -> Result<Response, Refusal> {
    let (by, language) = (signed.account.to_string(), signed.words.language().code());
    let changed = attempt(&desk, &signed, move |books| {
        books.edit(&by, &form.seen, &DraftEdit::Text(form.text))?;
        books.draft(language)
    });
    match changed.await? {
        Ok(Some(draft)) if !draft.problems.is_empty() => Ok(page::see_other(PATH)),
        Ok(_) => Ok(page::see_other(&flash::path(PATH, "saved", None))),
        Err(trouble) => refused(&desk, &signed, trouble).await,
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
        Err(trouble) => refused(&desk, &signed, trouble).await,
    }
}
