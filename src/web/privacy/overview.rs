//! What is done with people's data, on which ground, and what became of it.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use maud::{Markup, html};

use super::{audit::verdict, records::PrivacyView};
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
    let view = desk.records(|records| records.overview()).await?;
    let body = html! {
        (mode(&desk, &signed, &view))
        div.figures {
            (parts::figure(&signed.words.number(view.signatures as f64), &signed.say("privacy-signatures"), None))
            (parts::figure(&signed.words.number(view.visitors as f64), &signed.say("privacy-visitors"), Some("/privacy/requests")))
            (parts::figure(&signed.words.number(view.links as f64), &signed.say("privacy-links"), Some("/privacy/consents")))
            (parts::figure(&signed.words.number(view.staff as f64), &signed.say("privacy-staff"), Some("/privacy/consents")))
            (parts::figure(&signed.words.number(view.erased as f64), &signed.say("privacy-erased"), Some("/privacy/requests")))
        }
        div.two {
            section.card {
                h2 { (signed.say("privacy-purged")) }
                (purged(&desk, &signed, &view))
            }
            section.card {
                h2 { (signed.say("privacy-log")) }
                (verdict(&signed, &view.audit))
                p { a href="/privacy/audit" { (signed.say("privacy-log-open")) } }
                h2 { (signed.say("privacy-never")) }
                ul { @for n in 1..=4 { li { (signed.say(&format!("privacy-never-{n}"))) } } }
            }
        }
    };
    let mut page = Page::new(signed.say("privacy-title"), Nav::Privacy);
    page.styles = &["installer.css"];
    Ok(page::shell(&signed, &page, &body))
}

fn mode(desk: &Desk, signed: &Signed, view: &PrivacyView) -> Markup {
    let mode = view.recognition.as_str();
    html! {
        section.card.mode {
            p.hint { (signed.say("privacy-mode")) }
            h2 { (signed.say(&format!("privacy-mode-{mode}"))) }
            p { (signed.say(&format!("privacy-mode-{mode}-about"))) }
            dl {
                dt { (signed.say("privacy-basis")) }
                dd { @match &view.legal_basis { Some(basis) => { (basis) } None => { (signed.say("privacy-basis-none")) } } }
                dt { (signed.say("privacy-retention")) }
                dd {
                    @match (view.retention_days, view.recognise_in) {
                        (Some(days), _) => { (signed.words.say("privacy-retention-days", &[("days", days.into())])) }
                        (None, Some((_, days))) => { (signed.words.say("privacy-retention-consent", &[("days", days.into())])) }
                        (None, None) => { (signed.say("privacy-retention-none")) }
                    }
                }
                dt { (signed.say("privacy-history")) }
                dd {
                    @match view.history_days {
                        Some(days) => { (signed.words.say("privacy-history-days", &[("days", days.into())])) }
                        None => { (signed.say("privacy-history-none")) }
                    }
                }
                @if let Some((reach, _)) = view.recognise_in {
                    dt { (signed.say("privacy-reach")) }
                    dd { (signed.say(&format!("privacy-reach-{}", reach.as_str()))) }
                    dt { (signed.say("privacy-compared")) }
                    dd { (compared(signed, view)) }
                }
                dt { (signed.say("privacy-live")) }
                dd { (signed.say(if view.live_thumbnail { "privacy-live-on" } else { "privacy-live-off" })) }
                @if let Some(since) = view.since {
                    dt { (signed.say("privacy-since")) }
                    dd { (format::moment(signed.words, since, &desk.site.timezone)) }
                }
            }
            p.hint { (signed.say("privacy-mode-change")) }
        }
    }
}

/// How many signatures fitted no absent visitor, and for how long such a one was in memory.
fn compared(signed: &Signed, view: &PrivacyView) -> String {
    let (count, longest) = view.compared;
    let ms = (longest.as_secs_f64() * 10_000.0).ceil() / 10.0;
    let ms = signed.words.number(ms);
    let n = signed.words.number(count as f64);
    let values = [("n", n.into()), ("ms", ms.into())];
    signed.words.say("privacy-compared-longest", &values)
}

fn purged(desk: &Desk, signed: &Signed, view: &PrivacyView) -> Markup {
    html! {
        @if view.purged.is_empty() { (parts::empty(&signed.say("privacy-purged-none"))) }
        @else {
            ul.log {
                @for entry in &view.purged {
                    li {
                        span.hint { (format::moment(signed.words, entry.at, &desk.site.timezone)) }
                        br;
                        (entry.detail)
                    }
                }
            }
        }
    }
}
