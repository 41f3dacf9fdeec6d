//! The question, as the visitor reads it: in their language, with a yes and a no of equal weight, and no menu around it.

use std::sync::Arc;

use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use maud::{Markup, html};
use serde::Deserialize;

use super::{books::Offer, paper::handed};
use crate::{
    types::{Role, text_sha256},
    web::{
        access::Signed,
        desk::Desk,
        page::{self, Refusal, words},
    },
    words::Language,
};

#[derive(Deserialize)]
pub(super) struct Spoken {
    language: Option<String>,
}

pub(super) async fn get(
    State(desk): State<Arc<Desk>>,
    Path(code): Path<String>,
    Query(spoken): Query<Spoken>,
    signed: Signed,
) -> Result<Response, Refusal> {
    signed.must(Role::Staff)?;
    let chosen = spoken.language.as_deref().and_then(Language::known);
    let language = chosen.unwrap_or(signed.words.language());
    ask(&desk, &signed, &code, language, false).await
}

/// Asks; `again`: the text has changed since it was read.
pub(super) async fn ask(
    desk: &Arc<Desk>,
    signed: &Signed,
    code: &str,
    language: Language,
    again: bool,
) -> Result<Response, Refusal> {
    let consents = desk.consents();
    let offer = desk.blocking(move || consents.offer()).await?;
    let offer = offer.ok_or_else(|| Refusal::nothing_here().told(signed))?;
    let Some((language, text)) = offer.text(language) else {
        return Err(Refusal::nothing_here().told(signed));
    };
    let words = words::of(language);
    let say = |id: &str| words.say(id, &[]);
    let body = html! {
        (languages(&offer, code, language))
        @if again { p.problem role="alert" { (say("consent-changed")) } }
        div.text { @for paragraph in text.split("\n\n") { p { (paragraph) } } }
        p.hint { (words.say("consent-version", &[("version", offer.version.as_str().into())])) }
        form.answers method="post" action={ "/consent/ask/" (code) } {
            (page::csrf_field(signed))
            input type="hidden" name="language" value=(language.code());
            input type="hidden" name="text" value=(text_sha256(text));
            button type="submit" name="answer" value="yes" { (say("consent-yes")) }
            button type="submit" name="answer" value="no" { (say("consent-no")) }
        }
    };
    Ok(handed(desk, words, &say("consent-question"), &body))
}

fn languages(offer: &Offer, code: &str, here: Language) -> Markup {
    html! {
        nav.languages aria-label=(words::of(here).say("consent-language", &[])) {
            @for (language, _) in &offer.texts {
                a href={ "/consent/ask/" (code) "?language=" (language.code()) } lang=(language.code())
                    aria-current=[(*language == here).then_some("true")] { (language.name()) }
            }
        }
    }
}
