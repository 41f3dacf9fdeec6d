//! Fills triangles into samples, with a depth for each.

use super::texture::TextureView;

/// Samples per pixel along each side.
pub(super) const SAMPLES: usize = 2;

/// A corner of a triangle: where it is in samples, and what is interpolated over the triangle.
#[derive(Clone, Copy, Debug)]
pub(super) struct Corner {
    pub(super) x: f32,
    pub(super) y: f32,
    /// One over the depth in metres: linear in the picture, larger is nearer.
    pub(super) near: f32,
    /// Red, green, blue (0 to 255); or the place in a texture (0 to 1, twice) and the light.
    pub(super) paint: [f32; 3],
}

/// A rectangle of samples.
#[derive(Clone, Debug, Default)]
pub(super) struct Canvas {
    pub(super) width: usize,
    pub(super) height: usize,
    /// Red, green, blue, and whether something was drawn.
    pub(super) colours: Vec<[u8; 4]>,
    /// One over the depth; what is drawn must be nearer.
    pub(super) near: Vec<f32>,
}

impl Canvas {
    /// An empty canvas where everything is nearer than nothing.
    pub(super) fn new(width: usize, height: usize) -> Self {
        let mut canvas = Self::default();
        canvas.reset(width, height);
        canvas
    }

    /// Empties it for another size; keeps the memory.
    pub(super) fn reset(&mut self, width: usize, height: usize) {
        (self.width, self.height) = (width, height);
        self.colours.clear();
        self.colours.resize(width * height, [0; 4]);
        self.near.clear();
        self.near.resize(width * height, 0.0);
    }

    /// Fills a triangle whose corners carry colours.
    pub(super) fn fill(&mut self, corners: &[Corner; 3]) {
        self.scan(corners, |[r, g, b]| [r as u8, g as u8, b as u8, 255]);
    }

    /// Fills a triangle whose corners carry places in a texture and light.
    pub(super) fn fill_textured(&mut self, corners: &[Corner; 3], texture: TextureView<'_>) {
        self.scan(corners, |[u, v, light]| {
            let [r, g, b] = texture.sample(u, v);
            [(r * light) as u8, (g * light) as u8, (b * light) as u8, 255]
        });
    }

    fn scan(&mut self, corners: &[Corner; 3], colour: impl Fn([f32; 3]) -> [u8; 4]) {
        let [a, b, c] = corners;
        let area = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
        if area.abs() < 1e-6 {
            return;
        }
        // Every interpolated number is a plane over the picture.
        let plane = |p: f32, q: f32, r: f32| {
            let dx = ((q - p) * (c.y - a.y) - (r - p) * (b.y - a.y)) / area;
            let dy = ((r - p) * (b.x - a.x) - (q - p) * (c.x - a.x)) / area;
            (p - dx * a.x - dy * a.y, dx, dy)
        };
        let near = plane(a.near, b.near, c.near);
        let paint: [_; 3] = std::array::from_fn(|i| plane(a.paint[i], b.paint[i], c.paint[i]));
        let low = a.y.min(b.y).min(c.y);
        let high = a.y.max(b.y).max(c.y);
        for row in span(low, high, self.height) {
            let y = row as f32 + 0.5;
            let Some((left, right)) = cut(corners, y) else {
                continue;
            };
            let columns = span(left, right, self.width);
            if columns.is_empty() {
                continue;
            }
            // Along the row every number grows by the same step.
            let x = columns.start as f32 + 0.5;
            let start = |(base, dx, dy): (f32, f32, f32)| base + dx * x + dy * y;
            let (mut depth, mut value) = (start(near), paint.map(start));
            let places = row * self.width + columns.start..row * self.width + columns.end;
            let depths = &mut self.near[places.clone()];
            for (before, sample) in depths.iter_mut().zip(&mut self.colours[places]) {
                if depth > *before {
                    *before = depth;
                    *sample = colour(value);
                }
                depth += near.1;
                for (value, (_, dx, _)) in value.iter_mut().zip(paint) {
                    *value += dx;
                }
            }
        }
    }
}

/// The samples whose centres lie between two edges, a hair more, so that neighbours leave no gap.
fn span(from: f32, to: f32, limit: usize) -> std::ops::Range<usize> {
    // By casts, which round towards zero: `ceil` and `floor` are calls on this target.
    let from = (from - 0.501).max(0.0);
    let first = from as usize;
    let first = first + usize::from((first as f32) < from);
    let end = ((to + 0.501).max(0.0) as usize).min(limit);
    first..end.max(first)
}

/// Where a horizontal line enters and leaves a triangle.
fn cut([a, b, c]: &[Corner; 3], y: f32) -> Option<(f32, f32)> {
    let (mut left, mut right) = (f32::INFINITY, f32::NEG_INFINITY);
    for (p, q) in [(a, b), (b, c), (c, a)] {
        let (from, to) = (p.y.min(q.y), p.y.max(q.y));
        // As tolerant as `span`, for lines that just miss.
        if y < from - 0.001 || y > to + 0.001 {
            continue;
        }
        if to - from < 1e-6 {
            left = left.min(p.x).min(q.x);
            right = right.max(p.x).max(q.x);
            continue;
        }
        let part = ((y - p.y) / (q.y - p.y)).clamp(0.0, 1.0);
        let x = p.x + (q.x - p.x) * part;
        left = left.min(x);
        right = right.max(x);
    }
    (left <= right).then_some((left, right))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn corner(x: f32, y: f32, near: f32) -> Corner {
        Corner {
            x,
            y,
            near,
            paint: [x.clamp(0.0, 255.0), 9.0, 9.0],
        }
    }

    proptest! {
        /// Two triangles of a quadrilateral leave no gap along their common edge, and cover its area.
        #[test]
        fn a_rectangle_of_two_triangles_has_no_gap(x in 1.0f32..20.0, y in 1.0f32..20.0, w in 3.0f32..40.0, h in 3.0f32..40.0) {
            let mut canvas = Canvas::new(64, 64);
            let [a, b, c, d] = [(x, y), (x + w, y), (x + w, y + h), (x, y + h)].map(|(x, y)| corner(x, y, 1.0));
            canvas.fill(&[a, b, c]);
            canvas.fill(&[a, c, d]);
            for row in 0..64 {
                for column in 0..64 {
                    let (cx, cy) = (column as f32 + 0.5, row as f32 + 0.5);
                    let inside = cx > x + 0.01 && cx < x + w - 0.01 && cy > y + 0.01 && cy < y + h - 0.01;
                    let outside = cx < x - 0.01 || cx > x + w + 0.01 || cy < y - 0.01 || cy > y + h + 0.01;
                    let drawn = canvas.colours[row * 64 + column][3] == 255;
                    prop_assert!(!inside || drawn);
                    prop_assert!(!outside || !drawn);
                }
            }
        }
    }

    #[test]
    fn the_nearer_triangle_wins_in_any_order() {
        let triangle =
            |near| [(1.0, 1.0), (30.0, 2.0), (4.0, 30.0)].map(|(x, y)| corner(x, y, near));
        let (mut one, mut other) = (Canvas::new(32, 32), Canvas::new(32, 32));
        let mut far = triangle(0.5);
        far.iter_mut().for_each(|corner| corner.paint = [200.0; 3]);
        one.fill(&triangle(1.0));
        one.fill(&far);
        other.fill(&far);
        other.fill(&triangle(1.0));
        assert_eq!(one.colours, other.colours);
        assert!(one.colours.iter().all(|colour| colour[0] != 200));
    }
}
