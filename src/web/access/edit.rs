//! Logins are made, changed and removed. What has no way back, or would lock out whoever does it, is asked first.

use std::{collections::BTreeSet, sync::Arc};

use axum::{
    extract::{Query, State},
    http::HeaderMap,
    response::Response,
};
use maud::{Markup, html};
use serde::Deserialize;

use super::{
    password::hash_password,
    people::{Shown, Told, show},
    sent::Sent,
    signed::Signed,
};
use crate::{
    types::{Account, AccountChange, AccountName, AuditEntry, Role},
    web::{
        desk::Desk,
        page::{self, Nav, Page, Refusal, parts},
    },
};

#[derive(Deserialize)]
pub(super) struct Boxes {
    name: String,
    #[serde(default)]
    password: String,
    staff: Option<String>,
    manager: Option<String>,
    installer: Option<String>,
    privacy: Option<String>,
    /// They were asked, and mean it.
    sure: Option<String>,
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

/// Why a login with these areas could do nothing, or not all that it says.
fn useless(roles: &BTreeSet<Role>, has_password: bool) -> Option<&'static str> {
    if roles.is_empty() {
        return Some("access-no-area");
    }
    // A device that was paired shows the floor, and nothing else.
    let more = roles.iter().any(|role| *role != Role::Staff);
    (more && !has_password).then_some("access-needs-password")
}

pub(super) async fn add(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    headers: HeaderMap,
    Sent(sent): Sent<Boxes>,
) -> Result<Response, Refusal> {
    signed.must(Role::Installer)?;
    let again = |problem| {
        let shown = Shown::not_made(problem, &sent.name, sent.roles());
        show(&desk, &signed, &headers, shown)
    };
    let Ok(name) = sent.name.parse::<AccountName>() else {
        return again("access-name-wrong").await;
    };
    if let Some(problem) = useless(&sent.roles(), !sent.password.is_empty()) {
        return again(problem).await;
    }
    let password = if sent.password.is_empty() {
        None
    } else {
        let password = sent.password.clone();
        match desk.hashing(move || hash_password(&password)).await? {
            Ok(hash) => Some(hash),
            Err(_) => return again("access-password-short").await,
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
        Ok(page::see_other(&Told::path("made", &name, 0)))
    } else {
        again("access-name-taken").await
    }
}

fn listed(roles: &BTreeSet<Role>) -> String {
    roles
        .iter()
        .map(|role| role.word())
        .collect::<Vec<_>>()
        .join(", ")
}

pub(super) async fn change(
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

/// On how many devices somebody is logged in.
async fn devices_of(desk: &Arc<Desk>, name: &AccountName) -> Result<usize, Refusal> {
    let now = desk.wall().utc;
    let sessions = desk.accounts(move |accounts| accounts.sessions(now));
    let sessions = sessions.await?;
    Ok(sessions.iter().filter(|s| s.account == *name).count())
}

/// A page that asks whether something is meant.
fn ask(signed: &Signed, title: String, body: &Markup) -> Response {
    page::shell(signed, &Page::new(title, Nav::People), body)
}

#[derive(Deserialize)]
pub(super) struct Whom {
    #[serde(default)]
    name: String,
}

/// Asks whether somebody's login is to go.
pub(super) async fn ask_remove(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Query(whom): Query<Whom>,
) -> Result<Response, Refusal> {
    signed.must(Role::Installer)?;
    let nobody = || Refusal::nothing_here().told(&signed);
    let name: AccountName = whom.name.parse().map_err(|_| nobody())?;
    let wanted = name.clone();
    let account = desk.accounts(move |accounts| accounts.find(&wanted));
    account.await?.ok_or_else(nobody)?;
    let n = devices_of(&desk, &name).await?;
    let values = [("name", name.as_str().into()), ("n", (n as f64).into())];
    let title = signed.words.say("access-remove-ask", &values);
    let fields = html! { input type="hidden" name="name" value=(name); };
    let body = parts::ask(
        &signed,
        &signed.words.say("access-remove-about", &values),
        ("/people/remove", &fields),
        &signed.words.say("access-remove-do", &values),
        "/people",
    );
    Ok(ask(&signed, title, &body))
}

#[derive(Deserialize)]
pub(super) struct Named {
    name: AccountName,
}

pub(super) async fn remove(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    headers: HeaderMap,
    Sent(Named { name }): Sent<Named>,
) -> Result<Response, Refusal> {
    signed.must(Role::Installer)?;
    let n = devices_of(&desk, &name).await?;
    let detail = name.to_string();
    let removed = AccountChange::Removed(name.clone());
    if change(&desk, &signed, removed, "account.removed", detail).await? {
        Ok(page::see_other(&Told::path("removed", &name, n)))
    } else {
        show(&desk, &signed, &headers, Shown::problem("access-last")).await
    }
}

pub(super) async fn roles(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    headers: HeaderMap,
    Sent(sent): Sent<Boxes>,
) -> Result<Response, Refusal> {
    signed.must(Role::Installer)?;
    let nobody = || Refusal::nothing_here().told(&signed);
    let name: AccountName = sent.name.parse().map_err(|_| nobody())?;
    let roles = sent.roles();
    let wanted = name.clone();
    let account = desk.accounts(move |accounts| accounts.find(&wanted));
    let account = account.await?.ok_or_else(nobody)?;
    if let Some(problem) = useless(&roles, account.password.is_some()) {
        return show(&desk, &signed, &headers, Shown::problem(problem)).await;
    }
    let locks_out = name == signed.account && !roles.contains(&Role::Installer);
    if locks_out && sent.sure.is_none() {
        return Ok(ask_own_roles(&signed, &roles));
    }
    let detail = format!("{name}: {}", listed(&roles));
    let changed = AccountChange::Roles {
        name: name.clone(),
        roles,
    };
    if !change(&desk, &signed, changed, "account.roles", detail).await? {
        return show(&desk, &signed, &headers, Shown::problem("access-last")).await;
    }
    // To where they may still go.
    let told = Told::path("roles", &name, 0);
    Ok(page::see_other(if locks_out { "/" } else { &told }))
}

/// Asks whether somebody wants to take the set-up from themselves.
fn ask_own_roles(signed: &Signed, roles: &BTreeSet<Role>) -> Response {
    let fields = html! {
        input type="hidden" name="name" value=(signed.account);
        input type="hidden" name="sure" value="1";
        @for role in roles { input type="hidden" name=(role.word()) value="1"; }
    };
    let body = parts::ask(
        signed,
        &signed.say("access-roles-own"),
        ("/people/roles", &fields),
        &signed.say("access-roles-own-do"),
        "/people",
    );
    ask(signed, signed.say("access-roles-own-ask"), &body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_that_could_do_nothing_is_not_made() {
        let useless = |roles: &[Role], password| {
            let roles = roles.iter().copied().collect();
            useless(&roles, password)
        };
        assert_eq!(useless(&[], true), Some("access-no-area"));
        assert_eq!(useless(&[Role::Staff], false), None);
        assert_eq!(
            useless(&[Role::Staff, Role::Manager], false),
            Some("access-needs-password")
        );
        assert_eq!(useless(&[Role::Privacy], true), None);
    }
}
