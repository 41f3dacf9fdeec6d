//! What is drawn on a camera's picture, and points as people write them.

use maud::{Markup, html};

use crate::types::{FloorMarks, Point, Zone};

/// Fractions are drawn on a square of this side, which is stretched over the picture.
const SIDE: f32 = 1000.0;

/// The zones of a camera over its picture, and its marks; `editing` is the one that is being changed, which the script draws.
pub(super) fn overlay(
    zones: &[&Zone],
    marks: Option<&FloorMarks>,
    editing: Option<&str>,
) -> Markup {
    let others = zones
        .iter()
        .filter(|zone| editing != Some(zone.id.as_str()));
    html! {
        svg.overlay #overlay viewBox="0 0 1000 1000" preserveAspectRatio="none" aria-hidden="true" {
            @for zone in others {
                polygon class={ "zone " (zone.kind.name()) } points=(points(zone.polygon.corners()))
                    data-corners=(percents(zone.polygon.corners())) data-name=(name_of(zone)) {}
            }
            @if let Some(marks) = marks {
                polygon.marks points=(points(&marks.image)) data-corners=(percents(&marks.image)) {}
            }
        }
    }
}

/// What people call a zone.
pub(super) fn name_of(zone: &Zone) -> &str {
    if zone.label.is_empty() {
        zone.id.as_str()
    } else {
        &zone.label
    }
}

fn points(corners: &[Point]) -> String {
    let point = |p: &Point| format!("{:.1},{:.1}", p.x * SIDE, p.y * SIDE);
    corners.iter().map(point).collect::<Vec<_>>().join(" ")
}

/// Corners in per cent of the picture, one a line: as people read and write them.
pub(super) fn percents(corners: &[Point]) -> String {
    let corner = |p: &Point| format!("{:.1} {:.1}", p.x * 100.0, p.y * 100.0);
    corners.iter().map(corner).collect::<Vec<_>>().join("\n")
}

/// Reads what [`percents`] writes; commas do as well. `None` where a line is not two numbers.
pub(super) fn read_percents(text: &str) -> Option<Vec<Point>> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(read_pair).collect()
}

fn read_pair(line: &str) -> Option<Point> {
    let mut numbers = line
        .split([' ', ';', '\t'])
        .map(str::trim)
        .filter(|n| !n.is_empty());
    let mut next = || read_number(numbers.next()?.trim_end_matches(','));
    let (x, y) = (next()?, next()?);
    numbers.next().is_none().then(|| {
        let fraction = |percent: f64| (percent / 100.0) as f32;
        Point::new(fraction(x), fraction(y))
    })
}

/// A number, with a point or a comma.
pub(super) fn read_number(text: &str) -> Option<f64> {
    let number: f64 = text.trim().replace(',', ".").parse().ok()?;
    number.is_finite().then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corners_are_read_as_people_write_them() {
        let corners = [Point::new(0.125, 0.5), Point::new(1.0, 0.0)];
        assert_eq!(percents(&corners), "12.5 50.0\n100.0 0.0");
        assert_eq!(read_percents("12.5 50.0\n\n 100 0 \n").unwrap(), corners);
        assert_eq!(read_percents("12,5  50\r\n100; 0").unwrap(), corners);
        assert_eq!(read_percents("12.5, 50\n100, 0").unwrap(), corners);
        for wrong in ["1", "1 2 3", "a b", "1 inf"] {
            assert_eq!(read_percents(wrong), None, "{wrong}");
        }
    }
}
