//! Where in the showroom time was spent: the zones of a plan, the darker the longer, each with its name and its time.

use std::fmt::Write;

use maud::{Markup, html};

use super::{Place, Plan, ZoneHeat};
use crate::web::{access::Signed, page::format::duration};

/// Units of a drawing's width; its margin.
const WIDE: f64 = 900.0;
const MARGIN: f64 = 12.0;
/// Steps of the colour.
const STEPS: f64 = 5.0;
/// How wide a letter of a name is, and what is left free of a zone's width.
const LETTER: f64 = 14.0;
const EDGE: f64 = 24.0;
/// A zone smaller than this has no room for words in it.
const LEAST: (f64, f64) = (90.0, 64.0);

/// A plan with its zones.
pub(super) fn plan(signed: &Signed, plan: &Plan) -> Markup {
    let scale = (WIDE - 2.0 * MARGIN) / plan.width;
    let high = plan.height * scale + 2.0 * MARGIN;
    let most = plan
        .zones
        .iter()
        .map(|zone| zone.seconds)
        .fold(0.0, f64::max);
    let label = match &plan.place {
        Place::Floor => signed.say("manager-plan-floor"),
        Place::Camera(camera) => signed
            .words
            .say("manager-plan-camera", &[("camera", camera.as_str().into())]),
    };
    let place = |(x, y): (f64, f64)| (MARGIN + x * scale, MARGIN + y * scale);
    html! {
        figure.plan {
            svg role="img" aria-label=(label) viewBox=(format!("0 0 {WIDE} {high:.0}")) {
                rect.floor x="1" y="1" width=(WIDE - 2.0) height=(format!("{:.0}", high - 2.0)) rx="8" {}
                @for zone in &plan.zones { (shape(signed, zone, most, &place)) }
                @for zone in &plan.zones { (name(signed, zone, most, &place)) }
            }
            figcaption { (label) }
        }
    }
}

fn shape(
    signed: &Signed,
    zone: &ZoneHeat,
    most: f64,
    place: &impl Fn((f64, f64)) -> (f64, f64),
) -> Markup {
    let mut points = String::new();
    for corner in &zone.corners {
        let (x, y) = place(*corner);
        let _ = write!(points, "{x:.1},{y:.1} ");
    }
    html! {
        polygon class={ "zone heat-" (step(zone.seconds, most)) } points=(points.trim_end()) {
            title { (in_words(signed, zone)) }
        }
    }
}

/// Name and time in the middle of a zone.
fn name(
    signed: &Signed,
    zone: &ZoneHeat,
    most: f64,
    place: &impl Fn((f64, f64)) -> (f64, f64),
) -> Markup {
    let corners: Vec<_> = zone.corners.iter().map(|corner| place(*corner)).collect();
    let (middle, (wide, high)) = middle(&corners);
    let time = duration(signed.words, zone.seconds);
    // A name that is wider than its zone is still told by the list beside the plan.
    let room = ((wide - EDGE) / LETTER).max(0.0) as usize;
    let fits = wide >= LEAST.0 && high >= LEAST.1;
    let on = if step(zone.seconds, most) > 3 {
        "on-dark"
    } else {
        "on-light"
    };
    let short = shortened(&zone.label, room.max(4));
    html! {
        @if fits && zone.seconds > 0.0 {
            text class={ "zone-name " (on) } x=(format!("{:.1}", middle.0)) y=(format!("{:.1}", middle.1 - 4.0)) text-anchor="middle" { (short) }
            text class={ "zone-time " (on) } x=(format!("{:.1}", middle.0)) y=(format!("{:.1}", middle.1 + 22.0)) text-anchor="middle" { (time) }
        }
    }
}

/// A name of so many letters at most; what is left out is told by a mark.
fn shortened(name: &str, most: usize) -> String {
    if name.chars().count() <= most {
        return name.to_owned();
    }
    let start: String = name.chars().take(most - 1).collect();
    format!("{}…", start.trim_end())
}

/// The middle of what corners enclose (of their area, not of their number), and how wide and high that is.
fn middle(corners: &[(f64, f64)]) -> ((f64, f64), (f64, f64)) {
    let (mut area, mut x, mut y) = (0.0, 0.0, 0.0);
    for (n, a) in corners.iter().enumerate() {
        let b = corners[(n + 1) % corners.len()];
        let cross = a.0 * b.1 - b.0 * a.1;
        area += cross / 2.0;
        x += (a.0 + b.0) * cross / 6.0;
        y += (a.1 + b.1) * cross / 6.0;
    }
    let reach = |of: fn(&(f64, f64)) -> f64| {
        let least = corners.iter().map(of).fold(f64::INFINITY, f64::min);
        let most = corners.iter().map(of).fold(f64::NEG_INFINITY, f64::max);
        most - least
    };
    if area.abs() < 1e-6 {
        return (corners.first().copied().unwrap_or_default(), (0.0, 0.0));
    }
    ((x / area, y / area), (reach(|c| c.0), reach(|c| c.1)))
}

/// 0: nobody was there; 5: nowhere longer.
pub(super) fn step(value: f64, most: f64) -> usize {
    if value <= 0.0 || most <= 0.0 {
        0
    } else {
        (STEPS * value / most).ceil().clamp(1.0, STEPS) as usize
    }
}

fn in_words(signed: &Signed, zone: &ZoneHeat) -> String {
    signed.words.say(
        "manager-zone",
        &[
            ("zone", zone.label.as_str().into()),
            ("time", duration(signed.words, zone.seconds).into()),
            ("visits", (zone.visits as f64).into()),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_darkest_is_where_it_was_longest() {
        assert_eq!(step(0.0, 100.0), 0);
        assert_eq!(step(0.1, 100.0), 1);
        assert_eq!(step(100.0, 100.0), 5);
        assert_eq!(step(5.0, 0.0), 0);
    }

    #[test]
    fn a_name_that_is_cut_says_so() {
        assert_eq!(shortened("Kona Electric", 13), "Kona Electric");
        assert_eq!(shortened("Kona Electric", 6), "Kona…");
    }

    #[test]
    fn the_middle_is_that_of_the_area() {
        let square = [(0.0, 0.0), (4.0, 0.0), (4.0, 2.0), (0.0, 2.0)];
        assert_eq!(middle(&square), ((2.0, 1.0), (4.0, 2.0)));
    }
}
