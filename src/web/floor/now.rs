//! `GET /floor/now`: the floor as it is, for the plan.

use std::{sync::Arc, time::Duration};

use axum::{
    body::Bytes,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

use crate::{
    types::Role,
    web::{access::Signed, ask::Ask, desk::Desk, page::Refusal, problem::Problem},
};

pub(super) async fn get(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
) -> Result<Response, Refusal> {
    signed.must(Role::Staff)?;
    let ask = async {
        let floor = desk
            .ask(Duration::ZERO, |answer| Ask::Floor { answer })
            .await?;
        let written = serde_json::to_vec(&floor);
        written
            .map(Bytes::from)
            .map_err(|error| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()))
    };
    // The machine's time: that of the showroom may run faster.
    let answer = desk.floor.fresh(|| desk.wall().mono_ns, ask).await;
    Ok(match answer {
        Ok(json) => ([(header::CONTENT_TYPE, "application/json")], json).into_response(),
        Err(problem) => problem.into_response(),
    })
}
