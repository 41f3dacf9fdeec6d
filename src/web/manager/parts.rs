//! Parts that several of the manager's pages have.

use maud::{Markup, html};

use super::{Contact, VisitRow};
use crate::{
    types::{Band, Stage},
    web::{
        access::Signed,
        desk::Desk,
        page::format::{clock, day, duration},
    },
};

/// A band by its name.
pub(super) fn band(band: Band) -> &'static str {
    match band {
        Band::Cold => "cold",
        Band::Warm => "warm",
        Band::Hot => "hot",
    }
}

/// The band as a badge, with the score where one is given: rounded down, so that a score is never shown that has another
/// band.
pub(super) fn badge(signed: &Signed, of: Band, score: Option<f64>) -> Markup {
    let name = band(of);
    let word = signed.say(&format!("manager-band-{name}"));
    html! {
        span class={ "badge " (name) } {
            (word) @if let Some(score) = score { " " (signed.words.number(score.floor())) }
        }
    }
}

/// A stage by its name.
pub(super) fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Browsing => "browsing",
        Stage::Interested => "interested",
        Stage::Engaged => "engaged",
        Stage::Returning => "returning",
        Stage::Deciding => "deciding",
    }
}

/// The stage in words.
pub(super) fn stage_word(signed: &Signed, of: Stage) -> String {
    signed.say(&format!("manager-stage-{}", stage(of)))
}

/// Visits as a table; `dated`: each with its day.
pub(super) fn visit_table(
    desk: &Desk,
    signed: &Signed,
    visits: &[VisitRow],
    dated: bool,
) -> Markup {
    let say = |id: &str| signed.say(id);
    let zone = &desk.site.timezone;
    html! {
        table.stack {
            thead { tr {
                th scope="col" { (say("manager-came")) }
                th scope="col" { (say("manager-visitor")) }
                th scope="col" { (say("manager-looked-at")) }
                th scope="col" { (say("manager-contact")) }
                th scope="col" { (say("manager-stage")) }
                th scope="col" { (say("manager-score-now")) }
            } }
            tbody { @for visit in visits { tr {
                td data-label=(say("manager-came")) {
                    @if dated { (day(signed.words, visit.opened.to_zoned(zone.clone()).date())) ", " }
                    b { (clock(visit.opened, zone)) }
                    span.quiet { (stayed(signed, visit)) }
                }
                th scope="row" data-label=(say("manager-visitor")) {
                    a.code href={ "/visitors/" (visit.code) } { (visit.code) }
                    span.quiet { (nth(signed, visit.number)) }
                }
                td data-label=(say("manager-looked-at")) { (looked_at(signed, visit)) }
                td data-label=(say("manager-contact")) { (contact(signed, &visit.contact, visit)) }
                td data-label=(say("manager-stage")) { (stage_word(signed, visit.stage)) }
                td data-label=(say("manager-score-now")) { (badge(signed, visit.band, Some(visit.score))) }
            } } }
        }
    }
}

/// How long a visit was, or is by now.
pub(super) fn stayed(signed: &Signed, visit: &VisitRow) -> String {
    let seconds = visit.last_seen.duration_since(visit.opened).as_secs_f64();
    let time = [("time", duration(signed.words, seconds).into())];
    let sentence = if visit.open {
        "manager-still-here"
    } else {
        "manager-stayed"
    };
    signed.words.say(sentence, &time)
}

/// "3rd visit".
pub(super) fn nth(signed: &Signed, number: usize) -> String {
    signed
        .words
        .say("manager-nth", &[("n", (number as f64).into())])
}

pub(super) fn looked_at(signed: &Signed, visit: &VisitRow) -> Markup {
    const SHOWN: usize = 3;
    let more = visit.looked_at.len().saturating_sub(SHOWN);
    html! {
        @if visit.looked_at.is_empty() { span.quiet { (signed.say("manager-no-car")) } }
        @for car in visit.looked_at.iter().take(SHOWN) {
            span.line { (car.label) " " span.quiet { (duration(signed.words, car.seconds)) } }
        }
        @if more > 0 { span.quiet { (signed.words.say("manager-more-cars", &[("n", (more as f64).into())])) } }
    }
}

/// Whether a colleague was with them, after how long, and who.
pub(super) fn contact(signed: &Signed, contact: &Contact, visit: &VisitRow) -> Markup {
    let words = signed.words;
    html! {
        @if contact.met {
            span.line {
                @if let Some(after) = contact.after_s {
                    (words.say("manager-met-after", &[("time", duration(words, after).into())]))
                } @else { (signed.say("manager-met")) }
            }
            @if !contact.by.is_empty() { span.quiet { (contact.by.join(", ")) } }
        } @else if visit.lost {
            span.badge.hot { (signed.say("manager-lost-one")) }
        } @else if visit.let_be {
            span.quiet { (signed.say("manager-let-be")) }
        } @else {
            span.quiet { (signed.say("manager-nobody")) }
        }
        @if contact.in_time == Some(false) && contact.met { span.badge.warm { (signed.say("manager-late")) } }
    }
}
