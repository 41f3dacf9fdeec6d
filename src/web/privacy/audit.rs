//! The audit log, and whether it is what was written.

use std::sync::Arc;

use axum::{
    extract::{Query, State},
    response::Response,
};
use maud::{Markup, html};
use serde::Deserialize;

use super::records::{AuditPart, AuditState};
use crate::{
    types::Role,
    web::{
        access::Signed,
        desk::Desk,
        page::{self, Nav, Page, Refusal, format, parts},
    },
};

/// Entries on a page.
const MOST: u64 = 50;

/// Which part of the log.
#[derive(Default, Deserialize)]
pub(super) struct Part {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    skip: u64,
}

pub(super) async fn get(
    State(desk): State<Arc<Desk>>,
    Query(part): Query<Part>,
    signed: Signed,
) -> Result<Response, Refusal> {
    signed.must(Role::Privacy)?;
    let (kind, skip) = (part.kind.clone(), part.skip);
    let log = desk
        .records(move |records| records.audit(&kind, skip, MOST))
        .await?;
    let body = html! {
        section.card { (verdict(&signed, log.state)) }
        section.card {
            (filter(&signed, &part, &log))
            @if log.entries.is_empty() { (parts::empty(&signed.say("privacy-log-none"))) }
            @else { div.scroll { (table(&desk, &signed, &log)) } }
            (turn(&signed, &part, &log))
        }
    };
    let mut page = Page::new(signed.say("privacy-audit-title"), Nav::Audit);
    page.styles = &["installer.css"];
    Ok(page::shell(&signed, &page, &body))
}

/// Whether the log is whole.
pub(super) fn verdict(signed: &Signed, state: AuditState) -> Markup {
    let entries = [("n", state.entries.into())];
    html! {
        @match state.broken_at {
            None => { p { span.badge.done { "✓ " (signed.say("privacy-log-whole")) } " " (signed.words.say("privacy-log-entries", &entries)) } }
            Some(number) => {
                p.problem role="alert" { (signed.words.say("privacy-log-broken", &[("number", number.into())])) }
            }
        }
    }
}

fn filter(signed: &Signed, part: &Part, log: &AuditPart) -> Markup {
    html! {
        form.row method="get" action="/privacy/audit" {
            label for="kind" { (signed.say("privacy-log-kind")) }
            select #kind name="kind" {
                option value="" { (signed.say("privacy-log-all")) }
                @for (kind, count) in &log.kinds { option value=(kind) selected[part.kind == *kind] { (kind) " (" (count) ")" } }
            }
            button type="submit" { (signed.say("privacy-log-show")) }
        }
    }
}

fn table(desk: &Desk, signed: &Signed, log: &AuditPart) -> Markup {
    html! {
        table {
            thead { tr {
                th.number scope="col" { (signed.say("privacy-log-number")) }
                th scope="col" { (signed.say("privacy-log-when")) }
                th scope="col" { (signed.say("privacy-log-who")) }
                th scope="col" { (signed.say("privacy-log-what")) }
            } }
            tbody { @for (number, entry) in &log.entries { tr {
                td.number { (number) }
                td { (format::moment(signed.words, entry.at, &desk.site.timezone)) }
                td { (entry.who) }
                td.long { code { (entry.what) } br; (entry.detail) }
            } } }
        }
    }
}

fn turn(signed: &Signed, part: &Part, log: &AuditPart) -> Markup {
    let to = |skip: u64| format!("/privacy/audit?kind={}&skip={skip}", part.kind);
    let all: u64 = log
        .kinds
        .iter()
        .filter(|(kind, _)| part.kind.is_empty() || *kind == part.kind)
        .map(|(_, n)| n)
        .sum();
    html! {
        nav.row aria-label=(signed.say("privacy-log-pages")) {
            @if part.skip > 0 { a.button href=(to(part.skip.saturating_sub(MOST))) { (signed.say("privacy-log-newer")) } }
            @let older = part.skip.saturating_add(MOST);
            @if older < all { a.button href=(to(older)) { (signed.say("privacy-log-older")) } }
        }
    }
}
