//! Styles, scripts and pictures: part of the program, and nothing from outside.

use std::sync::LazyLock;

use axum::{
    extract::Path,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use sha2::{Digest, Sha256};

use super::Refusal;
use crate::types::hex;

/// A file of `assets/`, its kind and its bytes.
macro_rules! file {
    ($name:literal, $kind:literal) => {
        ($name, $kind, include_bytes!(concat!("../assets/", $name)))
    };
}

const FILES: &[(&str, &str, &[u8])] = &[
    file!("base.css", "text/css; charset=utf-8"),
    file!("once.js", "text/javascript; charset=utf-8"),
    file!("icon.svg", "image/svg+xml"),
    file!("icon-192.png", "image/png"),
    file!("icon-512.png", "image/png"),
    file!("icon-maskable.png", "image/png"),
    file!("floor.css", "text/css; charset=utf-8"),
    file!("floor.js", "text/javascript; charset=utf-8"),
    // As build.rs put it there; empty where scripts/setup has not brought it.
    (
        "mqtt.min.js",
        "text/javascript; charset=utf-8",
        include_bytes!(concat!(env!("OUT_DIR"), "/mqtt.min.js")),
    ),
    file!("manager.css", "text/css; charset=utf-8"),
    file!("manager.js", "text/javascript; charset=utf-8"),
    file!("consent.css", "text/css; charset=utf-8"),
    file!("installer.css", "text/css; charset=utf-8"),
    file!("installer.js", "text/javascript; charset=utf-8"),
];

/// The paths of all, with what changes when the bytes do: so a browser may keep them for good.
static URLS: LazyLock<Vec<(&'static str, String)>> = LazyLock::new(|| {
    let url = |(name, _, bytes): &(&'static str, &str, &[u8])| {
        let digest = Sha256::digest(bytes);
        let mark = hex(&digest[..6]);
        (*name, format!("/assets/{mark}/{name}"))
    };
    FILES.iter().map(url).collect()
});

/// Where a page finds a file of `assets/`.
pub(in crate::web) fn url(name: &str) -> &'static str {
    let found = URLS.iter().find(|(known, _)| *known == name);
    debug_assert!(found.is_some(), "there is no {name}");
    found.map_or("", |(_, url)| url.as_str())
}

/// What changes where one of these files does.
pub(in crate::web) fn mark(names: &[&str]) -> String {
    let marks = names.iter().filter_map(|name| url(name).split('/').nth(2));
    marks.collect::<Vec<_>>().concat()
}

/// Gives a file out.
pub(in crate::web) async fn asset(
    Path((_mark, name)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let found = FILES.iter().find(|(known, ..)| *known == name);
    let (_, kind, bytes) = found.ok_or_else(Refusal::nothing_here)?;
    let forever = HeaderValue::from_static("public, max-age=31536000, immutable");
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CACHE_CONTROL, forever),
    ];
    Ok((headers, *bytes).into_response())
}
