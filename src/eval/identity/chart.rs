//! The error trade-off as a picture: what is missed against what is wrongly recognised.

use anyhow::{Result, anyhow};
use plotters::{
    chart::ChartContext,
    coord::{
        cartesian::Cartesian2d,
        ranged1d::{KeyPointHint, NoDefaultFormatting, Ranged, ValueFormatter},
    },
    prelude::{
        ChartBuilder, Circle, Color, IntoDrawingArea, IntoFont, LineSeries, RGBColor, SVGBackend,
        Text, WHITE,
    },
    style::text_anchor::{HPos, Pos, VPos},
};

use super::{Outcome, report::IdentityReport};

const SIZE: (u32, u32) = (760, 520);
const FONT: &str = "system-ui, sans-serif";
/// Logarithms of the shares of wrong recognitions that are shown.
const WRONG: (f64, f64) = (-4.0, -1.0);
/// 14 and 16 pixels: the library takes sizes 1.24 times as large for those of the letters.
const SMALL: f64 = 14.0 * 1.24;
const LARGE: f64 = 16.0 * 1.24;
/// Height of a line of text, and the distance of a text from what it is about, as parts of the drawing.
const LINE: f64 = 0.05;
const AWAY: f64 = 0.01;
const INK: RGBColor = RGBColor(0x1f, 0x29, 0x33);
/// Who is it, of the gallery.
const OPEN_SET: RGBColor = RGBColor(0xb4, 0x3c, 0x1e);
/// Is it the same person.
const VERIFICATION: RGBColor = RGBColor(0x3b, 0x6e, 0x8f);

/// What is drawn on, in logarithms.
type Chart<'a> = ChartContext<'a, SVGBackend<'a>, Cartesian2d<Percent, Percent>>;

/// A point, in logarithms.
type At = (f64, f64);

/// Draws the curves as SVG, both axes by their logarithm. A curve ends where nobody is missed any more; where nobody ever
/// is, the picture says so.
///
/// # Errors
/// The library fails.
pub fn draw_det(report: &IdentityReport) -> Result<String> {
    let open_set = logarithms(&report.open_set);
    let verification = logarithms(&report.verification);
    let missed = || open_set.iter().chain(&verification).map(|p| p.1);
    // Where nobody is missed there is no point, and any axis serves.
    let lowest = missed().fold(f64::INFINITY, f64::min).floor();
    let lowest = if lowest.is_finite() { lowest } else { WRONG.0 };
    let highest = missed().fold(lowest + 1.0, f64::max).ceil();
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        area.fill(&WHITE).map_err(undrawn)?;
        let mut chart = ChartBuilder::on(&area)
            .caption(caption(report), (FONT, LARGE).into_font().color(&INK))
            .margin(16)
            .x_label_area_size(44)
            .y_label_area_size(64)
            .build_cartesian_2d(Percent(WRONG), Percent((lowest, highest)))
            .map_err(undrawn)?;
        axes(&mut chart)?;
        let who = format!("who of {} is it, or nobody", report.settings.gallery);
        let same = "are two pictures of one person".to_owned();
        let curves = [
            (&open_set, OPEN_SET, who),
            (&verification, VERIFICATION, same),
        ];
        for (i, (points, colour, name)) in curves.into_iter().enumerate() {
            let series = LineSeries::new(points.iter().copied(), colour.stroke_width(2));
            chart.draw_series(series).map_err(undrawn)?;
            // Curves fall from left to right: their names have the upper right corner to themselves.
            let row = highest - LINE * i as f64 * (highest - lowest);
            label(
                &mut chart,
                (WRONG.1, row),
                name,
                colour,
                (HPos::Right, VPos::Top),
            )?;
        }
        if open_set.is_empty() {
            let text = format!("nobody of {} was missed", report.settings.gallery);
            let side = (HPos::Left, VPos::Bottom);
            label(&mut chart, (WRONG.0, lowest), text, OPEN_SET, side)?;
        }
        // Above a falling curve to the right, and below it to the left: they may be near each other.
        let sides = [(HPos::Left, VPos::Bottom), (HPos::Right, VPos::Top)];
        for ((at, text), side) in marks(report).into_iter().zip(sides) {
            chart
                .draw_series([Circle::new(at, 4, OPEN_SET.filled())])
                .map_err(undrawn)?;
            label(&mut chart, at, text, INK, side)?;
        }
        area.present().map_err(undrawn)?;
    }
    Ok(svg)
}

fn axes(chart: &mut Chart<'_>) -> Result<()> {
    chart
        .configure_mesh()
        .disable_mesh()
        .axis_style(INK)
        .label_style((FONT, SMALL).into_font().color(&INK))
        .x_desc("wrongly recognised")
        .y_desc("missed")
        .draw()
        .map_err(undrawn)
}

/// A text beside a point; `from` are the sides of the text that lie near it.
fn label(
    chart: &mut Chart<'_>,
    at: At,
    text: String,
    colour: RGBColor,
    from: (HPos, VPos),
) -> Result<()> {
    let Percent((low, high)) = chart.as_coord_spec().y_spec();
    let up = match from.1 {
        VPos::Bottom => AWAY,
        _ => -AWAY,
    } * (high - low);
    let right = match from.0 {
        HPos::Left => AWAY,
        _ => -AWAY,
    } * (WRONG.1 - WRONG.0);
    let style = (FONT, SMALL)
        .into_font()
        .color(&colour)
        .pos(Pos::new(from.0, from.1));
    let text = Text::new(text, (at.0 + right, at.1 + up), style);
    chart.draw_series([text]).map_err(undrawn)?;
    Ok(())
}

/// The two thresholds that are reported, with what is missed there.
fn marks(report: &IdentityReport) -> Vec<(At, String)> {
    let mark = |outcome: &Outcome| {
        let (fpir, fnir) = (outcome.meaning.fpir?.value, outcome.fnir?.value);
        let text = format!("{:.1} % missed", 100.0 * fnir);
        (fpir > 0.0 && fnir > 0.0).then(|| ((fpir.log10(), fnir.log10()), text))
    };
    report.outcomes.iter().filter_map(mark).collect()
}

fn caption(report: &IdentityReport) -> String {
    let s = &report.settings;
    let many = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    format!(
        "{} enrolled, {} seen{}",
        many(s.enrol, "image"),
        s.probes,
        s.shrink_px
            .map_or(String::new(), |px| format!(", faces {px} px wide"))
    )
}

/// An axis of shares by their logarithm, between two logarithms, labelled in percent.
struct Percent((f64, f64));

impl Ranged for Percent {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, limit: (i32, i32)) -> i32 {
        let (from, to) = self.0;
        let part = (value - from) / (to - from);
        limit.0 + (f64::from(limit.1 - limit.0) * part).round() as i32
    }

    fn key_points<Hint: KeyPointHint>(&self, _: Hint) -> Vec<f64> {
        ticks(self.0)
    }

    fn range(&self) -> std::ops::Range<f64> {
        self.0.0..self.0.1
    }
}

impl ValueFormatter<f64> for Percent {
    fn format(value: &f64) -> String {
        percent(*value)
    }
}

/// Points with both values above 0.
fn logarithms(curve: &[(f64, f64)]) -> Vec<At> {
    let drawn = curve.iter().filter(|(x, y)| *x > 0.0 && *y > 0.0);
    drawn
        .map(|(x, y)| (x.log10(), y.log10()))
        .filter(|(x, _)| *x >= WRONG.0)
        .collect()
}

/// 1, 2 and 5 of every ten times.
fn ticks((from, to): (f64, f64)) -> Vec<f64> {
    let decades = (from.floor() as i32)..=(to.ceil() as i32);
    let all = decades.flat_map(|d| [1.0f64, 2.0, 5.0].map(|m| f64::from(d) + m.log10()));
    all.filter(|t| (from - 1e-9..=to + 1e-9).contains(t))
        .collect()
}

/// What a logarithm stands for, in percent.
fn percent(logarithm: f64) -> String {
    let value = 100.0 * 10f64.powf(logarithm);
    let digits = (-value.log10().floor()).clamp(0.0, 4.0) as usize;
    format!("{value:.digits$} %")
}

fn undrawn(error: impl std::fmt::Display) -> anyhow::Error {
    anyhow!("the chart cannot be drawn: {error}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_percentages() {
        let said: Vec<_> = ticks((-3.0, -1.0)).into_iter().map(percent).collect();
        assert_eq!(
            said,
            ["0.1 %", "0.2 %", "0.5 %", "1 %", "2 %", "5 %", "10 %"]
        );
        assert_eq!(percent(-4.0), "0.01 %");
        assert_eq!(percent(0.0), "100 %");
    }
}
