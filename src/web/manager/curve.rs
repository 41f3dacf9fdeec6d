//! The score over time, with the borders of the bands.

use std::fmt::Write;

use jiff::{Timestamp, tz::TimeZone};
use maud::{Markup, html};

use super::{
    ScoreMark,
    lanes::{mark_words, merged},
};
use crate::web::{
    access::Signed,
    page::format::{clock, day},
};

const HEIGHT: f64 = 180.0;
const TOP: f64 = 20.0;
const BOTTOM: f64 = 150.0;

/// The score as it rose and faded, with what changed it. `borders`: from where a lead is warm and hot.
pub(super) fn curve(
    signed: &Signed,
    line: &[(Timestamp, f64)],
    marks: &[ScoreMark],
    borders: (f64, f64),
    zone: &TimeZone,
) -> Markup {
    let (Some((first, _)), Some((end, _))) = (line.first().copied(), line.last().copied()) else {
        return html! {};
    };
    let whole = end.duration_since(first).as_secs_f64().max(60.0);
    let share = |at: Timestamp| at.duration_since(first).as_secs_f64() / whole;
    let highest = line.iter().map(|(_, value)| *value);
    let highest = highest.fold(borders.1 * 1.15, f64::max);
    let y = |value: f64| TOP + (BOTTOM - TOP) * (1.0 - (value / highest).clamp(0.0, 1.0));
    let mut points = String::new();
    for (at, value) in line {
        let _ = write!(points, "{:.2},{:.2} ", 1000.0 * share(*at), y(*value));
    }
    let percent = |share: f64| format!("{:.3}%", 100.0 * share);
    let border = |value: f64, name: &str| {
        html! {
            line class={ "border " (name) } x1="0" x2="100%" y1=(format!("{:.1}", y(value))) y2=(format!("{:.1}", y(value))) {}
            text class={ "border " (name) } x="0" y=(format!("{:.1}", y(value) - 4.0)) {
                (signed.say(&format!("manager-band-{name}"))) " " (signed.words.number(value))
            }
        }
    };
    let date = |at: Timestamp| day(signed.words, at.to_zoned(zone.clone()).date());
    // Of one day the hours tell the ends apart.
    let one_day = date(first) == date(end);
    let ends = |at: Timestamp| if one_day { clock(at, zone) } else { date(at) };
    html! {
        svg.curve role="img" aria-label=(signed.say("manager-score-line")) width="100%" height=(HEIGHT) {
            line.ground x1="0" x2="100%" y1=(BOTTOM) y2=(BOTTOM) {}
            svg width="100%" height=(HEIGHT) viewBox={ "0 0 1000 " (HEIGHT) } preserveAspectRatio="none" {
                polyline.score points=(points.trim_end()) vector-effect="non-scaling-stroke" {}
            }
            @for mark in merged(marks) {
                g.mark data-told={ (date(mark.at)) ", " (mark_words(signed, &mark, zone)) } {
                    title { (date(mark.at)) ", " (mark_words(signed, &mark, zone)) }
                    circle.reach cx=(percent(share(mark.at))) cy=(format!("{:.1}", y(mark.value))) r="12" {}
                    circle cx=(percent(share(mark.at))) cy=(format!("{:.1}", y(mark.value))) r="3.5" {}
                }
            }
            (border(borders.0, "warm"))
            (border(borders.1, "hot"))
            text.label x="0" y="170" { (ends(first)) }
            text.label x="100%" y="170" text-anchor="end" { (ends(end)) }
        }
    }
}
