//! What is done with codes: one is made, one is shown, one takes a consent back.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use maud::html;
use serde::Deserialize;

use super::{
    books::{Asked, Paper, WhyNot},
    hall::{Said, show},
    paper::{code_on_paper, hand_back, handed},
};
use crate::{
    types::Role,
    web::{
        access::{Sent, Signed},
        desk::Desk,
        page::{Refusal, format, words},
    },
    words::{Language, Words},
};

#[derive(Deserialize)]
pub(super) struct Make {
    visitor: String,
    language: String,
}

pub(super) async fn make(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Sent(sent): Sent<Make>,
) -> Result<Response, Refusal> {
    signed.must(Role::Staff)?;
    let words = words::of(Language::of(&sent.language));
    let (consents, by) = (desk.consents(), signed.account.clone());
    let made = desk.blocking(move || consents.return_code(&sent.visitor, &by));
    match made.await?? {
        Asked::Done(paper) => Ok(to_take_home(&desk, words, &paper)),
        not => show(&desk, &signed, Some(why_not(&signed, not))).await,
    }
}

fn to_take_home(desk: &Desk, words: &'static Words, paper: &Paper) -> Response {
    let say = |id: &str| words.say(id, &[]);
    let until = paper.expires.to_zoned(desk.site.timezone.clone());
    let until = format::day(words, until.date());
    let body = html! {
        p { (words.say("consent-return-about", &[("day", until.into())])) }
        (code_on_paper(&paper.code, &say("consent-qr-return")))
        (hand_back(words))
    };
    handed(desk, words, &say("consent-return-title"), &body)
}

#[derive(Deserialize)]
pub(super) struct Shown {
    visitor: String,
    code: String,
}

pub(super) async fn returned(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Sent(sent): Sent<Shown>,
) -> Result<Response, Refusal> {
    signed.must(Role::Staff)?;
    let (consents, by) = (desk.consents(), signed.account.clone());
    let done = desk.blocking(move || consents.returned(&sent.code, &sent.visitor, &by));
    let said = match done.await?? {
        Asked::Done(code) => {
            let code = [("code", code.to_string().into())];
            Said::Done(signed.words.say("consent-returned-done", &code))
        }
        not => why_not(&signed, not),
    };
    show(&desk, &signed, Some(said)).await
}

#[derive(Deserialize)]
pub(super) struct Withdrawn {
    code: String,
}

pub(super) async fn withdraw(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Sent(sent): Sent<Withdrawn>,
) -> Result<Response, Refusal> {
    signed.must(Role::Staff)?;
    let (consents, by) = (desk.consents(), signed.account.clone());
    let done = desk.blocking(move || consents.withdraw(&sent.code, by.as_str()));
    let said = match done.await?? {
        Asked::Done(()) => Said::Done(signed.say("consent-withdrawn")),
        not => why_not(&signed, not),
    };
    show(&desk, &signed, Some(said)).await
}

/// Why something was not done.
fn why_not<T>(signed: &Signed, asked: Asked<T>) -> Said {
    Said::Not(match asked {
        Asked::Done(_) => String::new(),
        Asked::Refused(why) => refused(signed.words, why),
        Asked::Waits(request) => {
            let request = [("request", request.to_string().into())];
            signed.words.say("consent-waits", &request)
        }
    })
}

/// That nothing was changed, and why.
pub(in crate::web) fn refused(words: &Words, why: WhyNot) -> String {
    let why = match why {
        WhyNot::NotAsked => words.say("consent-not-asked", &[]),
        WhyNot::OtherText => words.say("consent-changed", &[]),
        WhyNot::NoSuchCode => words.say("consent-not-code", &[]),
        WhyNot::NotHere => words.say("consent-not-here", &[]),
        WhyNot::Apart => words.say("consent-not-apart", &[]),
        WhyNot::AlreadyOne => words.say("consent-not-one", &[]),
        WhyNot::Other(why) => why,
    };
    words.say("consent-refused", &[("why", why.into())])
}
