//! What somebody may ask for: what is kept of them, and that it is deleted.

use std::sync::Arc;

use axum::{
    extract::{Path, Query, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use maud::{Markup, html};
use serde::Deserialize;

use super::records::{Erasing, Found, Search};
use crate::{
    types::{ErasureReceipt, Role},
    web::{
        access::{Sent, Signed},
        desk::Desk,
        page::{self, Nav, Page, Refusal, format, parts},
    },
};

/// Whom it is about.
#[derive(Default, Deserialize)]
pub(super) struct About {
    #[serde(default)]
    code: String,
}

pub(super) async fn get(
    State(desk): State<Arc<Desk>>,
    Query(about): Query<About>,
    signed: Signed,
) -> Result<Response, Refusal> {
    signed.must(Role::Privacy)?;
    show(&desk, &signed, about.code, None).await
}

async fn show(
    desk: &Arc<Desk>,
    signed: &Signed,
    code: String,
    problem: Option<String>,
) -> Result<Response, Refusal> {
    let wanted = code.clone();
    let (search, receipts) = desk
        .records(move |records| {
            let search = (!wanted.trim().is_empty()).then(|| records.find(&wanted));
            Ok((search.transpose()?, records.receipts()?))
        })
        .await?;
    let status = if problem.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let body = html! {
        (parts::problem(problem.as_deref()))
        section.card {
            h2 { (signed.say("privacy-find")) }
            p { (signed.say("privacy-find-about")) }
            form.row method="get" action="/privacy/requests" {
                label for="code" { (signed.say("privacy-code")) }
                input.short #code name="code" value=(code) placeholder="V-7K3QD" required autocomplete="off" autocapitalize="characters" spellcheck="false";
                button.primary type="submit" { (signed.say("privacy-find-do")) }
            }
        }
        @match &search {
            None => {}
            Some(Search::Nobody) => { p.card role="status" { (nobody(signed, &code)) } }
            Some(Search::Erased(request)) => {
                p.card role="status" { (signed.say("privacy-is-erased")) " " a href={ "/privacy/receipts/" (request) } { (signed.say("privacy-receipt")) } }
            }
            Some(Search::Found(found)) => { (visitor(desk, signed, found)) }
        }
        section.card {
            h2 { (signed.say("privacy-receipts")) }
            @if receipts.is_empty() { (parts::empty(&signed.say("privacy-receipts-none"))) }
            @else { div.scroll { (table(desk, signed, &receipts)) } }
        }
    };
    let mut page = Page::new(signed.say("privacy-requests-title"), Nav::Requests);
    page.styles = &["installer.css"];
    let mut response = page::shell(signed, &page, &body);
    *response.status_mut() = status;
    Ok(response)
}

fn nobody(signed: &Signed, code: &str) -> String {
    let code = [("code", code.trim().into())];
    signed.words.say("privacy-nobody", &code)
}

fn visitor(desk: &Desk, signed: &Signed, found: &Found) -> Markup {
    let zone = &desk.site.timezone;
    let moment = |at| format::moment(signed.words, at, zone);
    html! {
        section.card {
            h2 { (found.code) }
            dl {
                @if !found.also.is_empty() { dt { (signed.say("privacy-also")) } dd { (found.also.join(", ")) } }
                dt { (signed.say("privacy-visits")) }
                dd {
                    (found.visits)
                    @if let (Some(first), Some(last)) = (found.first, found.last) { " (" (moment(first)) " – " (moment(last)) ")" }
                }
                dt { (signed.say("privacy-deleted-templates")) } dd { (found.signatures) }
                dt { (signed.say("privacy-own-links")) } dd { (found.links) }
            }
            div.two {
                (exporting(signed, found))
                (erasing(signed, found))
            }
        }
    }
}

fn exporting(signed: &Signed, found: &Found) -> Markup {
    html! {
        div {
            h3 { (signed.say("privacy-export")) }
            p { (signed.say("privacy-export-about")) }
            form.row method="post" action="/privacy/requests/export" {
                (page::csrf_field(signed))
                input type="hidden" name="code" value=(found.code);
                button.primary type="submit" name="form" value="page" { (signed.say("privacy-export-page")) }
                button type="submit" name="form" value="json" { (signed.say("privacy-export-json")) }
            }
        }
    }
}

fn erasing(signed: &Signed, found: &Found) -> Markup {
    let code = [("code", found.code.as_str().into())];
    html! {
        div {
            h3 { (signed.say("privacy-erase")) }
            @if found.here { p { (signed.say("privacy-erase-here")) } }
            @else {
                p { (signed.say("privacy-erase-about")) }
                form method="post" action="/privacy/requests/erase" {
                    (page::csrf_field(signed))
                    input type="hidden" name="code" value=(found.code);
                    (parts::field("typed", &signed.words.say("privacy-erase-type", &code), "", html! {
                        input #typed name="typed" required autocomplete="off" autocapitalize="characters" spellcheck="false";
                    }))
                    button.danger type="submit" { (signed.words.say("privacy-erase-do", &code)) }
                }
            }
        }
    }
}

fn table(desk: &Desk, signed: &Signed, receipts: &[(ErasureReceipt, bool)]) -> Markup {
    html! {
        table {
            thead { tr {
                th scope="col" { (signed.say("privacy-code")) }
                th scope="col" { (signed.say("privacy-log-when")) }
                th scope="col" { (signed.say("privacy-log-who")) }
                th.number scope="col" { (signed.say("privacy-rows")) }
                th scope="col" { (signed.say("privacy-receipt")) }
            } }
            tbody { @for (receipt, noted) in receipts { tr {
                th.code scope="row" { (codes(receipt)) }
                td { (format::moment(signed.words, receipt.at, &desk.site.timezone)) }
                td { (receipt.by) }
                td.number { (receipt.deleted.values().sum::<u64>()) }
                td {
                    a href={ "/privacy/receipts/" (receipt.request) } { (signed.say("privacy-receipt")) }
                    @if !noted { " " span.badge.hot { (signed.say("privacy-receipt-unnoted")) } }
                }
            } } }
        }
    }
}

fn codes(receipt: &ErasureReceipt) -> String {
    let codes = receipt.codes.iter().map(ToString::to_string);
    codes.collect::<Vec<_>>().join(", ")
}

#[derive(Deserialize)]
pub(super) struct ExportForm {
    code: String,
    form: String,
}

pub(super) async fn export(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Sent(wanted): Sent<ExportForm>,
) -> Result<Response, Refusal> {
    signed.must(Role::Privacy)?;
    let (code, by) = (wanted.code.clone(), signed.account.to_string());
    let (kind, end) = if wanted.form == "json" {
        ("application/json", "json")
    } else {
        ("text/html; charset=utf-8", "html")
    };
    let language = signed.words.language().code();
    let export = desk
        .records(move |records| {
            if end == "json" {
                records.export(&code, &by)
            } else {
                records.export_page(&code, language, &by)
            }
        })
        .await?;
    let export = export.ok_or_else(|| Refusal::nothing_here().told(&signed))?;
    Ok(file(&format!("{}.{end}", wanted.code), kind, export))
}

/// A file to be kept outside of the browser. The name is made of letters that need no care.
fn file(name: &str, kind: &'static str, content: String) -> Response {
    let name: String = name
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c))
        .collect();
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (
            header::CONTENT_DISPOSITION,
            disposition.unwrap_or(HeaderValue::from_static("attachment")),
        ),
    ];
    (headers, content).into_response()
}

#[derive(Deserialize)]
pub(super) struct EraseForm {
    code: String,
    typed: String,
}

pub(super) async fn erase(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Sent(form): Sent<EraseForm>,
) -> Result<Response, Refusal> {
    signed.must(Role::Privacy)?;
    if !form.typed.trim().eq_ignore_ascii_case(form.code.trim()) {
        let problem = signed.say("privacy-erase-mistyped");
        return show(&desk, &signed, form.code, Some(problem)).await;
    }
    let (code, by) = (form.code.clone(), signed.account.to_string());
    let problem = match desk
        .records(move |records| records.erase(&code, &by))
        .await?
    {
        Erasing::Done(request) => {
            return Ok(page::see_other(&format!("/privacy/receipts/{request}")));
        }
        Erasing::Nobody => nobody(&signed, &form.code),
        Erasing::Here => signed.say("privacy-erase-here"),
        Erasing::Refused(why) => signed
            .words
            .say("privacy-erase-refused", &[("why", why.as_str().into())]),
        Erasing::Waits(request) => signed.words.say(
            "privacy-erase-waits",
            &[("request", request.to_string().into())],
        ),
    };
    show(&desk, &signed, form.code, Some(problem)).await
}

/// The receipt of a request.
async fn find(
    desk: &Arc<Desk>,
    signed: &Signed,
    request: &str,
) -> Result<(ErasureReceipt, bool), Refusal> {
    let receipts = desk.records(|records| records.receipts()).await?;
    let found = receipts
        .into_iter()
        .find(|(receipt, _)| receipt.request.to_string() == request);
    found.ok_or_else(|| Refusal::nothing_here().told(signed))
}

pub(super) async fn receipt(
    State(desk): State<Arc<Desk>>,
    Path(request): Path<String>,
    signed: Signed,
) -> Result<Response, Refusal> {
    signed.must(Role::Privacy)?;
    let (receipt, noted) = find(&desk, &signed, &request).await?;
    let body = html! {
        section.card.done.receipt {
            p { (signed.words.say("privacy-receipt-said", &[
                ("code", codes(&receipt).into()),
                ("at", format::moment(signed.words, receipt.at, &desk.site.timezone).into()),
                ("who", receipt.by.as_str().into()),
            ])) }
            table { tbody {
                @for (what, rows) in &receipt.deleted { tr {
                    th scope="row" { (signed.say(&format!("privacy-deleted-{what}"))) }
                    td.number { (rows) }
                } }
                tr { th scope="row" { (signed.say("privacy-redacted")) } td.number { (receipt.redacted) } }
            } }
            h2 { (signed.say("privacy-beyond")) }
            ul { @for n in 1..=3 { li { (signed.say(&format!("privacy-beyond-{n}"))) } } }
            h2 { (signed.say("privacy-proof")) }
            p { (signed.say(if noted { "privacy-proof-noted" } else { "privacy-proof-missing" })) }
            p.hint { "SHA-256 " code.wrap { (receipt.sha256()) } }
            p.hint { (signed.say("privacy-request-number")) " " code.wrap { (receipt.request) } }
            div.row.no-print {
                a.button.primary href={ "/privacy/receipts/" (receipt.request) "/file" } { (signed.say("privacy-receipt-file")) }
                a.button href="/privacy/requests" { (signed.say("privacy-back")) }
            }
        }
    };
    let mut page = Page::new(signed.say("privacy-receipt-title"), Nav::Requests);
    page.styles = &["installer.css"];
    Ok(page::shell(&signed, &page, &body))
}

pub(super) async fn receipt_file(
    State(desk): State<Arc<Desk>>,
    Path(request): Path<String>,
    signed: Signed,
) -> Result<Response, Refusal> {
    signed.must(Role::Privacy)?;
    let (receipt, _) = find(&desk, &signed, &request).await?;
    let json = serde_json::to_string_pretty(&receipt).unwrap_or_default();
    Ok(file(
        &format!("erasure-{request}.json"),
        "application/json",
        json,
    ))
}
