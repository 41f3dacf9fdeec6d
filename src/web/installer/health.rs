//! How the appliance and its machine are.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use maud::{Markup, html};

use super::workshop::{HealthView, SiteView};
use crate::{
    types::Role,
    web::{
        access::Signed,
        desk::Desk,
        installer::checklist::state_name,
        page::{self, Nav, Page, Refusal, format, parts},
    },
};

/// More messages than this wait for a broker that is away.
const MANY: u64 = 100;
/// Less room than this is little.
const LITTLE: u64 = 1 << 30;

pub(super) async fn get(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
) -> Result<Response, Refusal> {
    signed.must(Role::Installer)?;
    let (health, site) = desk
        .workshop(|workshop| Ok((workshop.health()?, workshop.site()?)))
        .await?;
    let body = html! {
        div.figures { (figures(&signed, &health)) }
        div.two {
            section.card { h2 { (signed.say("installer-health-cameras")) } div.scroll { (cameras(&desk, &signed, &site)) } }
            section.card { h2 { (signed.say("installer-health-kept")) } (kept(&signed, &health)) }
        }
        section.card {
            h2 { (signed.say("installer-health-stages")) }
            p.hint { (signed.say("installer-health-stages-about")) }
            div.scroll { (stages(&signed, &health)) }
        }
        p.hint { (signed.words.say("installer-health-version", &[("version", health.version.as_str().into())])) }
    };
    let mut page = Page::new(signed.say("installer-health-title"), Nav::Health);
    page.styles = &["installer.css"];
    Ok(page::shell(&signed, &page, &body))
}

fn figures(signed: &Signed, health: &HealthView) -> Markup {
    let up = health.now.duration_since(health.started).as_secs_f64();
    let free = health.disk_free;
    let little = free.is_some_and(|free| free < LITTLE);
    let waiting = health.broker.waiting;
    let of = |bytes: Option<u64>| bytes.map_or_else(|| "–".to_owned(), |b| size(signed, b));
    let load = health
        .load
        .map(|load| signed.words.number((load * 10.0).round() / 10.0));
    html! {
        (parts::figure(&format::duration(signed.words, up), &signed.say("installer-health-up"), None))
        (parts::figure(&of(free), &signed.say(if little { "installer-health-disk-little" } else { "installer-health-disk" }), None))
        (parts::figure(&of(health.memory), &signed.words.say("installer-health-memory", &[("total", of(health.memory_total).into())]), None))
        (parts::figure(&load.unwrap_or_else(|| "–".to_owned()), &signed.words.say("installer-health-load", &[("n", health.processors.into())]), None))
        (parts::figure(&waiting.to_string(), &signed.say(if waiting > MANY { "installer-health-outbox-many" } else { "installer-health-outbox" }), None))
    }
}

fn cameras(desk: &Desk, signed: &Signed, site: &SiteView) -> Markup {
    html! {
        table {
            thead { tr {
                th scope="col" { (signed.say("installer-health-camera")) }
                th scope="col" { (signed.say("installer-health-state")) }
                th.number scope="col" { (signed.say("installer-health-pictures")) }
            } }
            tbody { @for camera in &site.cameras { tr {
                th scope="row" { a href={ "/cameras/" (camera.id) } { (camera.id) } }
                td {
                    @match &camera.health {
                        Some(health) => {
                            (signed.say(&format!("installer-camera-{}", state_name(health.state))))
                            br; span.hint { (format::moment(signed.words, health.since, &desk.site.timezone)) }
                        }
                        None => { (signed.say(if camera.pictures > 0 { "installer-camera-plays" } else { "installer-camera-waits" })) }
                    }
                }
                td.number { (signed.words.number(camera.analysed as f64)) }
            } } }
        }
    }
}

fn kept(signed: &Signed, health: &HealthView) -> Markup {
    let rows = [
        ("visitors", health.visitors),
        ("visits", health.visits),
        ("events", health.events),
        ("signatures", health.signatures),
        ("deliveries", health.deliveries),
    ];
    html! {
        table { tbody {
            @for (what, count) in rows { tr {
                th scope="row" { (signed.say(&format!("installer-kept-{what}"))) }
                td.number { (signed.words.number(count as f64)) }
            } }
            tr {
                th scope="row" { (signed.say("installer-kept-store")) }
                td.number { (size(signed, health.store)) }
            }
        } }
    }
}

fn stages(signed: &Signed, health: &HealthView) -> Markup {
    html! {
        table {
            thead { tr {
                th scope="col" { (signed.say("installer-stage")) }
                th.number scope="col" { (signed.say("installer-stage-calls")) }
                th.number scope="col" { (signed.say("installer-stage-mean")) }
            } }
            tbody { @for (name, calls, mean) in &health.stages { tr {
                th scope="row" { (name) }
                td.number { (signed.words.number(*calls as f64)) }
                td.number { (format!("{mean:.2}")) " ms" }
            } } }
        }
    }
}

/// Bytes as people read them.
fn size(signed: &Signed, bytes: u64) -> String {
    let (value, unit) = match bytes as f64 {
        b if b >= 1e9 => (b / 1e9, "GB"),
        b if b >= 1e6 => (b / 1e6, "MB"),
        b => (b / 1e3, "kB"),
    };
    let rounded = if value < 10.0 {
        (value * 10.0).round() / 10.0
    } else {
        value.round()
    };
    format!("{} {unit}", signed.words.number(rounded))
}
