//! Answers that are not what was asked for, as pages.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use maud::html;

use super::{
    document::{Head, document},
    shell::see_other,
    words,
};
use crate::{
    types::Role,
    web::{
        access::{Signed, Trouble},
        problem::Problem,
    },
    words::{Language, Words},
};

/// Why somebody does not get their page.
#[derive(Clone, Debug)]
pub(in crate::web) struct Refusal(Kind);

#[derive(Clone, Debug)]
enum Kind {
    /// They are not logged in; the path to come back to.
    Login(Option<String>),
    /// A status, the name of the sentence that says why, and the particulars.
    Page {
        status: StatusCode,
        words: &'static Words,
        why: &'static str,
        detail: String,
    },
}

impl Refusal {
    fn page(status: StatusCode, why: &'static str, detail: String) -> Self {
        let words = words::of(Language::En);
        Self(Kind::Page {
            status,
            words,
            why,
            detail,
        })
    }

    /// In the language of whoever is logged in.
    #[must_use]
    pub(in crate::web) fn told(self, signed: &Signed) -> Self {
        match self.0 {
            Kind::Page {
                status,
                why,
                detail,
                ..
            } => Self(Kind::Page {
                status,
                words: signed.words,
                why,
                detail,
            }),
            login @ Kind::Login(_) => Self(login),
        }
    }

    /// They must log in first.
    pub(in crate::web) fn login(back: Option<String>) -> Self {
        Self(Kind::Login(back))
    }

    /// Their account may not.
    pub(in crate::web) fn forbidden(signed: &Signed, role: Role) -> Self {
        let role = signed.say(&format!("shell-role-{}", role.word()));
        Self::page(StatusCode::FORBIDDEN, "shell-forbidden", role).told(signed)
    }

    /// A form that did not come from our page.
    pub(in crate::web) fn foreign() -> Self {
        Self::page(StatusCode::FORBIDDEN, "shell-foreign", String::new())
    }

    pub(in crate::web) fn nothing_here() -> Self {
        Self::page(StatusCode::NOT_FOUND, "shell-nothing", String::new())
    }

    /// A code that leads to nobody.
    pub(in crate::web) fn nobody(code: String) -> Self {
        Self::page(StatusCode::NOT_FOUND, "shell-nobody", code)
    }

    /// What was sent cannot be read.
    pub(in crate::web) fn bad(status: StatusCode, detail: String) -> Self {
        Self::page(status, "shell-bad", detail)
    }

    /// The appliance cannot do it now. Why stands in the log alone: it may name files, and whoever asks may be anybody.
    #[allow(clippy::needless_pass_by_value, reason = "it ends here")]
    pub(in crate::web) fn failed(detail: String) -> Self {
        tracing::error!(detail, "a page could not be made");
        Self::page(
            StatusCode::SERVICE_UNAVAILABLE,
            "shell-failed",
            String::new(),
        )
    }
}

impl From<Trouble> for Refusal {
    fn from(trouble: Trouble) -> Self {
        Self::failed(trouble.0)
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self::page(problem.status, "shell-failed", problem.reason)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self.0 {
            Kind::Login(None) => see_other("/login"),
            Kind::Login(Some(back)) => {
                let next = serde_urlencoded::to_string([("next", back)]).unwrap_or_default();
                see_other(&format!("/login?{next}"))
            }
            Kind::Page {
                status,
                words,
                why,
                detail,
            } => {
                let title = words.say(why, &[]);
                let head = Head {
                    title: &title,
                    site: "showfloor",
                    csrf: None,
                    styles: &[],
                    scripts: &[],
                };
                let body = html! {
                    body.outside {
                        main.card {
                            h1 { (title) }
                            @if !detail.is_empty() { p { (detail) } }
                            p { (words.say(&format!("{why}-do"), &[])) }
                            p { a.button href="/" { (words.say("shell-home", &[])) } }
                        }
                    }
                };
                let mut response = document(words, &head, &body);
                *response.status_mut() = status;
                response
            }
        }
    }
}
