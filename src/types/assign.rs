//! Optimal one-to-one assignment.

/// For each row the column assigned to it, so that the sum of `affinity` is the greatest possible; pairs whose
/// affinity is not above `floor` are left apart. All rows must have the same length.
///
/// Kuhn's Hungarian method with potentials (Kuhn 1955; the O(n^3) form of Jonker and Volgenant 1987).
pub fn assign(affinity: &[Vec<f32>], floor: f32) -> Vec<Option<usize>> {
    let rows = affinity.len();
    let cols = affinity.first().map_or(0, Vec::len);
    if rows == 0 || cols == 0 {
        return vec![None; rows];
    }
    // One private dummy column a row makes "stay alone" a choice of its own at the price of the floor.
    let width = cols + rows;
    let cost = |r: usize, c: usize| -> f64 {
        if c < cols && affinity[r][c] > floor {
            -f64::from(affinity[r][c])
        } else {
            -f64::from(floor)
        }
    };
    let (mut u, mut v) = (vec![0.0; rows + 1], vec![0.0; width + 1]);
    // owner[c] is the row (from 1) that holds column c (from 1); column 0 holds the row being placed.
    let mut owner = vec![0usize; width + 1];
    for row in 1..=rows {
        owner[0] = row;
        let mut least = vec![f64::INFINITY; width + 1];
        let mut visited = vec![false; width + 1];
        let mut came_from = vec![0usize; width + 1];
        let mut at = 0;
        while owner[at] != 0 {
            visited[at] = true;
            let here = owner[at];
            let (mut delta, mut next) = (f64::INFINITY, 0);
            for c in (1..=width).filter(|&c| !visited[c]) {
                let reduced = cost(here - 1, c - 1) - u[here] - v[c];
                if reduced < least[c] {
                    (least[c], came_from[c]) = (reduced, at);
                }
                if least[c] < delta {
                    (delta, next) = (least[c], c);
                }
            }
            for c in 0..=width {
                if visited[c] {
                    u[owner[c]] += delta;
                    v[c] -= delta;
                } else {
                    least[c] -= delta;
                }
            }
            at = next;
        }
        while at != 0 {
            owner[at] = owner[came_from[at]];
            at = came_from[at];
        }
    }
    let mut result = vec![None; rows];
    for c in 1..=cols {
        if owner[c] != 0 && affinity[owner[c] - 1][c - 1] > floor {
            result[owner[c] - 1] = Some(c - 1);
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The best total over all assignments, by trying them all.
    fn best(affinity: &[Vec<f32>], floor: f32, row: usize, used: &mut Vec<bool>) -> f32 {
        let Some(values) = affinity.get(row) else {
            return 0.0;
        };
        let mut most = best(affinity, floor, row + 1, used);
        for c in 0..values.len() {
            if !used[c] && values[c] > floor {
                used[c] = true;
                most = most.max(values[c] - floor + best(affinity, floor, row + 1, used));
                used[c] = false;
            }
        }
        most
    }

    proptest! {
        #[test]
        fn no_assignment_is_better(
            (rows, cols) in (1usize..6, 1usize..6),
            values in prop::collection::vec(0.0f32..1.0, 36),
            floor in 0.0f32..0.6,
        ) {
            let affinity: Vec<Vec<f32>> = (0..rows).map(|r| values[r * 6..r * 6 + cols].to_vec()).collect();
            let result = assign(&affinity, floor);
            let total: f32 = result.iter().enumerate().filter_map(|(r, c)| c.map(|c| affinity[r][c] - floor)).sum();
            let mut taken: Vec<_> = result.iter().flatten().collect();
            taken.sort();
            let n = taken.len();
            taken.dedup();
            prop_assert_eq!(taken.len(), n);
            prop_assert!((total - best(&affinity, floor, 0, &mut vec![false; cols])).abs() < 1e-4);
        }
    }
}
