//! `GET /floor/visitors/{code}/picture`: what a visitor looks like now, for whoever looks for them.
//!
//! It comes from memory and goes into none: no browser keeps it, and where there is none there is nothing.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};

use crate::{
    types::{Image, Role, VisitorCode},
    web::{access::Signed, ask::Ask, desk::Desk, jpeg::jpeg, page::Refusal, problem::Problem},
};

/// It is no larger anyway.
const WIDEST: u32 = 192;

pub(super) async fn get(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Path(code): Path<String>,
) -> Result<Response, Refusal> {
    signed.must(Role::Staff)?;
    let nothing = || Refusal::nothing_here().told(&signed);
    let picture = of(&desk, code.into()).await.map_err(Refusal::from)?;
    let picture = picture.ok_or_else(nothing)?;
    let image = Arc::unwrap_or_clone(picture);
    let bytes = desk.blocking(move || jpeg(image, WIDEST)).await?;
    let bytes = bytes.ok_or_else(nothing)?;
    let headers = [
        (header::CONTENT_TYPE, "image/jpeg"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, bytes).into_response())
}

/// The live picture of a visitor, where there is one.
pub(super) async fn of(desk: &Desk, visitor: VisitorCode) -> Result<Option<Arc<Image>>, Problem> {
    desk.ask(Duration::ZERO, |answer| Ask::Portrait { visitor, answer })
        .await
}
