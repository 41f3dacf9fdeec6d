//! How the appliance is, for monitoring: figures for Prometheus by token, and whether it does its work, for everybody.

use std::sync::Arc;

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use serde::Serialize;

use super::{body::json, desk::Desk, problem::Problem, tokens::Scope};

pub(super) const METRICS: &str = "/metrics";
pub(super) const HEALTHZ: &str = "/healthz";

/// The text format of Prometheus.
const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// The appliance's figures. Both may wait for a disk.
pub trait Gauges: Send + Sync {
    /// All of them in Prometheus's text format. Nothing in it is about anybody in particular.
    fn exposition(&self) -> String;

    /// Whether it does its work.
    fn is_well(&self) -> bool;

    /// How many of its cameras see, and how many there are.
    fn cameras(&self) -> (usize, usize);
}

/// Whether the appliance does its work.
#[derive(Serialize)]
struct Health {
    /// "ok" or "degraded".
    status: &'static str,
}

pub(super) fn routes() -> axum::Router<Arc<Desk>> {
    axum::Router::new()
        .route(METRICS, get(metrics))
        .route(HEALTHZ, get(healthz))
}

/// Needs the scope `metrics`, from this machine, too: behind a reverse proxy everybody comes from there.
async fn metrics(State(desk): State<Arc<Desk>>, headers: HeaderMap) -> Result<Response, Problem> {
    desk.admit(&headers, Scope::Metrics)?;
    let text = desk.gauges(|gauges| gauges.exposition()).await?;
    Ok(([(header::CONTENT_TYPE, TEXT)], text).into_response())
}

async fn healthz(State(desk): State<Arc<Desk>>) -> Response {
    // One that cannot be asked is not well.
    let is_well = desk.gauges(|gauges| gauges.is_well()).await;
    let (code, status) = if is_well.unwrap_or(false) {
        (StatusCode::OK, "ok")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "degraded")
    };
    json(code, &Health { status })
}
