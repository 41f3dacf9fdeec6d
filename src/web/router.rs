//! Which path is answered by whom, and what every answer carries.

use std::sync::Arc;

use axum::{
    Router,
    http::{HeaderValue, StatusCode, header},
    middleware::map_response,
    response::Response,
    routing::{get, post},
};

use super::{body::json, desk::Desk, events, problem::Problem, score};

const EVENTS: &str = "/api/v1/events";
const SCORE: &str = "/api/v1/visitors/{code}/score";
const HEALTH: &str = "/api/v1/health";

/// Every route there is, as `docs/openapi.json` lists them.
pub const ROUTES: [(&str, &str); 3] = [("post", EVENTS), ("get", SCORE), ("get", HEALTH)];

pub(super) fn router(desk: Arc<Desk>) -> Router {
    Router::new()
        .route(EVENTS, post(events::post))
        .route(SCORE, get(score::get))
        .route(HEALTH, get(health))
        .fallback(nothing_here)
        .method_not_allowed_fallback(wrong_method)
        .with_state(desk)
        .layer(map_response(harden))
}

/// Says that the web server is there, and nothing of what it knows: it is asked without a token.
async fn health() -> Response {
    json(StatusCode::OK, &serde_json::json!({ "status": "ok" }))
}

async fn nothing_here() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "there is nothing here")
}

async fn wrong_method() -> Problem {
    let reason = "not by this method";
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, reason)
}

/// Answers are about people: nobody on the way keeps them, and nobody takes them for something else than they say.
async fn harden(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let nosniff = HeaderValue::from_static("nosniff");
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, nosniff);
    response
}
