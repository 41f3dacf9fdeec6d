//! What a visitor has a right to, for the system of whoever answers for the cameras: what is kept of them, that it is erased, and
//! that their consent ends. The privacy officer's pages do the same by hand (`web/privacy/requests.rs`).

use std::sync::Arc;

use axum::{
    extract::{Path, Request, State, rejection::PathRejection},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    body::{Text, json},
    consent::{Asked, WhyNot},
    desk::Desk,
    document::{Nobody, NotNow, Refused},
    privacy::Erasing,
    problem::Problem,
    router::{EXPORT, VISITOR, WITHDRAWALS},
    tokens::Scope,
};
use crate::types::{CorrectionId, ErasureReceipt};

/// A request that the appliance has, and has not answered yet.
#[derive(Serialize, ToSchema)]
pub(super) struct Waiting {
    /// By it the audit log names the request.
    request: String,
}

/// Whose consent ends: the code on their receipt, or the visitor's code.
#[derive(Deserialize, ToSchema)]
pub(super) struct Withdrawing {
    #[schema(example = "7K3Q-DM42-9XTR-VB6H", min_length = 1, max_length = 64)]
    code: String,
}

/// What was done.
#[derive(Serialize, ToSchema)]
pub(super) struct Withdrawn {
    /// "withdrawn"
    status: &'static str,
}

/// Everything that is kept of a visitor.
///
/// Needs the scope `privacy`. As `showfloor visitors export`; it names no other visitor. The audit log says who asked.
#[utoipa::path(
    get,
    path = EXPORT,
    operation_id = "exportVisitor",
    params(("code" = String, Path, description = "Any code the visitor had.", example = "V-7K3QD")),
    responses((status = 200, body = Object, description = "All of it."), Refused, Nobody)
)]
pub(super) async fn export(
    State(desk): State<Arc<Desk>>,
    code: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (client, code) = whose(&desk, &headers, code)?;
    let export = desk.rights(move |records, _| records.export(&code, &client));
    let export = export.await?.ok_or_else(Problem::nobody)?;
    let kind = [(header::CONTENT_TYPE, "application/json")];
    Ok((StatusCode::OK, kind, export).into_response())
}

/// Erases a visitor. Answered with the signed receipt; there is no way back.
///
/// Needs the scope `privacy`. As `showfloor visitors erase`.
#[utoipa::path(
    delete,
    path = VISITOR,
    operation_id = "eraseVisitor",
    params(("code" = String, Path, description = "Any code the visitor had.", example = "V-7K3QD")),
    responses((status = 200, body = ErasureReceipt, description = "They were erased: the receipt."), NotNow, Refused, Nobody)
)]
pub(super) async fn erase(
    State(desk): State<Arc<Desk>>,
    code: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (client, code) = whose(&desk, &headers, code)?;
    let erased = desk.rights(move |records, _| {
        let erasing = records.erase(&code, &client)?;
        let receipt = match &erasing {
            Erasing::Done(request) => {
                let mut all = records.receipts()?.into_iter();
                all.find(|(receipt, _)| receipt.request == *request)
            }
            _ => None,
        };
        Ok((erasing, receipt))
    });
    match erased.await? {
        (_, Some((receipt, _))) => Ok(json(StatusCode::OK, &receipt)),
        (Erasing::Waits(request) | Erasing::Done(request), None) => Ok(waits(request)),
        (Erasing::Nobody, None) => Err(Problem::nobody()),
        (Erasing::Here, None) => {
            let reason = "the visitor is in the showroom: erase them when they have left";
            Err(Problem::new(StatusCode::CONFLICT, reason))
        }
        (Erasing::Refused(why), None) => Err(Problem::new(StatusCode::CONFLICT, why)),
    }
}

/// Ends a consent: what was kept by it is deleted at once.
///
/// Needs the scope `privacy`. As `showfloor visitors withdraw`.
#[utoipa::path(
    post,
    path = WITHDRAWALS,
    operation_id = "withdrawConsent",
    request_body(content = Withdrawing),
    responses(
        (status = 200, body = Withdrawn, description = "It has ended."),
        (status = 400, body = Problem, description = "Not what is asked for."),
        (status = 408, body = Problem, description = "The body did not come within 10 seconds."),
        (status = 413, body = Problem, description = "Longer than 64 KiB."),
        (status = 422, body = Problem, description = "Nobody's consent has this code, or none that stands."),
        (status = 202, body = Waiting, description = "The appliance has the request and has not done it yet."),
        Refused
    )
)]
pub(super) async fn withdraw(
    State(desk): State<Arc<Desk>>,
    request: Request,
) -> Result<Response, Problem> {
    let client = desk.admit(request.headers(), Scope::Privacy)?;
    let (head, body) = request.into_parts();
    let text = Text::read(&head.headers, body, desk.limits.body).await?;
    let Withdrawing { code } = serde_json::from_str(text.as_str())
        .map_err(|error| Problem::new(StatusCode::BAD_REQUEST, format!("not a code: {error}")))?;
    let asked = desk.rights(move |_, consents| consents.withdraw(&code, &client));
    match asked.await? {
        Asked::Done(()) => {
            let status = "withdrawn";
            Ok(json(StatusCode::OK, &Withdrawn { status }))
        }
        Asked::Refused(why) => {
            let reason = match why {
                WhyNot::Other(said) => said,
                _ => "nobody's consent has this code, or it has ended".to_owned(),
            };
            Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, reason))
        }
        Asked::Waits(request) => Ok(waits(request)),
    }
}

/// Who asks, where they may, and about whom. A code that is no text is nobody's.
fn whose(
    desk: &Desk,
    headers: &HeaderMap,
    code: Result<Path<String>, PathRejection>,
) -> Result<(String, String), Problem> {
    let client = desk.admit(headers, Scope::Privacy)?;
    let Path(code) = code.map_err(|_| Problem::nobody())?;
    Ok((client, code))
}

fn waits(request: CorrectionId) -> Response {
    let request = request.to_string();
    json(StatusCode::ACCEPTED, &Waiting { request })
}
