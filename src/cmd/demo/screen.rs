//! The live view in a terminal.

use std::io;

use ratatui::{
    Frame,
    layout::{Constraint, Layout, Rect},
    style::{Color, Modifier, Style},
    text::{Line as TextLine, Span},
    widgets::{Block, Borders, Paragraph},
};

use super::{
    board::{Board, Said, Tone},
    people::people,
    pictures::{Pictures, too_slow},
    plan::plan,
    show::Caption,
    words::{cut, wrap},
};
use crate::{
    cmd::terminal::TakenOver,
    types::{Alert, AlertState, Band, Priority},
};

/// The terminal, taken over.
pub(super) struct Screen(TakenOver);

impl Screen {
    /// Takes the terminal over.
    ///
    /// # Errors
    /// It is no terminal, or it cannot be written to.
    pub(super) fn open() -> io::Result<Self> {
        TakenOver::open().map(Self)
    }

    /// Draws everything.
    pub(super) fn draw(&mut self, board: &Board, caption: &Caption) {
        self.0.draw(|frame| draw(frame, board, caption));
    }
}

pub(super) const QUIET: Style = Style::new().fg(Color::DarkGray);
pub(super) const STRONG: Style = Style::new().add_modifier(Modifier::BOLD);
const WARNING: Style = Style::new().fg(Color::Yellow);

/// On a lower screen than this the paragraphs that explain what is seen are left out.
const ROOMY_ROWS: u16 = 30;
/// The plan and the tablets have at least so many rows, borders included.
const LEAST_PLAN: u16 = 6;

/// Rows of the parts, from above.
struct Rows {
    head: u16,
    plan: u16,
    people: u16,
    log: u16,
    foot: u16,
}

impl Rows {
    fn of(screen: u16, head: u16) -> Self {
        let foot = 1;
        let people = match screen {
            0..16 => 0,
            16..ROOMY_ROWS => 6,
            ROOMY_ROWS.. => 9,
        };
        let rest = screen.saturating_sub(head + people + foot);
        let log = (rest * 2 / 5).min(rest.saturating_sub(LEAST_PLAN));
        let plan = rest - log;
        Self {
            head,
            plan,
            people,
            log,
            foot,
        }
    }
}

pub(super) fn draw(frame: &mut Frame<'_>, board: &Board, caption: &Caption) {
    let area = frame.area();
    let lines = header(area, board, caption);
    let rows = Rows::of(area.height, lines.len() as u16);
    let heights = [rows.head, rows.plan, rows.people, rows.log, rows.foot];
    let [head, middle, people, log, foot] =
        Layout::vertical(heights.map(Constraint::Length)).areas(area);
    let [plan, alerts] =
        Layout::horizontal([Constraint::Percentage(55), Constraint::Fill(1)]).areas(middle);
    frame.render_widget(Paragraph::new(lines), head);
    self::plan(frame, plan, board);
    self::alerts(frame, alerts, board);
    self::people(frame, people, board);
    self::log(frame, log, board);
    let foot_line = format!(" Ctrl-C ends   {}   {}", caption.pages, caption.broker);
    let foot_line = cut(&foot_line, foot.width.into());
    frame.render_widget(Paragraph::new(foot_line).style(QUIET), foot);
}

/// When it is, what is shown, whether the machine keeps up; and where there is room, what it is about.
fn header(area: Rect, board: &Board, caption: &Caption) -> Vec<TextLine<'static>> {
    let width = usize::from(area.width.saturating_sub(1));
    let roomy = area.height >= ROOMY_ROWS;
    let now = format!("{}  ", board.day_and_time());
    let mut title = format!("{}  {}x", caption.title, caption.speed);
    if !roomy {
        title = format!("{title}  {}", caption.short);
    }
    let title = cut(&title, width.saturating_sub(now.chars().count()));
    let mut lines = vec![TextLine::from(vec![
        Span::styled(format!(" {now}"), STRONG),
        Span::raw(title),
    ])];
    let mut add = |text: &str, style| {
        let wrapped = wrap(text, width).into_iter();
        lines.extend(wrapped.map(|line| TextLine::styled(format!(" {line}"), style)));
    };
    if let Some(n) = board.pictures.as_ref().and_then(Pictures::left_out) {
        add(&too_slow(caption.speed, n), WARNING);
    }
    if roomy {
        add(&caption.about, QUIET);
        add(&caption.honest, WARNING);
    }
    lines
}

fn alerts(frame: &mut Frame<'_>, area: Rect, board: &Board) {
    let open = board.open_alerts();
    let block = Block::new()
        .borders(Borders::ALL)
        .title(format!(" On the tablets: {} ", open.len()))
        .border_style(QUIET);
    let inside = block.inner(area);
    let (width, rows) = (usize::from(inside.width), usize::from(inside.height));
    let mut lines = Vec::new();
    if open.is_empty() {
        let there = board.present().len();
        let calm = format!("The floor is calm, {there} in the showroom.");
        let calm = wrap(&calm, width).into_iter();
        lines.extend(calm.map(|line| TextLine::styled(line, QUIET)));
    }
    for (n, alert) in open.iter().enumerate() {
        let card = alert_card(alert, &board.time(alert.at), width);
        // A row is kept for how many more there are.
        let kept = usize::from(n + 1 < open.len());
        let gap = usize::from(n > 0);
        if n > 0 && lines.len() + gap + card.len() + kept > rows {
            lines.truncate(rows.saturating_sub(1));
            let more = format!("… and {} more", open.len() - n);
            lines.push(TextLine::styled(more, QUIET));
            break;
        }
        if n > 0 {
            lines.push(TextLine::default());
        }
        lines.extend(card);
    }
    frame.render_widget(Paragraph::new(lines).block(block), area);
}

/// How urgent, since when, about whom; what the tablets say; and who goes.
fn alert_card(alert: &Alert, time: &str, width: usize) -> Vec<TextLine<'static>> {
    let mark = match alert.priority {
        Priority::High => Span::styled("▲ ", Style::new().fg(Color::Red)),
        Priority::Normal => Span::styled("● ", Style::new().fg(Color::Yellow)),
        Priority::Low => Span::styled("· ", QUIET),
    };
    let code = alert.visitor.as_ref();
    let code = code.map_or_else(String::new, ToString::to_string);
    let head = cut(&format!("{time} {code}"), width.saturating_sub(2));
    let mut lines = vec![TextLine::from(vec![mark, Span::styled(head, QUIET)])];
    lines.extend(wrap(&alert.text.en, width).into_iter().map(TextLine::from));
    if let (AlertState::Claimed, Some(user)) = (alert.state, &alert.by) {
        let going = cut(&format!("{user} is on the way"), width);
        lines.push(TextLine::styled(going, STRONG));
    }
    lines
}

fn log(frame: &mut Frame<'_>, area: Rect, board: &Board) {
    let block = Block::new()
        .borders(Borders::ALL)
        .title(" What happened ")
        .border_style(QUIET);
    let room = usize::from(area.height.saturating_sub(2));
    let width = usize::from(area.width.saturating_sub(2));
    let skip = board.log.len().saturating_sub(room);
    let lines: Vec<TextLine<'_>> = board
        .log
        .iter()
        .skip(skip)
        .map(|Said { time, tone, what }| {
            let style = match tone {
                Tone::Plain => Style::new(),
                Tone::Day | Tone::Alert => STRONG,
                Tone::Over => QUIET,
            };
            TextLine::from(vec![
                Span::styled(format!("{time:8}  "), QUIET),
                Span::styled(cut(what, width.saturating_sub(10)), style),
            ])
        })
        .collect();
    frame.render_widget(Paragraph::new(lines).block(block), area);
}

/// Blue-grey, amber, deep red, as everywhere; the word stands beside it.
pub(super) fn band_colour(band: Option<Band>) -> Color {
    match band {
        Some(Band::Hot) => Color::Red,
        Some(Band::Warm) => Color::Yellow,
        Some(Band::Cold) | None => Color::LightBlue,
    }
}

pub(super) fn band_word(band: Option<Band>) -> &'static str {
    band.map_or("", crate::cmd::console::band_name)
}
