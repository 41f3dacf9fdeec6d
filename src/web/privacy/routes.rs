//! Who answers which path of the privacy officer's pages.

use std::sync::Arc;

use axum::{
    Router,
    routing::{get, post},
};

use super::{audit, consents, overview, requests, sign};
use crate::web::desk::Desk;

pub(in crate::web) fn routes() -> Router<Arc<Desk>> {
    Router::new()
        .route("/privacy", get(overview::get))
        .route("/privacy/consents", get(consents::get))
        .route("/privacy/consents/withdraw", post(consents::withdraw))
        .route("/privacy/requests", get(requests::get))
        .route("/privacy/requests/export", post(requests::export))
        .route("/privacy/requests/erase", post(requests::erase))
        .route("/privacy/receipts/{request}", get(requests::receipt))
        .route(
            "/privacy/receipts/{request}/file",
            get(requests::receipt_file),
        )
        .route("/privacy/audit", get(audit::get))
        .route("/privacy/sign", get(sign::get))
}
