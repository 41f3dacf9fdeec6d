//! Columns of text.

use std::fmt::Write;

/// Rows under headings, each column as wide as its widest cell; `right` tells which columns stand to the right.
pub(super) fn table(headings: &[&str], right: &[bool], rows: &[Vec<String>]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells
            .chain([headings[column].chars().count()])
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<_> = (0..headings.len()).map(width).collect();
    let heading: Vec<_> = headings.iter().map(ToString::to_string).collect();
    let mut text = String::new();
    for row in [&heading].into_iter().chain(rows) {
        let mut line = String::new();
        for ((cell, width), right) in row.iter().zip(&widths).zip(right) {
            let padded = if *right {
                format!("{cell:>width$}")
            } else {
                format!("{cell:<width$}")
            };
            let _ = write!(line, "{padded}  ");
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// Seconds to a tenth, which are never less than nothing by less than that.
pub(super) fn tenths(seconds: f64) -> String {
    format!("{:.1} s", (seconds * 10.0).round() / 10.0 + 0.0)
}

/// Points to a tenth, never a minus before nothing.
pub(super) fn points(points: f64) -> String {
    format!("{:.1}", (points * 10.0).round() / 10.0 + 0.0)
}

/// A duration as people say it: `45 s`, `6 min 05 s`, `1 h 20 min`.
pub(super) fn duration(seconds: f64) -> String {
    let s = seconds.round() as u64;
    match s {
        0..60 => format!("{s} s"),
        60..3600 => format!("{} min {:02} s", s / 60, s % 60),
        _ => format!("{} h {:02} min", s / 3600, s / 60 % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_little_less_than_nothing_is_nothing() {
        assert_eq!(
            [-0.03, 0.04, -1.26].map(tenths),
            ["0.0 s", "0.0 s", "-1.3 s"]
        );
    }

    #[test]
    fn columns_line_up() {
        let rows = [
            vec!["V-7K3QD".into(), "5".into()],
            vec!["V-1".into(), "120".into()],
        ];
        assert_eq!(
            table(&["visitor", "s"], &[false, true], &rows),
            "visitor    s\nV-7K3QD    5\nV-1      120\n"
        );
    }

    #[test]
    fn durations_are_said_as_people_say_them() {
        assert_eq!(
            [duration(45.4), duration(365.0), duration(4800.0)],
            ["45 s", "6 min 05 s", "1 h 20 min"]
        );
    }
}
