//! What cars were to visitors, and where in the showroom time was spent.

use std::sync::Arc;

use axum::{
    extract::{Query, State},
    response::Response,
};
use maud::{Markup, html};

use super::{
    Cars,
    asked::ask_of,
    bars::{Row, rows},
    heat::plan,
    range::{Range, bar, in_words, query},
    table,
};
use crate::web::{
    access::Signed,
    desk::Desk,
    page::{self, Nav, Page, Refusal, format::duration, parts},
};

pub(super) async fn get(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Query(range): Query<Range>,
) -> Result<Response, Refusal> {
    let (site, _, cars) = ask_of(&desk, &signed, range, |books, days| books.cars(days)).await?;
    let page = Page {
        styles: &["manager.css"],
        ..Page::new(signed.say("manager-cars"), Nav::Cars)
    };
    let days = [("days", in_words(&signed, cars.days).into())];
    let body = html! {
        (bar(&signed, "/cars", &site, cars.days))
        @if cars.cars.is_empty() && cars.plans.is_empty() {
            section.card { (parts::empty(&signed.say("manager-cars-none"))) }
        } @else {
            div.two.wide-first {
                section.card {
                    h2 { (signed.words.say("manager-heat", &days)) }
                    p.hint { (signed.say("manager-heat-about")) }
                    @for one in &cars.plans { (plan(&signed, one)) }
                    (legend(&signed, &cars))
                }
                section.card {
                    h2 { (signed.say("manager-time-at-cars")) }
                    (time_at(&signed, &cars))
                }
            }
            section.card {
                div.head {
                    h2 { (signed.say("manager-all-cars-title")) }
                    (table::link(&signed, &format!("/cars.csv?{}", query(cars.days))))
                }
                (car_table(&signed, &cars))
            }
        }
    };
    Ok(page::shell(&signed, &page, &body))
}

/// Zones by their time, for what is too small to be named on the plan.
fn legend(signed: &Signed, cars: &Cars) -> Markup {
    let mut zones: Vec<_> = cars.plans.iter().flat_map(|plan| &plan.zones).collect();
    zones.retain(|zone| zone.car.is_none() && zone.seconds > 0.0);
    zones.sort_by(|a, b| b.seconds.total_cmp(&a.seconds));
    html! {
        @if !zones.is_empty() {
            h3 { (signed.say("manager-other-places")) }
            ul.plain.compact { @for zone in zones {
                li.row.between { span { (zone.label) } span.quiet { (duration(signed.words, zone.seconds)) } }
            } }
        }
    }
}

fn time_at(signed: &Signed, cars: &Cars) -> Markup {
    let seen: Vec<Row> = cars
        .cars
        .iter()
        .filter(|car| car.seconds > 0.0)
        .map(|car| {
            let href = format!("/visits?{}&car={}", query(cars.days), car.id);
            Row {
                label: html! { a href=(href) { (car.label) } },
                value: car.seconds,
                text: duration(signed.words, car.seconds),
                note: signed
                    .words
                    .say("manager-looks", &[("n", (car.looks as f64).into())]),
            }
        })
        .collect();
    html! {
        @if seen.is_empty() { (parts::empty(&signed.say("manager-nothing-looked"))) }
        @else { (rows(&seen)) }
    }
}

fn car_table(signed: &Signed, cars: &Cars) -> Markup {
    let say = |id: &str| signed.say(id);
    let columns = [
        "manager-car-time",
        "manager-car-looks",
        "manager-car-visitors",
        "manager-car-long",
        "manager-car-repeat",
        "manager-car-each",
        "manager-car-here",
    ];
    html! {
        table.stack {
            thead { tr {
                th scope="col" { (say("manager-car")) }
                @for column in columns { th.number scope="col" { (say(column)) } }
            } }
            tbody { @for car in &cars.cars {
                @let href = format!("/visits?{}&car={}", query(cars.days), car.id);
                @let each = if car.looks > 0 { car.seconds / car.looks as f64 } else { 0.0 };
                @let cells = [
                    duration(signed.words, car.seconds), car.looks.to_string(), car.visitors.to_string(),
                    car.long_looks.to_string(), car.repeat.to_string(), duration(signed.words, each), car.here.to_string(),
                ];
                tr {
                    th scope="row" { a href=(href) { (car.label) } " " span.quiet { (car.category) } }
                    @for (column, cell) in columns.iter().zip(&cells) { td.number data-label=(say(column)) { (cell) } }
                }
            } }
        }
        p.hint { (say("manager-car-about")) }
    }
}

pub(super) async fn csv(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Query(range): Query<Range>,
) -> Result<Response, Refusal> {
    let (_, _, cars) = ask_of(&desk, &signed, range, |books, days| books.cars(days)).await?;
    let headings = [
        "car",
        "label",
        "category",
        "from",
        "to",
        "seconds",
        "looks",
        "visitors",
        "long_looks",
        "came_back_to_it",
    ];
    let rows: Vec<_> = cars
        .cars
        .iter()
        .map(|car| {
            vec![
                car.id.clone(),
                car.label.clone(),
                car.category.clone(),
                cars.days.from.to_string(),
                cars.days.to.to_string(),
                format!("{:.0}", car.seconds),
                car.looks.to_string(),
                car.visitors.to_string(),
                car.long_looks.to_string(),
                car.repeat.to_string(),
            ]
        })
        .collect();
    table::file(&desk, &signed, "cars", &headings, rows).await
}
