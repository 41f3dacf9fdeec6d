//! The sign at the entrance, to be printed: in every language, by the mode in force.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use maud::{Markup, html};

use super::records::PrivacyView;
use crate::{
    types::Role,
    web::{
        access::Signed,
        desk::Desk,
        page::{self, Nav, Page, Refusal, words},
    },
    words::{Language, Words},
};

pub(super) async fn get(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
) -> Result<Response, Refusal> {
    signed.must(Role::Privacy)?;
    let view = desk.records(|records| records.overview()).await?;
    let own = desk.site.language;
    let others = Language::ALL
        .into_iter()
        .filter(|language| *language != own);
    let body = html! {
        div.card.no-print {
            p { (signed.say("privacy-sign-about")) }
            @if view.operator.is_none() || view.contact.is_none() {
                p.problem { (signed.say("privacy-sign-nobody")) }
            }
            button.primary #print type="button" hidden { (signed.say("privacy-sign-print")) }
        }
        div.sheet {
            (eye())
            div.own { (in_language(words::of(own), &signed, &view, true)) }
            div.others {
                @for language in others { (in_language(words::of(language), &signed, &view, false)) }
            }
            p.foot { (signed.site) }
        }
    };
    let mut page = Page::new(signed.say("privacy-sign-title"), Nav::Sign);
    page.styles = &["installer.css"];
    page.scripts = &["installer.js"];
    Ok(page::shell(&signed, &page, &body))
}

/// A camera, as signs show it.
fn eye() -> Markup {
    html! {
        svg.camera viewBox="0 0 64 40" width="96" height="60" aria-hidden="true" {
            path d="M6 12 L44 2 L50 22 L12 32 Z" fill="none" stroke="currentColor" stroke-width="3" stroke-linejoin="round" {}
            path d="M47 9 L58 8 L60 16 L49 19" fill="none" stroke="currentColor" stroke-width="3" stroke-linejoin="round" {}
            path d="M20 30 L16 38 L4 38" fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round" stroke-linejoin="round" {}
        }
    }
}

/// The sign's text. Who answers for it, and on which ground, is said once: where the site's own language is (`main`), in
/// which the configuration has it.
fn in_language(words: &Words, signed: &Signed, view: &PrivacyView, main: bool) -> Markup {
    let mode = view.recognition.as_str();
    let say = |id: &str| words.say(id, &[]);
    html! {
        section lang=(words.language().code()) {
            h2 { (say("privacy-sign-heading")) }
            p { (words.say(&format!("privacy-sign-{mode}"), &[
                ("site", signed.site.as_ref().into()),
                ("days", view.retention_days.unwrap_or_default().into()),
            ])) }
            @if view.live_thumbnail { p { (say("privacy-sign-live")) } }
            p { (say("privacy-sign-rights")) }
            @if main {
                dl {
                    @for (name, value) in [
                        ("privacy-sign-operator", &view.operator),
                        ("privacy-sign-contact", &view.contact),
                        ("privacy-basis", &view.legal_basis),
                    ] {
                        @if let Some(value) = value { dt { (say(name)) } dd { (value) } }
                    }
                }
            }
        }
    }
}
