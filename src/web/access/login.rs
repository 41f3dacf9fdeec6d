//! Logging in and out.

use std::sync::Arc;

use axum::{
    extract::{Extension, Query, State},
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use jiff::SignedDuration;
use maud::html;
use serde::Deserialize;

use super::{
    cookie, failed,
    password::is_right,
    secret::{digest_of, draw_secret},
    sent::{Asked, Sent},
    signed::Signed,
    throttle::Secret,
};
use crate::{
    types::{AccountChange, AccountName, AuditEntry, Pairing, Role, Session},
    web::{
        desk::Desk,
        page::{self, Refusal, parts, words},
        server::Peer,
    },
    words::{Language, Words},
};

/// For how long a password opens a device: a working day.
const DAY: SignedDuration = SignedDuration::from_hours(12);
/// For how long a device stays paired that nobody uses.
pub(super) const PAIRED: SignedDuration = SignedDuration::from_hours(180 * 24);
/// Browsers keep no cookie for longer than 400 days; what is good is for the store to say.
const COOKIE: SignedDuration = SignedDuration::from_hours(400 * 24);

#[derive(Deserialize)]
pub(super) struct Back {
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
pub(super) struct Form {
    name: String,
    password: String,
    #[serde(default)]
    next: String,
}

pub(super) async fn get(
    State(desk): State<Arc<Desk>>,
    Query(back): Query<Back>,
    headers: HeaderMap,
    signed: Result<Signed, Refusal>,
) -> Result<Response, Refusal> {
    if signed.is_ok() {
        // They are in: to where they wanted to go.
        let next = Some(back.next.as_str()).filter(|next| is_ours(next));
        return Ok(page::see_other(next.unwrap_or("/")));
    }
    if desk.accounts(|accounts| accounts.all()).await?.is_empty() {
        return Ok(page::see_other("/setup"));
    }
    let words = words_of(&headers, &desk);
    Ok(form(&desk, words, None, "", &back.next))
}

pub(super) async fn post(
    State(desk): State<Arc<Desk>>,
    Extension(Peer(peer)): Extension<Peer>,
    headers: HeaderMap,
    Asked(sent): Asked<Form>,
) -> Result<Response, Refusal> {
    let words = words_of(&headers, &desk);
    let typed = sent.name.trim().to_lowercase();
    let now = desk.wall();
    let secret = Secret::password(&typed);
    if let Err(wait) = desk.throttle.attempt(&secret, peer, now.mono_ns) {
        let seconds = [("seconds", (wait.as_secs() + 1).into())];
        let problem = words.say("access-wait", &seconds);
        return Ok(form(&desk, words, Some(&problem), &sent.name, &sent.next));
    }
    let found = match typed.parse::<AccountName>() {
        Ok(name) => desk.accounts(move |accounts| accounts.find(&name)).await?,
        Err(_) => None,
    };
    let (password, known) = (sent.password, found.clone());
    let right = move || {
        is_right(
            &password,
            known.as_ref().and_then(|a| a.password.as_deref()),
        )
    };
    let right = desk.hashing(right).await?;
    let who = found.as_ref().map(|account| account.name.to_string());
    let Some(account) = found.filter(|_| right) else {
        failed::note(&desk, who, "wrong password", peer).await;
        let problem = words.say("access-login-wrong", &[]);
        return Ok(form(&desk, words, Some(&problem), &sent.name, &sent.next));
    };
    desk.throttle.was_right(&secret, peer);
    enter(&desk, account.name, &headers, Some(&sent.next)).await
}

/// Logs somebody in who gave their password.
pub(super) async fn enter(
    desk: &Arc<Desk>,
    account: AccountName,
    headers: &HeaderMap,
    next: Option<&str>,
) -> Result<Response, Refusal> {
    let device = device_of(headers);
    let next = next.filter(|next| is_ours(next)).unwrap_or("/").to_owned();
    let opened = open(desk, account, device, false, &next).await?;
    leave(desk, headers).await?;
    Ok(opened)
}

/// Logs a device in that was paired.
pub(super) async fn enter_paired(
    desk: &Arc<Desk>,
    pairing: Pairing,
    headers: &HeaderMap,
) -> Result<Response, Refusal> {
    let opened = open(desk, pairing.account, pairing.device, true, "/").await?;
    leave(desk, headers).await?;
    Ok(opened)
}

/// Ends the session that a device had when it was logged in anew: nobody would log it out, and a copy of its cookie would go
/// on opening pages.
async fn leave(desk: &Arc<Desk>, headers: &HeaderMap) -> Result<(), Refusal> {
    let Some(before) = cookie::read(headers, desk.tls()) else {
        return Ok(());
    };
    let now = desk.wall().utc;
    let out = AccountChange::LoggedOut(digest_of(&before));
    desk.accounts(move |accounts| accounts.change(&out, None, now))
        .await
        .map(drop)
}

async fn open(
    desk: &Arc<Desk>,
    account: AccountName,
    device: String,
    paired: bool,
    next: &str,
) -> Result<Response, Refusal> {
    // Drawn anew at each login: a session that somebody planted before is never made good.
    let secret = draw_secret();
    let now = desk.wall().utc;
    let good_for = if paired { PAIRED } else { DAY };
    let session = Session {
        digest: digest_of(&secret),
        account: account.clone(),
        device: device.clone(),
        paired,
        created: now,
        seen: now,
        expires: now + good_for,
    };
    let entry = AuditEntry {
        at: now,
        who: account.to_string(),
        what: "login".to_owned(),
        detail: device,
    };
    let change = AccountChange::LoggedIn(session);
    desk.accounts(move |accounts| accounts.change(&change, Some(&entry), now))
        .await?;
    let kept = if paired { COOKIE } else { DAY };
    let mut response = page::see_other(next);
    let cookie = cookie::set(&secret, kept.as_secs(), desk.tls());
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(response)
}

/// A form that says nothing but that it was sent.
#[derive(Deserialize)]
pub(super) struct Nothing {}

pub(super) async fn out(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Sent(Nothing {}): Sent<Nothing>,
) -> Result<Response, Refusal> {
    let now = desk.wall().utc;
    let entry = AuditEntry {
        at: now,
        who: signed.account.to_string(),
        what: "logout".to_owned(),
        detail: String::new(),
    };
    let change = AccountChange::LoggedOut(signed.session);
    desk.accounts(move |accounts| accounts.change(&change, Some(&entry), now))
        .await?;
    let mut response = page::see_other("/login");
    let headers = response.headers_mut();
    headers.insert(header::SET_COOKIE, cookie::clear(desk.tls()));
    let all = HeaderValue::from_static("\"cache\", \"storage\"");
    headers.insert("clear-site-data", all);
    Ok(response)
}

/// Where somebody begins: at what they are here for.
pub(super) async fn home(signed: Signed) -> Response {
    let first = [
        (Role::Staff, "/floor"),
        (Role::Manager, "/today"),
        (Role::Installer, "/checklist"),
        (Role::Privacy, "/privacy"),
    ];
    // Who has several roles is a manager before they are on the floor.
    let several = signed.roles.len() > 1 && signed.may(Role::Manager);
    let found = first
        .into_iter()
        .find(|(role, _)| signed.may(*role) && (!several || *role == Role::Manager));
    page::see_other(found.map_or("/account", |(_, path)| path))
}

#[derive(Deserialize)]
pub(super) struct Choice {
    language: String,
    #[serde(default)]
    next: String,
}

/// The language of their pages from now on.
pub(super) async fn language(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Sent(choice): Sent<Choice>,
) -> Result<Response, Refusal> {
    let language = Language::known(&choice.language).map(|known| known.code().to_owned());
    let now = desk.wall().utc;
    let change = AccountChange::Language {
        name: signed.account.clone(),
        language,
    };
    desk.accounts(move |accounts| accounts.change(&change, None, now))
        .await?;
    let next = Some(choice.next.as_str()).filter(|next| is_ours(next));
    Ok(page::see_other(next.unwrap_or("/")))
}

/// What a device is called until somebody gives it a name.
fn device_of(headers: &HeaderMap) -> String {
    let agent = headers.get(header::USER_AGENT);
    let agent = agent.and_then(|value| value.to_str().ok()).unwrap_or("");
    let has = |word: &str| agent.contains(word);
    let program = [
        ("Firefox", "Firefox"),
        ("Edg/", "Edge"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ];
    let program = program.iter().find(|(mark, _)| has(mark));
    let system = [
        ("Android", "Android"),
        ("iPad", "iPad"),
        ("iPhone", "iPhone"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    ];
    let system = system.iter().find(|(mark, _)| has(mark));
    match (program, system) {
        (Some((_, program)), Some((_, system))) => format!("{program}, {system}"),
        (Some((_, only)), None) | (None, Some((_, only))) => (*only).to_owned(),
        (None, None) => "?".to_owned(),
    }
}

/// Whether it leads to a page of ours, and nowhere else.
fn is_ours(path: &str) -> bool {
    let mut letters = path.chars();
    letters.next() == Some('/')
        && !matches!(letters.next(), Some('/' | '\\'))
        && path.chars().all(|c| c.is_ascii_graphic() && c != '\\')
}

/// The language that a browser asks for, of those there are; else the site's first.
pub(in crate::web) fn words_of(headers: &HeaderMap, desk: &Desk) -> &'static Words {
    let asked = headers.get(header::ACCEPT_LANGUAGE);
    let asked = asked.and_then(|value| value.to_str().ok()).unwrap_or("");
    let known = asked.split(',').find_map(|part| {
        let code = part.split(['-', ';']).next().unwrap_or("").trim();
        Language::known(&code.to_ascii_lowercase())
    });
    words::of(known.unwrap_or(desk.site.language))
}

fn form(
    desk: &Desk,
    words: &'static Words,
    problem: Option<&str>,
    name: &str,
    next: &str,
) -> Response {
    let say = |id: &str| words.say(id, &[]);
    let body = html! {
        (parts::problem(problem))
        form method="post" action="/login" {
            input type="hidden" name="next" value=(next);
            (parts::field("name", &say("access-name"), "", html! {
                input #name name="name" required value=(name) autocomplete="username" autocapitalize="none" spellcheck="false" autofocus[name.is_empty()];
            }))
            (parts::field("password", &say("access-password"), "", html! {
                input #password name="password" type="password" required autocomplete="current-password" autofocus[!name.is_empty()];
            }))
            button.primary type="submit" { (say("access-login-do")) }
        }
        p.hint { (say("access-login-hint")) }
    };
    page::outside(desk, words, &say("access-login-title"), &body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_to_another_site() {
        for ours in ["/", "/visits?page=2", "/visitors/V-7K3QD"] {
            assert!(is_ours(ours), "{ours}");
        }
        for foreign in [
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "visits",
            "/a\r\nb",
            "/é",
        ] {
            assert!(!is_ours(foreign), "{foreign}");
        }
    }
}
