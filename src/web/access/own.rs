//! Somebody's own login.

use std::sync::Arc;

use axum::{
    extract::{Extension, Query, State},
    http::HeaderMap,
    response::Response,
};
use maud::html;
use serde::Deserialize;

use super::{
    edit::change,
    login::enter,
    password::{LEAST, hash_password, is_right},
    sent::Sent,
    signed::Signed,
    throttle::Secret,
};
use crate::{
    types::AccountChange,
    web::{
        desk::Desk,
        page::{self, Nav, Page, Refusal, parts},
        server::Peer,
    },
};

/// Whether the password was changed just now.
#[derive(Default, Deserialize)]
pub(super) struct Told {
    #[serde(default)]
    done: String,
}

pub(super) async fn get(signed: Signed, Query(told): Query<Told>) -> Response {
    shown(&signed, None, told.done == "password")
}

fn shown(signed: &Signed, problem: Option<&str>, changed: bool) -> Response {
    let page = Page::new(signed.say("access-account-title"), Nav::Account);
    let body = html! {
        @if changed { p.card.done role="status" { (signed.say("access-password-changed")) } }
        (parts::problem(problem.map(|id| signed.say(id)).as_deref()))
        section.card.narrow {
            h2 { (signed.say("access-password-change")) }
            form method="post" action="/account" {
                (page::csrf_field(signed))
                input type="hidden" name="name" value=(signed.account) autocomplete="username";
                (parts::field("old", &signed.say("access-password-old"), "", html! {
                    input #old name="old" type="password" required autocomplete="current-password";
                }))
                (parts::field("new", &signed.say("access-password-new"), &signed.say("access-password-hint"), html! {
                    input #new name="new" type="password" required minlength=(LEAST) autocomplete="new-password" aria-describedby="new-hint";
                }))
                (parts::field("again", &signed.say("access-password-again"), "", html! {
                    input #again name="again" type="password" required minlength=(LEAST) autocomplete="new-password";
                }))
                button.primary type="submit" { (signed.say("access-password-save")) }
            }
        }
    };
    page::shell(signed, &page, &body)
}

#[derive(Deserialize)]
pub(super) struct Passwords {
    old: String,
    new: String,
    again: String,
}

pub(super) async fn post(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    headers: HeaderMap,
    Extension(Peer(peer)): Extension<Peer>,
    Sent(sent): Sent<Passwords>,
) -> Result<Response, Refusal> {
    if sent.new != sent.again {
        return Ok(shown(&signed, Some("access-password-differs"), false));
    }
    let now = desk.wall().mono_ns;
    let name = signed.account.clone();
    let secret = Secret::password(name.as_str());
    if desk.throttle.attempt(&secret, peer, now).is_err() {
        return Ok(shown(&signed, Some("access-too-often"), false));
    }
    let account = desk
        .accounts({
            let name = name.clone();
            move |accounts| accounts.find(&name)
        })
        .await?;
    let hash = account.and_then(|account| account.password);
    let old = sent.old;
    if !desk
        .hashing(move || is_right(&old, hash.as_deref()))
        .await?
    {
        return Ok(shown(&signed, Some("access-old-wrong"), false));
    }
    desk.throttle.was_right(&secret, peer);
    let new = sent.new;
    let Ok(hash) = desk.hashing(move || hash_password(&new)).await? else {
        return Ok(shown(&signed, Some("access-password-short"), false));
    };
    let detail = name.to_string();
    let changed = AccountChange::Password {
        name: name.clone(),
        hash,
    };
    change(&desk, &signed, changed, "account.password", detail).await?;
    // All their sessions have ended; this device goes on with a new one.
    enter(&desk, name, &headers, Some("/account?done=password")).await
}
