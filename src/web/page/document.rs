//! The document around a page.

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use maud::{DOCTYPE, Markup, html};

use super::assets;
use crate::{web::desk::Desk, words::Words};

/// What stands in a document's head besides the same of all.
pub(super) struct Head<'a> {
    pub(super) title: &'a str,
    pub(super) site: &'a str,
    pub(super) csrf: Option<&'a str>,
    pub(super) styles: &'a [&'a str],
    pub(super) scripts: &'a [&'a str],
}

pub(super) fn document(words: &Words, head: &Head<'_>, body: &Markup) -> Response {
    let markup = html! {
        (DOCTYPE)
        html lang=(words.language().code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="theme-color" content="#16324f";
                @if let Some(csrf) = head.csrf { meta name="csrf" content=(csrf); }
                title { (head.title) " · " (head.site) }
                link rel="icon" href=(assets::url("icon.svg")) type="image/svg+xml";
                link rel="manifest" href="/manifest.webmanifest";
                link rel="stylesheet" href=(assets::url("base.css"));
                @for style in head.styles { link rel="stylesheet" href=(assets::url(style)); }
                @for script in head.scripts { script src=(assets::url(script)) defer {} }
            }
            (body)
        }
    };
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    ([(header::CONTENT_TYPE, kind)], markup.into_string()).into_response()
}

/// A page for whoever is not logged in: one thing in the middle.
pub(in crate::web) fn outside(
    desk: &Desk,
    words: &'static Words,
    title: &str,
    body: &Markup,
) -> Response {
    in_the_middle(desk, words, ("outside", title), &[], body)
}

/// A page for a visitor to whom a tablet was handed: one thing in the middle, and no way to anything else.
pub(in crate::web) fn alone(
    desk: &Desk,
    words: &'static Words,
    title: &str,
    styles: &[&str],
    body: &Markup,
) -> Response {
    in_the_middle(desk, words, ("alone", title), styles, body)
}

fn in_the_middle(
    desk: &Desk,
    words: &'static Words,
    (class, title): (&str, &str),
    styles: &[&str],
    body: &Markup,
) -> Response {
    let head = Head {
        title,
        site: &desk.site.name,
        csrf: None,
        styles,
        scripts: &[],
    };
    let body = html! {
        body class=(class) {
            main.card {
                p.brand { (desk.site.name) }
                h1 { (title) }
                (body)
            }
        }
    };
    document(words, &head, &body)
}
