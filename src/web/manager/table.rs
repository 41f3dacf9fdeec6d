//! Tables for spreadsheets.

use std::sync::Arc;

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use jiff::{Timestamp, tz::TimeZone};
use maud::{Markup, html};

use crate::{
    csv::{csv, csv_by},
    types::AuditEntry,
    web::{access::Signed, desk::Desk, page::Refusal},
    words::Language,
};

/// By this mark spreadsheets know that a text is UTF-8.
const MARK: char = '\u{feff}';

/// A file of this name, as spreadsheets of the reader's language expect it. It leaves the house with them: that is noted.
///
/// # Errors
/// It cannot be noted.
pub(in crate::web) async fn file(
    desk: &Arc<Desk>,
    signed: &Signed,
    name: &str,
    headings: &[&str],
    rows: Vec<Vec<String>>,
) -> Result<Response, Refusal> {
    let entry = AuditEntry {
        at: desk.wall().utc,
        who: signed.account.to_string(),
        what: "table.exported".to_owned(),
        detail: format!("{name}.csv, {} rows", rows.len()),
    };
    desk.accounts(move |accounts| accounts.note(&entry)).await?;
    Ok(written(signed, name, headings, rows))
}

fn written(signed: &Signed, name: &str, headings: &[&str], rows: Vec<Vec<String>>) -> Response {
    let table = match signed.words.language() {
        Language::En => csv(headings, &rows),
        _ => csv_by(';', headings, &with_commas(rows)),
    };
    let text = format!("{MARK}{table}");
    let kind = HeaderValue::from_static("text/csv; charset=utf-8; header=present");
    let place = format!("attachment; filename=\"{name}.csv\"");
    let place = HeaderValue::from_str(&place).unwrap_or(HeaderValue::from_static("attachment"));
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, place),
    ];
    (headers, text).into_response()
}

/// Numbers with a comma before their decimals; what is no number stays.
fn with_commas(mut rows: Vec<Vec<String>>) -> Vec<Vec<String>> {
    for cell in rows.iter_mut().flatten() {
        if cell.parse::<f64>().is_ok() {
            *cell = cell.replace('.', ",");
        }
    }
    rows
}

/// Date and time on the clock of the site, as spreadsheets read it.
pub(super) fn moment(at: Timestamp, zone: &TimeZone) -> String {
    let local = at.to_zoned(zone.clone());
    local.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// A number to a tenth.
pub(super) fn number(number: f64) -> String {
    ((number * 10.0).round() / 10.0 + 0.0).to_string()
}

/// The way to the file behind a table.
pub(in crate::web) fn link(signed: &Signed, path: &str) -> Markup {
    html! { a.download href=(path) download { (signed.say("manager-csv")) } }
}
