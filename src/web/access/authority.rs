//! The site's certificate authority, for tablets to trust.

use std::sync::Arc;

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};

use crate::web::{desk::Desk, page::Refusal};

/// A certificate is no secret: whoever is to trust it must get it before they can log in.
pub(super) async fn get(State(desk): State<Arc<Desk>>) -> Result<Response, Refusal> {
    let found = desk.blocking_self(|desk| desk.tls.as_ref()?.authority());
    let authority = found.await?.ok_or_else(Refusal::nothing_here)?;
    let headers = [
        (header::CONTENT_TYPE, "application/x-x509-ca-cert"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"showfloor-ca.crt\"",
        ),
    ];
    Ok((headers, authority).into_response())
}
