//! `POST /api/v1/events`: what a CRM, a web site or a newsletter reports, outcomes included.
//!
//! Each event is read as one over MQTT is, and judged by the line. `accepted` says that the line has taken it in and handed
//! it to the store's thread.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::{Request, State},
    http::StatusCode,
    response::Response,
};
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::{
    ask::Ask,
    body::{Text, json},
    desk::Desk,
    document::{Answered, Nobody, Refused, Sent, Unfit},
    limits::{EVENTS_AT_ONCE, MAX_BODY, MAX_EVENTS},
    problem::Problem,
    router::EVENTS,
    tokens::Scope,
};
use crate::{
    publish::read_event,
    types::{EventAnswer, External, Stamp},
};

#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    Accepted,
    Refused,
}

/// What became of one event.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Fate {
    /// The sender's; left out where it could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    id: Option<String>,
    result: Outcome,
    /// Of a refusal: the status that the event would have had alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    status: Option<u16>,
    /// Of a refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    reason: Option<String>,
}

impl Fate {
    fn new(id: Option<String>, fate: Result<(), Problem>) -> Self {
        let problem = fate.err();
        Self {
            id,
            result: if problem.is_none() {
                Outcome::Accepted
            } else {
                Outcome::Refused
            },
            status: problem.as_ref().map(|problem| problem.status.as_u16()),
            reason: problem.map(|problem| problem.reason),
        }
    }
}

/// What became of each event of a list, in its order.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Fates {
    events: Vec<Fate>,
}

/// Sends one event, or a list of at most 1000.
///
/// Needs the scope `events`. The client is that of the token. An event counts once, by client and id, however often it is
/// sent; one that comes late counts in its time (`at`). Outcomes are events called `test_drive`, `quote`, `sold` and `lost`. A list
/// is answered with 202 and tells of each event what became of it.
#[utoipa::path(
    post,
    path = EVENTS,
    operation_id = "sendEvents",
    request_body(content = Sent, description = "One event of at most 64 KiB, or a list of at most 1 MiB."),
    responses(
        (status = 202, body = Answered,
            description = "The line has taken the event in, now or before; of a list, what became of each."),
        Refused,
        Nobody,
        Unfit,
    )
)]
pub(super) async fn post(
    State(desk): State<Arc<Desk>>,
    request: Request,
) -> Result<Response, Problem> {
    let client = desk.admit(request.headers(), Scope::Events)?;
    let (head, body) = request.into_parts();
    let text = Text::read(&head.headers, body, desk.limits.body).await?;
    if text.is_list() {
        let events = list(&desk, &client, text.as_str()).await?;
        Ok(json(StatusCode::ACCEPTED, &Fates { events }))
    } else {
        let fate = single(&desk, &client, text.as_str()).await?;
        Ok(json(StatusCode::ACCEPTED, &fate))
    }
}

async fn single(desk: &Desk, client: &str, text: &str) -> Result<Fate, Problem> {
    let (id, event) = read(client, text, desk.now());
    let answers = put(desk, vec![event?], Duration::ZERO).await?;
    answers.into_iter().try_for_each(fate)?;
    Ok(Fate::new(id, Ok(())))
}

/// The events of a list, each with its fate. Where the line is busy, what is left of the list waits a little, and then is
/// refused.
async fn list(desk: &Desk, client: &str, text: &str) -> Result<Vec<Fate>, Problem> {
    let texts: Vec<&RawValue> = serde_json::from_str(text).map_err(|error| {
        Problem::new(StatusCode::BAD_REQUEST, format!("not a JSON list: {error}"))
    })?;
    if texts.len() > MAX_EVENTS {
        let reason = format!("more than {MAX_EVENTS} events");
        return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, reason));
    }
    let (mut fates, mut good) = (Vec::new(), Vec::new());
    for (place, text) in texts.iter().enumerate() {
        let (id, event) = read(client, text.get(), desk.now());
        fates.push(Fate::new(
            id,
            event.as_ref().map(|_| ()).map_err(Clone::clone),
        ));
        good.extend(event.ok().map(|event| (place, event)));
    }
    let mut busy: Option<Problem> = None;
    for (n, chunk) in good.chunks(EVENTS_AT_ONCE).enumerate() {
        let told = match &busy {
            None => {
                let room = if n == 0 {
                    Duration::ZERO
                } else {
                    desk.limits.room
                };
                let events = chunk.iter().map(|(_, event)| event.clone()).collect();
                put(desk, events, room).await
            }
            Some(problem) => Err(problem.clone()),
        };
        match told {
            // Nothing of it was taken: the whole list can be sent again.
            Err(problem) if n == 0 => return Err(problem),
            Err(problem) => {
                for (place, _) in chunk {
                    fates[*place] = Fate::new(fates[*place].id.take(), Err(problem.clone()));
                }
                busy = Some(problem);
            }
            Ok(answers) => {
                for ((place, _), answer) in chunk.iter().zip(answers) {
                    fates[*place] = Fate::new(fates[*place].id.take(), fate(answer));
                }
            }
        }
    }
    Ok(fates)
}

/// Reads one event; its id also where the rest is wrong.
fn read(client: &str, text: &str, stamp: Stamp) -> (Option<String>, Result<External, Problem>) {
    if text.len() > MAX_BODY {
        let reason = format!("longer than {MAX_BODY} bytes");
        let problem = Problem::new(StatusCode::PAYLOAD_TOO_LARGE, reason);
        return (None, Err(problem));
    }
    match read_event(client, text, stamp) {
        Ok(event) => {
            let event = External {
                quiet: true,
                ..event
            };
            (Some(event.id.clone()), Ok(event))
        }
        Err(unread) => {
            let status = if unread.formed {
                StatusCode::UNPROCESSABLE_ENTITY
            } else {
                StatusCode::BAD_REQUEST
            };
            (unread.id, Err(Problem::new(status, unread.reason)))
        }
    }
}

/// Puts events before the line.
async fn put(
    desk: &Desk,
    events: Vec<External>,
    room: Duration,
) -> Result<Vec<EventAnswer>, Problem> {
    desk.ask(room, |answer| Ask::Events { events, answer })
        .await
}

fn fate(answer: EventAnswer) -> Result<(), Problem> {
    match answer {
        EventAnswer::Taken => Ok(()),
        EventAnswer::Unknown(why) => Err(Problem::new(StatusCode::NOT_FOUND, why)),
        EventAnswer::Misfit(why) => Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, why)),
    }
}
