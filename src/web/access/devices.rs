//! The devices on which people are logged in, and pairing a tablet.

use std::sync::Arc;

use axum::{
    extract::State,
    http::{HeaderMap, header},
    response::Response,
};
use maud::{Markup, html};
use serde::Deserialize;

use super::{
    edit::change,
    invite::{self, Invitation, MINUTES},
    people::{Shown, show},
    sent::Sent,
    signed::Signed,
};
use crate::{
    types::{Account, AccountChange, AccountName, Role, Session, hex},
    web::{
        desk::Desk,
        page::{self, Refusal, format, parts},
    },
};

pub(super) fn new_device(signed: &Signed, accounts: &[Account]) -> Markup {
    html! {
        section.card {
            h2 { (signed.say("access-invite")) }
            p.hint { (signed.say("access-invite-about")) }
            form method="post" action="/people/invite" {
                (page::csrf_field(signed))
                (parts::field("invite-name", &signed.say("access-invite-whose"), "", html! {
                    select id="invite-name" name="name" {
                        @for account in accounts.iter().filter(|account| account.roles.contains(&Role::Staff)) { option value=(account.name) { (account.name) } }
                    }
                }))
                (parts::field("invite-device", &signed.say("access-device"), &signed.say("access-device-hint"), html! {
                    input id="invite-device" name="device" required maxlength="60" aria-describedby="invite-device-hint";
                }))
                button.primary type="submit" { (signed.say("access-invite-do")) }
            }
        }
    }
}

/// The code that was made last by whoever looks at it: how the device uses it, or that it has.
pub(super) fn invitation(
    desk: &Desk,
    signed: &Signed,
    headers: &HeaderMap,
    invited: &Invitation,
    fingerprint: Option<&str>,
) -> Markup {
    let values = [
        ("minutes", MINUTES.into()),
        ("name", invited.account.as_str().into()),
        ("device", invited.device.as_str().into()),
    ];
    if invited.used {
        return html! { p.card.done role="status" { (signed.words.say("access-invited-used", &values)) } };
    }
    // As this page was reached, so will the tablet reach us.
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let scheme = if desk.tls() { "https" } else { "http" };
    let base = format!("{scheme}://{}", host.unwrap_or("localhost"));
    let url = format!("{base}/pair/{}", invited.code.as_str());
    html! {
        section.card.done role="status" {
            h2 { (signed.words.say("access-invited", &values)) }
            ol.steps {
                @if let Some(fingerprint) = fingerprint {
                    li {
                        p { (signed.say("access-invited-trust")) }
                        (parts::qr(&format!("{base}/ca.crt"), &signed.say("access-qr-authority")))
                        p { a href="/ca.crt" { (base) "/ca.crt" } }
                        p.hint { (signed.say("access-fingerprint")) " " code.wrap { (fingerprint) } }
                    }
                }
                li {
                    p { (signed.say("access-invited-open")) }
                    (parts::qr(&url, &signed.say("access-qr-pair")))
                    p { a #pair-link href=(url) { (url) } }
                }
            }
        }
    }
}

pub(super) fn table(desk: &Desk, signed: &Signed, sessions: &[Session]) -> Markup {
    let zone = &desk.site.timezone;
    html! {
        table {
            thead { tr {
                th scope="col" { (signed.say("access-device")) }
                th scope="col" { (signed.say("access-name")) }
                th scope="col" { (signed.say("access-since")) }
                th scope="col" { (signed.say("access-seen")) }
                th scope="col" { (signed.say("access-until")) }
                th scope="col" { span.unseen { (signed.say("access-logout")) } }
            } }
            tbody { @for session in sessions { tr {
                th scope="row" { (session.device) @if session.digest == signed.session { " " span.hint { (signed.say("access-this-device")) } } }
                td { (session.account) }
                td { (format::moment(signed.words, session.created, zone)) }
                td { (format::moment(signed.words, session.seen, zone)) }
                td { (format::moment(signed.words, session.expires, zone)) }
                td {
                    form method="post" action="/people/logout" {
                        (page::csrf_field(signed))
                        input type="hidden" name="session" value=(hex(&session.digest));
                        button type="submit" { (signed.say("access-logout")) }
                    }
                }
            } } }
        }
    }
}

#[derive(Deserialize)]
pub(super) struct Invited {
    name: AccountName,
    device: String,
}

pub(super) async fn invite(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    headers: HeaderMap,
    Sent(sent): Sent<Invited>,
) -> Result<Response, Refusal> {
    signed.must(Role::Installer)?;
    let device: String = sent.device.trim().chars().take(60).collect();
    if device.is_empty() {
        let shown = Shown::problem("access-device-missing");
        return show(&desk, &signed, &headers, shown).await;
    }
    if !invite::invite(&desk, &signed, sent.name, device).await? {
        return Err(Refusal::nothing_here().told(&signed));
    }
    // The code is shown there as long as it is good: whoever loads the page again makes no other one.
    Ok(page::see_other("/people"))
}

#[derive(Deserialize)]
pub(super) struct Out {
    session: String,
}

pub(super) async fn log_out(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Sent(sent): Sent<Out>,
) -> Result<Response, Refusal> {
    signed.must(Role::Installer)?;
    let now = desk.wall().utc;
    let sessions = desk
        .accounts(move |accounts| accounts.sessions(now))
        .await?;
    let found = sessions
        .into_iter()
        .find(|s| hex(&s.digest) == sent.session);
    let session = found.ok_or_else(Refusal::nothing_here)?;
    let detail = format!("{}: {}", session.account, session.device);
    let out = AccountChange::LoggedOut(session.digest);
    change(&desk, &signed, out, "device.removed", detail).await?;
    Ok(page::see_other("/people?done=out"))
}
