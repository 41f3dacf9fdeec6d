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
        // Whole numbers of 1/65536: casts from floating point are dear, and there are many samples.
        let whole = |values: [f32; 3]| values.map(|value| (value * 65_536.0) as i32);
        self.scan(corners, |mut depth, value, depths, samples| {
            let (mut value, step) = (whole(value.start), whole(value.step));
            for (before, sample) in depths.iter_mut().zip(samples) {
                if depth.start > *before {
                    *before = depth.start;
                    let [r, g, b] = value.map(|value| (value >> 16) as u8);
                    *sample = [r, g, b, 255];
                }
                depth.start += depth.step;
                for (value, step) in value.iter_mut().zip(step) {
                    *value = value.wrapping_add(step);
                }
            }
        });
    }

    /// Fills a triangle whose corners carry places in a texture and light.
    pub(super) fn fill_textured(&mut self, corners: &[Corner; 3], texture: TextureView<'_>) {
        self.scan(corners, |mut depth, mut value, depths, samples| {
            for (before, sample) in depths.iter_mut().zip(samples) {
                if depth.start > *before {
                    *before = depth.start;
                    let [u, v, light] = value.start;
                    let [r, g, b] = texture.sample(u, v).map(|colour| (colour * light) as u8);
                    *sample = [r, g, b, 255];
                }
                depth.start += depth.step;
                for (value, step) in value.start.iter_mut().zip(value.step) {
                    *value += step;
                }
            }
        });
    }

    /// Hands out the rows of a triangle: what is interpolated along the row, and its samples.
    fn scan(
        &mut self,
        corners: &[Corner; 3],
        mut fill: impl FnMut(Along<f32>, Along<[f32; 3]>, &mut [f32], &mut [[u8; 4]]),
    ) {
        let mut corners = *corners;
        corners.sort_unstable_by(|a, b| a.y.total_cmp(&b.y));
        let [a, b, c] = &corners;
        let rows = span(a.y, c.y, self.height);
        let area = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
        if rows.is_empty() || area.abs() < 1e-6 {
            return;
        }
        // Every interpolated number is a plane over the picture.
        let each = 1.0 / area;
        let plane = |p: f32, q: f32, r: f32| {
            let dx = ((q - p) * (c.y - a.y) - (r - p) * (b.y - a.y)) * each;
            let dy = ((r - p) * (b.x - a.x) - (q - p) * (c.x - a.x)) * each;
            (p - dx * a.x - dy * a.y, dx, dy)
        };
        let near = plane(a.near, b.near, c.near);
        let paint: [_; 3] = std::array::from_fn(|i| plane(a.paint[i], b.paint[i], c.paint[i]));
        let (long, upper, lower) = (Edge::new(a, c), Edge::new(a, b), Edge::new(b, c));
        for row in rows {
            let y = row as f32 + 0.5;
            let (one, other) = (long.at(y), if y < b.y { upper.at(y) } else { lower.at(y) });
            let (left, right) = (one.min(other), one.max(other));
            let columns = span(left, right, self.width);
            if columns.is_empty() {
                continue;
            }
            // Along the row every number grows by the same step.
            let x = columns.start as f32 + 0.5;
            let start = |(base, dx, dy): (f32, f32, f32)| base + dx * x + dy * y;
            let depth = Along {
                start: start(near),
                step: near.1,
            };
            let value = Along {
                start: paint.map(start),
                step: paint.map(|(_, dx, _)| dx),
            };
            let places = row * self.width + columns.start..row * self.width + columns.end;
            let depths = &mut self.near[places.clone()];
            fill(depth, value, depths, &mut self.colours[places]);
        }
    }
}

/// What grows by the same step from sample to sample.
#[derive(Clone, Copy, Debug)]
struct Along<T> {
    start: T,
    step: T,
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

/// A side of a triangle, from its upper end to its lower one.
struct Edge {
    x: f32,
    top: f32,
    bottom: f32,
    slope: f32,
}

impl Edge {
    fn new(from: &Corner, to: &Corner) -> Self {
        Self {
            x: from.x,
            top: from.y,
            bottom: to.y,
            slope: (to.x - from.x) / (to.y - from.y).max(1e-6),
        }
    }

    /// Where a horizontal line meets it; its ends for lines that just miss.
    fn at(&self, y: f32) -> f32 {
        self.x + (y.max(self.top).min(self.bottom) - self.top) * self.slope
    }
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
        for corner in &mut far {
            corner.paint = [200.0; 3];
        }
        one.fill(&triangle(1.0));
        one.fill(&far);
        other.fill(&far);
        other.fill(&triangle(1.0));
        assert_eq!(one.colours, other.colours);
        assert!(one.colours.iter().all(|colour| colour[0] != 200));
    }
}
