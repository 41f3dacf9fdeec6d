//! The plane-to-plane mapping between a camera's picture and the floor.

/// A projective mapping of the plane: a 3x3 matrix up to scale (Hartley & Zisserman, "Multiple View Geometry", 2.3).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Homography([[f64; 3]; 3]);

impl Homography {
    /// From a matrix, row by row.
    pub const fn new(matrix: [[f64; 3]; 3]) -> Self {
        Self(matrix)
    }

    /// The matrix, row by row.
    pub const fn matrix(&self) -> &[[f64; 3]; 3] {
        &self.0
    }

    /// The mapping that takes each `from` to its `to`; `None` where three of the points lie on one line, or where the
    /// origin goes to infinity. The origin is taken to lie before the horizon.
    pub fn from_points(from: [[f64; 2]; 4], to: [[f64; 2]; 4]) -> Option<Self> {
        // The direct linear transform with the last element fixed to 1: eight equations for eight unknowns.
        let mut rows = [[0.0; 9]; 8];
        for (i, ([x, y], [u, v])) in from.into_iter().zip(to).enumerate() {
            rows[2 * i] = [x, y, 1.0, 0.0, 0.0, 0.0, -u * x, -u * y, u];
            rows[2 * i + 1] = [0.0, 0.0, 0.0, x, y, 1.0, -v * x, -v * y, v];
        }
        let h = solve(rows)?;
        Some(Self([
            [h[0], h[1], h[2]],
            [h[3], h[4], h[5]],
            [h[6], h[7], 1.0],
        ]))
    }

    /// Where a point goes; `None` for a point on or beyond the horizon.
    pub fn apply(&self, [x, y]: [f64; 2]) -> Option<[f64; 2]> {
        let row = |r: usize| self.0[r][0] * x + self.0[r][1] * y + self.0[r][2];
        let w = row(2);
        (w > 1e-12).then(|| [row(0) / w, row(1) / w])
    }

    /// The way back; `None` where the mapping is degenerate. Its sign is such that points before the horizon stay there.
    pub fn inverse(&self) -> Option<Self> {
        let m = &self.0;
        let minor = |r: [usize; 2], c: [usize; 2]| {
            m[r[0]][c[0]] * m[r[1]][c[1]] - m[r[0]][c[1]] * m[r[1]][c[0]]
        };
        let others = [[1, 2], [0, 2], [0, 1]];
        let cofactor = |r: usize, c: usize| {
            let sign = if (r + c).is_multiple_of(2) { 1.0 } else { -1.0 };
            sign * minor(others[r], others[c])
        };
        let determinant: f64 = (0..3).map(|c| m[0][c] * cofactor(0, c)).sum();
        if determinant.abs() < 1e-12 {
            return None;
        }
        let mut inverse = [[0.0; 3]; 3];
        for (r, row) in inverse.iter_mut().enumerate() {
            for (c, value) in row.iter_mut().enumerate() {
                *value = cofactor(c, r) / determinant;
            }
        }
        Some(Self(inverse))
    }
}

/// Gaussian elimination with partial pivoting over eight equations; `None` where they do not determine the unknowns.
fn solve(mut rows: [[f64; 9]; 8]) -> Option<[f64; 8]> {
    for column in 0..8 {
        let pivot =
            (column..8).max_by(|&a, &b| rows[a][column].abs().total_cmp(&rows[b][column].abs()))?;
        if rows[pivot][column].abs() < 1e-9 {
            return None;
        }
        rows.swap(column, pivot);
        let pivot_row = rows[column];
        for (r, row) in rows.iter_mut().enumerate() {
            if r != column {
                let factor = row[column] / pivot_row[column];
                for (value, pivot) in row.iter_mut().zip(pivot_row).skip(column) {
                    *value -= factor * pivot;
                }
            }
        }
    }
    let mut solution = [0.0; 8];
    for (i, value) in solution.iter_mut().enumerate() {
        *value = rows[i][8] / rows[i][i];
    }
    Some(solution)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SQUARE: [[f64; 2]; 4] = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]];

    proptest! {
        #[test]
        fn four_points_go_where_they_should_and_back(jitter in prop::array::uniform8(-0.3f64..0.3), x in 0.0f64..1.0, y in 0.0f64..1.0) {
            let mut to = SQUARE;
            for (i, point) in to.iter_mut().enumerate() {
                *point = [10.0 * point[0] + jitter[2 * i], 10.0 * point[1] + jitter[2 * i + 1]];
            }
            let there = Homography::from_points(SQUARE, to).unwrap();
            for (from, to) in SQUARE.into_iter().zip(to) {
                let [u, v] = there.apply(from).unwrap();
                prop_assert!((u - to[0]).hypot(v - to[1]) < 1e-9);
            }
            let back = there.inverse().unwrap();
            let [u, v] = back.apply(there.apply([x, y]).unwrap()).unwrap();
            prop_assert!((u - x).hypot(v - y) < 1e-9);
        }
    }

    #[test]
    fn points_on_one_line_determine_nothing() {
        let line = [[0.0, 0.0], [1.0, 1.0], [2.0, 2.0], [0.0, 1.0]];
        assert_eq!(Homography::from_points(line, SQUARE), None);
    }
}
