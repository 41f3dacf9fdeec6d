//! The first start: whoever reads the console makes the first account.

use std::{
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    extract::{Extension, State},
    http::HeaderMap,
    response::Response,
};
use maud::html;
use serde::Deserialize;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::{
    login::{self, enter},
    password::{LEAST, hash_password},
    secret::{as_drawn, draw_code},
    sent::Asked,
    throttle::Secret,
};
use crate::{
    types::{Account, AccountChange, AccountName, AuditEntry, Role},
    web::{
        desk::Desk,
        page::{self, Refusal, parts},
        server::Peer,
    },
    words::Words,
};

/// The code on the console, good until there is an account. A new one is drawn at each start.
#[derive(Debug, Default)]
pub(in crate::web) struct SetupCode(Mutex<Option<Zeroizing<String>>>);

impl SetupCode {
    /// Draws it, for the console.
    pub(in crate::web) fn draw(&self) -> Zeroizing<String> {
        let code = draw_code();
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(code.clone());
        code
    }

    fn is(&self, typed: &str) -> bool {
        let code = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        code.as_ref()
            .is_some_and(|code| code.as_bytes().ct_eq(as_drawn(typed).as_bytes()).into())
    }

    fn end(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

#[derive(Deserialize)]
pub(super) struct Form {
    code: String,
    name: String,
    password: String,
    again: String,
}

pub(super) async fn get(
    State(desk): State<Arc<Desk>>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    if !desk.accounts(|accounts| accounts.all()).await?.is_empty() {
        return Ok(page::see_other("/login"));
    }
    let words = login::words_of(&headers, &desk);
    Ok(form(&desk, words, None, ("", "")))
}

pub(super) async fn post(
    State(desk): State<Arc<Desk>>,
    Extension(Peer(peer)): Extension<Peer>,
    headers: HeaderMap,
    Asked(sent): Asked<Form>,
) -> Result<Response, Refusal> {
    let words = login::words_of(&headers, &desk);
    if !desk.accounts(|accounts| accounts.all()).await?.is_empty() {
        return Ok(page::see_other("/login"));
    }
    let guess = guess(&desk, &sent.code, peer);
    // A code that is right need not be typed again, whatever else is wrong.
    let code = if guess.is_none() { &*sent.code } else { "" };
    let again = |problem: &str| {
        let problem = words.say(problem, &[]);
        Ok(form(&desk, words, Some(&problem), (code, &sent.name)))
    };
    if let Some(problem) = guess {
        return again(problem);
    }
    let Ok(name) = sent.name.parse::<AccountName>() else {
        return again("access-name-wrong");
    };
    if sent.password != sent.again {
        return again("access-password-differs");
    }
    if sent.password.chars().count() < LEAST {
        return again("access-password-short");
    }
    let password = sent.password.clone();
    let Ok(hash) = desk.hashing(move || hash_password(&password)).await? else {
        return again("access-password-short");
    };
    let now = desk.wall().utc;
    let account = Account {
        name: name.clone(),
        roles: Role::ALL.into(),
        password: Some(hash),
        language: None,
        created: now,
    };
    let entry = AuditEntry {
        at: now,
        who: name.to_string(),
        what: "account.created".to_owned(),
        detail: format!("{name}: the first, with every role, by the code on the console"),
    };
    let created = AccountChange::Created(account);
    let made = desk.accounts(move |accounts| accounts.change(&created, Some(&entry), now));
    if !made.await? {
        return Ok(page::see_other("/login"));
    }
    desk.setup.end();
    // Whoever makes the first login sets the appliance up.
    enter(&desk, name, &headers, Some("/checklist")).await
}

/// What is wrong with the code, or that it is tried too often.
fn guess(desk: &Desk, code: &str, peer: IpAddr) -> Option<&'static str> {
    let now = desk.wall().mono_ns;
    if desk.throttle.attempt(&Secret::Setup, peer, now).is_err() {
        return Some("access-too-often");
    }
    if !desk.setup.is(code) {
        return Some("access-code-wrong");
    }
    desk.throttle.was_right(&Secret::Setup, peer);
    None
}

fn form(
    desk: &Desk,
    words: &'static Words,
    problem: Option<&str>,
    (code, name): (&str, &str),
) -> Response {
    let say = |id: &str| words.say(id, &[]);
    let body = html! {
        p { (say("access-setup-about")) }
        (parts::problem(problem))
        form method="post" action="/setup" {
            (parts::field("code", &say("access-setup-code"), &say("access-setup-code-hint"), html! {
                input #code name="code" required value=(code) autocomplete="off" autocapitalize="characters" spellcheck="false" aria-describedby="code-hint" autofocus[code.is_empty()];
            }))
            (parts::field("name", &say("access-name"), &say("access-name-hint"), html! {
                input #name name="name" required value=(name) autocomplete="username" autocapitalize="none" spellcheck="false" aria-describedby="name-hint";
            }))
            (parts::field("password", &say("access-password"), &say("access-password-hint"), html! {
                input #password name="password" type="password" required minlength=(LEAST) autocomplete="new-password" aria-describedby="password-hint";
            }))
            (parts::field("again", &say("access-password-again"), "", html! {
                input #again name="again" type="password" required minlength=(LEAST) autocomplete="new-password";
            }))
            button.primary type="submit" { (say("access-setup-do")) }
        }
    };
    page::outside(desk, words, &say("access-setup-title"), &body)
}
