//! Who may log in, and what they may do: the page.

use std::{collections::BTreeSet, sync::Arc};

use axum::{
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use maud::{Markup, html};
use serde::Deserialize;

use super::{devices, password::LEAST, signed::Signed};
use crate::{
    types::{Account, AccountName, Role},
    web::{
        desk::Desk,
        page::{self, Nav, Page, Refusal, parts},
    },
};

/// What was done just now, as the path says that a form leads on to.
#[derive(Default, Deserialize)]
pub(super) struct Told {
    #[serde(default)]
    done: String,
    #[serde(default)]
    name: String,
    /// How many devices that logged out.
    #[serde(default)]
    n: String,
}

impl Told {
    /// The path with what was done to somebody's login.
    pub(super) fn path(done: &str, name: &AccountName, n: usize) -> String {
        format!("/people?done={done}&name={name}&n={n}")
    }

    /// In words. The path is what anybody may write: only our own sentences are said, and names that can be one.
    fn say(&self, signed: &Signed) -> Option<String> {
        if self.done == "out" {
            return Some(signed.say("access-device-out"));
        }
        let name: AccountName = self.name.parse().ok()?;
        let sentence = match self.done.as_str() {
            "made" => "access-made",
            "removed" => "access-removed",
            "roles" => "access-roles-changed",
            _ => return None,
        };
        let n: u32 = self.n.parse().unwrap_or(0);
        let values = [("name", name.as_str().into()), ("n", n.into())];
        Some(signed.words.say(sentence, &values))
    }
}

pub(super) async fn get(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    headers: HeaderMap,
    Query(told): Query<Told>,
) -> Result<Response, Refusal> {
    signed.must(Role::Installer)?;
    let shown = Shown {
        done: told.say(&signed),
        ..Shown::default()
    };
    show(&desk, &signed, &headers, shown).await
}

/// What a page says besides the lists.
#[derive(Default)]
pub(super) struct Shown {
    done: Option<String>,
    problem: Option<&'static str>,
    /// A new login as it was sent, but for its password.
    new: Option<(String, BTreeSet<Role>)>,
}

impl Shown {
    pub(super) fn problem(sentence: &'static str) -> Self {
        Self {
            problem: Some(sentence),
            ..Self::default()
        }
    }

    /// A new login that cannot be made so: what was typed stays.
    pub(super) fn not_made(sentence: &'static str, name: &str, roles: BTreeSet<Role>) -> Self {
        Self {
            new: Some((name.to_owned(), roles)),
            ..Self::problem(sentence)
        }
    }
}

pub(super) async fn show(
    desk: &Arc<Desk>,
    signed: &Signed,
    headers: &HeaderMap,
    shown: Shown,
) -> Result<Response, Refusal> {
    let now = desk.wall().utc;
    let lists = desk.accounts(move |accounts| Ok((accounts.all()?, accounts.sessions(now)?)));
    let (accounts, sessions) = lists.await?;
    let fingerprint = desk
        .blocking_self(|desk| desk.tls.as_ref()?.fingerprint())
        .await?;
    let page = Page::new(signed.say("access-people-title"), Nav::People);
    let invited = desk.invitations.of_session(&signed.session, now);
    let body = html! {
        @if let Some(done) = &shown.done { p.card.done role="status" { (done) } }
        (parts::problem(shown.problem.map(|id| signed.say(id)).as_deref()))
        @if let Some(invited) = &invited {
            (devices::invitation(desk, signed, headers, invited, fingerprint.as_deref()))
        }
        section.card {
            h2 { (signed.say("access-people")) }
            div.scroll { (people_table(signed, &accounts)) }
        }
        div.two {
            (new_person(signed, shown.new.as_ref()))
            (devices::new_device(signed, &accounts))
        }
        section.card {
            h2 { (signed.say("access-devices")) }
            @if sessions.is_empty() { p.empty { (signed.say("access-devices-none")) } }
            @else { div.scroll { (devices::table(desk, signed, &sessions)) } }
        }
    };
    let mut response = page::shell(signed, &page, &body);
    if shown.problem.is_some() {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
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
                        a.button.danger href={ "/people/remove?name=" (account.name) } {
                            (signed.say("access-remove")) span.unseen { " " (account.name) }
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

fn new_person(signed: &Signed, typed: Option<&(String, BTreeSet<Role>)>) -> Markup {
    let usual = [Role::Staff].into();
    let (name, roles) = typed.map_or(("", &usual), |(name, roles)| (name.as_str(), roles));
    html! {
        section.card {
            h2 { (signed.say("access-new")) }
            p.hint { (signed.say("access-new-about")) }
            form method="post" action="/people" {
                (page::csrf_field(signed))
                (parts::field("new-name", &signed.say("access-name"), &signed.say("access-name-hint"), html! {
                    input id="new-name" name="name" required value=(name) autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="new-name-hint";
                }))
                (parts::field("new-password", &signed.say("access-password"), &signed.say("access-new-password-hint"), html! {
                    input id="new-password" name="password" type="password" minlength=(LEAST) autocomplete="new-password" aria-describedby="new-password-hint";
                }))
                (role_boxes(signed, "new", roles))
                button.primary type="submit" { (signed.say("access-new-do")) }
            }
        }
    }
}
