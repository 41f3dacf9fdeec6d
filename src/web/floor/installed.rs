//! The page on a home screen: its manifest, and the worker that has the shell ready where there is no network.

use std::sync::Arc;

use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde_json::json;

use crate::web::{
    desk::Desk,
    page::{asset_mark, asset_url},
};

/// What the worker keeps.
const SHELL: [&str; 5] = [
    "base.css",
    "floor.css",
    "floor.js",
    "mqtt.min.js",
    "icon.svg",
];

pub(super) async fn manifest(State(desk): State<Arc<Desk>>) -> Response {
    let icon = |name: &str, sizes: &str, kind: &str, purpose: &str| json!({ "src": asset_url(name), "sizes": sizes, "type": kind, "purpose": purpose });
    let manifest = json!({
        "name": format!("{} · showfloor", desk.site.name),
        "short_name": "showfloor",
        "id": "/floor",
        "start_url": "/floor",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f5f6f8",
        "theme_color": "#16324f",
        "icons": [
            icon("icon.svg", "any", "image/svg+xml", "any"),
            icon("icon-192.png", "192x192", "image/png", "any"),
            icon("icon-512.png", "512x512", "image/png", "any"),
            icon("icon-maskable.png", "512x512", "image/png", "maskable"),
        ],
    });
    let kind = HeaderValue::from_static("application/manifest+json");
    ([(header::CONTENT_TYPE, kind)], manifest.to_string()).into_response()
}

/// The worker, with the names of what it keeps: another program makes another worker, which begins afresh.
pub(super) async fn worker() -> Response {
    let urls = SHELL.map(asset_url);
    let head = format!(
        "const MARK = {};\nconst SHELL = {};\n",
        json!(asset_mark(&SHELL)),
        json!(urls)
    );
    let script = [&head, include_str!("../assets/worker.js")].concat();
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/javascript; charset=utf-8"),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    (headers, script).into_response()
}
