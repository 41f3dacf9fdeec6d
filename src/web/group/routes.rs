//! Who answers which path of the group's.

use std::sync::Arc;

use axum::{Router, routing::get};

use super::{figures, page, table};
use crate::web::desk::Desk;

pub(in crate::web) const FIGURES: &str = "/api/v1/figures";

pub(in crate::web) fn routes() -> Router<Arc<Desk>> {
    Router::new()
        .route(FIGURES, get(figures::get))
        .route("/group", get(page::get))
        .route("/group.csv", get(table::csv))
}
