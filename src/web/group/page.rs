//! The page: all sites side by side, and what they come to together.

use std::sync::Arc;

use axum::{
    extract::{Query, State},
    response::Response,
};
use maud::{Markup, html};

use super::{SiteAnswer, SiteFigures, SiteTrouble, view::Sites};
use crate::{
    types::Role,
    web::{
        access::Signed,
        desk::Desk,
        manager::{self, OutcomeName, Range, Row, bar, query, rows, table},
        page::{self, Nav, Page, Refusal, format, parts},
    },
};

/// As many days as are shown where none are asked for.
const USUAL: i32 = 7;

/// Asks this site and the others.
///
/// # Errors
/// They are no manager, or this site's own books do not answer.
pub(super) async fn ask(desk: &Arc<Desk>, signed: &Signed, range: Range) -> Result<Sites, Refusal> {
    let (gauges, group, at) = (desk.all_gauges(), desk.group(), desk.now().utc);
    manager::ask(desk, signed, move |books| {
        let site = books.site();
        let days = range.days(site.today, USUAL);
        let own = SiteAnswer {
            id: site.name.clone(),
            url: String::new(),
            figures: Some(SiteFigures::of(books, &*gauges, days, at)?),
            trouble: None,
        };
        let answers = [own].into_iter().chain(group.ask(days)).collect();
        Ok(Sites {
            site,
            days,
            answers,
        })
    })
    .await
}

pub(super) async fn get(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Query(range): Query<Range>,
) -> Result<Response, Refusal> {
    signed.must(Role::Manager)?;
    let sites = ask(&desk, &signed, range).await?;
    let page = Page {
        styles: &["manager.css"],
        ..Page::new(signed.say("group-title"), Nav::Group)
    };
    let csv = format!("/group.csv?{}", query(sites.days));
    let body = html! {
        (bar(&signed, "/group", &sites.site, sites.days))
        @if !signed.group { section.card { (parts::empty(&signed.say("group-none"))) } }
        @else {
            (together(&signed, &sites))
            section.card {
                div.head {
                    h2 { (signed.say("group-sites")) }
                    (table::link(&signed, &csv))
                }
                (side_by_side(&desk, &signed, &sites))
                p.hint { (signed.say("group-about")) }
            }
            section.card {
                h2 { (signed.say("manager-way")) }
                (way(&signed, &sites))
                p.hint { (signed.say("manager-way-about")) }
            }
        }
    };
    Ok(page::shell(&signed, &page, &body))
}

/// What the sites come to together.
fn together(signed: &Signed, sites: &Sites) -> Markup {
    let words = signed.words;
    let came = sites.sum(|f| f.came);
    let came_label = words.say("manager-figure-came", &[("n", (came as f64).into())]);
    let in_time = in_time(signed, sites.sum(|f| f.in_time), sites.sum(|f| f.due));
    let here = sites.sum(|f| f.here.unwrap_or(0));
    let (answered, all) = (sites.answered(), sites.answers.len());
    let answers = [
        ("n", (answered as f64).into()),
        ("all", (all as f64).into()),
    ];
    html! {
        section.figures.lead aria-label=(signed.say("manager-figures")) {
            (parts::figure(&came.to_string(), &came_label, None))
            (parts::figure(&in_time, &signed.say("manager-figure-in-time"), None))
            (parts::figure(&sites.sum(|f| f.lost).to_string(), &signed.say("manager-figure-lost"), None))
            (parts::figure(&here.to_string(), &signed.say("manager-figure-here"), None))
        }
        @if answered < all {
            p.problem role="status" { (words.say("group-answered", &answers)) }
        }
    }
}

fn in_time(signed: &Signed, in_time: usize, due: usize) -> String {
    if due == 0 {
        signed.say("manager-none")
    } else {
        format!("{in_time} / {due}")
    }
}

fn side_by_side(desk: &Desk, signed: &Signed, sites: &Sites) -> Markup {
    let say = |id: &str| signed.say(id);
    html! {
        table.stack {
            thead { tr {
                th scope="col" { (say("group-site")) }
                th.number scope="col" { (say("manager-way-came")) }
                th.number scope="col" { (say("manager-figure-in-time")) }
                th.number scope="col" { (say("manager-way-spoke")) }
                th.number scope="col" { (say("manager-figure-lost")) }
                th scope="col" { (say("manager-figure-most")) }
                th scope="col" { (say("manager-figure-here")) }
                th scope="col" { (say("group-appliance")) }
            } }
            tbody { @for answer in &sites.answers { (row(desk, signed, sites, answer)) } }
        }
    }
}

fn row(desk: &Desk, signed: &Signed, sites: &Sites, answer: &SiteAnswer) -> Markup {
    let say = |id: &str| signed.say(id);
    let none = say("manager-none");
    let figures = answer.figures.as_ref();
    let number = |of: fn(&SiteFigures) -> usize| {
        figures.map_or_else(|| none.clone(), |figures| of(figures).to_string())
    };
    let (greeted, due) = figures.map_or((0, 0), |f| (f.in_time, f.due));
    let most = figures.and_then(|figures| figures.most_looked_at.as_deref());
    let href = format!("{}/today?{}", answer.url, query(sites.days));
    html! {
        tr {
            th scope="row" data-label=(say("group-site")) {
                a href=(href) { (answer.name()) }
                @if answer.url.is_empty() { span.quiet { (say("group-this")) } }
            }
            td.number data-label=(say("manager-way-came")) { b { (number(|f| f.came)) } }
            td.number data-label=(say("manager-figure-in-time")) { (in_time(signed, greeted, due)) }
            td.number data-label=(say("manager-way-spoke")) { (number(|f| f.spoke)) }
            td.number data-label=(say("manager-figure-lost")) { (number(|f| f.lost)) }
            td data-label=(say("manager-figure-most")) { (most.unwrap_or(&none)) }
            td data-label=(say("manager-figure-here")) { (now(signed, figures)) }
            td data-label=(say("group-appliance")) { (appliance(desk, signed, answer)) }
        }
    }
}

fn now(signed: &Signed, figures: Option<&SiteFigures>) -> Markup {
    let now = figures.and_then(|figures| figures.here.zip(figures.waiting));
    html! {
        @match now {
            Some((here, waiting)) => {
                (here)
                @if waiting > 0 {
                    span.quiet { (signed.words.say("group-waiting", &[("n", (waiting as f64).into())])) }
                }
            }
            None => (signed.say("manager-none")),
        }
    }
}

/// Whether the appliance does its work; where it did not answer, why, and from when the figures are.
fn appliance(desk: &Desk, signed: &Signed, answer: &SiteAnswer) -> Markup {
    let words = signed.words;
    let zone = &desk.site.timezone;
    html! {
        @if let Some(trouble) = answer.trouble {
            span.badge.hot { (signed.say("group-silent")) }
            span.quiet { (why(signed, trouble)) }
            @if let Some(figures) = &answer.figures {
                @let when = format::moment(words, figures.at, zone);
                span.quiet { (words.say("group-as-of", &[("when", when.into())])) }
            }
        } @else if let Some(figures) = &answer.figures {
            @let seeing = [("ok", (figures.cameras_ok as f64).into()), ("all", (figures.cameras as f64).into())];
            @if figures.well { (signed.say("group-well")) }
            @else { span.badge.warm { (signed.say("group-degraded")) } }
            span.quiet { (words.say("group-cameras", &seeing)) }
        }
    }
}

fn why(signed: &Signed, trouble: SiteTrouble) -> String {
    match trouble {
        SiteTrouble::Away => signed.say("group-away"),
        SiteTrouble::Token => signed.say("group-token"),
        SiteTrouble::Unread => signed.say("group-unread"),
    }
}

/// How far visitors of all sites came.
fn way(signed: &Signed, sites: &Sites) -> Markup {
    let came = sites.sum(|f| f.came);
    let row = |label: String, n: usize| {
        let percent = 100.0 * n as f64 / came.max(1) as f64;
        let percent = [("percent", percent.round().to_string().into())];
        Row {
            label: html! { (label) },
            value: n as f64,
            text: n.to_string(),
            note: signed.words.say("manager-percent", &percent),
        }
    };
    let mut all = vec![
        row(signed.say("manager-way-came"), came),
        row(signed.say("manager-way-looked"), sites.sum(|f| f.looked)),
        row(signed.say("manager-way-spoke"), sites.sum(|f| f.spoke)),
    ];
    all.extend(OutcomeName::ALL.map(|outcome| {
        let n = sites.sum(|f| f.outcomes.get(outcome.name()).copied().unwrap_or(0));
        row(manager::outcome_word(signed, outcome), n)
    }));
    html! {
        @if came == 0 { (parts::empty(&signed.say("manager-nobody-came"))) }
        @else { (rows(&all)) }
    }
}
