//! Bars: one idea each, from zero, with their numbers on them.

use maud::{Markup, html};

/// A column of a chart.
pub(super) struct Column {
    /// What stands below it; may be left out of some, where they are many.
    pub(super) label: String,
    pub(super) value: usize,
    /// The part of it that is marked.
    pub(super) marked: usize,
    /// What is said of it in full.
    pub(super) title: String,
}

/// The share of its place that a column fills.
const FILL: f64 = 0.72;
/// More numbers or labels than this would run into each other, on a tablet too.
const ROOM: usize = 16;

/// Columns side by side. `label`: what the chart says, for whoever does not see it.
pub(super) fn columns(label: &str, columns: &[Column]) -> Markup {
    let most = columns.iter().map(|column| column.value).max().unwrap_or(0);
    let most = most.max(1) as f64;
    let place = 100.0 / columns.len().max(1) as f64;
    let every = columns.len().div_ceil(ROOM).max(1);
    let percent = |share: f64| format!("{share:.3}%");
    html! {
        svg.columns role="img" aria-label=(label) width="100%" height="184" {
            @for (n, column) in columns.iter().enumerate() {
                @let left = place * (n as f64 + (1.0 - FILL) / 2.0);
                @let middle = percent(place * (n as f64 + 0.5));
                @let high = 100.0 * column.value as f64 / most;
                @let marked = 100.0 * column.marked as f64 / most;
                svg y="24" height="128" {
                    title { (column.title) }
                    rect.bar x=(percent(left)) width=(percent(place * FILL)) y=(percent(100.0 - high)) height=(percent(high)) {}
                    rect.marked x=(percent(left)) width=(percent(place * FILL)) y=(percent(100.0 - marked)) height=(percent(marked)) {}
                    @if column.value > 0 && every == 1 {
                        text.number x=(middle) y=(percent(100.0 - high)) dy="-6" text-anchor="middle" { (column.value) }
                    }
                }
                @if n % every == 0 {
                    text.label x=(middle) y="172" text-anchor="middle" { (column.label) }
                }
            }
            line.ground x1="0" x2="100%" y1="152" y2="152" {}
        }
    }
}

/// A row of a chart.
pub(in crate::web) struct Row {
    pub(in crate::web) label: Markup,
    pub(in crate::web) value: f64,
    /// The number as it is written.
    pub(in crate::web) text: String,
    /// What stands behind it, quieter.
    pub(in crate::web) note: String,
}

/// Rows below each other, the first one's bar as long as the longest.
pub(in crate::web) fn rows(rows: &[Row]) -> Markup {
    let most = rows.iter().map(|row| row.value).fold(0.0, f64::max);
    html! {
        ul.bars {
            @for row in rows {
                @let share = if most > 0.0 { 100.0 * row.value / most } else { 0.0 };
                li {
                    span.what { (row.label) }
                    svg.rule aria-hidden="true" width="100%" height="20" {
                        rect.bar width=(format!("{share:.2}%")) height="20" rx="3" {}
                    }
                    span.much { b { (row.text) } @if !row.note.is_empty() { " " span.quiet { (row.note) } } }
                }
            }
        }
    }
}
