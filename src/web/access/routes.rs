//! Who answers which path of those about coming in.

use std::sync::Arc;

use axum::{
    Router,
    routing::{get, post},
};

use super::{authority, invite, login, people, setup};
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
        .route("/account", get(people::own).post(people::password))
        .route("/people", get(people::get).post(people::add))
        .route("/people/invite", post(people::invite))
        .route("/people/remove", post(people::remove))
        .route("/people/roles", post(people::roles))
        .route("/people/logout", post(people::log_out))
        .route("/ca.crt", get(authority::get))
}
