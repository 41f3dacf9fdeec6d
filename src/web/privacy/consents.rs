//! The consents that stand.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use maud::html;

use crate::{
    types::Role,
    web::{
        access::Signed,
        desk::Desk,
        page::{self, Nav, Page, Refusal, format, parts},
    },
};

pub(super) async fn get(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
) -> Result<Response, Refusal> {
    signed.must(Role::Privacy)?;
    let consents = desk.records(|records| records.consents()).await?;
    let zone = &desk.site.timezone;
    let body = html! {
        p { (signed.say("privacy-consents-about")) }
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
                    tbody { @for consent in &consents { tr {
                        th.code scope="row" {
                            @if consent.client.is_some() { a href={ "/privacy/requests?code=" (consent.who) } { (consent.who) } }
                            @else { (consent.who) }
                        }
                        td {
                            @match &consent.client {
                                Some(client) => { (signed.words.say("privacy-consent-link", &[("client", client.as_str().into())])) }
                                None => { (signed.say("privacy-consent-staff")) }
                            }
                        }
                        td.long { (consent.text) }
                        td { (format::moment(signed.words, consent.at, zone)) br; span.hint { (consent.recorded_by) } }
                    } } }
                } }
            }
        }
    };
    let mut page = Page::new(signed.say("privacy-consents-title"), Nav::Consents);
    page.styles = &["installer.css"];
    Ok(page::shell(&signed, &page, &body))
}
