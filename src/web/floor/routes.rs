//! Who answers which path of the floor's pages.

use std::sync::Arc;

use axum::{Router, routing::get};

use super::{card, installed, now, page, picture, socket};
use crate::web::desk::Desk;

pub(in crate::web) fn routes() -> Router<Arc<Desk>> {
    Router::new()
        .route("/floor", get(page::get))
        .route("/floor/now", get(now::get))
        .route("/floor/visitors/{code}", get(card::get))
        .route("/floor/visitors/{code}/picture", get(picture::get))
        .route("/floor/offline", get(page::offline))
        .route("/mqtt", get(socket::get))
        .route("/sw.js", get(installed::worker))
        .route("/manifest.webmanifest", get(installed::manifest))
}
