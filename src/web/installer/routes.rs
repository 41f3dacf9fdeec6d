//! Who answers which path of the installer's pages.

use std::sync::Arc;

use axum::{
    Router,
    routing::{get, post},
};

use super::{cameras, cars, checklist, colleagues, health, marks, zones};
use crate::web::desk::Desk;

pub(in crate::web) fn routes() -> Router<Arc<Desk>> {
    Router::new()
        .route("/checklist", get(checklist::get))
        .route("/checklist/sign", post(checklist::sign_hangs))
        .route("/cameras", get(cameras::list))
        .route("/cameras/{camera}", get(cameras::one))
        .route("/cameras/{camera}/picture.jpg", get(cameras::picture))
        .route("/cameras/{camera}/zone", post(zones::save))
        .route("/cameras/{camera}/zone/remove", post(zones::remove))
        .route("/cameras/{camera}/marks", post(marks::save))
        .route("/cameras/{camera}/marks/remove", post(marks::remove))
        .route("/products", post(cars::add))
        .route("/products/remove", get(cars::ask_remove).post(cars::remove))
        .route("/staff", get(colleagues::get).post(colleagues::enrol))
        .route(
            "/staff/remove",
            get(colleagues::ask_remove).post(colleagues::remove),
        )
        .route("/health", get(health::get))
}
