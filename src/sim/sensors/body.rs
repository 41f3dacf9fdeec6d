//! Bodies in the picture: the box around somebody, and what of it can be seen.

use super::cover::Cover;
use crate::{
    sim::{
        camera::{Camera, Point3},
        scene::{Figure, Pose},
    },
    types::BBox,
};

/// Half the breadth of somebody who stands, as a share of the height, and what the stride of a walk adds at most.
const HALF_BREADTH: f64 = 0.135;
const STRIDE: f64 = 0.03;
/// Half the breadth at the feet and at the head, as shares of the height.
const HALF_FEET: f64 = 0.09;
const HALF_HEAD: f64 = 0.06;
/// Metres walked with two steps.
const GAIT_M: f64 = 1.4;
/// The body is looked at in so many columns and rows.
const COLUMNS: usize = 4;
const ROWS: usize = 16;

/// Somebody's body in the picture.
#[derive(Clone, Copy, Debug)]
pub(super) struct Body {
    /// All of it, reaching out of the picture where they do; pixels.
    pub(super) full: BBox,
    /// The box around what can be seen of it.
    pub(super) seen: BBox,
    /// The share that can be seen, 0 to 1.
    pub(super) visible: f32,
}

/// The box around somebody; `None` where they are behind the camera or too near to be seen as somebody.
pub(super) fn outline(camera: &Camera, figure: &Figure) -> Option<BBox> {
    let [feet, middle, head] =
        [0.0, 0.5, 1.0].map(|part| camera.project(figure.at.above(part * figure.height)));
    let (feet, middle, head) = (feet?, middle?, head?);
    let swing = match figure.pose {
        Pose::Walking => STRIDE * (std::f64::consts::TAU * figure.walked / GAIT_M).sin().abs(),
        Pose::Standing | Pose::Talking => 0.0,
    };
    let parts = [
        (feet, HALF_FEET + swing),
        (middle, HALF_BREADTH + swing / 2.0),
        (head, HALF_HEAD),
    ];
    let half = |depth: f64, share: f64| share * figure.height * camera.focal_px() / depth;
    let left = parts.map(|(p, share)| p.x - half(p.depth, share));
    let right = parts.map(|(p, share)| p.x + half(p.depth, share));
    let left = left.into_iter().fold(f64::MAX, f64::min);
    let right = right.into_iter().fold(f64::MIN, f64::max);
    (feet.y > head.y).then(|| {
        let (w, h) = (right - left, feet.y - head.y);
        BBox::new(left as f32, head.y as f32, w as f32, h as f32)
    })
}

/// Whether any of a box lies in the picture.
pub(super) fn in_picture(camera: &Camera, bbox: &BBox) -> bool {
    let picture = BBox::new(0.0, 0.0, camera.width as f32, camera.height as f32);
    picture.intersection(bbox) > 0.0
}

/// What can be seen of somebody with this outline behind `covers`.
pub(super) fn look(camera: &Camera, figure: &Figure, full: BBox, covers: &[Cover]) -> Body {
    let (dx, dy) = (figure.at.x - camera.at.x, figure.at.y - camera.at.y);
    let far = dx.hypot(dy).max(1e-6);
    let breadth = 2.0 * HALF_BREADTH * figure.height;
    let mut seen = [[false; COLUMNS]; ROWS];
    for (row, line) in seen.iter_mut().enumerate() {
        let z = figure.height * (1.0 - (row as f64 + 0.5) / ROWS as f64);
        for (column, seen) in line.iter_mut().enumerate() {
            let aside = breadth * ((column as f64 + 0.5) / COLUMNS as f64 - 0.5);
            // To the right as the camera sees it.
            let p = Point3::new(
                figure.at.x + aside * dy / far,
                figure.at.y - aside * dx / far,
                z,
            );
            let inside = camera.project(p).is_some_and(|p| camera.shows(p.x, p.y));
            *seen = inside && !covers.iter().any(|cover| cover.hides(camera.at, p));
        }
    }
    let count = seen.iter().flatten().filter(|seen| **seen).count();
    Body {
        full,
        seen: visible_box(camera, figure, full, &seen),
        visible: count as f32 / (COLUMNS * ROWS) as f32,
    }
}

/// The head: rows from the top, and columns.
const HEAD: (usize, std::ops::Range<usize>) = (2, 1..3);

/// The box around the seen samples: rows of which half is seen, columns of which a quarter is, and those of the head,
/// which is narrower than the shoulders, where it is seen.
fn visible_box(
    camera: &Camera,
    figure: &Figure,
    full: BBox,
    seen: &[[bool; COLUMNS]; ROWS],
) -> BBox {
    let row_seen = |row: &usize| seen[*row].iter().filter(|s| **s).count() * 2 >= COLUMNS;
    let head = seen[..HEAD.0]
        .iter()
        .all(|row| row[HEAD.1].iter().all(|seen| *seen));
    let column_seen = |c: &usize| {
        let of_head = head && HEAD.1.contains(c);
        of_head || seen.iter().filter(|row| row[*c]).count() * 4 >= ROWS
    };
    let top = (0..ROWS).find(row_seen).unwrap_or(0);
    let bottom = (0..ROWS).rev().find(row_seen).map_or(ROWS, |row| row + 1);
    let first = (0..COLUMNS).find(column_seen).unwrap_or(0);
    let last = (0..COLUMNS)
        .rev()
        .find(column_seen)
        .map_or(COLUMNS, |c| c + 1);
    let border = |row: usize, at_end: f32| match row {
        0 | ROWS => at_end,
        _ => {
            let z = figure.height * (1.0 - row as f64 / ROWS as f64);
            let border = camera.project(figure.at.above(z));
            border.map_or(at_end, |p| p.y as f32)
        }
    };
    let x = |column: usize| full.x + full.w * column as f32 / COLUMNS as f32;
    let (y0, y1) = (border(top, full.y), border(bottom, full.y + full.h));
    clipped(camera, x(first), y0, x(last), y1)
}

/// The part of a box that lies in the picture.
fn clipped(camera: &Camera, x0: f32, y0: f32, x1: f32, y1: f32) -> BBox {
    let (width, height) = (camera.width as f32, camera.height as f32);
    let (x0, y0) = (x0.clamp(0.0, width), y0.clamp(0.0, height));
    let (x1, y1) = (x1.clamp(0.0, width), y1.clamp(0.0, height));
    BBox::new(x0, y0, x1 - x0, y1 - y0)
}
