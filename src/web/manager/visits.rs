//! The visit history: searched, filtered, the newest first.

use std::sync::Arc;

use axum::{
    extract::{Query, State},
    response::Response,
};
use maud::{Markup, html};
use serde::Deserialize;

use super::{
    Days, SiteView, VisitFilter, VisitPage, VisitRow, VisitsQuery,
    asked::ask,
    parts::{band, stage, visit_table},
    range::{Range, choices, dates, in_words, limit, query},
    table,
};
use crate::{
    types::Stage,
    web::{
        access::Signed,
        desk::Desk,
        page::{self, Nav, Page, Refusal, parts},
    },
};

/// As many days as are shown where none are asked for.
const USUAL: i32 = 7;

const STAGES: [Stage; 5] = [
    Stage::Browsing,
    Stage::Interested,
    Stage::Engaged,
    Stage::Returning,
    Stage::Deciding,
];
const FILTERS: [(VisitFilter, &str); 8] = [
    (VisitFilter::Interested, "interested"),
    (VisitFilter::Due, "due"),
    (VisitFilter::InTime, "in-time"),
    (VisitFilter::Late, "late"),
    (VisitFilter::Lost, "lost"),
    (VisitFilter::LetBe, "let-be"),
    (VisitFilter::Here, "here"),
    (VisitFilter::Waiting, "waiting"),
];

/// What is asked for, as a path carries it.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    q: String,
    #[serde(default)]
    car: String,
    #[serde(default)]
    stage: String,
    #[serde(default)]
    contacted: String,
    #[serde(default)]
    returning: String,
    #[serde(default)]
    only: String,
    #[serde(default)]
    page: String,
}

impl Asked {
    fn days(&self, site: &SiteView) -> Days {
        let range = Range::new(&self.from, &self.to);
        range.days(site.today, USUAL)
    }

    fn query(&self, site: &SiteView) -> VisitsQuery {
        let yes = |text: &str| match text {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        };
        let page: usize = self.page.parse().unwrap_or(1);
        VisitsQuery {
            text: self.q.clone(),
            car: Some(self.car.clone()).filter(|car| !car.is_empty()),
            stage: STAGES.into_iter().find(|known| stage(*known) == self.stage),
            contacted: yes(&self.contacted),
            returning: yes(&self.returning),
            only: FILTERS
                .into_iter()
                .find(|(_, name)| *name == self.only)
                .map(|(filter, _)| filter),
            page: page.saturating_sub(1),
            ..VisitsQuery::of(self.days(site))
        }
    }

    /// The part of a path that asks for the same of other days, `&` first.
    fn rest(&self) -> String {
        let pairs = [
            ("q", &self.q),
            ("car", &self.car),
            ("stage", &self.stage),
            ("contacted", &self.contacted),
            ("returning", &self.returning),
            ("only", &self.only),
        ];
        let said: Vec<_> = pairs
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .collect();
        let rest = serde_urlencoded::to_string(&said).unwrap_or_default();
        if rest.is_empty() {
            rest
        } else {
            format!("&{rest}")
        }
    }

    /// The part of a path that asks for the same.
    fn path(&self, days: Days) -> String {
        format!("{}{}", query(days), self.rest())
    }
}

pub(super) async fn get(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    let question = asked.clone();
    let (site, query, found) = ask(&desk, &signed, move |books| {
        let site = books.site();
        let query = question.query(&site);
        let found = books.visits(&query)?;
        Ok((site, query, found))
    })
    .await?;
    let page = Page {
        styles: &["manager.css"],
        ..Page::new(signed.say("manager-visits"), Nav::Visits)
    };
    let count = [
        ("n", (found.all as f64).into()),
        ("days", in_words(&signed, query.days).into()),
    ];
    let body = html! {
        div.range { (choices(&signed, "/visits", &asked.rest(), &site, query.days)) }
        (limit(&signed, query.days))
        (filters(&signed, &site, &asked, &query))
        section.card {
            div.head {
                h2 role="status" { (signed.words.say("manager-visits-found", &count)) }
                @if found.all > 0 { (table::link(&signed, &format!("/visits.csv?{}", asked.path(query.days)))) }
            }
            @if found.visits.is_empty() { (parts::empty(&signed.say("manager-visits-none"))) }
            @else { (visit_table(&desk, &signed, &found.visits, true)) }
            (pages(&signed, &asked, &query, &found))
        }
    };
    Ok(page::shell(&signed, &page, &body))
}

fn filters(signed: &Signed, site: &SiteView, asked: &Asked, query: &VisitsQuery) -> Markup {
    let say = |id: &str| signed.say(id);
    let chosen = |name: &str, known: &[(&str, String)], now: &str| {
        html! {
            select name=(name) {
                option value="" { (say("manager-any")) }
                @for (value, text) in known { option value=(value) selected[*value == now] { (text) } }
            }
        }
    };
    let yes_no = [("yes", say("manager-yes")), ("no", say("manager-no"))];
    let stages: Vec<_> = STAGES
        .iter()
        .map(|known| (stage(*known), super::parts::stage_word(signed, *known)))
        .collect();
    let only: Vec<_> = FILTERS
        .iter()
        .map(|(_, name)| (*name, say(&format!("manager-only-{name}"))))
        .collect();
    let cars: Vec<_> = site
        .cars
        .iter()
        .map(|(id, label)| (id.as_str(), label.clone()))
        .collect();
    html! {
        form.card.filters action="/visits" role="search" {
            label.wide { span { (say("manager-search")) }
                input type="search" name="q" value=(asked.q) placeholder=(say("manager-search-hint")) autocapitalize="none" spellcheck="false"; }
            (dates(signed, site, query.days))
            label { span { (say("manager-car")) } (chosen("car", &cars, &asked.car)) }
            label { span { (say("manager-contact")) } (chosen("contacted", &yes_no, &asked.contacted)) }
            label { span { (say("manager-returning")) } (chosen("returning", &yes_no, &asked.returning)) }
            label { span { (say("manager-stage")) } (chosen("stage", &stages, &asked.stage)) }
            label { span { (say("manager-only")) } (chosen("only", &only, &asked.only)) }
            button.primary type="submit" { (say("manager-show")) }
        }
    }
}

fn pages(signed: &Signed, asked: &Asked, query: &VisitsQuery, found: &VisitPage) -> Markup {
    let last = found.all.div_ceil(VisitsQuery::PAGE);
    let link = |page: usize| format!("/visits?{}&page={page}", asked.path(query.days));
    let here = query.page + 1;
    let values = [
        ("page", (here as f64).into()),
        ("pages", (last as f64).into()),
    ];
    html! {
        @if last > 1 {
            nav.around aria-label=(signed.say("manager-pages")) {
                @if here > 1 { a.button href=(link(here - 1)) { "← " (signed.say("manager-newer")) } }
                span.quiet { (signed.words.say("manager-page", &values)) }
                @if here < last { a.button href=(link(here + 1)) { (signed.say("manager-older")) " →" } }
            }
        }
    }
}

pub(super) async fn csv(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    let found = ask(&desk, &signed, move |books| {
        let query = asked.query(&books.site());
        books.visits(&VisitsQuery {
            whole: true,
            ..query
        })
    })
    .await?;
    let headings = [
        "visitor",
        "visit",
        "visit_number",
        "came",
        "last_seen",
        "open",
        "minutes",
        "looked_at",
        "contacted",
        "contact_after_s",
        "colleagues",
        "in_time",
        "stage",
        "lost",
        "score",
        "band",
    ];
    let rows: Vec<_> = found.visits.iter().map(|visit| row(&desk, visit)).collect();
    table::file(&desk, &signed, "visits", &headings, rows).await
}

fn row(desk: &Desk, visit: &VisitRow) -> Vec<String> {
    let zone = &desk.site.timezone;
    let minutes = visit.last_seen.duration_since(visit.opened).as_secs_f64() / 60.0;
    let cars = visit.looked_at.iter();
    let cars: Vec<_> = cars
        .map(|car| format!("{} {:.0} s", car.label, car.seconds))
        .collect();
    let flag = |is: bool| if is { "yes" } else { "no" }.to_owned();
    vec![
        visit.code.clone(),
        visit.visit.clone(),
        visit.number.to_string(),
        table::moment(visit.opened, zone),
        table::moment(visit.last_seen, zone),
        flag(visit.open),
        table::number(minutes),
        cars.join("; "),
        flag(visit.contact.met),
        visit
            .contact
            .after_s
            .map(|after| format!("{after:.0}"))
            .unwrap_or_default(),
        visit.contact.by.join("; "),
        visit.contact.in_time.map(flag).unwrap_or_default(),
        stage(visit.stage).to_owned(),
        flag(visit.lost),
        table::number(visit.score),
        band(visit.band).to_owned(),
    ]
}
