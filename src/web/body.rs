//! Bodies: read within limits, written as JSON.

use std::time::Duration;

use axum::{
    body::{Body, Bytes, to_bytes},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use tokio::time::timeout;

use super::{
    limits::{MAX_BODY, MAX_LIST_BODY},
    problem::Problem,
};

/// An answer in JSON.
pub(super) fn json(status: StatusCode, value: &impl Serialize) -> Response {
    match serde_json::to_vec(value) {
        Ok(bytes) => {
            let kind = [(header::CONTENT_TYPE, "application/json")];
            (status, kind, bytes).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "an answer cannot be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// The text of a body: of a list, where it begins like one, else of one thing, which is to be shorter.
pub(super) struct Text(Bytes);

impl Text {
    /// Reads it. What says of itself that it is too long is not read at all.
    ///
    /// # Errors
    /// It is too long, takes too long, or is no text.
    pub(super) async fn read(
        headers: &HeaderMap,
        body: Body,
        within: Duration,
    ) -> Result<Self, Problem> {
        let said = headers.get(header::CONTENT_LENGTH);
        let said = said.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
        if said.is_some_and(|length| length > MAX_LIST_BODY as u64) {
            return Err(too_long(MAX_LIST_BODY));
        }
        let Ok(read) = timeout(within, to_bytes(body, MAX_LIST_BODY)).await else {
            let reason = "the body did not come in time";
            return Err(Problem::new(StatusCode::REQUEST_TIMEOUT, reason));
        };
        // It is longer than allowed, or the connection broke, and then nobody hears the answer.
        let text = Self(read.map_err(|_| too_long(MAX_LIST_BODY))?);
        std::str::from_utf8(&text.0).map_err(|error| {
            Problem::new(StatusCode::BAD_REQUEST, format!("not UTF-8: {error}"))
        })?;
        if text.0.len() > MAX_BODY && !text.is_list() {
            return Err(too_long(MAX_BODY));
        }
        Ok(text)
    }

    pub(super) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    pub(super) fn is_list(&self) -> bool {
        self.as_str().trim_start().starts_with('[')
    }
}

fn too_long(most: usize) -> Problem {
    let reason = format!("longer than {most} bytes");
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, reason)
}
