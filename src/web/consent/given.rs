//! The answer, and what the visitor is given for it.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::html;
use serde::Deserialize;

use super::{
    books::{Asked, Receipt},
    codes::refused,
    hall::{Said, show},
    paper::{code_on_paper, hand_back, handed},
    question::ask,
};
use crate::{
    types::Role,
    web::{
        access::{Sent, Signed},
        desk::Desk,
        page::{self, Refusal, format, words},
    },
    words::{Language, Words},
};

#[derive(Deserialize)]
pub(super) struct Reply {
    language: String,
    /// The SHA-256 of the text that they read.
    text: String,
    answer: String,
}

pub(super) async fn post(
    State(desk): State<Arc<Desk>>,
    Path(code): Path<String>,
    signed: Signed,
    Sent(sent): Sent<Reply>,
) -> Result<Response, Refusal> {
    signed.must(Role::Staff)?;
    let language = Language::of(&sent.language);
    let words = words::of(language);
    if sent.answer != "yes" {
        return Ok(declined(&desk, &signed, words, &code));
    }
    let (consents, by, visitor) = (desk.consents(), signed.account.clone(), code.clone());
    let read = desk.blocking(move || {
        let offer = consents.offer();
        let text = offer.as_ref().and_then(|offer| offer.text(language));
        text.is_some_and(|(_, text)| crate::types::text_sha256(text) == sent.text)
            .then(|| consents.agree(&visitor, language, &sent.text, &by))
    });
    let Some(asked) = read.await? else {
        return ask(&desk, &signed, &code, language, true).await;
    };
    match asked? {
        Asked::Done(receipt) => Ok(thanks(&desk, words, &receipt)),
        Asked::Refused(why) => {
            let said = refused(signed.words, why);
            show(&desk, &signed, Some(Said::Not(said))).await
        }
        Asked::Waits(request) => {
            let request = [("request", request.to_string().into())];
            let said = signed.words.say("consent-waits", &request);
            show(&desk, &signed, Some(Said::Not(said))).await
        }
    }
}

fn thanks(desk: &Desk, words: &'static Words, receipt: &Receipt) -> Response {
    let say = |id: &str| words.say(id, &[]);
    let until = receipt.paper.expires.to_zoned(desk.site.timezone.clone());
    let until = format::day(words, until.date());
    let body = html! {
        p { (words.say("consent-given", &[("day", until.into())])) }
        p { (say("consent-receipt-photo")) }
        (code_on_paper(&receipt.paper.code, &say("consent-qr-receipt")))
        p.hint { (say("consent-receipt-number")) " " code.wrap { (receipt.id) } }
        p.hint { "SHA-256 " code.wrap { (receipt.sha256) } }
        (hand_back(words))
    };
    handed(desk, words, &say("consent-given-title"), &body)
}

fn declined(desk: &Desk, signed: &Signed, words: &'static Words, code: &str) -> Response {
    let say = |id: &str| words.say(id, &[]);
    let body = html! {
        p { (say("consent-declined")) }
        h2 { (say("consent-instead")) }
        p { (say("consent-instead-about")) }
        form method="post" action="/consent/return-code" {
            (page::csrf_field(signed))
            input type="hidden" name="visitor" value=(code);
            input type="hidden" name="language" value=(words.language().code());
            button type="submit" { (say("consent-instead-do")) }
        }
        (hand_back(words))
    };
    handed(desk, words, &say("consent-declined-title"), &body)
}
