//! The showroom from above: cars and places as outlines, people as dots where the line sees them.

use ratatui::{
    Frame,
    layout::Rect,
    style::{Color, Modifier, Style},
    text::Line as TextLine,
    widgets::{
        Block, Borders,
        canvas::{Canvas, Line as Edge},
    },
};

use super::{
    board::Board,
    screen::{QUIET, STRONG, band_colour},
    words::cut,
};
use crate::{
    sim::{Floor, Rectangle, Spot},
    types::ZoneKind,
};

/// A text in a row of the plan.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Label {
    pub(super) row: u16,
    pub(super) column: u16,
    pub(super) text: String,
    pub(super) style: Style,
}

impl Label {
    fn width(&self) -> u16 {
        self.text.chars().count() as u16
    }

    fn is_over(&self, other: &Self) -> bool {
        self.row == other.row
            && self.column < other.column + other.width()
            && other.column < self.column + self.width()
    }
}

pub(super) fn plan(frame: &mut Frame<'_>, area: Rect, board: &Board) {
    let Some(floor) = board.floor() else { return };
    let block = Block::new()
        .borders(Borders::ALL)
        .title(" The showroom, as the cameras see it ")
        .border_style(QUIET);
    let inside = block.inner(area);
    let canvas = Canvas::default()
        .block(block)
        .x_bounds([0.0, floor.width])
        .y_bounds([0.0, floor.depth])
        .paint(|paint| {
            let mut outline = |body: &Rectangle, color| {
                let corners = body.corners();
                for (i, a) in corners.iter().enumerate() {
                    let b = corners[(i + 1) % 4];
                    let (x1, y1, x2, y2) = (a.x, a.y, b.x, b.y);
                    paint.draw(&Edge {
                        x1,
                        y1,
                        x2,
                        y2,
                        color,
                    });
                }
            };
            for place in &floor.places {
                outline(&place.area, Color::DarkGray);
            }
            for car in &floor.cars {
                outline(&car.body, Color::Gray);
            }
        });
    frame.render_widget(canvas, area);
    let dots = board.dots.values().map(|dot| {
        let card = dot.visit.and_then(|visit| board.visits.get(&visit));
        let code = card.and_then(|card| card.code.as_ref());
        let code = code.map_or_else(String::new, ToString::to_string);
        (dot.at, code, band_colour(card.and_then(|card| card.band)))
    });
    let dots = dots.collect();
    for label in labels(floor, dots, (inside.width, inside.height)) {
        let line = TextLine::styled(label.text, label.style);
        let room = inside.width - label.column;
        let (x, y) = (inside.x + label.column, inside.y + label.row);
        frame.buffer_mut().set_line(x, y, &line, room);
    }
}

/// What is written on a plan of so many columns and rows, none of it over another: cars first, then places, then people,
/// whose code stands on the side of the dot where there is room for it, or not at all.
pub(super) fn labels(
    floor: &Floor,
    dots: Vec<(Spot, String, Color)>,
    (columns, rows): (u16, u16),
) -> Vec<Label> {
    if columns == 0 || rows == 0 {
        return Vec::new();
    }
    let cell = |part: f64, cells: u16| (part.clamp(0.0, 1.0) * f64::from(cells - 1)) as u16;
    let at = |spot: Spot| {
        let (x, y) = (spot.x / floor.width, 1.0 - spot.y / floor.depth);
        (cell(x, columns), cell(y, rows))
    };
    let centred = |spot: Spot, text: &str, style: Style| {
        let text = cut(text, columns.into());
        let (column, row) = at(spot);
        let width = text.chars().count() as u16;
        let column = column.saturating_sub(width / 2).min(columns - width);
        Label {
            row,
            column,
            text,
            style,
        }
    };
    let mut placed: Vec<Label> = Vec::new();
    let is_free = |placed: &[Label], label: &Label| {
        label.column + label.width() <= columns && !placed.iter().any(|other| label.is_over(other))
    };
    let cars = floor
        .cars
        .iter()
        .map(|car| centred(car.body.centre, &car.label, STRONG));
    let places = floor
        .places
        .iter()
        .filter(|place| place.kind != ZoneKind::Entrance);
    let places = places.map(|place| {
        let label = place.label.trim_start_matches("at the ");
        centred(
            place.area.centre,
            label.trim_start_matches("in the "),
            QUIET,
        )
    });
    for label in cars.chain(places) {
        if is_free(&placed, &label) {
            placed.push(label);
        }
    }
    // All dots before any code: where somebody stands matters more than what they are called.
    let mut codes = Vec::new();
    for (spot, code, colour) in dots {
        let (column, row) = at(spot);
        let style = Style::new().fg(colour).add_modifier(Modifier::BOLD);
        // Beside a label, where one stands there.
        let rows_near = [
            Some(row),
            row.checked_add(1).filter(|r| *r < rows),
            row.checked_sub(1),
        ];
        let mut near = rows_near.into_iter().flatten().map(|row| Label {
            row,
            column,
            text: "●".to_owned(),
            style,
        });
        let Some(dot) = near.find(|dot| is_free(&placed, dot)) else {
            continue;
        };
        if !code.is_empty() {
            codes.push((dot.clone(), code, colour));
        }
        placed.push(dot);
    }
    for (dot, code, colour) in codes {
        let width = code.chars().count() as u16;
        let right = Some(dot.column + 2);
        let left = dot.column.checked_sub(width + 1);
        let mut sides = [right, left].into_iter().flatten().map(|column| Label {
            row: dot.row,
            column,
            text: code.clone(),
            style: Style::new().fg(colour),
        });
        if let Some(label) = sides.find(|label| is_free(&placed, label)) {
            placed.push(label);
        }
    }
    placed
}
