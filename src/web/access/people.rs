//! Who may log in, and what they may do.

use std::{collections::BTreeSet, sync::Arc};

use axum::{extract::State, response::Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::{
    devices::{self, Invitation},
    password::{LEAST, hash_password},
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

pub(super) async fn get(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
) -> Result<Response, Refusal> {
    signed.must(Role::Installer)?;
    show(&desk, &signed, Shown::default()).await
}

/// What a page says besides the lists.
#[derive(Default)]
pub(super) struct Shown {
    problem: Option<&'static str>,
    invited: Option<Invitation>,
}

impl Shown {
    fn problem(sentence: &'static str) -> Self {
        Self {
            problem: Some(sentence),
            ..Self::default()
        }
    }

    pub(super) fn invited(invited: Invitation) -> Self {
        Self {
            invited: Some(invited),
            ..Self::default()
        }
    }
}

pub(super) async fn show(
    desk: &Arc<Desk>,
    signed: &Signed,
    shown: Shown,
) -> Result<Response, Refusal> {
    let now = desk.wall().utc;
    let lists = desk.accounts(move |accounts| Ok((accounts.all()?, accounts.sessions(now)?)));
    let (accounts, sessions) = lists.await?;
    let fingerprint = desk
        .blocking_self(|desk| desk.tls.as_ref()?.fingerprint())
        .await?;
    let page = Page::new(signed.say("access-people-title"), Nav::People);
    let body = html! {
        (parts::problem(shown.problem.map(|id| signed.say(id)).as_deref()))
        @if let Some(invited) = &shown.invited {
            (devices::invitation(signed, invited, fingerprint.as_deref()))
        }
        section.card {
            h2 { (signed.say("access-people")) }
            div.scroll { (people_table(signed, &accounts)) }
        }
        div.two {
            (new_person(signed))
            (devices::new_device(signed, &accounts))
        }
        section.card {
            h2 { (signed.say("access-devices")) }
            @if sessions.is_empty() { p.empty { (signed.say("access-devices-none")) } }
            @else { div.scroll { (devices::table(desk, signed, &sessions)) } }
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
    let Ok(name) = sent.name.parse::<AccountName>() else {
        return show(&desk, &signed, Shown::problem("access-name-wrong")).await;
    };
    let password = if sent.password.is_empty() {
        None
    } else {
        let password = sent.password.clone();
        match desk.hashing(move || hash_password(&password)).await? {
            Ok(hash) => Some(hash),
            Err(_) => return show(&desk, &signed, Shown::problem("access-password-short")).await,
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
        show(&desk, &signed, Shown::problem("access-name-taken")).await
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
        Ok(page::see_other("/people"))
    } else {
        show(&desk, &signed, Shown::problem("access-last")).await
    }
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
        Ok(page::see_other("/people"))
    } else {
        show(&desk, &signed, Shown::problem("access-last")).await
    }
}
