//! The consents that stand, and taking one back.

use std::sync::Arc;

use axum::{extract::State, http::StatusCode, response::Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::records::{Consent, ConsentTo};
use crate::{
    types::Role,
    web::{
        access::{Sent, Signed},
        consent::{Asked, refused},
        desk::Desk,
        page::{self, Nav, Page, Refusal, format, parts},
    },
};

pub(super) async fn get(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
) -> Result<Response, Refusal> {
    signed.must(Role::Privacy)?;
    show(&desk, &signed, None).await
}

/// Shows them, and what became of a withdrawal: what was done, or why not.
async fn show(
    desk: &Arc<Desk>,
    signed: &Signed,
    said: Option<Result<String, String>>,
) -> Result<Response, Refusal> {
    let consents = desk.records(|records| records.consents()).await?;
    let body = html! {
        @match &said {
            Some(Ok(text)) => { p.card.done role="status" { (text) } }
            Some(Err(text)) => { (parts::problem(Some(text))) }
            None => {}
        }
        p { (signed.say("privacy-consents-about")) }
        section.card {
            h2 { (signed.say("privacy-consents-withdraw")) }
            p { (signed.say("privacy-consents-withdraw-about")) }
            form.row method="post" action="/privacy/consents/withdraw" {
                (page::csrf_field(signed))
                label for="code" { (signed.say("privacy-code")) }
                input.code #code name="code" required placeholder="7K3Q-DM42-9XTR-VB6H" autocomplete="off" autocapitalize="characters" spellcheck="false";
                button.danger type="submit" { (signed.say("privacy-consents-withdraw-do")) }
            }
        }
        section.card {
            @if consents.is_empty() { (parts::empty(&signed.say("privacy-consents-none"))) }
            @else {
                div.scroll { table {
                    thead { tr {
                        th scope="col" { (signed.say("privacy-who")) }
                        th scope="col" { (signed.say("privacy-consent-for")) }
                        th scope="col" { (signed.say("privacy-consent-text")) }
                        th scope="col" { (signed.say("privacy-noted")) }
                    } }
                    tbody { @for consent in &consents { (row(desk, signed, consent)) } }
                } }
            }
        }
    };
    let mut page = Page::new(signed.say("privacy-consents-title"), Nav::Consents);
    page.styles = &["installer.css"];
    let mut response = page::shell(signed, &page, &body);
    if let Some(Err(_)) = said {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

fn row(desk: &Desk, signed: &Signed, consent: &Consent) -> Markup {
    let zone = &desk.site.timezone;
    let words = signed.words;
    html! {
        tr {
            th.code scope="row" {
                @if consent.to == ConsentTo::Staff { (consent.who) }
                @else { a href={ "/privacy/requests?code=" (consent.who) } { (consent.who) } }
            }
            @match &consent.to {
                ConsentTo::Link(client) => {
                    td { (words.say("privacy-consent-link", &[("client", client.as_str().into())])) }
                    td.long { (consent.text) }
                }
                ConsentTo::Staff => {
                    td { (signed.say("privacy-consent-staff")) }
                    td.long { (consent.text) }
                }
                ConsentTo::Face { until, version, language } => {
                    @let day = format::day(words, until.to_zoned(zone.clone()).date());
                    td { (words.say("privacy-consent-face", &[("day", day.into())])) }
                    td.long { details.more {
                        summary { (words.say("privacy-consent-version", &[("version", version.as_str().into()), ("language", language.as_str().into())])) }
                        @for paragraph in consent.text.split("\n\n") { p lang=(language) { (paragraph) } }
                    } }
                }
            }
            td { (format::moment(words, consent.at, zone)) br; span.hint { (consent.recorded_by) } }
        }
    }
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
    signed.must(Role::Privacy)?;
    let (consents, by) = (desk.consents(), signed.account.clone());
    let done = desk.blocking(move || consents.withdraw(&sent.code, by.as_str()));
    let said = match done.await?? {
        Asked::Done(()) => Ok(signed.say("privacy-consents-withdrawn")),
        Asked::Refused(why) => Err(refused(signed.words, why)),
        Asked::Waits(request) => {
            let request = [("request", request.to_string().into())];
            Err(signed.words.say("consent-waits", &request))
        }
    };
    show(&desk, &signed, Some(said)).await
}
