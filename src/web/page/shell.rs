//! The page around what somebody sees who is logged in: where they are, where they can go.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use maud::{Markup, html};

use super::document::{Head, document};
use crate::{types::Role, web::access::Signed, words::Language};

/// The pages of the menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::web) enum Nav {
    Floor,
    Consent,
    Today,
    Visits,
    Cars,
    Funnel,
    Outcomes,
    Rules,
    Group,
    Checklist,
    Cameras,
    Colleagues,
    People,
    Health,
    Privacy,
    Consents,
    Requests,
    Audit,
    Sign,
    Account,
}

impl Nav {
    /// In the order of the menu: whose page it is, its path and the name of its sentence.
    const MENU: [(Self, Role, &str, &str); 19] = [
        (Self::Floor, Role::Staff, "/floor", "shell-nav-floor"),
        (Self::Consent, Role::Staff, "/consent", "shell-nav-consent"),
        (Self::Today, Role::Manager, "/today", "shell-nav-today"),
        (Self::Visits, Role::Manager, "/visits", "shell-nav-visits"),
        (Self::Cars, Role::Manager, "/cars", "shell-nav-cars"),
        (Self::Funnel, Role::Manager, "/funnel", "shell-nav-funnel"),
        (
            Self::Outcomes,
            Role::Manager,
            "/outcomes",
            "shell-nav-outcomes",
        ),
        (Self::Rules, Role::Manager, "/rules", "shell-nav-rules"),
        (Self::Group, Role::Manager, "/group", "shell-nav-group"),
        (
            Self::Checklist,
            Role::Installer,
            "/checklist",
            "shell-nav-checklist",
        ),
        (
            Self::Cameras,
            Role::Installer,
            "/cameras",
            "shell-nav-cameras",
        ),
        (
            Self::Colleagues,
            Role::Installer,
            "/staff",
            "shell-nav-staff",
        ),
        (Self::People, Role::Installer, "/people", "shell-nav-people"),
        (Self::Health, Role::Installer, "/health", "shell-nav-health"),
        (
            Self::Privacy,
            Role::Privacy,
            "/privacy",
            "shell-nav-privacy",
        ),
        (
            Self::Consents,
            Role::Privacy,
            "/privacy/consents",
            "shell-nav-consents",
        ),
        (
            Self::Requests,
            Role::Privacy,
            "/privacy/requests",
            "shell-nav-requests",
        ),
        (
            Self::Audit,
            Role::Privacy,
            "/privacy/audit",
            "shell-nav-audit",
        ),
        (Self::Sign, Role::Privacy, "/privacy/sign", "shell-nav-sign"),
    ];

    /// Whose page it is; `None`: everybody's.
    fn role(self) -> Option<Role> {
        let found = Self::MENU.iter().find(|(nav, ..)| *nav == self);
        found.map(|(_, role, ..)| *role)
    }
}

/// What a page says of itself.
pub(in crate::web) struct Page<'a> {
    /// Its one heading.
    pub(in crate::web) title: String,
    pub(in crate::web) nav: Nav,
    /// Styles and scripts of `assets/` besides what all pages have.
    pub(in crate::web) styles: &'a [&'a str],
    pub(in crate::web) scripts: &'a [&'a str],
}

impl Page<'_> {
    pub(in crate::web) fn new(title: String, nav: Nav) -> Self {
        Self {
            title,
            nav,
            styles: &[],
            scripts: &[],
        }
    }
}

/// A page with its menu.
pub(in crate::web) fn shell(signed: &Signed, page: &Page<'_>, body: &Markup) -> Response {
    // The floor's page sends nothing by forms, and has all it needs where there is no network.
    let all = (page.nav != Nav::Floor).then_some("once.js");
    let scripts: Vec<&str> = all
        .into_iter()
        .chain(page.scripts.iter().copied())
        .collect();
    let head = Head {
        title: &page.title,
        site: &signed.site,
        csrf: Some(&signed.csrf),
        styles: page.styles,
        scripts: &scripts,
    };
    let all = html! {
        body data-page=(signed.path) {
            a.skip href="#main" { (signed.say("shell-skip")) }
            header.bar {
                p.brand { (signed.site) }
                (audiences(signed, page.nav))
                (account(signed))
            }
            (pages(signed, page.nav))
            main #main {
                h1 { (page.title) }
                (body)
            }
        }
    };
    document(signed.words, &head, &all)
}

/// Whom pages are for: a tab for each role that somebody has, where they have several.
fn audiences(signed: &Signed, here: Nav) -> Markup {
    let first = |role: Role| Nav::MENU.iter().find(|(_, whose, ..)| *whose == role);
    html! {
        @if signed.roles.len() > 1 {
            nav.audiences aria-label=(signed.say("shell-audiences")) {
                @for role in &signed.roles {
                    @if let Some((_, _, path, _)) = first(*role) {
                        a href=(path) aria-current=[(here.role() == Some(*role)).then_some("true")] {
                            (signed.say(&format!("shell-role-{}", role.word())))
                        }
                    }
                }
            }
        }
    }
}

/// The pages for the one whom this page is for.
fn pages(signed: &Signed, here: Nav) -> Markup {
    let role = here.role();
    let mine: Vec<_> = Nav::MENU
        .iter()
        .filter(|(_, whose, ..)| Some(*whose) == role && signed.may(*whose))
        .filter(|(nav, ..)| *nav != Nav::Group || signed.group)
        .collect();
    html! {
        @if mine.len() > 1 {
            nav.pages aria-label=(signed.say("shell-pages")) {
                @for (nav, _, path, sentence) in mine {
                    a href=(path) aria-current=[(*nav == here).then_some("page")] { (signed.say(sentence)) }
                }
            }
        }
    }
}

/// Their name, and behind it language, password and the way out.
fn account(signed: &Signed) -> Markup {
    html! {
        details.account {
            summary { (signed.account) }
            div.menu {
                form.row method="post" action="/language" {
                    (csrf_field(signed))
                    input type="hidden" name="next" value=(signed.path);
                    label.unseen for="language" { (signed.say("shell-language")) }
                    select #language name="language" {
                        @for language in Language::ALL {
                            option value=(language.code()) selected[language == signed.words.language()] lang=(language.code()) { (language.name()) }
                        }
                    }
                    button type="submit" { (signed.say("shell-language-set")) }
                }
                a href="/account" { (signed.say("shell-password")) }
                form method="post" action="/logout" {
                    (csrf_field(signed))
                    button type="submit" { (signed.say("shell-logout")) }
                }
            }
        }
    }
}

/// What every form carries.
pub(in crate::web) fn csrf_field(signed: &Signed) -> Markup {
    html! { input type="hidden" name="csrf" value=(signed.csrf); }
}

/// Leads on to another page of ours, by GET.
pub(in crate::web) fn see_other(path: &str) -> Response {
    let place = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response()
}
