//! Cameras: what they show, and what is drawn on their pictures.

use std::sync::Arc;

use axum::{
    extract::{Path, Query, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use maud::{Markup, html};
use serde::Deserialize;

use super::{
    cars,
    checklist::state_name,
    drawing::{name_of, overlay},
    marks::MarksForm,
    workshop::{CameraView, Locked, SiteView},
    zones::ZoneForm,
};
use crate::{
    types::{CameraId, CameraState, Role, Zone},
    web::{
        access::Signed,
        desk::Desk,
        page::{self, Nav, Page, Refusal, format, parts},
    },
};

pub(super) async fn list(
    State(desk): State<Arc<Desk>>,
    Query(looking): Query<Looking>,
    signed: Signed,
) -> Result<Response, Refusal> {
    signed.must(Role::Installer)?;
    show_list(&desk, &signed, looking.done.as_deref().and_then(done), None).await
}

/// All cameras, and the cars that can stand before them.
pub(super) async fn show_list(
    desk: &Arc<Desk>,
    signed: &Signed,
    done: Option<&'static str>,
    problem: Option<String>,
) -> Result<Response, Refusal> {
    let site = desk.workshop(|workshop| workshop.site()).await?;
    let body = html! {
        @if let Some(done) = done { p.card.done role="status" { (signed.say(done)) } }
        (parts::problem(problem.as_deref()))
        (locked(signed, &site))
        @if site.cameras.is_empty() { (parts::empty(&signed.say("installer-cameras-none"))) }
        div.cameras {
            @for camera in &site.cameras { (card(desk, signed, camera, &site)) }
        }
        (cars::list(signed, &site))
    };
    let mut page = Page::new(signed.say("installer-cameras-title"), Nav::Cameras);
    page.styles = &["installer.css"];
    let mut response = page::shell(signed, &page, &body);
    if problem.is_some() {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// Why nothing can be changed, if so.
pub(super) fn locked(signed: &Signed, site: &SiteView) -> Markup {
    html! {
        @match &site.locked {
            None => {}
            Some(Locked::NoFile) => { p.card { (signed.say("installer-locked-demo")) } }
            Some(Locked::Mistakes(text)) => {
                div.problem role="alert" {
                    p { (signed.say("installer-locked-mistakes")) }
                    pre { (text) }
                }
            }
        }
    }
}

fn card(desk: &Desk, signed: &Signed, camera: &CameraView, site: &SiteView) -> Markup {
    let zones = site
        .zones
        .iter()
        .filter(|zone| zone.camera == camera.id)
        .count();
    let counts = [("zones", zones.into())];
    html! {
        section.card {
            h2 { (camera.id) }
            (state(desk, signed, camera))
            p.hint.wrap { (camera.source) }
            p {
                (signed.words.say("installer-zones-count", &counts)) " · "
                (signed.say(if camera.floor.is_some() { "installer-floor-known" } else { "installer-floor-unknown" }))
            }
            a.button.primary href={ "/cameras/" (camera.id) } { (signed.say("installer-open-camera")) }
        }
    }
}

/// How a camera is, and since when.
fn state(desk: &Desk, signed: &Signed, camera: &CameraView) -> Markup {
    html! {
        @match &camera.health {
            Some(health) => {
                p {
                    span class={ "badge " (if health.state == CameraState::Ok { "done" } else { "hot" }) } {
                        (signed.say(&format!("installer-camera-{}", state_name(health.state))))
                    }
                    " "
                    span.hint { (signed.words.say("installer-since", &[("at", format::moment(signed.words, health.since, &desk.site.timezone).into())])) }
                }
                @if health.state != CameraState::Ok { p { (signed.say(&format!("installer-camera-{}-do", state_name(health.state)))) } }
            }
            None if camera.pictures > 0 => { p { span.badge { (signed.say("installer-camera-plays")) } } }
            None => { p { span.badge { (signed.say("installer-camera-waits")) } } }
        }
    }
}

/// What of a camera is being looked at.
#[derive(Default, Deserialize)]
pub(super) struct Looking {
    /// The zone that is being changed; `new` for one that is to be drawn.
    zone: Option<String>,
    /// What was done just now.
    done: Option<String>,
}

/// What a camera's page shows besides the camera.
#[derive(Default)]
pub(super) struct Shown {
    pub(super) zone: Option<ZoneForm>,
    pub(super) marks: Option<MarksForm>,
    /// The zone that is being changed.
    pub(super) editing: Option<String>,
    pub(super) done: Option<&'static str>,
    /// What is wrong with what was sent.
    pub(super) problem: Option<String>,
    pub(super) status: StatusCode,
}

/// Leads back to the camera's page, which says what was done; or shows what was sent again, with what is wrong with it.
pub(super) async fn settle(
    desk: &Arc<Desk>,
    signed: &Signed,
    camera: &CameraId,
    made: Result<&str, String>,
    sent: Shown,
) -> Result<Response, Refusal> {
    match made {
        Ok(done) => Ok(page::see_other(&format!("/cameras/{camera}?done={done}"))),
        Err(problem) => {
            let shown = Shown {
                problem: Some(problem),
                status: StatusCode::UNPROCESSABLE_ENTITY,
                ..sent
            };
            show(desk, signed, camera, shown).await
        }
    }
}

pub(super) async fn one(
    State(desk): State<Arc<Desk>>,
    Path(camera): Path<String>,
    Query(looking): Query<Looking>,
    signed: Signed,
) -> Result<Response, Refusal> {
    signed.must(Role::Installer)?;
    let shown = Shown {
        editing: looking.zone,
        done: looking.done.as_deref().and_then(done),
        status: StatusCode::OK,
        ..Shown::default()
    };
    show(&desk, &signed, &CameraId::from(camera), shown).await
}

/// What was done, of the things that can be.
fn done(word: &str) -> Option<&'static str> {
    Some(match word {
        "zone" => "installer-done-zone",
        "mask" => "installer-done-mask",
        "gone" => "installer-done-gone",
        "marks" => "installer-done-marks",
        "unmarked" => "installer-done-unmarked",
        "car" => "installer-done-car",
        "no-car" => "installer-done-no-car",
        _ => return None,
    })
}

/// A camera's page.
pub(super) async fn show(
    desk: &Arc<Desk>,
    signed: &Signed,
    id: &CameraId,
    shown: Shown,
) -> Result<Response, Refusal> {
    let site = desk.workshop(|workshop| workshop.site()).await?;
    let camera = site.cameras.iter().find(|camera| camera.id == *id);
    let camera = camera.ok_or_else(|| Refusal::nothing_here().told(signed))?;
    let zones: Vec<&Zone> = site
        .zones
        .iter()
        .filter(|zone| zone.camera == *id)
        .collect();
    let editing = shown.editing.as_deref().filter(|_| site.locked.is_none());
    let form = shown.zone.or_else(|| {
        let zone = zones.iter().find(|zone| editing == Some(zone.id.as_str()));
        match zone {
            Some(zone) => Some(ZoneForm::of(zone, &site)),
            None if editing == Some("new") => Some(ZoneForm::default()),
            None => None,
        }
    });
    let marks = shown
        .marks
        .unwrap_or_else(|| MarksForm::of(camera.floor.as_ref()));
    let body = html! {
        @if let Some(done) = shown.done { p.card.done role="status" { (signed.say(done)) } }
        (parts::problem(shown.problem.as_deref()))
        (locked(signed, &site))
        (state(desk, signed, camera))
        div.bench data-drawing=[form.is_some().then_some("zone")] {
            (board(signed, camera, &zones, editing))
            div.panel {
                @if let Some(form) = &form { (form.page(signed, camera, &site)) }
                @else { (zone_list(signed, camera, &zones, &site)) }
            }
        }
        @if form.is_none() && site.locked.is_none() { (marks.page(signed, camera, &site)) }
    };
    let mut page = Page::new(
        signed.words.say(
            "installer-camera-title",
            &[("camera", camera.id.as_str().into())],
        ),
        Nav::Cameras,
    );
    page.styles = &["installer.css"];
    page.scripts = &["installer.js"];
    let mut response = page::shell(signed, &page, &body);
    *response.status_mut() = shown.status;
    Ok(response)
}

/// The picture with what is drawn on it.
fn board(signed: &Signed, camera: &CameraView, zones: &[&Zone], editing: Option<&str>) -> Markup {
    let say = |id: &str| signed.say(id);
    html! {
        figure.board #board
            data-placed=(say("installer-corner-placed")) data-removed=(say("installer-corner-removed"))
            data-corner=(say("installer-corner")) data-undone=(say("installer-undone"))
            data-mark=(say("installer-mark-placed")) {
            div.stage {
                img #picture src={ "/cameras/" (camera.id) "/picture.jpg" } alt=(signed.words.say("installer-picture", &[("camera", camera.id.as_str().into())]));
                p.nothing { (say("installer-picture-none")) }
                (overlay(zones, None, editing))
            }
            figcaption.row {
                button #again type="button" hidden { (say("installer-picture-again")) }
                span.hint { (say("installer-picture-about")) }
            }
            p.unseen #said aria-live="polite" {}
        }
    }
}

fn zone_list(signed: &Signed, camera: &CameraView, zones: &[&Zone], site: &SiteView) -> Markup {
    html! {
        section.card {
            h2 { (signed.say("installer-zones")) }
            @if zones.is_empty() { (parts::empty(&signed.say("installer-zones-none"))) }
            ul.zones {
                @for zone in zones {
                    li {
                        span class={ "swatch " (zone.kind.name()) } aria-hidden="true" {}
                        span.grow {
                            strong { (name_of(zone)) }
                            br;
                            span.hint {
                                (signed.say(&format!("installer-kind-{}", zone.kind.name())))
                                @for product in site.products.iter().filter(|p| p.zone.as_ref() == Some(&zone.id)) { " · " (product.label) }
                            }
                        }
                        @if site.locked.is_none() {
                            a.button href={ "/cameras/" (camera.id) "?zone=" (zone.id) } { (signed.say("installer-zone-change")) span.unseen { " " (name_of(zone)) } }
                        }
                    }
                }
            }
            @if site.locked.is_none() {
                a.button.primary href={ "/cameras/" (camera.id) "?zone=new" } { (signed.say("installer-draw")) }
            }
        }
    }
}

/// The picture: never kept by anybody on the way.
pub(super) async fn picture(
    State(desk): State<Arc<Desk>>,
    Path(camera): Path<String>,
    signed: Signed,
) -> Result<Response, Refusal> {
    signed.must(Role::Installer)?;
    let (camera, by) = (CameraId::from(camera), signed.account.clone());
    let taken = desk
        .workshop(move |workshop| workshop.picture(&camera, &by))
        .await?;
    let picture = taken.ok_or_else(|| Refusal::nothing_here().told(&signed))?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/jpeg")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, picture).into_response())
}
