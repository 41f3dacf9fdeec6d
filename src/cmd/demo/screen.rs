//! The live view in a terminal.

use std::io::{self, Stdout};

use ratatui::{
    Frame, Terminal,
    backend::CrosstermBackend,
    crossterm::{
        cursor, execute,
        terminal::{EnterAlternateScreen, LeaveAlternateScreen},
    },
    layout::{Constraint, Layout, Rect},
    style::{Color, Modifier, Style},
    text::{Line as TextLine, Span},
    widgets::{
        Block, Borders, Paragraph, Row, Table, Wrap,
        canvas::{Canvas, Line as Edge},
    },
};

use super::{
    board::{Board, Tone},
    show::Caption,
};
use crate::{
    cmd::table::duration,
    sim::Rectangle,
    types::{Band, Priority, ZoneKind},
};

/// A terminal taken over until it is dropped. Keys are left alone, so Ctrl-C stops the program as always.
pub(super) struct Screen(Terminal<CrosstermBackend<Stdout>>);

impl Screen {
    /// Takes the terminal over.
    ///
    /// # Errors
    /// It is no terminal, or it cannot be written to.
    pub(super) fn open() -> io::Result<Self> {
        let tell = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            give_back();
            tell(panic);
        }));
        execute!(io::stdout(), EnterAlternateScreen, cursor::Hide)?;
        Terminal::new(CrosstermBackend::new(io::stdout())).map(Self)
    }

    /// Draws everything. A terminal that went away is no reason to stop.
    pub(super) fn draw(&mut self, board: &Board, caption: &Caption) {
        let _ = self.0.draw(|frame| draw(frame, board, caption));
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

fn give_back() {
    let _ = execute!(io::stdout(), LeaveAlternateScreen, cursor::Show);
}

const QUIET: Style = Style::new().fg(Color::DarkGray);
const STRONG: Style = Style::new().add_modifier(Modifier::BOLD);

pub(super) fn draw(frame: &mut Frame<'_>, board: &Board, caption: &Caption) {
    let [head, middle, people, log, foot] = Layout::vertical([
        Constraint::Length(header_rows(frame.area().width, caption)),
        Constraint::Fill(3),
        Constraint::Length(board.present().len().clamp(1, 6) as u16 + 3),
        Constraint::Fill(2),
        Constraint::Length(1),
    ])
    .areas(frame.area());
    let [plan, alerts] =
        Layout::horizontal([Constraint::Percentage(55), Constraint::Fill(1)]).areas(middle);
    header(frame, head, board, caption);
    self::plan(frame, plan, board);
    self::alerts(frame, alerts, board);
    self::people(frame, people, board);
    self::log(frame, log, board);
    let foot_line = format!(" {}   Ctrl-C ends", caption.broker);
    frame.render_widget(Paragraph::new(foot_line).style(QUIET), foot);
}

/// As many rows as the texts take at this width: what they say must not be cut off.
fn header_rows(width: u16, caption: &Caption) -> u16 {
    let rows = |text: &str| (text.chars().count() + 2).div_ceil(usize::from(width.max(20)));
    // Words are not broken: a row more than the letters need.
    let wrapped = |text: &str| rows(text) + usize::from(rows(text) > 1);
    (1 + wrapped(&caption.about) + wrapped(&caption.honest)) as u16
}

fn header(frame: &mut Frame<'_>, area: Rect, board: &Board, caption: &Caption) {
    let lines = vec![
        TextLine::from(vec![
            Span::styled(format!(" {}  ", board.day_and_time()), STRONG),
            Span::raw(caption.title.clone()),
            Span::styled(format!("  {}x", caption.speed), QUIET),
        ]),
        TextLine::styled(format!(" {}", caption.about), QUIET),
        TextLine::styled(
            format!(" {}", caption.honest),
            Style::new().fg(Color::Yellow),
        ),
    ];
    frame.render_widget(Paragraph::new(lines).wrap(Wrap { trim: false }), area);
}

/// The showroom from above: cars and places as outlines, people as dots where the line sees them.
fn plan(frame: &mut Frame<'_>, area: Rect, board: &Board) {
    let Some(floor) = board.floor() else { return };
    let block = Block::new()
        .borders(Borders::ALL)
        .title(" The showroom, as the cameras see it ")
        .border_style(QUIET);
    let canvas = Canvas::default()
        .block(block)
        .x_bounds([0.0, floor.width])
        .y_bounds([0.0, floor.depth])
        .paint(|paint| {
            let mut outline = |body: &Rectangle, colour| {
                let corners = body.corners();
                for (i, a) in corners.iter().enumerate() {
                    let b = corners[(i + 1) % 4];
                    paint.draw(&Edge {
                        x1: a.x,
                        y1: a.y,
                        x2: b.x,
                        y2: b.y,
                        color: colour,
                    });
                }
            };
            for place in &floor.places {
                outline(&place.area, Color::DarkGray);
            }
            for car in &floor.cars {
                outline(&car.body, Color::Gray);
            }
            for place in floor
                .places
                .iter()
                .filter(|place| place.kind != ZoneKind::Entrance)
            {
                let label = place
                    .label
                    .trim_start_matches("at the ")
                    .trim_start_matches("in the ")
                    .to_owned();
                paint.print(
                    place.area.centre.x - 0.5,
                    place.area.centre.y,
                    TextLine::styled(label, QUIET),
                );
            }
            for car in &floor.cars {
                let width =
                    car.label.chars().count() as f64 * floor.width / f64::from(area.width.max(1));
                paint.print(
                    car.body.centre.x - width / 2.0,
                    car.body.centre.y,
                    TextLine::styled(car.label.clone(), STRONG),
                );
            }
            for dot in board.dots.values() {
                let card = dot.visit.and_then(|visit| board.visits.get(&visit));
                let code = card
                    .and_then(|card| card.code.as_ref())
                    .map_or_else(String::new, |code| format!(" {code}"));
                let colour = band_colour(card.and_then(|card| card.band));
                paint.print(
                    dot.at.x,
                    dot.at.y,
                    TextLine::from(vec![
                        Span::styled("●", Style::new().fg(colour).add_modifier(Modifier::BOLD)),
                        Span::styled(code, Style::new().fg(colour)),
                    ]),
                );
            }
        });
    frame.render_widget(canvas, area);
}

fn alerts(frame: &mut Frame<'_>, area: Rect, board: &Board) {
    let open = board.open_alerts();
    let block = Block::new()
        .borders(Borders::ALL)
        .title(format!(" On the tablets: {} ", open.len()))
        .border_style(QUIET);
    let mut lines = Vec::new();
    if open.is_empty() {
        let there = board.present().len();
        lines.push(TextLine::styled(
            format!("The floor is calm, {there} in the showroom."),
            QUIET,
        ));
    }
    for alert in open {
        let mark = match alert.priority {
            Priority::High => Span::styled("▲ ", Style::new().fg(Color::Red)),
            Priority::Normal => Span::styled("● ", Style::new().fg(Color::Yellow)),
            Priority::Low => Span::styled("· ", QUIET),
        };
        lines.push(TextLine::from(vec![
            mark,
            Span::styled(format!("{} ", board.time(alert.at)), QUIET),
            Span::styled(
                alert
                    .visitor
                    .as_ref()
                    .map_or_else(String::new, ToString::to_string),
                QUIET,
            ),
        ]));
        lines.push(TextLine::from(alert.text.en.clone()));
        lines.push(TextLine::default());
    }
    frame.render_widget(
        Paragraph::new(lines).block(block).wrap(Wrap { trim: true }),
        area,
    );
}

fn people(frame: &mut Frame<'_>, area: Rect, board: &Board) {
    let rows = board.present().into_iter().map(|(_, card)| {
        let here = card.last_seen.duration_since(card.came).as_secs_f64();
        let dwell: Vec<String> = card
            .dwell
            .iter()
            .map(|(place, s)| format!("{place} {}", duration(*s)))
            .collect();
        let visit = match card.visits_before {
            0 => String::new(),
            n => format!("visit {}", n + 1),
        };
        Row::new(vec![
            card.code
                .as_ref()
                .map_or_else(String::new, ToString::to_string),
            duration(here),
            visit,
            card.place.clone().unwrap_or_default(),
            dwell.join(", "),
            format!("{:.0}", card.score),
            band_word(card.band).to_owned(),
        ])
        .style(Style::new().fg(band_colour(card.band)))
    });
    let widths = [
        Constraint::Length(8),
        Constraint::Length(12),
        Constraint::Length(8),
        Constraint::Length(18),
        Constraint::Fill(1),
        Constraint::Length(5),
        Constraint::Length(5),
    ];
    let header = Row::new(vec![
        "visitor",
        "here for",
        "",
        "stands at",
        "looked at",
        "score",
        "",
    ])
    .style(QUIET);
    let block = Block::new()
        .borders(Borders::ALL)
        .title(" In the showroom ")
        .border_style(QUIET);
    frame.render_widget(Table::new(rows, widths).header(header).block(block), area);
}

fn log(frame: &mut Frame<'_>, area: Rect, board: &Board) {
    let block = Block::new()
        .borders(Borders::ALL)
        .title(" What happened ")
        .border_style(QUIET);
    let room = usize::from(area.height.saturating_sub(2));
    let skip = board.log.len().saturating_sub(room);
    let lines: Vec<TextLine<'_>> = board
        .log
        .iter()
        .skip(skip)
        .map(|(time, tone, what)| {
            let style = match tone {
                Tone::Plain => Style::new(),
                Tone::Alert => STRONG,
                Tone::Over => QUIET,
            };
            TextLine::from(vec![
                Span::styled(format!("{time}  "), QUIET),
                Span::styled(what.clone(), style),
            ])
        })
        .collect();
    frame.render_widget(Paragraph::new(lines).block(block), area);
}

/// Blue-grey, amber, deep red, as everywhere; the word stands beside it.
fn band_colour(band: Option<Band>) -> Color {
    match band {
        Some(Band::Hot) => Color::Red,
        Some(Band::Warm) => Color::Yellow,
        Some(Band::Cold) | None => Color::LightBlue,
    }
}

fn band_word(band: Option<Band>) -> &'static str {
    band.map_or("", crate::cmd::console::band_name)
}
