//! Who answers which path of those about coming in.

use std::sync::Arc;

use axum::{
    Router,
    routing::{get, post},
};

use super::{authority, devices, edit, invite, login, own, people, setup};
use crate::web::desk::Desk;

pub(in crate::web) fn routes() -> Router<Arc<Desk>> {
    Router::new()
        .route("/", get(login::home))
        .route("/setup", get(setup::get).post(setup::post))
        .route("/login", get(login::get).post(login::post))
        .route("/logout", post(login::out))
        .route("/language", post(login::language))
        .route("/pair", get(invite::by_hand).post(invite::post))
        .route("/pair/{code}", get(invite::get))
        .route("/account", get(own::get).post(own::post))
        .route("/people", get(people::get).post(edit::add))
        .route("/people/invite", post(devices::invite))
        .route("/people/remove", get(edit::ask_remove).post(edit::remove))
        .route("/people/roles", post(edit::roles))
        .route("/people/logout", post(devices::log_out))
        .route("/ca.crt", get(authority::get))
}
