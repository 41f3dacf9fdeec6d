//! What a visitor holds in their hands: the page without a menu, and a code to be photographed.

use axum::response::Response;
use maud::{Markup, html};

use crate::{
    web::{
        desk::Desk,
        page::{self, parts},
    },
    words::Words,
};

/// A page for the visitor to whom the tablet was handed.
pub(super) fn handed(desk: &Desk, words: &'static Words, title: &str, body: &Markup) -> Response {
    page::alone(desk, words, title, &["consent.css"], body)
}

/// A code in letters, and for a camera.
pub(super) fn code_on_paper(code: &str, label: &str) -> Markup {
    html! {
        div.paper {
            (parts::qr(code, label))
            p.code { (code) }
        }
    }
}

/// The way back to the colleague.
pub(super) fn hand_back(words: &'static Words) -> Markup {
    html! { p.back { a.button href="/consent" { (words.say("consent-back", &[])) } } }
}
