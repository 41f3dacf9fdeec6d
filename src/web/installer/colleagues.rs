//! Colleagues who are known by their face: each by their own consent.

use std::sync::Arc;

use axum::{
    extract::{Query, State},
    response::Response,
};
use maud::{Markup, html};
use serde::Deserialize;

use super::workshop::{Colleague, NotEnrolled, SiteView};
use crate::{
    types::Role,
    web::{
        access::{Sent, Signed},
        desk::Desk,
        page::{self, Nav, Page, Refusal, format, parts},
    },
};

#[derive(Default, Deserialize)]
pub(super) struct Done {
    done: Option<String>,
}

pub(super) async fn get(
    State(desk): State<Arc<Desk>>,
    Query(done): Query<Done>,
    signed: Signed,
) -> Result<Response, Refusal> {
    signed.must(Role::Installer)?;
    let done = match done.done.as_deref() {
        Some("enrolled") => Some("installer-enrolled"),
        Some("removed") => Some("installer-colleague-gone"),
        _ => None,
    };
    let shown = Shown {
        done,
        ..Shown::default()
    };
    show(&desk, &signed, shown).await
}

/// What the page says besides the roster.
#[derive(Default)]
struct Shown {
    done: Option<&'static str>,
    problem: Option<String>,
    /// Name and camera as they were sent: they stay.
    sent: (String, String),
}

async fn show(desk: &Arc<Desk>, signed: &Signed, shown: Shown) -> Result<Response, Refusal> {
    let (site, colleagues) = desk
        .workshop(|workshop| Ok((workshop.site()?, workshop.colleagues()?)))
        .await?;
    let body = html! {
        @if let Some(done) = shown.done { p.card.done role="status" { (signed.say(done)) } }
        (parts::problem(shown.problem.as_deref()))
        p { (signed.say("installer-colleagues-about")) }
        section.card {
            h2 { (signed.say("installer-colleagues")) }
            @if colleagues.is_empty() { (parts::empty(&signed.say("installer-colleagues-none"))) }
            @else { div.scroll { (table(desk, signed, &colleagues)) } }
        }
        (new(signed, &site, &shown.sent))
    };
    let mut page = Page::new(signed.say("installer-colleagues-title"), Nav::Colleagues);
    page.styles = &["installer.css"];
    Ok(page::shell(signed, &page, &body))
}

fn table(desk: &Desk, signed: &Signed, colleagues: &[Colleague]) -> Markup {
    html! {
        table {
            thead { tr {
                th scope="col" { (signed.say("installer-colleague")) }
                th scope="col" { (signed.say("installer-enrolled-at")) }
                th.number scope="col" { (signed.say("installer-faces")) }
                th.number scope="col" { (signed.say("installer-quality")) }
                th scope="col" { span.unseen { (signed.say("installer-colleague-remove")) } }
            } }
            tbody { @for colleague in colleagues { tr {
                th scope="row" {
                    (colleague.name)
                    @if !colleague.current { br; span.badge.warm { (signed.say("installer-enrol-again")) } }
                }
                td { (format::moment(signed.words, colleague.enrolled, &desk.site.timezone)) br; span.hint { (colleague.recorded_by) } }
                td.number { (colleague.templates) }
                td.number { (signed.words.number((colleague.quality * 100.0).round())) " %" }
                td {
                    a.button.danger href={ "/staff/remove?id=" (colleague.id) } { (signed.say("installer-colleague-remove")) span.unseen { " " (colleague.name) } }
                }
            } } }
        }
    }
}

fn new(signed: &Signed, site: &SiteView, (name, camera): &(String, String)) -> Markup {
    html! {
        section.card.narrow {
            h2 { (signed.say("installer-enrol")) }
            p.hint { (signed.say("installer-enrol-about")) }
            form method="post" action="/staff" {
                (page::csrf_field(signed))
                (parts::field("name", &signed.say("installer-colleague"), &signed.say("installer-enrol-name-hint"), html! {
                    input #name name="name" required value=(name) maxlength="60" autocomplete="off" aria-describedby="name-hint";
                }))
                (parts::field("camera", &signed.say("installer-enrol-camera"), "", html! {
                    select #camera name="camera" { @for known in &site.cameras { option value=(known.id) selected[known.id.as_str() == camera] { (known.id) } } }
                }))
                blockquote { (signed.say("installer-consent-text")) }
                label.box for="agreed" {
                    input #agreed type="checkbox" name="agreed" value="yes" required;
                    (signed.say("installer-enrol-agreed"))
                }
                button.primary type="submit" { (signed.say("installer-enrol-do")) }
                p.meanwhile role="status" hidden { (signed.say("installer-enrol-looking")) }
            }
        }
    }
}

#[derive(Deserialize)]
pub(super) struct EnrolForm {
    name: String,
    camera: String,
    agreed: Option<String>,
}

pub(super) async fn enrol(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Sent(form): Sent<EnrolForm>,
) -> Result<Response, Refusal> {
    signed.must(Role::Installer)?;
    let sent = (form.name.clone(), form.camera.clone());
    let again = |problem: String| Shown {
        problem: Some(problem),
        sent,
        ..Shown::default()
    };
    if form.agreed.is_none() {
        let problem = signed.say("installer-enrol-no-consent");
        return show(&desk, &signed, again(problem)).await;
    }
    let (by, consent) = (signed.account.clone(), signed.say("installer-consent-text"));
    let done = desk
        .workshop(move |workshop| workshop.enrol(&form.name, &form.camera.into(), &consent, &by))
        .await?;
    match done {
        Ok(()) => Ok(page::see_other("/staff?done=enrolled")),
        Err(why) => show(&desk, &signed, again(told(&signed, &why))).await,
    }
}

/// Why somebody is not enrolled, and what to do.
fn told(signed: &Signed, why: &NotEnrolled) -> String {
    let say = |sentence: &str, value| signed.words.say(sentence, &[value]);
    match why {
        NotEnrolled::Busy => signed.say("installer-enrol-busy"),
        NotEnrolled::NoFace => signed.say("installer-enrol-no-face"),
        NotEnrolled::Several => signed.say("installer-enrol-several"),
        NotEnrolled::Alike(other) => say("installer-enrol-alike", ("name", other.as_str().into())),
        NotEnrolled::Other(why) => say("installer-enrol-failed", ("why", why.as_str().into())),
    }
}

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    id: String,
}

/// Asks whether a colleague is to go off the roster.
pub(super) async fn ask_remove(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    signed.must(Role::Installer)?;
    let colleagues = desk.workshop(|workshop| workshop.colleagues()).await?;
    let found = colleagues.into_iter().find(|one| one.id == asked.id);
    let found = found.ok_or_else(|| Refusal::nothing_here().told(&signed))?;
    let name = [("name", found.name.as_str().into())];
    let fields = html! { input type="hidden" name="id" value=(found.id); };
    let body = parts::ask(
        &signed,
        &signed.say("installer-colleague-remove-about"),
        ("/staff/remove", &fields),
        &signed.words.say("installer-colleague-remove-do", &name),
        "/staff",
    );
    let title = signed.words.say("installer-colleague-remove-ask", &name);
    Ok(page::shell(
        &signed,
        &Page::new(title, Nav::Colleagues),
        &body,
    ))
}

#[derive(Deserialize)]
pub(super) struct Which {
    id: String,
}

pub(super) async fn remove(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Sent(which): Sent<Which>,
) -> Result<Response, Refusal> {
    signed.must(Role::Installer)?;
    let by = signed.account.clone();
    desk.workshop(move |workshop| workshop.dismiss(&which.id, &by))
        .await?;
    Ok(page::see_other("/staff?done=removed"))
}
