//! How wide the faces of a place were, with the width that is needed.

use std::fmt::Write;

/// Size of the drawing, and where its bars stand in it.
const WIDTH: f32 = 480.0;
const HEIGHT: f32 = 160.0;
const LEFT: f32 = 8.0;
const RIGHT: f32 = 472.0;
const TOP: f32 = 34.0;
const BOTTOM: f32 = 132.0;
/// Bars there are at most.
const BARS: f32 = 24.0;

/// The drawing; `need_px` is marked where there is one.
pub(super) fn draw(widths: &[f32], need_px: Option<f32>) -> String {
    let widest = widths
        .iter()
        .copied()
        .fold(need_px.unwrap_or(0.0) * 1.2, f32::max);
    let step = step(widest.max(10.0));
    let bars = (widest / step).floor() as usize + 1;
    let mut counts = vec![0usize; bars];
    for width in widths {
        counts[((width / step) as usize).min(bars - 1)] += 1;
    }
    let most = counts.iter().copied().max().unwrap_or(0).max(1) as f32;
    let x = |px: f32| LEFT + px / (bars as f32 * step) * (RIGHT - LEFT);
    let mut svg = format!(
        r#"<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{}">"#,
        spoken(widths, need_px)
    );
    for (n, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        let (from, to) = (n as f32 * step, (n + 1) as f32 * step);
        let height = (*count as f32 / most * (BOTTOM - TOP)).max(1.5);
        let class = match need_px {
            Some(need) if to <= need => "bar under",
            _ => "bar",
        };
        let _ = write!(
            svg,
            r#"<rect class="{class}" x="{:.1}" y="{:.1}" width="{:.1}" height="{height:.1}"/>"#,
            x(from) + 0.75,
            BOTTOM - height,
            (x(to) - x(from) - 1.5).max(1.0)
        );
    }
    let _ = write!(
        svg,
        r#"<line class="axis" x1="{LEFT}" y1="{BOTTOM}" x2="{RIGHT}" y2="{BOTTOM}"/>"#
    );
    ticks(&mut svg, bars as f32 * step, &x);
    let median = median(widths);
    // The words stand on the sides that turn away from each other, where there is room.
    let right = |px: f32, other: f32| (px >= other || x(px) < 110.0) && x(px) < RIGHT - 110.0;
    if let Some(need) = need_px {
        let words = format!("needs {need:.0} px");
        mark(
            &mut svg,
            x(need),
            &words,
            "need",
            10.0,
            right(need, median.unwrap_or(0.0)),
        );
    }
    if let Some(median) = median {
        let words = format!("median {median:.0} px");
        mark(
            &mut svg,
            x(median),
            &words,
            "median",
            26.0,
            right(median, need_px.unwrap_or(0.0)),
        );
    }
    svg.push_str("</svg>");
    svg
}

/// Pixels a bar: a round number of which few enough bars come out.
fn step(widest: f32) -> f32 {
    let steps = [2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0];
    let fits = |step: &&f32| widest / **step <= BARS;
    steps.iter().find(fits).copied().unwrap_or(500.0)
}

fn ticks(svg: &mut String, whole: f32, x: &dyn Fn(f32) -> f32) {
    let every = [10.0, 20.0, 50.0, 100.0, 200.0, 500.0]
        .into_iter()
        .find(|every| whole / every <= 7.0)
        .unwrap_or(1000.0);
    let mut at = 0.0;
    while at <= whole {
        let anchor = if at == 0.0 {
            "start"
        } else if x(at) > RIGHT - 16.0 {
            "end"
        } else {
            "middle"
        };
        let unit = if at == 0.0 { " px" } else { "" };
        let _ = write!(
            svg,
            r#"<text class="tick" x="{:.1}" y="150" text-anchor="{anchor}">{at:.0}{unit}</text>"#,
            x(at)
        );
        at += every;
    }
}

/// A line from its words down to the axis.
fn mark(svg: &mut String, x: f32, words: &str, class: &str, y: f32, right: bool) {
    let (anchor, beside) = if right { ("start", 5.0) } else { ("end", -5.0) };
    let _ = write!(
        svg,
        r#"<line class="{class}" x1="{x:.1}" y1="{:.1}" x2="{x:.1}" y2="{BOTTOM}"/><text class="{class}" x="{:.1}" y="{:.1}" text-anchor="{anchor}">{words}</text>"#,
        y - 8.0,
        x + beside,
        y + 2.0
    );
}

fn median(widths: &[f32]) -> Option<f32> {
    super::super::figures::Spread::of(widths.iter().copied()).map(|spread| spread.p50)
}

/// What the chart shows, for who does not see it.
fn spoken(widths: &[f32], need_px: Option<f32>) -> String {
    let median = median(widths).map_or(String::new(), |m| format!(", median {m:.0} pixels"));
    let need = need_px.map_or(String::new(), |n| format!(", needs {n:.0}"));
    format!("Widths of {} faces{median}{need}", widths.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_face_is_in_a_bar_and_the_needed_width_is_marked() {
        let svg = draw(&[14.0, 15.0, 16.0, 300.0], Some(80.0));
        assert!(
            svg.contains("needs 80 px") && svg.contains("median 16"),
            "{svg}"
        );
        assert_eq!(svg.matches("<rect").count(), 2, "{svg}");
        assert!(!svg.contains("NaN"));
        assert!(draw(&[], None).ends_with("</svg>"));
    }
}
