//! Visits as lanes, from left to right: cars as coloured spans, contacts as ticks, the score as a thin line.

use std::fmt::Write;

use jiff::{Timestamp, tz::TimeZone};
use maud::{Markup, html};

use super::{Lane, ScoreMark, StandView, scale::Scale};
use crate::web::{
    access::Signed,
    page::format::{clock, duration},
};

/// A lane's height, and where the spans lie in it.
const HEIGHT: u32 = 64;
const SPANS_TOP: u32 = 36;
const SPANS_HIGH: u32 = 22;
/// Width of a letter, and of the narrowest plot that labels are to fit in, pixels.
const LETTER: f64 = 7.4;
const PLOT: f64 = 520.0;
/// Colours of cars.
const COLOURS: usize = 6;

/// One lane.
pub(super) fn lane(signed: &Signed, scale: &Scale, lane: &Lane, zone: &TimeZone) -> Markup {
    let marks = merged(&lane.score);
    html! {
        svg.lane role="img" aria-label=(in_words(signed, lane, zone)) width="100%" height=(HEIGHT) {
            @for at in scale.ticks(zone) {
                line.grid x1=(scale.x(at)) x2=(scale.x(at)) y1="0" y2=(HEIGHT) {}
            }
            @for fold in scale.folds() { line.fold x1=(fold) x2=(fold) y1="0" y2=(HEIGHT) {} }
            rect.stay x=(scale.x(lane.from)) width=(scale.wide(lane.from, lane.to)) y=(SPANS_TOP) height=(SPANS_HIGH) rx="4" {}
            @for stand in &lane.stands { (span(signed, scale, stand, zone)) }
            @for contact in &lane.contacts {
                @let to = contact.to.unwrap_or(contact.from);
                g.contact {
                    title { (contact_words(signed, contact.by.as_deref(), contact.from, contact.to, zone)) }
                    rect x=(scale.x(contact.from)) width=(scale.wide(contact.from, to)) y=(SPANS_TOP + SPANS_HIGH + 1) height="4" {}
                    line x1=(scale.x(contact.from)) x2=(scale.x(contact.from)) y1=(SPANS_TOP - 4) y2=(SPANS_TOP + SPANS_HIGH + 5) {}
                }
            }
            (score(scale, lane))
            @for mark in &marks {
                g.mark data-told=(mark_words(signed, mark, zone)) {
                    title { (mark_words(signed, mark, zone)) }
                    circle.reach cx=(scale.x(mark.at)) cy=(format!("{:.1}", scale.score_y(mark.value))) r="12" {}
                    circle cx=(scale.x(mark.at)) cy=(format!("{:.1}", scale.score_y(mark.value))) r="3" {}
                }
            }
        }
    }
}

/// The line of the score: it stays as it is until it changes.
fn score(scale: &Scale, lane: &Lane) -> Markup {
    let Some(first) = lane.score.first() else {
        return html! {};
    };
    let mut points = String::new();
    let mut before = first.value - first.points;
    let mut point = |at, value| {
        let (x, y) = (1000.0 * scale.share(at), scale.score_y(value));
        let _ = write!(points, "{x:.2},{y:.2} ");
    };
    point(lane.from, before);
    for mark in &lane.score {
        point(mark.at, before);
        point(mark.at, mark.value);
        before = mark.value;
    }
    point(lane.to, before);
    html! {
        svg width="100%" height=(HEIGHT) viewBox={ "0 0 1000 " (HEIGHT) } preserveAspectRatio="none" {
            polyline.score points=(points.trim_end()) vector-effect="non-scaling-stroke" {}
        }
    }
}

/// A while at one place, its name on it as far as there is room.
fn span(signed: &Signed, scale: &Scale, stand: &StandView, zone: &TimeZone) -> Markup {
    let class = match stand.car {
        Some(usize::MAX) => "span car-gone".to_owned(),
        Some(car) => format!("span car-{}", car % COLOURS),
        None => "span place".to_owned(),
    };
    let share = scale.share(stand.to) - scale.share(stand.from);
    let seconds = stand.to.duration_since(stand.from).as_secs_f64();
    html! {
        svg class=(class) x=(scale.x(stand.from)) width=(scale.wide(stand.from, stand.to)) y=(SPANS_TOP) height=(SPANS_HIGH) {
            title {
                (stand.label) ", " (clock(stand.from, zone)) "–" (clock(stand.to, zone)) ", " (duration(signed.words, seconds))
            }
            rect width="100%" height="100%" rx="3" {}
            @if let Some(label) = fitting(&stand.label, share * PLOT) {
                text x="6" y="15" { (label) }
            }
        }
    }
}

/// As much of a label as there is room for; `None` where that says nothing.
fn fitting(label: &str, pixels: f64) -> Option<String> {
    let room = ((pixels - 10.0) / LETTER).floor().max(0.0) as usize;
    let letters = label.chars().count();
    if letters <= room {
        return Some(label.to_owned());
    }
    (room >= 4).then(|| {
        let start: String = label.chars().take(room - 1).collect();
        format!("{}…", start.trim_end())
    })
}

/// Changes for the same reason, one right after the other, as one.
pub(super) fn merged(marks: &[ScoreMark]) -> Vec<ScoreMark> {
    let mut merged: Vec<ScoreMark> = Vec::new();
    for mark in marks {
        match merged.last_mut().filter(|last| last.text == mark.text) {
            Some(last) => {
                last.points += mark.points;
                (last.at, last.value) = (mark.at, mark.value);
            }
            None => merged.push(mark.clone()),
        }
    }
    merged
}

/// What changed the score, when, to how much.
pub(super) fn mark_words(signed: &Signed, mark: &ScoreMark, zone: &TimeZone) -> String {
    let words = signed.words;
    words.say(
        "manager-mark",
        &[
            ("time", clock(mark.at, zone).into()),
            ("text", mark.text.as_str().into()),
            ("points", words.signed(mark.points).into()),
            ("score", words.number(mark.value).into()),
        ],
    )
}

fn contact_words(
    signed: &Signed,
    by: Option<&str>,
    from: Timestamp,
    to: Option<Timestamp>,
    zone: &TimeZone,
) -> String {
    let who = by.map_or_else(|| signed.say("manager-a-colleague"), str::to_owned);
    let time = match to {
        Some(to) => format!("{}–{}", clock(from, zone), clock(to, zone)),
        None => clock(from, zone),
    };
    let values = [("who", who.into()), ("time", time.into())];
    signed.words.say("manager-with-them", &values)
}

/// The lane for whoever does not see it.
fn in_words(signed: &Signed, lane: &Lane, zone: &TimeZone) -> String {
    let mut parts = vec![format!(
        "{}, {}–{}",
        lane.code,
        clock(lane.from, zone),
        clock(lane.to, zone)
    )];
    for stand in &lane.stands {
        let seconds = stand.to.duration_since(stand.from).as_secs_f64();
        parts.push(format!(
            "{} {}",
            stand.label,
            duration(signed.words, seconds)
        ));
    }
    let contacts = lane.contacts.iter();
    parts.extend(contacts.map(|c| contact_words(signed, c.by.as_deref(), c.from, c.to, zone)));
    if let Some(last) = lane.score.last() {
        let score = [("score", signed.words.number(last.value).into())];
        parts.push(signed.words.say("manager-score-then", &score));
    }
    parts.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_whole_or_says_enough_or_is_left_out() {
        assert_eq!(fitting("Kona", 100.0).as_deref(), Some("Kona"));
        assert_eq!(fitting("Kona Electric", 70.0).as_deref(), Some("Kona El…"));
        assert_eq!(fitting("Kona Electric", 30.0), None);
    }
}
