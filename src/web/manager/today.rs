//! Some days at a glance: how many came, how many were greeted in time, what was looked at most, what was lost.

use std::sync::Arc;

use axum::{
    extract::{Query, State},
    response::Response,
};
use jiff::civil::Date;
use maud::{Markup, html};

use super::{
    Days, Overview, SiteView, TimelineView,
    asked::ask,
    bars::{Column, Row, columns, rows},
    lanes::lane,
    parts::visit_table,
    range::{Range, back, bar, in_words, query},
    scale::{Scale, axis},
};
use crate::{
    types::Role,
    web::{
        access::Signed,
        desk::Desk,
        page::{
            self, Nav, Page, Refusal,
            format::{self, duration},
            parts,
        },
    },
};

/// Lanes that are drawn at once.
const LANES: usize = 40;
/// Cars in the list of what was looked at.
const CARS: usize = 6;

pub(super) async fn get(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Query(range): Query<Range>,
) -> Result<Response, Refusal> {
    signed.must(Role::Manager)?;
    let language = signed.words.language().code();
    let (site, overview, timeline) = ask(&desk, &signed, move |books| {
        let site = books.site();
        let days = range.days(site.today, 1);
        let timeline = match days.count() {
            1 => Some(books.timeline(days, LANES, language)?),
            _ => None,
        };
        Ok((site, books.overview(days)?, timeline))
    })
    .await?;
    let page = Page {
        styles: &["manager.css"],
        scripts: &["manager.js"],
        ..Page::new(title(&signed, &site, overview.days), Nav::Today)
    };
    let body = html! {
        (bar(&signed, "/today", &site, overview.days))
        (figures(&signed, &site, &overview))
        div.two {
            section.card {
                h2 { (signed.say("manager-when")) }
                @if overview.came == 0 { (parts::empty(&signed.say("manager-nobody-came"))) }
                @else { (arrivals(&signed, &overview)) }
            }
            section.card {
                h2 { (signed.say("manager-most-looked")) }
                (looked_at(&signed, &overview))
            }
        }
        section.card {
            h2 { (signed.say("manager-lost")) }
            (lost(&desk, &signed, &overview))
        }
        @if let Some(timeline) = &timeline { (lanes(&desk, &signed, timeline, (overview.days, site.today))) }
    };
    Ok(page::shell(&signed, &page, &body))
}

fn title(signed: &Signed, site: &SiteView, days: Days) -> String {
    let day = in_words(signed, days);
    if days == Days::of(site.today) {
        let day = [("day", day.into())];
        return signed.words.say("manager-today", &day);
    }
    day
}

/// The figures, each with the list behind it.
fn figures(signed: &Signed, site: &SiteView, overview: &Overview) -> Markup {
    let words = signed.words;
    let visits = |filter: &str| format!("/visits?{}{filter}", query(overview.days));
    let n = |number: usize| number as f64;
    let most = overview.looked_at.first().filter(|most| most.2 > 0.0);
    html! {
        section.figures.lead aria-label=(signed.say("manager-figures")) {
            (figure(
                &overview.came.to_string(),
                &words.say("manager-figure-came", &[("n", n(overview.came).into())]),
                &came_note(signed, site, overview),
                &visits(""),
                "",
            ))
            (figure(
                &if overview.due == 0 { signed.say("manager-none") } else { format!("{} / {}", overview.in_time, overview.due) },
                &signed.say("manager-figure-in-time"),
                &in_time_note(signed, overview),
                &visits("&only=due"),
                if overview.due > overview.in_time { "warm" } else { "" },
            ))
            @match most {
                Some((_, label, seconds, looks)) => (figure(
                    label,
                    &signed.say("manager-figure-most"),
                    &words.say("manager-figure-most-note", &[("time", duration(words, *seconds).into()), ("n", n(*looks).into())]),
                    &format!("/cars?{}", query(overview.days)),
                    "words",
                )),
                None => (figure(&signed.say("manager-none"), &signed.say("manager-figure-most"), &signed.say("manager-no-car"), &format!("/cars?{}", query(overview.days)), "")),
            }
            (figure(
                &overview.lost.to_string(),
                &signed.say("manager-figure-lost"),
                &signed.say("manager-figure-lost-note"),
                &visits("&only=lost"),
                if overview.lost > 0 { "hot" } else { "" },
            ))
        }
        section.figures aria-label=(signed.say("manager-figures-more")) {
            @if let Some(now) = overview.now {
                (figure(&now.here.to_string(), &signed.say("manager-figure-here"), "", &visits("&only=here"), ""))
                (figure(
                    &now.waiting.to_string(), &signed.say("manager-figure-waiting"), "",
                    &visits("&only=waiting"), if now.waiting > 0 { "warm" } else { "" },
                ))
            }
            (figure(
                &overview.to_contact_s.map_or_else(|| signed.say("manager-none"), |time| duration(words, time)),
                &signed.say("manager-figure-to-contact"),
                "",
                &visits("&contacted=yes"),
                "",
            ))
            (figure(
                &overview.met.to_string(),
                &signed.say("manager-figure-met"),
                "",
                &visits("&contacted=yes"),
                "",
            ))
            (figure(&overview.let_be.to_string(), &signed.say("manager-figure-let-be"), "", &visits("&only=let-be"), ""))
        }
    }
}

/// How many had been here before, where that can be known, and how many came before.
fn came_note(signed: &Signed, site: &SiteView, overview: &Overview) -> String {
    let day = overview.days.count() == 1;
    let sentence = if day {
        "manager-figure-came-day"
    } else {
        "manager-figure-came-note"
    };
    let before = [("before", (overview.came_before as f64).into())];
    let before = signed.words.say(sentence, &before);
    if !site.remembers {
        return before;
    }
    let returning = [("n", (overview.returning as f64).into())];
    let returning = signed.words.say("manager-figure-returning", &returning);
    format!("{returning} · {before}")
}

/// Who the figure is of, and what became of the others.
fn in_time_note(signed: &Signed, overview: &Overview) -> String {
    if overview.due == 0 {
        return signed.say("manager-figure-due-none");
    }
    let late = (overview.due - overview.in_time) as f64;
    let values = [("n", late.into()), ("lost", (overview.lost as f64).into())];
    signed.words.say("manager-figure-late", &values)
}

fn figure(value: &str, label: &str, note: &str, href: &str, class: &str) -> Markup {
    html! {
        a class={ "figure " (class) } href=(href) {
            span.label { (label) }
            span.value { (value) }
            @if !note.is_empty() { span.note { (note) } }
        }
    }
}

fn arrivals(signed: &Signed, overview: &Overview) -> Markup {
    let bars: Vec<Column> = overview
        .arrivals
        .iter()
        .map(|bar| {
            let day = format::day(signed.words, bar.day);
            let label = match bar.hour {
                Some(hour) => hour.to_string(),
                None => bar.day.day().to_string(),
            };
            let when = match bar.hour {
                Some(hour) => format!("{hour}:00–{}:00", hour + 1),
                None => day,
            };
            let values = [
                ("when", when.into()),
                ("n", (bar.came as f64).into()),
                ("lost", (bar.lost as f64).into()),
            ];
            Column {
                label,
                value: bar.came,
                marked: bar.lost,
                title: signed.words.say("manager-arrived", &values),
            }
        })
        .collect();
    let hours = overview.days.count() == 1;
    let what = if hours {
        "manager-by-hour"
    } else {
        "manager-by-day"
    };
    html! {
        (columns(&signed.say(what), &bars))
        p.hint {
            (signed.say(what))
            @if overview.lost > 0 { " " (signed.say("manager-marked-lost")) }
        }
    }
}

fn looked_at(signed: &Signed, overview: &Overview) -> Markup {
    let cars: Vec<Row> = overview
        .looked_at
        .iter()
        .filter(|(_, _, seconds, _)| *seconds > 0.0)
        .take(CARS)
        .map(|(id, label, seconds, looks)| {
            let href = format!("/visits?{}&car={id}", query(overview.days));
            Row {
                label: html! { a href=(href) { (label) } },
                value: *seconds,
                text: duration(signed.words, *seconds),
                note: signed
                    .words
                    .say("manager-looks", &[("n", (*looks as f64).into())]),
            }
        })
        .collect();
    html! {
        @if cars.is_empty() { (parts::empty(&signed.say("manager-nothing-looked"))) }
        @else { (rows(&cars)) p.hint { a href={ "/cars?" (query(overview.days)) } { (signed.say("manager-all-cars")) } } }
    }
}

fn lost(desk: &Desk, signed: &Signed, overview: &Overview) -> Markup {
    let shown = overview.lost_visits.len();
    let all = [("n", (overview.lost as f64).into())];
    html! {
        p.hint { (signed.say("manager-lost-about")) }
        @if overview.lost_visits.is_empty() { (parts::empty(&signed.say("manager-lost-none"))) }
        @else {
            (visit_table(desk, signed, &overview.lost_visits, overview.days.count() > 1))
            @if overview.lost > shown {
                p { a href={ "/visits?" (query(overview.days)) "&only=lost" } { (signed.words.say("manager-lost-all", &all)) } }
            }
        }
    }
}

/// The day, a lane for each visit.
fn lanes(
    desk: &Desk,
    signed: &Signed,
    timeline: &TimelineView,
    (days, today): (Days, Date),
) -> Markup {
    let zone = &desk.site.timezone;
    let more = [("n", (timeline.more as f64).into())];
    html! {
        section.card {
            h2 { (signed.say("manager-timeline")) }
            @match Scale::over(&timeline.lanes) {
                None => (parts::empty(&signed.say("manager-nobody-came"))),
                Some(scale) => {
                    p.hint {
                        (signed.say("manager-timeline-about"))
                        @if scale.is_folded() { " " (signed.say("manager-timeline-folds")) }
                    }
                    @if timeline.more > 0 {
                        p.hint { a href={ "/visits?" (query(days)) } { (signed.words.say("manager-timeline-more", &more)) } }
                    }
                    div.lanes {
                        div.lane-row.top { span {} (axis(&scale, zone)) }
                        @for visit in &timeline.lanes {
                            div.lane-row {
                                a.code href={ "/visitors/" (visit.code) } {
                                    (visit.code)
                                    @if visit.open { span.quiet { (signed.say("manager-here")) } }
                                    @else if visit.lost { span.lost { (signed.say("manager-lost-one")) } }
                                }
                                (lane(signed, &scale, visit, zone))
                            }
                        }
                    }
                    output.told aria-live="polite" data-hint=(signed.say("manager-tap")) {}
                }
            }
        }
        nav.around aria-label=(signed.say("manager-days")) {
            @let before = back(days.from, 1);
            a.button href={ "/today?" (query(Days::of(before))) } { "← " (format::day(signed.words, before)) }
            @if let Some(after) = days.to.tomorrow().ok().filter(|after| *after <= today) {
                a.button href={ "/today?" (query(Days::of(after))) } { (format::day(signed.words, after)) " →" }
            }
        }
    }
}
