//! `GET /api/v1/visitors/{code}/score`: what a visitor's scores are, and what they are made of.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::{Path, State, rejection::PathRejection},
    http::{HeaderMap, StatusCode},
    response::Response,
};

use super::{
    ask::{Ask, Score},
    body::json,
    desk::Desk,
    document::{Nobody, Refused},
    problem::Problem,
    router::SCORE,
    tokens::Scope,
};
use crate::types::VisitorCode;

/// A visitor's scores as of now, and the entries they are made of.
///
/// Needs the scope `scores`.
#[utoipa::path(
    get,
    path = SCORE,
    operation_id = "readScore",
    params(("code" = String, Path, description = "The visitor's code, capitals included.", example = "V-7K3QD")),
    responses((status = 200, body = Score, description = "The scores."), Refused, Nobody)
)]
pub(super) async fn get(
    State(desk): State<Arc<Desk>>,
    code: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let client = desk.admit(&headers, Scope::Scores)?;
    // A code that is no text is nobody's.
    let Path(code) = code.map_err(|_| Problem::nobody())?;
    let visitor = VisitorCode::from(code);
    let score = desk
        .ask(Duration::ZERO, |answer| Ask::Score {
            client,
            visitor,
            answer,
        })
        .await?;
    let score = score.ok_or_else(Problem::nobody)?;
    Ok(json(StatusCode::OK, &score))
}
