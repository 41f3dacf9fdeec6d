//! The table of who is in the showroom. It is always as high, so that nothing around it jumps.

use ratatui::{
    Frame,
    layout::{Constraint, Rect},
    style::Style,
    widgets::{Block, Borders, Row, Table},
};

use super::{
    board::{Board, Card},
    screen::{QUIET, band_colour, band_word},
    words::cut,
};
use crate::cmd::table::duration;

/// Widths of the columns; the one without a number has what is left.
const WIDTHS: [Option<u16>; 7] = [Some(8), Some(11), Some(7), Some(14), None, Some(5), Some(4)];

pub(super) fn people(frame: &mut Frame<'_>, area: Rect, board: &Board) {
    let block = Block::new()
        .borders(Borders::ALL)
        .title(" In the showroom ")
        .border_style(QUIET);
    let inside = block.inner(area);
    let fixed: u16 = WIDTHS.iter().flatten().sum();
    let gaps = WIDTHS.len() as u16 - 1;
    let rest = inside.width.saturating_sub(fixed + gaps);
    let room = usize::from(inside.height.saturating_sub(1));
    let present = board.present();
    // The last row says how many more there are.
    let shown = if present.len() > room {
        room.saturating_sub(1)
    } else {
        present.len()
    };
    let mut rows: Vec<Row<'_>> = present[..shown]
        .iter()
        .map(|(_, card)| row(card, rest.into()))
        .collect();
    if shown < present.len() {
        let more = present.len() - shown;
        rows.push(Row::new(vec!["… and".to_owned(), format!("{more} more")]).style(QUIET));
    }
    let headings = [
        "visitor",
        "here for",
        "",
        "stands at",
        "looked at",
        "score",
        "",
    ];
    let header = Row::new(headings.to_vec()).style(QUIET);
    let widths = WIDTHS.map(|width| Constraint::Length(width.unwrap_or(rest)));
    frame.render_widget(Table::new(rows, widths).header(header).block(block), area);
}

fn row(card: &Card, rest: usize) -> Row<'static> {
    let here = card.last_seen.duration_since(card.came).as_secs_f64();
    // The longest first: what is cut off is what mattered least.
    let mut dwell: Vec<_> = card.dwell.iter().collect();
    dwell.sort_by(|a, b| b.1.total_cmp(a.1));
    let dwell: Vec<String> = dwell
        .iter()
        .map(|(place, s)| format!("{place} {}", duration(**s)))
        .collect();
    let visit = match card.visits_before {
        0 => String::new(),
        n => format!("visit {}", n + 1),
    };
    let place = card.place.as_deref().unwrap_or_default();
    Row::new(vec![
        card.code
            .as_ref()
            .map_or_else(String::new, ToString::to_string),
        duration(here),
        visit,
        cut(place.trim_start_matches("at the "), 14),
        cut(&dwell.join(", "), rest),
        format!("{:>5.0}", card.score),
        band_word(card.band).to_owned(),
    ])
    .style(Style::new().fg(band_colour(card.band)))
}
