//! A visitor's card: who they are as far as it is known, what they looked at, why the score, what to say.
//!
//! With `?part=1` the card alone, which the page of the floor shows over itself; without, a page of its own.

use std::sync::Arc;

use axum::{
    extract::{Path, Query, State},
    response::{Html, IntoResponse, Response},
};
use jiff::Timestamp;
use maud::{Markup, html};
use serde::Deserialize;

use super::{
    books::{Dwelt, PastVisit, VisitorCard},
    picture,
};
use crate::{
    types::{Band, Role},
    web::{
        access::Signed,
        desk::Desk,
        page::{self, Nav, Page, Refusal, format, parts},
    },
};

/// Recognised with less than this, it is said that it may be somebody else.
const SURE: f32 = 0.9;

#[derive(Deserialize)]
pub(super) struct Asked {
    part: Option<u8>,
}

pub(super) async fn get(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Path(code): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    signed.must(Role::Staff)?;
    let (books, language, at) = (
        desk.floor.books.clone(),
        signed.words.language(),
        desk.now().utc,
    );
    let found = desk.blocking(move || books.visitor(&code, language, at));
    let found = found
        .await?
        .map_err(|trouble| Refusal::from(trouble).told(&signed))?;
    let card = found.ok_or_else(|| Refusal::nothing_here().told(&signed))?;
    // A line that is busy costs the picture, not the card.
    let picture = picture::of(&desk, card.code.clone()).await;
    let body = Writer {
        signed: &signed,
        desk: &desk,
        at,
        pictured: matches!(picture, Ok(Some(_))),
    }
    .card(&card);
    if asked.part.is_some() {
        return Ok(
            Html(html! { h2 { (title(&signed, &card)) } (body) }.into_string()).into_response(),
        );
    }
    let page = Page {
        styles: &["floor.css"],
        ..Page::new(title(&signed, &card), Nav::Floor)
    };
    Ok(page::shell(
        &signed,
        &page,
        &html! { div.visitor { (body) } },
    ))
}

fn title(signed: &Signed, card: &VisitorCard) -> String {
    let code = card.code.to_string();
    signed
        .words
        .say("floor-card-title", &[("code", code.into())])
}

/// Writes a card for somebody.
struct Writer<'a> {
    signed: &'a Signed,
    desk: &'a Desk,
    at: Timestamp,
    /// There is a live picture.
    pictured: bool,
}

impl Writer<'_> {
    fn say(&self, id: &str) -> String {
        self.signed.say(id)
    }

    fn with(&self, id: &str, name: &'static str, value: String) -> String {
        self.signed.words.say(id, &[(name, value.into())])
    }

    fn day(&self, at: Timestamp) -> String {
        let date = at.to_zoned(self.desk.site.timezone.clone()).date();
        format::day(self.signed.words, date)
    }

    fn card(&self, card: &VisitorCard) -> Markup {
        let (band, word) = match card.band {
            Band::Cold => ("badge", "floor-band-cold"),
            Band::Warm => ("badge warm", "floor-band-warm"),
            Band::Hot => ("badge hot", "floor-band-hot"),
        };
        html! {
            p.row {
                span class=(band) { (self.say(word)) " · " (self.signed.words.number(card.score)) }
                @if card.here { span.badge.done { (self.say("floor-card-here")) } }
            }
            @if self.pictured { (self.picture(card)) }
            @if let Some(doubt) = self.doubt(card) { p.hint { (doubt) } }
            h3 { (self.say("floor-card-say")) }
            ul.say { @for line in self.advice(card) { li { (line) } } }
            h3 { (self.say("floor-card-interest")) }
            (self.interests(&card.interests))
            h3 { (self.say("floor-card-why")) }
            @if card.reasons.is_empty() { (parts::empty(&self.say("floor-card-why-none"))) }
            ul.why { @for reason in &card.reasons { li { (reason) } } }
            h3 { (self.say("floor-card-visits")) }
            ol.visits { @for visit in &card.visits { (self.visit(visit)) } }
            @if card.here { (self.really(card)) }
        }
    }

    fn picture(&self, card: &VisitorCard) -> Markup {
        let code = card.code.to_string();
        let alt = self.with("floor-picture", "code", code.clone());
        html! {
            figure.face {
                img src=(format!("/floor/visitors/{code}/picture")) alt=(alt) width="144" height="144";
                figcaption.hint { (self.say("floor-picture-about")) }
            }
        }
    }

    /// That it may be somebody else, where a face told that they were here before.
    fn doubt(&self, card: &VisitorCard) -> Option<String> {
        card.confidence.filter(|sure| *sure < SURE)?;
        let before = card.visits.iter().find(|visit| !visit.open)?;
        Some(self.with("floor-card-probably", "day", self.day(before.opened)))
    }

    fn advice(&self, card: &VisitorCard) -> Vec<String> {
        let mut advice = Vec::new();
        let before = card.visits.iter().any(|visit| !visit.open);
        let most = card.interests.first().map(|dwelt| dwelt.product.clone());
        advice.push(match (before, most) {
            (false, None) => self.say("floor-say-first"),
            (false, Some(product)) => self.with("floor-say-first-at", "product", product),
            (true, None) => self.say("floor-say-again"),
            (true, Some(product)) => self.with("floor-say-again-at", "product", product),
        });
        advice.push(match &card.spoke {
            None => self.say("floor-say-nobody-spoke"),
            Some(contact) => self.signed.words.say(
                "floor-say-spoke",
                &[
                    ("who", contact.by.clone().into()),
                    ("day", self.day(contact.at).into()),
                ],
            ),
        });
        advice
    }

    fn interests(&self, interests: &[Dwelt]) -> Markup {
        let longest = interests
            .first()
            .map_or(1.0, |dwelt| dwelt.seconds.max(1.0));
        html! {
            @if interests.is_empty() { (parts::empty(&self.say("floor-card-interest-none"))) }
            ul.interests {
                @for dwelt in interests {
                    li {
                        span { (dwelt.product) }
                        span { (format::duration(self.signed.words, dwelt.seconds)) }
                        svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" {
                            rect width=(format!("{:.1}", dwelt.seconds / longest * 100.0)) height="4" {}
                        }
                    }
                }
            }
        }
    }

    fn visit(&self, visit: &PastVisit) -> Markup {
        let end = if visit.open { self.at } else { visit.last_seen };
        let lasted = end.duration_since(visit.opened).as_secs_f64();
        html! {
            li {
                strong { (self.day(visit.opened)) }
                " · " (format::clock(visit.opened, &self.desk.site.timezone))
                " · " (format::duration(self.signed.words, lasted))
                @if let Some(dwelt) = visit.looked_at.first() { br; span.hint { (dwelt.product) } }
            }
        }
    }

    /// What a colleague may say of them; the script sends it.
    fn really(&self, card: &VisitorCard) -> Markup {
        html! {
            div.really hidden data-visitor=(card.code) {
                h3 { (self.say("floor-really")) }
                div.row {
                    @for (saying, sentence) in [("me", "floor-really-me"), ("service", "floor-really-service"), ("supplier", "floor-really-supplier"), ("customer", "floor-really-customer")] {
                        button type="button" data-saying=(saying) { (self.say(sentence)) }
                    }
                }
            }
        }
    }
}
