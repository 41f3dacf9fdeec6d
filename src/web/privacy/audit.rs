//! The audit log, and whether it is what was written.

use std::sync::Arc;

use axum::{
    extract::{Query, State},
    response::Response,
};
use maud::{Markup, html};
use serde::Deserialize;

use super::records::{AuditPart, AuditState, Noted};
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
    /// An entry that was noted elsewhere.
    #[serde(default)]
    head: String,
}

pub(super) async fn get(
    State(desk): State<Arc<Desk>>,
    Query(part): Query<Part>,
    signed: Signed,
) -> Result<Response, Refusal> {
    signed.must(Role::Privacy)?;
    let (kind, skip, head) = (part.kind.clone(), part.skip, part.head.clone());
    let (log, noted) = desk
        .records(move |records| {
            let asked = !head.trim().is_empty();
            let noted = asked.then(|| records.noted(&head)).transpose()?;
            Ok((records.audit(&kind, skip, MOST)?, noted))
        })
        .await?;
    let body = html! {
        section.card { (verdict(&signed, &log.state)) (head_of(&signed, &part, &log.state, noted)) }
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
pub(super) fn verdict(signed: &Signed, state: &AuditState) -> Markup {
    let entries = [("n", state.entries.into())];
    let taken = [("n", state.taken_out.into())];
    html! {
        @match state.broken_at {
            None => { p {
                span.badge.done { "✓ " (signed.say("privacy-log-whole")) } " " (signed.words.say("privacy-log-entries", &entries))
                @if state.taken_out > 0 { " " (signed.words.say("privacy-log-taken-out", &taken)) }
            } }
            Some(number) => {
                p.problem role="alert" { (signed.words.say("privacy-log-broken", &[("number", number.into())])) }
            }
        }
    }
}

/// The last entry, to be noted on paper; and a place to hold one that was noted before against the log.
fn head_of(signed: &Signed, part: &Part, state: &AuditState, noted: Option<Noted>) -> Markup {
    html! {
        @if let (Some((number, hash)), None) = (state.head.as_deref().and_then(|head| head.split_once(':')), state.broken_at) {
            p { (signed.say("privacy-head")) " " strong.code { (number) ":" (in_fours(hash)) } }
            p.hint { (signed.say("privacy-head-about")) }
        }
        form.row method="get" action="/privacy/audit" {
            label for="head" { (signed.say("privacy-head-check")) }
            input #head name="head" value=(part.head) autocomplete="off" spellcheck="false" placeholder="17:9f86 d081 884c 7d65";
            button type="submit" { (signed.say("privacy-head-hold")) }
        }
        @match noted {
            None => {}
            Some(Noted::Stands) => { p role="status" { span.badge.done { "✓ " (signed.say("privacy-head-stands")) } } }
            Some(Noted::Gone) => { p.problem role="alert" { (signed.say("privacy-head-gone")) } }
            Some(Noted::Unreadable) => { p.problem role="alert" { (signed.say("privacy-head-unreadable")) } }
        }
    }
}

/// The first 64 bits, as people read them to each other: enough that nobody finds another log with them.
fn in_fours(hash: &str) -> String {
    let digits: Vec<char> = hash.chars().take(16).collect();
    let groups: Vec<String> = digits.chunks(4).map(|four| four.iter().collect()).collect();
    groups.join(" ")
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
