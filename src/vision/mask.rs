//! Painting over excluded zones, before any network sees the picture.

use crate::types::{Image, Polygon};

/// The grey of the person network's letterbox: a plain area to all networks.
const GREY: u8 = 114;

/// Fills the polygon with plain grey, in place. Pixels that its edge touches along a row are filled too.
pub fn fill(image: &mut Image, polygon: &Polygon) {
    let (width, height) = (image.width as usize, image.height as usize);
    let mut crossings = Vec::new();
    for (row, pixels) in image.data.chunks_exact_mut(width * 3).enumerate() {
        crossings_of_row(polygon, (row as f32 + 0.5) / height as f32, &mut crossings);
        for span in crossings.chunks_exact(2) {
            let from = ((span[0] * width as f32).floor() as usize).min(width);
            let to = ((span[1] * width as f32).ceil() as usize).min(width);
            pixels[from * 3..to.max(from) * 3].fill(GREY);
        }
    }
}

/// Where the polygon's edges cross the height `y`, from left to right; an even number of places.
fn crossings_of_row(polygon: &Polygon, y: f32, crossings: &mut Vec<f32>) {
    crossings.clear();
    let corners = polygon.corners();
    for (i, a) in corners.iter().enumerate() {
        let b = corners[(i + 1) % corners.len()];
        if (a.y > y) != (b.y > y) {
            crossings.push(a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x));
        }
    }
    crossings.sort_by(f32::total_cmp);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::Point;

    #[test]
    fn what_lies_inside_is_grey_and_what_lies_outside_is_untouched() {
        let corners = [
            (0.25, 0.25),
            (0.75, 0.25),
            (0.75, 0.75),
            (0.5, 0.4),
            (0.25, 0.75),
        ];
        let polygon =
            Polygon::new(corners.iter().map(|&(x, y)| Point::new(x, y)).collect()).unwrap();
        let mut image = Image::filled(80, 60, 7);
        fill(&mut image, &polygon);
        for (i, pixel) in image.data.chunks_exact(3).enumerate() {
            let centre = |k: usize, n: u32| (k as f32 + 0.5) / n as f32;
            let (x, y) = (centre(i % 80, 80), centre(i / 80, 60));
            if polygon.contains(Point::new(x, y)) {
                assert_eq!(pixel, [GREY; 3], "{x} {y}");
            }
            let beside = |tenths: i32| Point::new(x + tenths as f32 / 800.0, y);
            let near = (-10..=10).any(|tenths| polygon.contains(beside(tenths)));
            if !near {
                assert_eq!(pixel, [7; 3], "{x} {y}");
            }
        }
    }
}
