//! Who is here, for the colleague who hands the tablet over or is shown a code.

use std::{sync::Arc, time::Duration};

use axum::{extract::State, http::StatusCode, response::Response};
use maud::{Markup, html};

use crate::{
    types::{Role, VisitorCode},
    web::{
        access::Signed,
        ask::{Ask, FloorNow, PartyNow},
        desk::Desk,
        page::{self, Nav, Page, Refusal, format, parts},
    },
};

pub(super) async fn get(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
) -> Result<Response, Refusal> {
    signed.must(Role::Staff)?;
    show(&desk, &signed, None).await
}

/// What was done a moment ago, or why it was not.
pub(super) enum Said {
    Done(String),
    Not(String),
}

pub(super) async fn show(
    desk: &Arc<Desk>,
    signed: &Signed,
    said: Option<Said>,
) -> Result<Response, Refusal> {
    let floor = desk
        .ask(Duration::ZERO, |answer| Ask::Floor { answer })
        .await;
    let floor = floor.map_err(|problem| Refusal::from(problem).told(signed))?;
    let consents = desk.consents();
    let asks = desk.blocking(move || consents.offer().is_some()).await?;
    let body = html! {
        @match &said {
            Some(Said::Done(text)) => { p.card.done role="status" { (text) } }
            Some(Said::Not(text)) => { (parts::problem(Some(text))) }
            None => {}
        }
        section.card {
            h2 { (signed.say("consent-here")) }
            @if !asks { p.hint { (signed.say("consent-off")) } }
            (here(desk, signed, &floor, asks))
        }
        div.two {
            (returned(signed, &floor))
            (withdraw(signed))
        }
    };
    let page = Page {
        styles: &["consent.css"],
        ..Page::new(signed.say("consent-title"), Nav::Consent)
    };
    let mut response = page::shell(signed, &page, &body);
    if let Some(Said::Not(_)) = said {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

fn here(desk: &Desk, signed: &Signed, floor: &FloorNow, asks: bool) -> Markup {
    html! {
        @if visitors(floor).next().is_none() { (parts::empty(&signed.say("consent-here-none"))) }
        ul.visitors {
            @for (code, party) in visitors(floor) { li {
                p.who {
                    strong { (code) }
                    span.hint {
                        (signed.words.say("consent-since", &[("clock", format::clock(party.since, &desk.site.timezone).into())]))
                        @if let Some(place) = &party.place { " · " (place.product.as_ref().unwrap_or(&place.label)) }
                    }
                }
                div.row {
                    @if asks { a.button.primary href={ "/consent/ask/" (code) } { (signed.say("consent-ask")) } }
                    form method="post" action="/consent/return-code" {
                        (page::csrf_field(signed))
                        input type="hidden" name="visitor" value=(code);
                        input type="hidden" name="language" value=(signed.words.language().code());
                        button type="submit" { (signed.say("consent-code-make")) }
                    }
                }
            } }
        }
    }
}

/// Everybody who is here, each with those they came with.
fn visitors(floor: &FloorNow) -> impl Iterator<Item = (&VisitorCode, &PartyNow)> {
    let parties = floor.parties.iter();
    parties.flat_map(|party| party.visitors.iter().map(move |code| (code, party)))
}

fn returned(signed: &Signed, floor: &FloorNow) -> Markup {
    html! {
        section.card {
            h2 { (signed.say("consent-returned")) }
            p { (signed.say("consent-returned-about")) }
            form method="post" action="/consent/returned" {
                (page::csrf_field(signed))
                (parts::field("visitor", &signed.say("consent-returned-who"), "", html! {
                    select #visitor name="visitor" required {
                        @for (code, _) in visitors(floor) { option value=(code) { (code) } }
                    }
                }))
                (parts::field("returned-code", &signed.say("consent-code"), "", html! {
                    input #returned-code name="code" required placeholder="7K3Q-DM42-9XTR-VB6H" autocomplete="off" autocapitalize="characters" spellcheck="false";
                }))
                button.primary type="submit" { (signed.say("consent-returned-do")) }
            }
        }
    }
}

fn withdraw(signed: &Signed) -> Markup {
    html! {
        section.card {
            h2 { (signed.say("consent-withdraw")) }
            p { (signed.say("consent-withdraw-about")) }
            form method="post" action="/consent/withdraw" {
                (page::csrf_field(signed))
                (parts::field("withdraw-code", &signed.say("consent-code"), "", html! {
                    input #withdraw-code name="code" required placeholder="7K3Q-DM42-9XTR-VB6H" autocomplete="off" autocapitalize="characters" spellcheck="false";
                }))
                button.danger type="submit" { (signed.say("consent-withdraw-do")) }
            }
        }
    }
}
