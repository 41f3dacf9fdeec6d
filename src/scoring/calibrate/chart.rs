//! The reliability plot: how often those bought who were said to buy so often.

use plotters::{
    chart::ChartContext,
    coord::{cartesian::Cartesian2d, types::RangedCoordf64},
    prelude::{
        ChartBuilder, Circle, Color, IntoDrawingArea, IntoFont, LineSeries, RGBColor, SVGBackend,
        Text, WHITE,
    },
    style::text_anchor::{HPos, Pos, VPos},
};

use super::report::Calibration;

const SIZE: (u32, u32) = (560, 560);
const FONT: &str = "system-ui, sans-serif";
/// 14 and 16 pixels: the library takes sizes 1.24 times as large for those of the letters.
const SMALL: f64 = 14.0 * 1.24;
const LARGE: f64 = 16.0 * 1.24;
/// Distance of a text from what it is about, as a part of the drawing.
const AWAY: f64 = 0.015;
const INK: RGBColor = RGBColor(0x1f, 0x29, 0x33);
/// As predicted.
const PREDICTED: RGBColor = RGBColor(0x3b, 0x6e, 0x8f);
/// As it came.
const OBSERVED: RGBColor = RGBColor(0xb4, 0x3c, 0x1e);

type Chart<'a> = ChartContext<'a, SVGBackend<'a>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

/// The drawing library failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the chart cannot be drawn: {0}")]
pub struct Undrawn(String);

/// Draws the groups of [`Calibration::reliability`] as SVG, 560 pixels square: predicted to the right, observed
/// upwards, with intervals of 95 %, beside the line where both are the same. Both axes end above the highest number.
///
/// # Errors
/// The library fails.
pub fn draw(calibration: &Calibration) -> Result<String, Undrawn> {
    let bins = &calibration.reliability;
    let highest = bins
        .iter()
        .map(|bin| bin.predicted.max(bin.observed.ci95[1]));
    let end = (highest.fold(0.1, f64::max) * 10.0 + 0.5).ceil() / 10.0;
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        area.fill(&WHITE).map_err(undrawn)?;
        let mut chart = ChartBuilder::on(&area)
            .caption(caption(calibration), (FONT, LARGE).into_font().color(&INK))
            .margin(16)
            .margin_right(28)
            .x_label_area_size(44)
            .y_label_area_size(64)
            .build_cartesian_2d(0.0..end, 0.0..end)
            .map_err(undrawn)?;
        axes(&mut chart)?;
        let all = end.min(1.0);
        line(&mut chart, [(0.0, 0.0), (all, all)], PREDICTED)?;
        // Left of the line's upper end, above all groups.
        let corner = (end * (1.0 - 4.0 * AWAY), end * (1.0 - AWAY));
        label(&mut chart, corner, "as predicted", PREDICTED, HPos::Right)?;
        for bin in bins {
            let [low, high] = bin.observed.ci95;
            let (x, y) = (bin.predicted, bin.observed.value);
            line(&mut chart, [(x, low), (x, high)], OBSERVED)?;
            chart
                .draw_series([Circle::new((x, y), 4, OBSERVED.filled())])
                .map_err(undrawn)?;
        }
        // Under the last interval: there are no groups to the right of it.
        if let Some(last) = bins.last() {
            let low = (last.observed.ci95[0] - 2.0 * AWAY * end).max(2.0 * AWAY * end);
            let (at, from) = if last.predicted < 0.85 * end {
                ((last.predicted, low), HPos::Center)
            } else {
                ((end, low), HPos::Right)
            };
            label(&mut chart, at, "bought, 95 %", OBSERVED, from)?;
        }
        area.present().map_err(undrawn)?;
    }
    Ok(svg)
}

fn axes(chart: &mut Chart<'_>) -> Result<(), Undrawn> {
    let percent = |share: &f64| format!("{:.0} %", 100.0 * share);
    chart
        .configure_mesh()
        .disable_mesh()
        .axis_style(INK)
        .label_style((FONT, SMALL).into_font().color(&INK))
        .x_labels(6)
        .y_labels(6)
        .x_label_formatter(&percent)
        .y_label_formatter(&percent)
        .x_desc("predicted to buy")
        .y_desc("bought")
        .draw()
        .map_err(undrawn)
}

fn line(chart: &mut Chart<'_>, ends: [(f64, f64); 2], colour: RGBColor) -> Result<(), Undrawn> {
    let series = LineSeries::new(ends, colour.stroke_width(2));
    chart.draw_series(series).map_err(undrawn)?;
    Ok(())
}

/// A text; `from` is the side of it that lies at the point.
fn label(
    chart: &mut Chart<'_>,
    at: (f64, f64),
    text: &'static str,
    colour: RGBColor,
    from: HPos,
) -> Result<(), Undrawn> {
    let style = (FONT, SMALL)
        .into_font()
        .color(&colour)
        .pos(Pos::new(from, VPos::Center));
    let text = Text::new(text, at, style);
    chart.draw_series([text]).map_err(undrawn)?;
    Ok(())
}

fn caption(calibration: &Calibration) -> String {
    format!(
        "{} visitors: off by {:.0} %, by chance {:.0} %",
        calibration.samples,
        100.0 * calibration.ece,
        100.0 * calibration.ece_by_chance
    )
}

fn undrawn(error: impl std::fmt::Display) -> Undrawn {
    Undrawn(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::{
        super::{
            Settings, calibrate,
            simulated::{Showroom, World},
        },
        *,
    };

    #[test]
    fn the_plot_is_well_formed_and_labels_what_it_shows() {
        let room = Showroom::new(World::PerFiring, 600, 5);
        let found = calibrate(&room.rules, &room.samples, &Settings::default()).unwrap();
        let svg = draw(&found).unwrap();
        let document = roxmltree::Document::parse(&svg).unwrap();
        let root = document.root_element();
        assert_eq!(
            (root.tag_name().name(), root.attribute("width")),
            ("svg", Some("560"))
        );
        let circles = root.descendants().filter(|n| n.has_tag_name("circle"));
        assert_eq!(circles.count(), found.reliability.len());
        for text in ["as predicted", "bought, 95 %", "predicted to buy", "0 %"] {
            assert!(svg.contains(text), "{text}");
        }
        assert_eq!(draw(&found).unwrap(), svg);
    }
}
