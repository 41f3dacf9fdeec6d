//! A camera's picture as an outline: its zones, and where typical people and faces were. No pixel of the picture is in it.

use std::fmt::Write;

use super::text::Safe;
use crate::{
    eval::cameras::{report::CameraReport, tally::Sight},
    types::Polygon,
};

/// Width of the drawing; its height follows the picture.
const WIDTH: f32 = 640.0;
/// Smallest circle that is drawn of a face, in units of the drawing.
const LEAST_FACE: f32 = 3.0;
/// Room that a line of text takes.
const LINE: f32 = 18.0;

/// The drawing; nothing where no picture came.
pub(super) fn draw(camera: &CameraReport) -> String {
    if camera.width == 0 || camera.height == 0 {
        return String::new();
    }
    let scale = WIDTH / camera.width as f32;
    let height = camera.height as f32 * scale;
    let mut svg = format!(
        r#"<svg class="geometry" viewBox="-1 -1 {:.0} {:.0}" role="img" aria-label="Example geometry of {}: zones, people and faces as outlines">"#,
        WIDTH + 2.0,
        height + 2.0,
        Safe(camera.camera.as_str())
    );
    let _ = write!(
        svg,
        r#"<rect class="frame" x="0" y="0" width="{WIDTH:.0}" height="{height:.1}"/>"#
    );
    let mut labels = Labels::default();
    let size = format!("{} x {} px", camera.width, camera.height);
    labels.place(WIDTH - 116.0, LINE, 108.0);
    let _ = write!(
        svg,
        r#"<text class="size" x="{:.0}" y="{LINE}" text-anchor="end">{size}</text>"#,
        WIDTH - 8.0
    );
    for place in &camera.places {
        if let Some(polygon) = &place.polygon {
            zone(&mut svg, polygon, height);
        }
    }
    for sight in &camera.examples {
        person(&mut svg, sight, scale, height);
    }
    for sight in &camera.examples {
        face(&mut svg, sight, scale, &mut labels);
    }
    // Names come last: a face may stand where they must.
    for place in &camera.places {
        if let Some(polygon) = &place.polygon {
            name(&mut svg, polygon, place.name(), height, &mut labels);
        }
    }
    svg.push_str("</svg>");
    svg
}

fn zone(svg: &mut String, polygon: &Polygon, height: f32) {
    let corners = polygon.corners().iter();
    let points: Vec<_> = corners
        .map(|p| format!("{:.1},{:.1}", p.x * WIDTH, p.y * height))
        .collect();
    let _ = write!(
        svg,
        r#"<polygon class="zone" points="{}"/>"#,
        points.join(" ")
    );
}

/// A zone's name, inside of it by its lowest corner, where fewer heads are.
fn name(svg: &mut String, polygon: &Polygon, name: &str, height: f32, labels: &mut Labels) {
    let corners = polygon.corners().iter();
    let lowest = corners.max_by(|a, b| a.y.total_cmp(&b.y).then(b.x.total_cmp(&a.x)));
    let (x, y) = lowest.map_or((0.0, 0.0), |p| (p.x * WIDTH, p.y * height));
    let room = 8.0 * name.chars().count() as f32;
    let x = (x + 8.0).min(WIDTH - room - 8.0).max(8.0);
    let y = labels.place(x, (y - 8.0).min(height - 8.0), room);
    let _ = write!(
        svg,
        r#"<text class="zone" x="{x:.1}" y="{y:.1}">{}</text>"#,
        Safe(name)
    );
}

/// The body's outline, cut at the picture's edges, and the point where the feet stand.
fn person(svg: &mut String, sight: &Sight, scale: f32, height: f32) {
    let body = sight.body;
    let (left, top) = ((body.x * scale).max(0.0), (body.y * scale).max(0.0));
    let right = ((body.x + body.w) * scale).min(WIDTH);
    let bottom = ((body.y + body.h) * scale).min(height);
    let _ = write!(
        svg,
        r#"<rect class="body" x="{left:.1}" y="{top:.1}" width="{:.1}" height="{:.1}" rx="4"/><circle class="foot" cx="{:.1}" cy="{:.1}" r="4"/>"#,
        (right - left).max(0.0),
        (bottom - top).max(0.0),
        sight.foot.x * WIDTH,
        sight.foot.y * height
    );
}

/// The face as an oval of its size, with its width in pixels of the source.
fn face(svg: &mut String, sight: &Sight, scale: f32, labels: &mut Labels) {
    let Some(face) = &sight.face else { return };
    let centre = face.bbox.centre();
    let (x, y) = (centre.x * scale, centre.y * scale);
    let radius = |side: f32| (side / 2.0 * scale).max(LEAST_FACE);
    let (rx, ry) = (radius(face.bbox.w), radius(face.bbox.h));
    let words = format!("{:.0} px", face.width_px);
    let room = 9.0 * words.chars().count() as f32;
    let left = (x - room / 2.0).clamp(4.0, WIDTH - room - 4.0);
    let above = if y - ry > LINE {
        y - ry - 5.0
    } else {
        y + ry + LINE
    };
    let above = labels.place(left, above, room);
    let _ = write!(
        svg,
        r#"<ellipse class="face" cx="{x:.1}" cy="{y:.1}" rx="{rx:.1}" ry="{ry:.1}"/><text class="face" x="{left:.1}" y="{above:.1}">{words}</text>"#
    );
}

/// Where words stand already, so that none covers another.
#[derive(Default)]
struct Labels(Vec<(f32, f32, f32)>);

impl Labels {
    /// The height at which words of this width may stand: as near as possible to the wish, upwards where there is room.
    fn place(&mut self, x: f32, wish: f32, room: f32) -> f32 {
        let free = |y: f32| {
            self.0.iter().all(|(left, at, width)| {
                (at - y).abs() >= LINE - 2.0 || x + room < *left || left + width < x
            })
        };
        let steps = (0..12).map(|n| wish - n as f32 * 4.0).filter(|y| *y > 14.0);
        let down = (1..12).map(|n| wish + n as f32 * 4.0);
        let y = steps.chain(down).find(|y| free(*y)).unwrap_or(wish);
        self.0.push((x, y, room));
        y
    }
}
