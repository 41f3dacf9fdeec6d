//! A device comes in by a code: shown as a QR code to a tablet's camera, or typed.

use std::sync::Arc;

use axum::{
    extract::{Extension, Path, State},
    http::HeaderMap,
    response::Response,
};
use jiff::SignedDuration;
use maud::html;
use serde::Deserialize;

use super::{
    login::{self, enter_paired},
    secret::{as_drawn, digest_of, draw_code},
    sent::Asked,
    throttle::Secret,
};
use crate::{
    types::{AccountChange, AccountName, AuditEntry, Pairing},
    web::{
        desk::Desk,
        page::{self, Refusal, parts},
        server::Peer,
    },
};

/// For how long a code is good.
pub(super) const MINUTES: i64 = 15;
/// Makes a code for a device of somebody; `None` where there is no such account.
pub(super) async fn invite(
    desk: &Arc<Desk>,
    by: &AccountName,
    account: AccountName,
    device: String,
) -> Result<Option<String>, Refusal> {
    let now = desk.wall().utc;
    let code = draw_code();
    let entry = AuditEntry {
        at: now,
        who: by.to_string(),
        what: "device.invited".to_owned(),
        detail: format!("{account}: {device}"),
    };
    let pairing = Pairing {
        digest: digest_of(&code),
        account,
        device,
        expires: now + SignedDuration::from_mins(MINUTES),
    };
    let change = AccountChange::PairingMade(pairing);
    let made = desk.accounts(move |accounts| accounts.change(&change, Some(&entry), now));
    Ok(made.await?.then(|| code.to_string()))
}

#[derive(Deserialize)]
pub(super) struct Form {
    code: String,
}

/// Asks, as whoever follows a link by mistake, or a program that looks at links, must not use the code up.
pub(super) async fn get(
    State(desk): State<Arc<Desk>>,
    Path(code): Path<String>,
    headers: HeaderMap,
) -> Response {
    form(&desk, &headers, None, &code)
}

pub(super) async fn by_hand(State(desk): State<Arc<Desk>>, headers: HeaderMap) -> Response {
    form(&desk, &headers, None, "")
}

pub(super) async fn post(
    State(desk): State<Arc<Desk>>,
    Extension(Peer(peer)): Extension<Peer>,
    headers: HeaderMap,
    Asked(sent): Asked<Form>,
) -> Result<Response, Refusal> {
    let now = desk.wall();
    let tried = desk.throttle.attempt(&Secret::Pairing, peer, now.mono_ns);
    if tried.is_err() {
        return Ok(form(&desk, &headers, Some("access-too-often"), &sent.code));
    }
    let digest = digest_of(&as_drawn(&sent.code));
    let taken = desk.accounts(move |accounts| accounts.take_pairing(&digest, now.utc));
    let Some(pairing) = taken.await? else {
        return Ok(form(&desk, &headers, Some("access-pair-wrong"), ""));
    };
    desk.throttle.was_right(&Secret::Pairing, peer);
    enter_paired(&desk, pairing).await
}

fn form(desk: &Desk, headers: &HeaderMap, problem: Option<&str>, code: &str) -> Response {
    let words = login::words_of(headers, desk);
    let say = |id: &str| words.say(id, &[]);
    let body = html! {
        p { (say("access-pair-about")) }
        (parts::problem(problem.map(say).as_deref()))
        form method="post" action="/pair" {
            (parts::field("code", &say("access-pair-code"), "", html! {
                input #code name="code" required value=(code) autocomplete="off" autocapitalize="characters" spellcheck="false";
            }))
            button.primary type="submit" { (say("access-pair-do")) }
        }
    };
    page::outside(desk, words, &say("access-pair-title"), &body)
}
