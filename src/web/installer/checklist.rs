//! How far the set-up has come, and what to mend.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::workshop::{BrokerView, CameraView, Progress, SiteView};
use crate::{
    types::{CameraState, Role, ZoneKind},
    web::{
        access::{Sent, Signed},
        desk::Desk,
        page::{self, Nav, Page, Refusal, format},
    },
};

/// Fewer visits say nothing of faces.
const ENOUGH_VISITS: usize = 5;

/// How one thing stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stand {
    Done,
    Wrong,
    /// Nobody can say yet.
    Open,
}

/// A line of the list.
struct Line {
    stand: Stand,
    title: String,
    /// What was found.
    found: String,
    /// How to mend it, and where.
    mend: Option<String>,
    link: Option<(String, String)>,
}

impl Line {
    /// Nothing can be done about it now: visits or a picture are still to come.
    fn only_waits(&self) -> bool {
        self.stand == Stand::Open && self.mend.is_none()
    }
}

pub(super) async fn get(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
) -> Result<Response, Refusal> {
    signed.must(Role::Installer)?;
    let (site, progress) = desk
        .workshop(|workshop| Ok((workshop.site()?, workshop.progress()?)))
        .await?;
    let tablets = tablets(&desk).await?;
    let mut lines: Vec<Line> = site.cameras.iter().map(|c| camera(&signed, c)).collect();
    lines.push(sharp(&signed, &progress));
    lines.push(large(&signed, &progress));
    lines.push(zones(&signed, &site));
    lines.push(floor(&signed, &site));
    lines.push(broker(&signed, &progress.broker));
    lines.push(tablet(&signed, tablets));
    let left = lines
        .iter()
        .filter(|line| line.stand != Stand::Done)
        .count();
    // What nobody can do anything about now only takes time.
    let waits = lines.iter().filter(|line| line.only_waits()).count();
    let sign_left = usize::from(progress.sign.is_none());
    let body = html! {
        (summary(&signed, left + sign_left - waits, waits))
        ol.checklist.card {
            @for line in &lines { (row(&signed, line)) }
            (sign(&desk, &signed, &progress))
        }
    };
    let mut page = Page::new(signed.say("installer-checklist-title"), Nav::Checklist);
    page.styles = &["installer.css"];
    Ok(page::shell(&signed, &page, &body))
}

/// Devices of people who work on the floor.
async fn tablets(desk: &Arc<Desk>) -> Result<usize, Refusal> {
    let now = desk.wall().utc;
    desk.accounts(move |accounts| {
        let staff: Vec<_> = accounts
            .all()?
            .into_iter()
            .filter(|a| a.password.is_none())
            .collect();
        let sessions = accounts.sessions(now)?;
        let paired = |account| staff.iter().any(|a| a.name == account);
        Ok(sessions
            .into_iter()
            .filter(|s| paired(s.account.clone()))
            .count())
    })
    .await
}

fn summary(signed: &Signed, left: usize, waits: usize) -> Markup {
    html! {
        p role="status" {
            @if left > 0 { (signed.words.say("installer-checklist-left", &[("n", left.into())])) }
            @else if waits == 0 { (signed.say("installer-checklist-done")) }
            @else { (signed.say("installer-checklist-all-done")) }
            @if waits > 0 { " " (signed.words.say("installer-checklist-waits", &[("n", waits.into())])) }
        }
    }
}

fn row(signed: &Signed, line: &Line) -> Markup {
    html! {
        li {
            (mark(signed, line.stand))
            div {
                h2 { (line.title) }
                p.found { (line.found) }
                @if let Some(mend) = &line.mend { p.mend { (mend) } }
            }
            @if let Some((path, words)) = &line.link { a.button href=(path) { (words) } }
        }
    }
}

/// Sign and word: colour says it last.
fn mark(signed: &Signed, stand: Stand) -> Markup {
    let (class, sign, word) = match stand {
        Stand::Done => ("mark good", "✓", "installer-stand-done"),
        Stand::Wrong => ("mark wrong", "✕", "installer-stand-wrong"),
        Stand::Open => ("mark open", "○", "installer-stand-open"),
    };
    html! {
        span class=(class) {
            span.sign aria-hidden="true" { (sign) }
            span.word { (signed.say(word)) }
        }
    }
}

fn camera(signed: &Signed, camera: &CameraView) -> Line {
    let state = camera.health.as_ref().map(|health| health.state);
    let stand = match state {
        Some(CameraState::Ok) => Stand::Done,
        Some(_) => Stand::Wrong,
        None if camera.pictures > 0 => Stand::Done,
        None => Stand::Open,
    };
    let name = state.map_or(
        if camera.pictures > 0 {
            "plays"
        } else {
            "waits"
        },
        state_name,
    );
    let detail = camera.health.as_ref().map(|health| health.detail.clone());
    let detail = detail.filter(|detail| !detail.is_empty());
    let found = signed.say(&format!("installer-camera-{name}"));
    Line {
        stand,
        title: signed.words.say(
            "installer-check-camera",
            &[("camera", camera.id.as_str().into())],
        ),
        found: detail.map_or(found.clone(), |detail| format!("{found} ({detail})")),
        mend: (stand == Stand::Wrong).then(|| signed.say(&format!("installer-camera-{name}-do"))),
        link: Some((
            format!("/cameras/{}", camera.id),
            signed.say("installer-open-camera"),
        )),
    }
}

/// The end of a state's sentences.
pub(super) fn state_name(state: CameraState) -> &'static str {
    match state {
        CameraState::Ok => "ok",
        CameraState::Unreachable => "unreachable",
        CameraState::Frozen => "frozen",
        CameraState::Black => "black",
        CameraState::Moved => "moved",
        CameraState::Skewed => "skewed",
        CameraState::Slow => "slow",
    }
}

/// What the latest visits say of faces: fewer than a fifth of bad ones are chance.
fn of_faces(signed: &Signed, visits: usize, bad: usize, what: &str) -> Line {
    let stand = if visits < ENOUGH_VISITS {
        Stand::Open
    } else if bad * 5 < visits {
        Stand::Done
    } else {
        Stand::Wrong
    };
    let figures = [("bad", bad.into()), ("visits", visits.into())];
    let found = if stand == Stand::Open {
        signed.say("installer-faces-few")
    } else {
        signed
            .words
            .say(&format!("installer-check-{what}-found"), &figures)
    };
    Line {
        stand,
        title: signed.say(&format!("installer-check-{what}")),
        found,
        mend: (stand == Stand::Wrong).then(|| signed.say(&format!("installer-check-{what}-do"))),
        link: None,
    }
}

fn sharp(signed: &Signed, progress: &Progress) -> Line {
    of_faces(signed, progress.visits, progress.blurred, "sharp")
}

fn large(signed: &Signed, progress: &Progress) -> Line {
    of_faces(signed, progress.visits, progress.too_small, "large")
}

fn zones(signed: &Signed, site: &SiteView) -> Line {
    let has = |kind| site.zones.iter().any(|zone| zone.kind == kind);
    let missing = match (has(ZoneKind::Product), has(ZoneKind::Entrance)) {
        (true, true) => None,
        (false, _) => Some("installer-zones-no-product"),
        (true, false) => Some("installer-zones-no-entrance"),
    };
    let bare = site
        .cameras
        .iter()
        .find(|camera| !site.zones.iter().any(|z| z.camera == camera.id));
    let camera = bare
        .or(site.cameras.first())
        .map(|camera| camera.id.to_string());
    Line {
        stand: if missing.is_none() {
            Stand::Done
        } else {
            Stand::Wrong
        },
        title: signed.say("installer-check-zones"),
        found: signed
            .words
            .say("installer-zones-found", &[("n", site.zones.len().into())]),
        mend: missing.map(|id| signed.say(id)),
        link: camera
            .filter(|_| missing.is_some())
            .map(|camera| (format!("/cameras/{camera}"), signed.say("installer-draw"))),
    }
}

fn floor(signed: &Signed, site: &SiteView) -> Line {
    let without = site.cameras.iter().filter(|camera| camera.floor.is_none());
    let without: Vec<_> = without.map(|camera| camera.id.to_string()).collect();
    Line {
        stand: if without.is_empty() {
            Stand::Done
        } else {
            Stand::Open
        },
        title: signed.say("installer-check-floor"),
        found: if without.is_empty() {
            signed.say("installer-floor-all")
        } else {
            let cameras = [("cameras", without.join(", ").into())];
            signed.words.say("installer-floor-without", &cameras)
        },
        mend: (!without.is_empty()).then(|| signed.say("installer-floor-do")),
        link: without.first().map(|camera| {
            (
                format!("/cameras/{camera}#marks"),
                signed.say("installer-mark"),
            )
        }),
    }
}

fn broker(signed: &Signed, broker: &BrokerView) -> Line {
    let reached = broker.connections > 0;
    let own = || signed.say("installer-broker-own");
    let address = broker.address.clone().unwrap_or_else(own);
    let figures = [
        ("address", address.into()),
        ("waiting", broker.waiting.into()),
    ];
    let found = if reached {
        "installer-broker-reached"
    } else {
        "installer-broker-away"
    };
    Line {
        stand: if reached { Stand::Done } else { Stand::Wrong },
        title: signed.say("installer-check-broker"),
        found: signed.words.say(found, &figures),
        mend: (!reached).then(|| signed.say("installer-broker-do")),
        link: None,
    }
}

fn tablet(signed: &Signed, tablets: usize) -> Line {
    Line {
        stand: if tablets > 0 {
            Stand::Done
        } else {
            Stand::Wrong
        },
        title: signed.say("installer-check-tablet"),
        found: signed
            .words
            .say("installer-tablets", &[("n", tablets.into())]),
        mend: (tablets == 0).then(|| signed.say("installer-tablets-do")),
        link: Some(("/people".to_owned(), signed.say("installer-pair"))),
    }
}

/// What the installer alone can see.
fn sign(desk: &Desk, signed: &Signed, progress: &Progress) -> Markup {
    let hangs = progress.sign.is_some();
    html! {
        li {
            (mark(signed, if hangs { Stand::Done } else { Stand::Wrong }))
            div {
                h2 { (signed.say("installer-check-sign")) }
                @match &progress.sign {
                    Some((at, who)) => {
                        p.found { (signed.words.say("installer-sign-hangs", &[
                            ("who", who.as_str().into()),
                            ("at", format::moment(signed.words, *at, &desk.site.timezone).into()),
                        ])) }
                    }
                    None => {
                        p.found { (signed.say("installer-sign-none")) }
                        p.mend { (signed.say("installer-sign-do")) }
                    }
                }
            }
            form method="post" action="/checklist/sign" {
                (page::csrf_field(signed))
                input type="hidden" name="hangs" value=(if hangs { "no" } else { "yes" });
                button type="submit" { (signed.say(if hangs { "installer-sign-take-down" } else { "installer-sign-tick" })) }
            }
        }
    }
}

#[derive(Deserialize)]
pub(super) struct Tick {
    hangs: String,
}

pub(super) async fn sign_hangs(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Sent(tick): Sent<Tick>,
) -> Result<Response, Refusal> {
    signed.must(Role::Installer)?;
    let (by, hangs) = (signed.account.clone(), tick.hangs == "yes");
    desk.workshop(move |workshop| workshop.note_sign(hangs, &by))
        .await?;
    Ok(page::see_other("/checklist"))
}
