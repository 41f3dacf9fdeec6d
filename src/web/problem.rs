//! Answers that are not what was asked for: a status, and the reason in words.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{body::json, limits::RETRY_AFTER};

/// Why a request is not done, as its caller is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct Problem {
    /// The answer's status again.
    #[serde(serialize_with = "number")]
    #[schema(value_type = u16, minimum = 400, maximum = 599)]
    pub(super) status: StatusCode,
    /// In words, for whoever reads the log.
    pub(super) reason: String,
}

impl Problem {
    pub(super) fn new(status: StatusCode, reason: impl Into<String>) -> Self {
        Self {
            status,
            reason: reason.into(),
        }
    }

    /// The line has more to do than it can take in.
    pub(super) fn busy() -> Self {
        let reason = "the appliance is busy: send it again, an id counts once";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, reason)
    }

    pub(super) fn stopping() -> Self {
        let reason = "the appliance is stopping: send it again, an id counts once";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, reason)
    }

    pub(super) fn nobody() -> Self {
        Self::new(StatusCode::NOT_FOUND, "no visitor has this code")
    }
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "as the serializer calls it"
)]
fn number<S: serde::Serializer>(status: &StatusCode, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u16(status.as_u16())
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.status;
        let mut response = json(status, &self);
        let headers = response.headers_mut();
        match status {
            StatusCode::UNAUTHORIZED => {
                let scheme = header::HeaderValue::from_static("Bearer");
                headers.insert(header::WWW_AUTHENTICATE, scheme);
            }
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
                headers.insert(header::RETRY_AFTER, RETRY_AFTER.into());
            }
            _ => {}
        }
        response
    }
}
