//! Which path is answered by whom, and what every answer carries.

use std::{future::ready, sync::Arc};

use axum::{
    Router,
    extract::Request,
    http::{HeaderName, HeaderValue, StatusCode, Uri, Version, header},
    middleware::{Next, from_fn, map_response},
    response::{IntoResponse, Response},
    routing::{delete, get, post},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    access, body::json, consent, desk::Desk, document, events, floor, gauges, group, installer,
    manager, page, privacy, problem::Problem, rights, score,
};

pub(super) const EVENTS: &str = "/api/v1/events";
pub(super) const SCORE: &str = "/api/v1/visitors/{code}/score";
pub(super) const VISITOR: &str = "/api/v1/visitors/{code}";
pub(super) const EXPORT: &str = "/api/v1/visitors/{code}/export";
pub(super) const WITHDRAWALS: &str = "/api/v1/withdrawals";
pub(super) const HEALTH: &str = "/api/v1/health";
pub(super) const DOCUMENT: &str = "/api/v1/openapi.json";

/// Every route for other systems.
pub const ROUTES: [(&str, &str); 8] = [
    ("post", EVENTS),
    ("get", SCORE),
    ("delete", VISITOR),
    ("get", EXPORT),
    ("post", WITHDRAWALS),
    ("get", group::FIGURES),
    ("get", HEALTH),
    ("get", DOCUMENT),
];

pub(super) fn router(desk: Arc<Desk>) -> Router {
    let tls = desk.tls();
    Router::new()
        .route(EVENTS, post(events::post))
        .route(SCORE, get(score::get))
        .route(VISITOR, delete(rights::erase))
        .route(EXPORT, get(rights::export))
        .route(WITHDRAWALS, post(rights::withdraw))
        .route(HEALTH, get(health))
        .route(DOCUMENT, get(document::get))
        .route("/assets/{mark}/{name}", get(page::asset))
        .merge(gauges::routes())
        .merge(group::routes())
        .merge(access::routes())
        .merge(floor::routes())
        .merge(consent::routes())
        .merge(manager::routes())
        .merge(installer::routes())
        .merge(privacy::routes())
        .fallback(nothing_here)
        .method_not_allowed_fallback(wrong_method)
        .with_state(desk)
        .layer(from_fn(says_where))
        .layer(map_response(move |response| ready(harden(response, tls))))
}

/// It is there.
#[derive(Serialize, ToSchema)]
pub(super) struct Healthy {
    /// "ok"
    status: &'static str,
}

/// Whether the web server is there.
///
/// Asked without a token, it says nothing of what it knows.
#[utoipa::path(
    get,
    path = HEALTH,
    operation_id = "health",
    security(()),
    responses((status = 200, body = inline(Healthy), description = "It is."))
)]
pub(super) async fn health() -> Response {
    json(StatusCode::OK, &Healthy { status: "ok" })
}

async fn nothing_here(uri: Uri) -> Response {
    if uri.path() == "/api" || uri.path().starts_with("/api/") {
        Problem::new(StatusCode::NOT_FOUND, "there is nothing here").into_response()
    } else {
        page::Refusal::nothing_here().into_response()
    }
}

async fn wrong_method() -> Problem {
    let reason = "not by this method";
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, reason)
}

/// A request says once which host it is for (RFC 9112, 3.2): whether a form is ours is told by it, and whoever stands in
/// between must not read another one than we do.
async fn says_where(request: Request, next: Next) -> Response {
    match request.headers().get_all(header::HOST).iter().count() {
        1 => next.run(request).await,
        0 if request.version() < Version::HTTP_11 => next.run(request).await,
        _ => Problem::new(StatusCode::BAD_REQUEST, "needs one Host").into_response(),
    }
}

/// What pages may load and where they may stand: our own scripts and styles, in no frame, and nothing in the page itself.
const CONTENT: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
    connect-src 'self'; manifest-src 'self'; worker-src 'self'; media-src 'self'; form-action 'self'; \
    frame-ancestors 'none'; base-uri 'none'";

/// What every answer carries.
const HEADERS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // Not "no-referrer": a browser would say nothing of where a form stood.
    (header::REFERRER_POLICY, "same-origin"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), geolocation=()",
    ),
];

/// Answers are about people: nobody on the way keeps them, and nobody takes them for something else than they say.
fn harden(mut response: Response, tls: bool) -> Response {
    let headers = response.headers_mut();
    let keeps_nothing = HeaderValue::from_static("no-store");
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(keeps_nothing);
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if tls {
        let always = HeaderValue::from_static("max-age=31536000");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, always);
    }
    response
}
