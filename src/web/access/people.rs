//! Who may log in, the devices they use, and pairing a tablet.

use std::{collections::BTreeSet, sync::Arc};

use axum::{extract::State, http::HeaderMap, http::header, response::Response};
use maud::{Markup, PreEscaped, html};
use qrcode::{QrCode, render::svg};
use serde::Deserialize;

use super::{
    invite::{self, MINUTES},
    login::enter,
    password::{LEAST, hash_password, is_right},
    sent::Sent,
    signed::Signed,
};
use crate::{
    types::{Account, AccountChange, AccountName, AuditEntry, Role, Session, hex},
    web::{
        desk::Desk,
        page::{self, Nav, Page, Refusal, format, parts},
    },
};

pub(super) async fn get(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
) -> Result<Response, Refusal> {
    signed.must(Role::Installer)?;
    show(&desk, &signed, Shown::default()).await
}

/// What a page says besides the lists.
#[derive(Default)]
struct Shown {
    problem: Option<&'static str>,
    invited: Option<(AccountName, String, String)>,
}

async fn show(desk: &Arc<Desk>, signed: &Signed, shown: Shown) -> Result<Response, Refusal> {
    let now = desk.wall().utc;
    let lists = desk.accounts(move |accounts| Ok((accounts.all()?, accounts.sessions(now)?)));
    let (accounts, sessions) = lists.await?;
    let fingerprint = desk
        .blocking_self(|desk| desk.tls.as_ref()?.fingerprint())
        .await?;
    let page = Page::new(signed.say("access-people-title"), Nav::People);
    let body = html! {
        (parts::problem(shown.problem.map(|id| signed.say(id)).as_deref()))
        @if let Some((account, device, url)) = &shown.invited {
            (invitation(signed, account, device, url, fingerprint.as_deref()))
        }
        section.card {
            h2 { (signed.say("access-people")) }
            div.scroll { (people_table(signed, &accounts)) }
        }
        div.two {
            (new_person(signed))
            (new_device(signed, &accounts))
        }
        section.card {
            h2 { (signed.say("access-devices")) }
            @if sessions.is_empty() { p.empty { (signed.say("access-devices-none")) } }
            @else { div.scroll { (devices_table(desk, signed, &sessions)) } }
        }
    };
    Ok(page::shell(signed, &page, &body))
}

fn people_table(signed: &Signed, accounts: &[Account]) -> Markup {
    html! {
        table {
            thead { tr {
                th scope="col" { (signed.say("access-name")) }
                th scope="col" { (signed.say("access-roles")) }
                th scope="col" { span.unseen { (signed.say("access-remove")) } }
            } }
            tbody { @for account in accounts { tr {
                th scope="row" { (account.name) @if account.password.is_none() { " " span.hint { (signed.say("access-paired-only")) } } }
                td {
                    form.row method="post" action="/people/roles" {
                        (page::csrf_field(signed))
                        input type="hidden" name="name" value=(account.name);
                        (role_boxes(signed, account.name.as_str(), &account.roles))
                        button type="submit" { (signed.say("access-roles-save")) }
                    }
                }
                td {
                    @if account.name != signed.account {
                        form method="post" action="/people/remove" {
                            (page::csrf_field(signed))
                            input type="hidden" name="name" value=(account.name);
                            button.danger type="submit" { (signed.say("access-remove")) }
                        }
                    }
                }
            } } }
        }
    }
}

fn role_boxes(signed: &Signed, of: &str, roles: &BTreeSet<Role>) -> Markup {
    html! {
        fieldset.roles {
            legend.unseen { (signed.say("access-roles")) }
            @for role in Role::ALL {
                label.box for={ (of) "-" (role.word()) } {
                    input id={ (of) "-" (role.word()) } type="checkbox" name=(role.word()) value="1" checked[roles.contains(&role)];
                    (signed.say(&format!("access-role-{}", role.word())))
                }
            }
        }
    }
}

fn new_person(signed: &Signed) -> Markup {
    html! {
        section.card {
            h2 { (signed.say("access-new")) }
            p.hint { (signed.say("access-new-about")) }
            form method="post" action="/people" {
                (page::csrf_field(signed))
                (parts::field("new-name", &signed.say("access-name"), &signed.say("access-name-hint"), html! {
                    input id="new-name" name="name" required autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="new-name-hint";
                }))
                (parts::field("new-password", &signed.say("access-password"), &signed.say("access-new-password-hint"), html! {
                    input id="new-password" name="password" type="password" minlength=(LEAST) autocomplete="new-password" aria-describedby="new-password-hint";
                }))
                (role_boxes(signed, "new", &[Role::Staff].into()))
                button.primary type="submit" { (signed.say("access-new-do")) }
            }
        }
    }
}

fn new_device(signed: &Signed, accounts: &[Account]) -> Markup {
    html! {
        section.card {
            h2 { (signed.say("access-invite")) }
            p.hint { (signed.say("access-invite-about")) }
            form method="post" action="/people/invite" {
                (page::csrf_field(signed))
                (parts::field("invite-name", &signed.say("access-invite-whose"), "", html! {
                    select id="invite-name" name="name" {
                        @for account in accounts { option value=(account.name) { (account.name) } }
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

fn invitation(
    signed: &Signed,
    account: &AccountName,
    device: &str,
    url: &str,
    fingerprint: Option<&str>,
) -> Markup {
    let minutes = [
        ("minutes", MINUTES.into()),
        ("name", account.as_str().into()),
        ("device", device.into()),
    ];
    let base = url.split("/pair/").next().unwrap_or(url);
    html! {
        section.card.done role="status" {
            h2 { (signed.words.say("access-invited", &minutes)) }
            ol.steps {
                @if let Some(fingerprint) = fingerprint {
                    li {
                        p { (signed.say("access-invited-trust")) }
                        (qr(&format!("{base}/ca.crt"), &signed.say("access-qr-authority")))
                        p { a href="/ca.crt" { (base) "/ca.crt" } }
                        p.hint { (signed.say("access-fingerprint")) " " code.wrap { (fingerprint) } }
                    }
                }
                li {
                    p { (signed.say("access-invited-open")) }
                    (qr(url, &signed.say("access-qr-pair")))
                    p { a #pair-link href=(url) { (url) } }
                }
            }
        }
    }
}

/// What a camera reads as this text.
fn qr(text: &str, label: &str) -> Markup {
    let Ok(code) = QrCode::new(text) else {
        return html! {};
    };
    let svg = code
        .render::<svg::Color<'_>>()
        .min_dimensions(200, 200)
        .build();
    // A picture of black and white squares, made here; only its head is a document's.
    let picture = svg.find("<svg").map_or("", |at| &svg[at..]);
    html! { div.qr role="img" aria-label=(label) { (PreEscaped(picture)) } }
}

fn devices_table(desk: &Desk, signed: &Signed, sessions: &[Session]) -> Markup {
    let zone = &desk.site.timezone;
    html! {
        table {
            thead { tr {
                th scope="col" { (signed.say("access-device")) }
                th scope="col" { (signed.say("access-name")) }
                th scope="col" { (signed.say("access-seen")) }
                th scope="col" { (signed.say("access-until")) }
                th scope="col" { span.unseen { (signed.say("access-logout")) } }
            } }
            tbody { @for session in sessions { tr {
                th scope="row" { (session.device) @if session.digest == signed.session { " " span.hint { (signed.say("access-this-device")) } } }
                td { (session.account) }
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
pub(super) struct Boxes {
    name: String,
    #[serde(default)]
    password: String,
    staff: Option<String>,
    manager: Option<String>,
    installer: Option<String>,
    privacy: Option<String>,
}

impl Boxes {
    fn roles(&self) -> BTreeSet<Role> {
        let ticked = |role: &Role| match role {
            Role::Staff => self.staff.is_some(),
            Role::Manager => self.manager.is_some(),
            Role::Installer => self.installer.is_some(),
            Role::Privacy => self.privacy.is_some(),
        };
        Role::ALL.into_iter().filter(ticked).collect()
    }
}

pub(super) async fn add(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Sent(sent): Sent<Boxes>,
) -> Result<Response, Refusal> {
    signed.must(Role::Installer)?;
    let wrong = |problem| Shown {
        problem: Some(problem),
        ..Shown::default()
    };
    let Ok(name) = sent.name.parse::<AccountName>() else {
        return show(&desk, &signed, wrong("access-name-wrong")).await;
    };
    let password = if sent.password.is_empty() {
        None
    } else {
        let password = sent.password.clone();
        match desk.hashing(move || hash_password(&password)).await? {
            Ok(hash) => Some(hash),
            Err(_) => return show(&desk, &signed, wrong("access-password-short")).await,
        }
    };
    let account = Account {
        name: name.clone(),
        roles: sent.roles(),
        password,
        language: None,
        created: desk.wall().utc,
    };
    let what = format!("{name}: {}", listed(&account.roles));
    let made = AccountChange::Created(account);
    if change(&desk, &signed, made, "account.created", what).await? {
        Ok(page::see_other("/people"))
    } else {
        show(&desk, &signed, wrong("access-name-taken")).await
    }
}

fn listed(roles: &BTreeSet<Role>) -> String {
    roles
        .iter()
        .map(|role| role.word())
        .collect::<Vec<_>>()
        .join(", ")
}

async fn change(
    desk: &Arc<Desk>,
    signed: &Signed,
    change: AccountChange,
    what: &str,
    detail: String,
) -> Result<bool, Refusal> {
    let now = desk.wall().utc;
    let entry = AuditEntry {
        at: now,
        who: signed.account.to_string(),
        what: what.to_owned(),
        detail,
    };
    desk.accounts(move |accounts| accounts.change(&change, Some(&entry), now))
        .await
}

#[derive(Deserialize)]
pub(super) struct Named {
    name: AccountName,
}

pub(super) async fn remove(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Sent(Named { name }): Sent<Named>,
) -> Result<Response, Refusal> {
    signed.must(Role::Installer)?;
    let detail = name.to_string();
    let removed = AccountChange::Removed(name);
    if change(&desk, &signed, removed, "account.removed", detail).await? {
        return Ok(page::see_other("/people"));
    }
    let problem = Some("access-last");
    let shown = Shown {
        problem,
        ..Shown::default()
    };
    show(&desk, &signed, shown).await
}

pub(super) async fn roles(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Sent(sent): Sent<Boxes>,
) -> Result<Response, Refusal> {
    signed.must(Role::Installer)?;
    let Ok(name) = sent.name.parse::<AccountName>() else {
        return Err(Refusal::nothing_here());
    };
    let roles = sent.roles();
    let detail = format!("{name}: {}", listed(&roles));
    let changed = AccountChange::Roles { name, roles };
    if change(&desk, &signed, changed, "account.roles", detail).await? {
        return Ok(page::see_other("/people"));
    }
    let problem = Some("access-last");
    let shown = Shown {
        problem,
        ..Shown::default()
    };
    show(&desk, &signed, shown).await
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
    let code = invite::invite(&desk, &signed.account, sent.name.clone(), device.clone()).await?;
    let code = code.ok_or_else(Refusal::nothing_here)?;
    // As this page was reached, so will the tablet reach us.
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let scheme = if desk.tls() { "https" } else { "http" };
    let url = format!("{scheme}://{}/pair/{code}", host.unwrap_or("localhost"));
    let invited = Some((sent.name, device, url));
    let shown = Shown {
        invited,
        ..Shown::default()
    };
    show(&desk, &signed, shown).await
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
    Ok(page::see_other("/people"))
}

pub(super) async fn own(signed: Signed) -> Response {
    account_page(&signed, None)
}

fn account_page(signed: &Signed, problem: Option<&str>) -> Response {
    let page = Page::new(signed.say("access-account-title"), Nav::Account);
    let body = html! {
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
}

pub(super) async fn password(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    headers: HeaderMap,
    axum::extract::Extension(crate::web::server::Peer(peer)): axum::extract::Extension<
        crate::web::server::Peer,
    >,
    Sent(sent): Sent<Passwords>,
) -> Result<Response, Refusal> {
    let now = desk.wall().mono_ns;
    let name = signed.account.clone();
    if desk.throttle.wait(name.as_str(), peer, now).is_some() {
        return Ok(account_page(&signed, Some("access-too-often")));
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
        desk.throttle.failed(name.as_str(), peer, now);
        return Ok(account_page(&signed, Some("access-login-wrong")));
    }
    let new = sent.new;
    let Ok(hash) = desk.hashing(move || hash_password(&new)).await? else {
        return Ok(account_page(&signed, Some("access-password-short")));
    };
    let detail = name.to_string();
    let changed = AccountChange::Password {
        name: name.clone(),
        hash,
    };
    change(&desk, &signed, changed, "account.password", detail).await?;
    // All their sessions have ended; this device goes on with a new one.
    enter(&desk, name, &headers, Some("/account")).await
}
