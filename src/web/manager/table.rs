//! Tables for spreadsheets.

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use jiff::{Timestamp, tz::TimeZone};
use maud::{Markup, html};

use crate::{csv::csv, web::access::Signed};

/// By this mark spreadsheets know that a text is UTF-8.
const MARK: char = '\u{feff}';

/// A file of this name.
pub(super) fn file(name: &str, headings: &[&str], rows: &[Vec<String>]) -> Response {
    let text = format!("{MARK}{}", csv(headings, rows));
    let kind = HeaderValue::from_static("text/csv; charset=utf-8; header=present");
    let place = format!("attachment; filename=\"{name}.csv\"");
    let place = HeaderValue::from_str(&place).unwrap_or(HeaderValue::from_static("attachment"));
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, place),
    ];
    (headers, text).into_response()
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
pub(super) fn link(signed: &Signed, path: &str) -> Markup {
    html! { a.download href=(path) download { (signed.say("manager-csv")) } }
}
