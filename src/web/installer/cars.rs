//! The cars that can stand in zones.

use std::sync::Arc;

use axum::{
    extract::{Query, State},
    response::Response,
};
use maud::{Markup, html};
use serde::Deserialize;

use super::{
    cameras::show_list,
    drawing::name_of,
    workshop::{SiteChange, SiteView},
    zones::{is_too_long, make, short_name},
};
use crate::{
    types::{Product, Role},
    web::{
        access::{Sent, Signed},
        desk::Desk,
        page::{self, Nav, Page, Refusal, parts},
    },
};

/// The list of cars, and a form for one more.
pub(super) fn list(signed: &Signed, site: &SiteView) -> Markup {
    html! {
        section.card {
            h2 { (signed.say("installer-cars")) }
            p.hint { (signed.say("installer-cars-about")) }
            @if site.products.is_empty() { (parts::empty(&signed.say("installer-cars-none"))) }
            @else { div.scroll { (table(signed, site)) } }
            @if site.locked.is_none() { (new(signed, site)) }
        }
    }
}

fn table(signed: &Signed, site: &SiteView) -> Markup {
    let place = |product: &Product| {
        let zone = site
            .zones
            .iter()
            .find(|zone| Some(&zone.id) == product.zone.as_ref());
        zone.map_or("–", name_of)
    };
    html! {
        table {
            thead { tr {
                th scope="col" { (signed.say("installer-car-label")) }
                th scope="col" { (signed.say("installer-car-category")) }
                th scope="col" { (signed.say("installer-car-stock")) }
                th scope="col" { (signed.say("installer-car-where")) }
                th scope="col" { span.unseen { (signed.say("installer-car-remove")) } }
            } }
            tbody { @for product in &site.products { tr {
                th scope="row" { (product.label) }
                td { (product.category) }
                td { (product.stock_number) }
                td { (place(product)) }
                td {
                    @if site.locked.is_none() {
                        @if product.zone.is_some() {
                            // Its zone is about it: that is asked first.
                            a.button.danger href={ "/products/remove?id=" (product.id) } { (signed.say("installer-car-remove")) span.unseen { " " (product.label) } }
                        } @else {
                            form method="post" action="/products/remove" {
                                (page::csrf_field(signed))
                                (which(site, product))
                                button.danger type="submit" { (signed.say("installer-car-remove")) span.unseen { " " (product.label) } }
                            }
                        }
                    }
                }
            } } }
        }
    }
}

/// The car that a form is about, and the configuration that was looked at.
fn which(site: &SiteView, product: &Product) -> Markup {
    html! {
        input type="hidden" name="version" value=(site.version);
        input type="hidden" name="id" value=(product.id);
    }
}

fn new(signed: &Signed, site: &SiteView) -> Markup {
    html! {
        details.more {
            summary { (signed.say("installer-car-add")) }
            form.narrow method="post" action="/products" {
                (page::csrf_field(signed))
                input type="hidden" name="version" value=(site.version);
                (parts::field("car-label", &signed.say("installer-car-label"), &signed.say("installer-car-label-hint"), html! {
                    input #car-label name="label" required autocomplete="off" aria-describedby="car-label-hint";
                }))
                (parts::field("car-category", &signed.say("installer-car-category"), "", html! {
                    input #car-category name="category" maxlength="40" autocomplete="off";
                }))
                (parts::field("car-stock", &signed.say("installer-car-stock"), "", html! {
                    input #car-stock name="stock_number" maxlength="40" autocomplete="off";
                }))
                button.primary type="submit" { (signed.say("installer-car-add-do")) }
            }
        }
    }
}

#[derive(Deserialize)]
pub(super) struct CarForm {
    version: String,
    label: String,
    #[serde(default)]
    category: String,
    #[serde(default)]
    stock_number: String,
}

pub(super) async fn add(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Sent(form): Sent<CarForm>,
) -> Result<Response, Refusal> {
    signed.must(Role::Installer)?;
    if is_too_long(&form.label) {
        let problem = signed.say("installer-name-long");
        return show_list(&desk, &signed, None, Some(problem)).await;
    }
    let id = short_name(&form.label);
    if id.is_empty() {
        let problem = signed.say("installer-car-name-missing");
        return show_list(&desk, &signed, None, Some(problem)).await;
    }
    let change = SiteChange::NewProduct(Product {
        id: id.into(),
        label: form.label.trim().to_owned(),
        category: form.category.trim().to_owned(),
        stock_number: form.stock_number.trim().to_owned(),
        zone: None,
    });
    carry_out(&desk, &signed, &form.version, change, "car").await
}

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    id: String,
}

/// Asks whether a car is to go that stands in a zone.
pub(super) async fn ask_remove(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    signed.must(Role::Installer)?;
    let site = desk.workshop(|workshop| workshop.site()).await?;
    let product = site.products.iter().find(|p| p.id.as_str() == asked.id);
    let product = product.ok_or_else(|| Refusal::nothing_here().told(&signed))?;
    let car = [("car", product.label.as_str().into())];
    let body = parts::ask(
        &signed,
        &signed.words.say("installer-car-remove-about", &car),
        ("/products/remove", &which(&site, product)),
        &signed.words.say("installer-car-remove-do", &car),
        "/cameras",
    );
    let title = signed.words.say("installer-car-remove-ask", &car);
    Ok(page::shell(&signed, &Page::new(title, Nav::Cameras), &body))
}

#[derive(Deserialize)]
pub(super) struct Which {
    version: String,
    id: String,
}

pub(super) async fn remove(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Sent(which): Sent<Which>,
) -> Result<Response, Refusal> {
    signed.must(Role::Installer)?;
    let change = SiteChange::NoProduct(which.id.into());
    carry_out(&desk, &signed, &which.version, change, "no-car").await
}

async fn carry_out(
    desk: &Arc<Desk>,
    signed: &Signed,
    version: &str,
    change: SiteChange,
    done: &str,
) -> Result<Response, Refusal> {
    match make(desk, signed, version, change).await? {
        Ok(_) => Ok(page::see_other(&format!("/cameras?done={done}"))),
        Err(problem) => show_list(desk, signed, None, Some(problem)).await,
    }
}
