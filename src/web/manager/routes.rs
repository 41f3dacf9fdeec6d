//! Who answers which path of the manager's.

use std::sync::Arc;

use axum::{
    Router,
    routing::{get, post},
};

use super::{cars, change, draft, funnel, numbers, outcomes, rules, today, trial, visitor, visits};
use crate::web::desk::Desk;

pub(in crate::web) fn routes() -> Router<Arc<Desk>> {
    Router::new()
        .route("/today", get(today::get))
        .route("/visits", get(visits::get))
        .route("/visits.csv", get(visits::csv))
        .route("/visitors", get(visitor::find))
        .route("/visitors/{code}", get(visitor::get))
        .route("/visitors/{code}/points.csv", get(visitor::csv))
        .route("/visitors/{code}/merge", post(change::merge))
        .route("/visitors/{code}/split", post(change::split))
        .route(
            "/visitors/{code}/not-this-person",
            post(change::not_this_person),
        )
        .route("/visitors/{code}/assign", post(change::assign))
        .route("/visitors/{code}/undo", post(change::undo))
        .route("/visitors/{code}/outcome", post(change::outcome))
        .route("/visitors/{code}/outcome/remove", post(change::no_outcome))
        .route("/cars", get(cars::get))
        .route("/cars.csv", get(cars::csv))
        .route("/funnel", get(funnel::get))
        .route("/funnel.csv", get(funnel::csv))
        .route("/hours.csv", get(funnel::hours_csv))
        .route("/outcomes", get(outcomes::get).post(outcomes::add))
        .route("/outcomes/remove", post(outcomes::remove))
        .route("/outcomes.csv", get(outcomes::csv))
        .route("/rules", get(rules::get))
        .route("/rules.csv", get(rules::csv))
        .route("/rules/draft", get(draft::get))
        .route("/rules/draft/begin", post(draft::begin))
        .route("/rules/draft/text", post(draft::text))
        .route("/rules/draft/numbers", post(numbers::post))
        .route("/rules/draft/discard", post(draft::discard))
        .route("/rules/draft/backtest", post(trial::post))
        .route("/rules/draft/backtest.csv", get(trial::csv))
        .route("/rules/draft/publish", post(draft::publish))
}
