//! The page itself: its frame, which the script fills, and what is shown where there is no network.

use std::sync::Arc;

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use maud::{Markup, html};

use super::words::for_script;
use crate::{
    types::Role,
    web::{
        access::{Signed, words_of},
        desk::Desk,
        page::{self, Nav, Page, Refusal},
    },
};

pub(super) async fn get(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
) -> Result<Response, Refusal> {
    signed.must(Role::Staff)?;
    let page = Page {
        styles: &["floor.css"],
        scripts: &["mqtt.min.js", "floor.js"],
        ..Page::new(signed.say("floor-title"), Nav::Floor)
    };
    Ok(page::shell(&signed, &page, &body(&desk, &signed)))
}

fn body(desk: &Desk, signed: &Signed) -> Markup {
    let say = |id: &str| signed.say(id);
    html! {
        div #floor data-site=(desk.site.id) data-user=(signed.account) data-language=(signed.words.language().code()) data-words=(for_script(signed.words)) {
            div.state {
                p #connection role="status" { (say("floor-connecting")) }
                p #counts {}
            }
            div.mine {
                h2 #shift-title { (say("floor-shift")) }
                div.shift role="group" aria-labelledby="shift-title" {
                    @for (action, sentence) in [("free", "floor-shift-here"), ("busy", "floor-shift-busy"), ("end", "floor-shift-gone")] {
                        button type="button" data-shift=(action) aria-pressed="false" disabled { (say(sentence)) }
                    }
                }
                button #sound type="button" aria-pressed="false" { (say("floor-sound")) }
                p #shift-hint.hint hidden { (say("floor-shift-hint")) }
            }
            noscript { p.problem { (say("floor-noscript")) } }
            section aria-labelledby="alerts-title" {
                h2 #alerts-title.unseen { (say("floor-alerts")) }
                ul #alerts {}
                div #calm hidden {}
            }
            p #said.unseen aria-live="polite" {}
            section.plan.card aria-labelledby="plan-title" {
                h2 #plan-title { (say("floor-plan")) }
                div #plan {}
                h3 #here-title { (say("floor-here")) }
                ul #here {}
            }
        }
        div #bar role="status" {}
        div #sheet hidden {
            div.sheet role="dialog" aria-modal="true" aria-label=(say("floor-card")) tabindex="-1" {
                button.close type="button" { (say("floor-close")) }
                div.inside {}
            }
        }
    }
}

/// Kept by the browser for when there is no network: it says so, and looks for one.
pub(super) async fn offline(
    State(desk): State<Arc<Desk>>,
    signed: Result<Signed, Refusal>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    // The browser fetches it as whoever is logged in, and keeps it.
    let words = signed.map_or_else(|_| words_of(&headers, &desk), |signed| signed.words);
    let say = |id: &str| words.say(id, &[]);
    let body = html! {
        p { (say("floor-offline-about")) }
        p { a.button.primary href="/floor" { (say("floor-offline-again")) } }
    };
    let mut response = page::outside(&desk, words, &say("floor-offline"), &body);
    let look = HeaderValue::from_static("5; url=/floor");
    response.headers_mut().insert(header::REFRESH, look);
    Ok(response)
}
