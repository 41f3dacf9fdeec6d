//! Parts that pages are made of.

use maud::{Markup, PreEscaped, html};
use qrcode::{QrCode, render::svg};

use super::shell::csrf_field;
use crate::web::access::Signed;

/// A field of a form: its label, what stands below it, and the input, whose id is `id` (its hint's is `{id}-hint`).
#[allow(
    clippy::needless_pass_by_value,
    reason = "written in place, as markup is"
)]
pub(in crate::web) fn field(id: &str, label: &str, hint: &str, input: Markup) -> Markup {
    html! {
        div.field {
            label for=(id) { (label) }
            (input)
            @if !hint.is_empty() { p.hint id={ (id) "-hint" } { (hint) } }
        }
    }
}

/// What went wrong, read out at once; nothing where nothing did.
pub(in crate::web) fn problem(text: Option<&str>) -> Markup {
    html! {
        @if let Some(text) = text { p.problem role="alert" { (text) } }
    }
}

/// Asks whether something is meant that has no way back: what it does, the form that does it (its path, and what it sends),
/// the words of its button, and the path that leads back.
pub(in crate::web) fn ask(
    signed: &Signed,
    about: &str,
    (action, fields): (&str, &Markup),
    button: &str,
    back: &str,
) -> Markup {
    html! {
        section.card {
            p { (about) }
            form.row method="post" action=(action) {
                (csrf_field(signed))
                (fields)
                button.danger type="submit" { (button) }
                a.button href=(back) { (signed.say("shell-leave-it")) }
            }
        }
    }
}

/// Where a list has nothing: what that means, and what to do.
pub(in crate::web) fn empty(text: &str) -> Markup {
    html! { p.empty { (text) } }
}

/// One figure of a row of them, which opens the list behind it.
pub(in crate::web) fn figure(value: &str, label: &str, href: Option<&str>) -> Markup {
    let inner = html! {
        span.value { (value) }
        span.label { (label) }
    };
    html! {
        @if let Some(href) = href { a.figure href=(href) { (inner) } }
        @else { div.figure { (inner) } }
    }
}

/// What a camera reads as this text.
pub(in crate::web) fn qr(text: &str, label: &str) -> Markup {
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
