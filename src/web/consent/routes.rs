//! Who answers which path about consents and codes.

use std::sync::Arc;

use axum::{
    Router,
    routing::{get, post},
};

use super::{codes, given, hall, question};
use crate::web::desk::Desk;

pub(in crate::web) fn routes() -> Router<Arc<Desk>> {
    Router::new()
        .route("/consent", get(hall::get))
        .route("/consent/ask/{code}", get(question::get).post(given::post))
        .route("/consent/return-code", post(codes::make))
        .route("/consent/returned", post(codes::returned))
        .route("/consent/withdraw", post(codes::withdraw))
}
