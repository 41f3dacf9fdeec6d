//! What the API promises, as `OpenAPI` 3.1: written from the types that are read and written, and from what stands at the
//! handlers. `docs/openapi.json` is a copy, which a test keeps true.

#![allow(
    dead_code,
    reason = "what only says what may be sent and answered is never made"
)]
#![allow(unused_qualifications, reason = "the macros write whole paths")]

use std::{borrow::Cow, sync::LazyLock};

use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use utoipa::{
    IntoResponses, Modify, OpenApi, PartialSchema, ToSchema,
    openapi::{
        AllOfBuilder, ArrayBuilder, ObjectBuilder, OneOfBuilder, Ref, RefOr,
        schema::{AnyOfBuilder, Schema, SchemaType, Type},
        security::{Http, HttpAuthScheme, SecurityScheme},
    },
};

use super::{
    events::{self, Fate, Fates},
    group::figures,
    limits::MAX_EVENTS,
    problem::Problem,
    rights, router, score,
};
use crate::publish::SentEvent;

/// What any request may be told in place of an answer.
#[derive(IntoResponses)]
pub(super) enum Refused {
    /// Without a token, or with one that is not good, or no longer.
    #[response(status = 401)]
    NoToken(Problem),
    /// The token does not allow this.
    #[response(status = 403)]
    NoScope(Problem),
    /// A token may ask 100 times at once, and 20 times a second in the long run. A list is one request.
    #[response(status = 429, headers(("Retry-After" = u32, description = "Seconds.")))]
    TooMany(Problem),
    /// The appliance is busy or stopping. Whether an event was taken in is not sure: send it again, an id counts once.
    #[response(status = 503, headers(("Retry-After" = u32, description = "Seconds.")))]
    Busy(Problem),
}

/// Who is asked for is not there.
#[derive(IntoResponses)]
pub(super) enum Nobody {
    /// No visitor has this code, or none who agreed to be linked with who asks.
    #[response(status = 404)]
    Nobody(Problem),
}

/// What keeps it from being done now.
#[derive(IntoResponses)]
pub(super) enum NotNow {
    /// The visitor is in the showroom: ask again when they have left.
    #[response(status = 409)]
    Here(Problem),
    /// The appliance has the request and has not done it yet: ask again later.
    #[response(status = 202)]
    Waits(rights::Waiting),
}

/// What was asked for are no days, or too many.
#[derive(IntoResponses)]
pub(super) enum NotDays {
    /// What is named is no day.
    #[response(status = 400)]
    NotDays(Problem),
    /// The first is after the last, or they are more than 400.
    #[response(status = 422)]
    TooMany(Problem),
}

/// What is wrong with what was sent.
#[derive(IntoResponses)]
pub(super) enum Unfit {
    /// Not JSON, not UTF-8, or not what an event is.
    #[response(status = 400)]
    NotEvent(Problem),
    /// The body did not come within 10 seconds.
    #[response(status = 408)]
    TooSlow(Problem),
    /// Longer than 64 KiB, or a list longer than 1 MiB or 1000 events.
    #[response(status = 413)]
    TooLong(Problem),
    /// An event by its form, of what cannot be: a field of another kind than the rule file declares, a name that only cameras
    /// tell, a time of more than ten years ago.
    #[response(status = 422)]
    Misfit(Problem),
}

/// What is sent.
#[derive(ToSchema)]
#[serde(untagged)]
pub(super) enum Sent {
    Event(SentEvent),
    List(List),
}

/// Events, each with an answer of its own: what is none is refused by itself, and the others are taken.
pub(super) struct List;

impl PartialSchema for List {
    fn schema() -> RefOr<Schema> {
        let none = "Anything else is refused by itself.";
        let none = ObjectBuilder::new()
            .schema_type(SchemaType::AnyValue)
            .description(Some(none));
        let item = AnyOfBuilder::new()
            .item(Ref::from_schema_name("Event"))
            .item(none);
        let list = ArrayBuilder::new().items(item).max_items(Some(MAX_EVENTS));
        list.description(Some("Events, each with an answer of its own."))
            .into()
    }
}

impl ToSchema for List {
    fn name() -> Cow<'static, str> {
        "List".into()
    }
}

/// What is answered, to one event or to a list.
#[derive(ToSchema)]
#[serde(untagged)]
pub(super) enum Answered {
    Event(Fate),
    List(Fates),
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "showfloor",
        version = "1",
        description = "Events in, scores out, and what visitors have a right to. JSON in UTF-8. Times are RFC 3339 in UTC. Fields may be added to answers. docs/web.md says the rest.",
    ),
    servers((url = "http://127.0.0.1:8080")),
    security(("token" = [])),
    paths(events::post, score::get, rights::export, rights::erase, rights::withdraw, figures::get, router::health, get),
    components(schemas(Problem)),
    modifiers(&Token, &Whom)
)]
struct Api;

/// How a caller says who they are.
struct Token;

impl Modify for Token {
    fn modify(&self, api: &mut utoipa::openapi::OpenApi) {
        let how = "`showfloor web token --client NAME --scope events --scope scores` gives one.";
        let mut scheme = Http::new(HttpAuthScheme::Bearer);
        scheme.description = Some(how.to_owned());
        let components = api.components.get_or_insert_default();
        components.add_security_scheme("token", SecurityScheme::Http(scheme));
    }
}

/// An event names either the code or the contact, which no Rust type says.
struct Whom;

impl Modify for Whom {
    fn modify(&self, api: &mut utoipa::openapi::OpenApi) {
        let components = api.components.get_or_insert_default();
        if let Some(event) = components.schemas.get_mut("Event") {
            let named = |key: &str, other: &str| {
                let text = ObjectBuilder::new().schema_type(Type::String);
                let nothing = ObjectBuilder::new().schema_type(Type::Null);
                let named = ObjectBuilder::new().required(key).property(key, text);
                named.property(other, nothing).build()
            };
            let either = OneOfBuilder::new()
                .item(named("visitor", "contact"))
                .item(named("contact", "visitor"));
            let whole = AllOfBuilder::new()
                .item(event.clone())
                .item(Schema::OneOf(either.build()));
            *event = RefOr::T(Schema::AllOf(whole.build()));
        }
    }
}

static TEXT: LazyLock<String> = LazyLock::new(|| {
    let text = Api::openapi().to_pretty_json();
    text.expect("names and numbers can be written as JSON")
});

/// The document.
pub fn openapi() -> &'static str {
    &TEXT
}

/// This document.
///
/// Asked without a token: it says what any appliance of this version does.
#[utoipa::path(
    get,
    path = router::DOCUMENT,
    operation_id = "document",
    security(()),
    responses((status = 200, description = "OpenAPI 3.1.", content_type = "application/json", body = Object))
)]
pub(super) async fn get() -> Response {
    let kind = [(header::CONTENT_TYPE, "application/json")];
    (kind, openapi()).into_response()
}
