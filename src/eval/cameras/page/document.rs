//! The page: what to mend first, then each camera with its drawings.

use std::fmt::Write;

use jiff::Zoned;

use super::{geometry, histogram, text::Safe};
use crate::eval::cameras::{CameraReport, CamerasReport, PlaceReport, Spread, Verdict};

const STYLE: &str = include_str!("style.css");

/// The report as a page. `when` it was measured, in the site's time zone.
pub fn draw(report: &CamerasReport, when: &Zoned) -> String {
    let site = Safe(&report.site);
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width,initial-scale=1\"><title>Cameras of {site}</title>\n<style>{STYLE}</style></head>\n\
         <body><main>\n<header><h1>Cameras of {site}</h1><p class=\"soft\">Commissioning report, {}</p></header>\n",
        when.strftime("%-d %B %Y, %H:%M")
    );
    answer(&mut page, report);
    checks(&mut page, report);
    for (n, one) in report.cameras.iter().enumerate() {
        camera(&mut page, n, one);
    }
    page.push_str(
        "<footer>Outlines and figures only: no picture and no face was kept. Faces and people are counted once in each \
         frame that shows them. Of three figures a tenth lies below the first, half below the second, nine tenths below \
         the third.</footer>\n</main></body></html>\n",
    );
    page
}

fn answer(page: &mut String, report: &CamerasReport) {
    let no = report
        .cameras
        .iter()
        .filter(|c| c.verdict == Verdict::NoGo)
        .count();
    let all = report.cameras.len();
    let (verdict, words) = match no {
        0 => (
            Verdict::Go,
            "Go: every camera can go into service.".to_owned(),
        ),
        _ => (
            Verdict::NoGo,
            format!(
                "No-go: {no} of {all} camera{} {} to be mended first.",
                if all == 1 { "" } else { "s" },
                if no == 1 { "has" } else { "have" }
            ),
        ),
    };
    let _ = writeln!(
        page,
        "<p class=\"answer {0}\">{1}{words}</p>",
        verdict.as_str(),
        mark(verdict)
    );
}

/// One line for each camera that is good, one for each thing to mend of the others.
fn checks(page: &mut String, report: &CamerasReport) {
    page.push_str("<section class=\"card\"><ul class=\"checks\">\n");
    let mut cameras: Vec<(usize, &CameraReport)> = report.cameras.iter().enumerate().collect();
    cameras.sort_by_key(|(_, camera)| std::cmp::Reverse(camera.verdict));
    for (n, camera) in cameras {
        let said = camera.said();
        if said.is_empty() {
            check(page, n, camera, "", Verdict::Go, &good(camera), "");
        }
        for (place, finding) in said {
            let place = place.map_or("", PlaceReport::name);
            check(
                page,
                n,
                camera,
                place,
                finding.verdict,
                &finding.reason,
                &finding.advice,
            );
        }
    }
    page.push_str("</ul></section>\n");
}

/// What is good of a camera, in figures.
fn good(camera: &CameraReport) -> String {
    let deciding = camera
        .places
        .iter()
        .filter(|p| p.decides || p.zone.is_some());
    let widths = deciding.filter_map(|place| {
        let (px, need) = (place.figures.face_px?, place.need_px?);
        Some(format!(
            "median face {:.0} px in {}, needs {need:.0}",
            px.p50,
            place.name()
        ))
    });
    let widths: Vec<_> = widths.collect();
    if widths.is_empty() {
        "people are found".to_owned()
    } else {
        widths.join("; ")
    }
}

fn check(
    page: &mut String,
    n: usize,
    camera: &CameraReport,
    place: &str,
    verdict: Verdict,
    reason: &str,
    advice: &str,
) {
    let at = if place.is_empty() {
        String::new()
    } else {
        format!(", {}", Safe(place))
    };
    let fix = if advice.is_empty() {
        String::new()
    } else {
        format!("<span class=\"fix\"><b>To do:</b> {}</span>", Safe(advice))
    };
    let _ = writeln!(
        page,
        "<li><span class=\"{0}\">{1}</span><div><a href=\"#camera-{n}\"><b>{2}{at}</b></a> <span class=\"word {0}\">{0}</span><br>{3}{fix}</div></li>",
        verdict.as_str(),
        mark(verdict),
        Safe(camera.camera.as_str()),
        Safe(reason)
    );
}

/// A sign of its own form for each verdict, so that colour is not needed.
fn mark(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Go => {
            r#"<svg class="mark" viewBox="0 0 28 28" aria-hidden="true"><circle cx="14" cy="14" r="12"/><path class="sign" d="M8 14.5l4 4 8-9"/></svg>"#
        }
        Verdict::Warning => {
            r#"<svg class="mark" viewBox="0 0 28 28" aria-hidden="true"><path class="shape" d="M14 3l12 22H2z" stroke-linejoin="round"/><path class="sign" d="M14 11v6M14 21v.1"/></svg>"#
        }
        Verdict::NoGo => {
            r#"<svg class="mark" viewBox="0 0 28 28" aria-hidden="true"><path class="shape" d="M9 2h10l7 7v10l-7 7H9l-7-7V9z"/><path class="sign" d="M10 10l8 8M18 10l-8 8"/></svg>"#
        }
    }
}

fn camera(page: &mut String, n: usize, camera: &CameraReport) {
    let verdict = camera.verdict.as_str();
    let _ = writeln!(
        page,
        "<section class=\"card\" id=\"camera-{n}\"><div class=\"head\"><span class=\"{verdict}\">{}</span><h2>{}</h2><span class=\"word {verdict}\">{verdict}</span></div>",
        mark(camera.verdict),
        Safe(camera.camera.as_str())
    );
    if camera.width == 0 {
        page.push_str("<p>No picture came, so there is nothing to show.</p></section>\n");
        return;
    }
    facts(page, camera);
    page.push_str("<div class=\"draw\"><div><h3>Example geometry</h3>");
    page.push_str(&geometry::draw(camera));
    page.push_str(if camera.examples.is_empty() {
        "<p class=\"caption\">Nobody's face was seen, so zones alone are drawn.</p></div>"
    } else {
        "<p class=\"caption\">Ovals are typical faces with their width, dashed boxes the people, dots where they stand.</p></div>"
    });
    charts(page, camera);
    page.push_str("</div>");
    table(page, &camera.places);
    page.push_str("</section>\n");
}

fn facts(page: &mut String, camera: &CameraReport) {
    let mut facts = vec![format!("{} x {} px", camera.width, camera.height)];
    if camera.substream {
        facts.push("sub-stream".to_owned());
    }
    facts.extend(camera.fps.map(|fps| format!("{fps:.1} frames a second")));
    facts.extend(
        camera
            .analysed_fps
            .map(|fps| format!("{fps:.1} of them analysed")),
    );
    facts.push(format!("watched for {:.0} s", camera.seconds));
    facts.extend(
        camera
            .light
            .map(|light| format!("picture brightness {light:.0} of 255")),
    );
    if camera.damaged > 0.0 {
        facts.push(format!("{:.1} % of frames damaged", 100.0 * camera.damaged));
    }
    let facts: String = facts.iter().fold(String::new(), |mut all, fact| {
        let _ = write!(all, "<span>{fact}</span>");
        all
    });
    let _ = writeln!(page, "<div class=\"facts\">{facts}</div>");
}

/// A histogram for each zone with faces; of the whole picture where there is no zone.
fn charts(page: &mut String, camera: &CameraReport) {
    page.push_str("<div>");
    let zones = camera.places.len() > 1;
    let shown = |p: &&PlaceReport| p.figures.faces > 0 && (p.zone.is_some() || !zones);
    let mut places: Vec<&PlaceReport> = camera.places.iter().filter(shown).collect();
    if places.is_empty() {
        places.extend(camera.places.first());
    }
    for place in places {
        let _ = write!(page, "<h3>Widths of faces, {}</h3>", Safe(place.name()));
        if place.figures.widths.is_empty() {
            page.push_str("<p class=\"soft\">No face was seen: let somebody walk through, look ahead, and repeat.</p>");
        } else {
            page.push_str(&histogram::draw(&place.figures.widths, place.need_px));
        }
    }
    page.push_str("</div>");
}

fn table(page: &mut String, places: &[PlaceReport]) {
    const COLUMNS: [&str; 9] = [
        "verdict",
        "people",
        "decidable",
        "faces",
        "face px",
        "sharpness",
        "turned°",
        "light",
        "usable",
    ];
    page.push_str("<div class=\"scroll\"><table><thead><tr><th>place</th>");
    for column in COLUMNS {
        let _ = write!(page, "<th>{column}</th>");
    }
    page.push_str("</tr></thead><tbody>");
    for place in places {
        let f = &place.figures;
        let need = place
            .need_px
            .map_or(String::new(), |px| format!("<small>needs {px:.0}</small>"));
        let verdict = place.verdict.as_str();
        let cells = [
            format!("<span class=\"word {verdict}\">{verdict}</span>"),
            f.passed.to_string(),
            f.decidable.to_string(),
            f.faces.to_string(),
            format!("<span>{}{need}</span>", spread(f.face_px)),
            spread(f.sharpness),
            spread(f.yaw_deg),
            spread(f.brightness),
            f.usable
                .map_or("-".to_owned(), |share| format!("{:.0} %", 100.0 * share)),
        ];
        let label = if place.label.is_empty() {
            String::new()
        } else {
            format!("<small>{}</small>", Safe(&place.label))
        };
        let _ = write!(page, "<tr><td>{}{label}</td>", Safe(place.name()));
        for (cell, column) in cells.iter().zip(COLUMNS) {
            let _ = write!(page, "<td data-of=\"{column}\">{cell}</td>");
        }
        page.push_str("</tr>");
    }
    page.push_str("</tbody></table></div>");
}

/// The tenth, the median and the ninth tenth.
fn spread(spread: Option<Spread>) -> String {
    spread.map_or("-".to_owned(), |s| {
        format!("{:.0}/{:.0}/{:.0}", s.p10, s.p50, s.p90)
    })
}
