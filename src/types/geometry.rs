//! Boxes in pixels, points, and polygons in fractions of the image.

use serde::{Deserialize, Serialize};

/// A point; in pixels or in fractions of the image, as its holder says. y grows downwards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Point {
    pub x: f32,
    pub y: f32,
}

impl Point {
    pub const fn new(x: f32, y: f32) -> Self {
        Self { x, y }
    }

    /// Euclidean distance, in the points' unit.
    pub fn distance(self, other: Self) -> f32 {
        (self.x - other.x).hypot(self.y - other.y)
    }
}

/// An axis-aligned box in pixels of the source image, top-left corner and size. It may reach outside of the image.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BBox {
    pub x: f32,
    pub y: f32,
    pub w: f32,
    pub h: f32,
}

impl BBox {
    pub const fn new(x: f32, y: f32, w: f32, h: f32) -> Self {
        Self { x, y, w, h }
    }

    /// Area in square pixels; zero for a degenerate box.
    pub fn area(&self) -> f32 {
        self.w.max(0.0) * self.h.max(0.0)
    }

    pub fn centre(&self) -> Point {
        Point::new(self.x + self.w / 2.0, self.y + self.h / 2.0)
    }

    /// Middle of the lower edge: where a standing person touches the floor.
    pub fn foot(&self) -> Point {
        Point::new(self.x + self.w / 2.0, self.y + self.h)
    }

    /// Area of the overlap in square pixels.
    pub fn intersection(&self, other: &Self) -> f32 {
        let w = (self.x + self.w).min(other.x + other.w) - self.x.max(other.x);
        let h = (self.y + self.h).min(other.y + other.h) - self.y.max(other.y);
        w.max(0.0) * h.max(0.0)
    }

    /// Intersection over union (Jaccard index), 0 to 1; 0 where both boxes are degenerate.
    pub fn iou(&self, other: &Self) -> f32 {
        let both = self.intersection(other);
        let union = self.area() + other.area() - both;
        if union > 0.0 { both / union } else { 0.0 }
    }

    /// The box on the way from this one (0) to the other (1).
    #[must_use]
    pub fn towards(&self, other: &Self, share: f32) -> Self {
        let between = |a: f32, b: f32| a + (b - a) * share;
        Self {
            x: between(self.x, other.x),
            y: between(self.y, other.y),
            w: between(self.w, other.w),
            h: between(self.h, other.h),
        }
    }

    /// Whether the point lies inside or on the edge.
    pub fn contains(&self, p: Point) -> bool {
        (self.x..=self.x + self.w).contains(&p.x) && (self.y..=self.y + self.h).contains(&p.y)
    }
}

/// A simple polygon in fractions of the image (0 to 1 on both axes). Made only by [`Polygon::new`], which checks it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Vec<[f32; 2]>", into = "Vec<[f32; 2]>")]
pub struct Polygon(Vec<Point>);

/// Why points do not make a polygon. Corners are counted from 1, as people do.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PolygonError {
    #[error("a polygon needs at least 3 corners, this one has {0}")]
    TooFew(usize),
    #[error("corner {0} ({1}, {2}) is outside of the image; both numbers must lie between 0 and 1")]
    Outside(usize, f32, f32),
    #[error("corners {0} and {1} are the same point")]
    Repeated(usize, usize),
    #[error("it crosses itself: the edge from corner {0} meets the edge from corner {1}")]
    Crosses(usize, usize),
    #[error("it has no area: its corners lie on one line")]
    Flat,
}

impl Polygon {
    /// Checks the corners: three or more, inside the image, no edge meets another, some area.
    ///
    /// # Errors
    /// The first rule that does not hold.
    pub fn new(corners: Vec<Point>) -> Result<Self, PolygonError> {
        let n = corners.len();
        if n < 3 {
            return Err(PolygonError::TooFew(n));
        }
        for (i, p) in corners.iter().enumerate() {
            if !(0.0..=1.0).contains(&p.x) || !(0.0..=1.0).contains(&p.y) {
                return Err(PolygonError::Outside(i + 1, p.x, p.y));
            }
            if let Some(j) = corners[..i].iter().position(|q| q == p) {
                return Err(PolygonError::Repeated(j + 1, i + 1));
            }
        }
        let area: f32 = (0..n)
            .map(|i| cross(Point::default(), corners[i], corners[(i + 1) % n]))
            .sum();
        let edge = |i: usize| (corners[i], corners[(i + 1) % n]);
        for i in 0..n {
            for j in i + 1..n {
                let neighbours = j == i + 1 || (i == 0 && j == n - 1);
                if !neighbours && meet(edge(i), edge(j)) {
                    return Err(PolygonError::Crosses(i + 1, j + 1));
                }
            }
        }
        if area.abs() < 1e-6 {
            return Err(PolygonError::Flat);
        }
        Ok(Self(corners))
    }

    /// The corners, in order.
    pub fn corners(&self) -> &[Point] {
        &self.0
    }

    /// Whether the point (a fraction of the image) lies inside: even-odd rule over a ray to the right.
    pub fn contains(&self, p: Point) -> bool {
        let n = self.0.len();
        (0..n).fold(false, |inside, i| {
            let (a, b) = (self.0[i], self.0[(i + 1) % n]);
            let straddles = (a.y > p.y) != (b.y > p.y);
            inside ^ (straddles && p.x < a.x + (p.y - a.y) / (b.y - a.y) * (b.x - a.x))
        })
    }
}

impl TryFrom<Vec<[f32; 2]>> for Polygon {
    type Error = PolygonError;

    fn try_from(corners: Vec<[f32; 2]>) -> Result<Self, PolygonError> {
        Self::new(corners.into_iter().map(|[x, y]| Point::new(x, y)).collect())
    }
}

impl From<Polygon> for Vec<[f32; 2]> {
    fn from(polygon: Polygon) -> Self {
        polygon.0.into_iter().map(|p| [p.x, p.y]).collect()
    }
}

/// Twice the signed area of the triangle a, b, c.
fn cross(a: Point, b: Point, c: Point) -> f32 {
    (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
}

/// Whether two closed segments share a point.
fn meet((a, b): (Point, Point), (c, d): (Point, Point)) -> bool {
    let (s1, s2) = (cross(a, b, c), cross(a, b, d));
    let (s3, s4) = (cross(c, d, a), cross(c, d, b));
    if s1 * s2 < 0.0 && s3 * s4 < 0.0 {
        return true;
    }
    let on = |s: f32, p: Point, q: Point, r: Point| {
        s == 0.0
            && r.x >= p.x.min(q.x)
            && r.x <= p.x.max(q.x)
            && r.y >= p.y.min(q.y)
            && r.y <= p.y.max(q.y)
    };
    on(s1, a, b, c) || on(s2, a, b, d) || on(s3, c, d, a) || on(s4, c, d, b)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn boxes() -> impl Strategy<Value = BBox> {
        (0.0f32..1000.0, 0.0f32..1000.0, 1.0f32..500.0, 1.0f32..500.0)
            .prop_map(|(x, y, w, h)| BBox::new(x, y, w, h))
    }

    proptest! {
        #[test]
        fn iou_is_symmetric_and_bounded(a in boxes(), b in boxes()) {
            let iou = a.iou(&b);
            prop_assert!((0.0..=1.0 + 1e-5).contains(&iou));
            prop_assert!((iou - b.iou(&a)).abs() < 1e-5);
            prop_assert!((a.iou(&a) - 1.0).abs() < 1e-4);
        }

        #[test]
        fn a_convex_polygon_contains_the_mean_of_its_corners(radii in prop::collection::vec(0.2f32..0.4, 3..9)) {
            let n = radii.len() as f32;
            let corners: Vec<_> = radii.iter().enumerate().map(|(i, _)| {
                let angle = i as f32 / n * std::f32::consts::TAU;
                Point::new(0.5 + 0.4 * angle.cos(), 0.5 + 0.4 * angle.sin())
            }).collect();
            let polygon = Polygon::new(corners).unwrap();
            prop_assert!(polygon.contains(Point::new(0.5, 0.5)));
            prop_assert!(!polygon.contains(Point::new(0.95, 0.95)));
        }
    }

    fn corners(points: &[(f32, f32)]) -> Vec<Point> {
        points.iter().map(|&(x, y)| Point::new(x, y)).collect()
    }

    #[test]
    fn a_polygon_that_crosses_itself_is_refused_with_the_edges_named() {
        let bow_tie = corners(&[(0.1, 0.1), (0.9, 0.9), (0.9, 0.1), (0.1, 0.9)]);
        assert_eq!(Polygon::new(bow_tie), Err(PolygonError::Crosses(1, 3)));
    }

    #[test]
    fn bad_corners_are_refused() {
        assert_eq!(
            Polygon::new(corners(&[(0.0, 0.0), (1.0, 1.0)])),
            Err(PolygonError::TooFew(2))
        );
        assert_eq!(
            Polygon::new(corners(&[(0.0, 0.0), (0.5, 0.5), (1.0, 1.0)])),
            Err(PolygonError::Flat)
        );
        let outside = corners(&[(0.0, 0.0), (1.5, 0.5), (1.0, 1.0)]);
        assert_eq!(
            Polygon::new(outside),
            Err(PolygonError::Outside(2, 1.5, 0.5))
        );
        let twice = corners(&[(0.0, 0.0), (1.0, 0.5), (0.0, 0.0), (0.2, 1.0)]);
        assert_eq!(Polygon::new(twice), Err(PolygonError::Repeated(1, 3)));
    }
}
