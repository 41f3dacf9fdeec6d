//! Smooth noise by formula: the same everywhere, and nothing to keep.

/// A number from 0 to 1 for a cell of a grid.
fn cell(seed: u64, x: i64, y: i64) -> f32 {
    // SplitMix64's mixing (Steele, Lea and Flood, 2014).
    let mut z = seed
        .wrapping_mul(0x9E37_79B9_7F4A_7C15)
        .wrapping_add((x as u64).wrapping_mul(0xBF58_476D_1CE4_E5B9))
        .wrapping_add((y as u64).wrapping_mul(0x94D0_49BB_1331_11EB));
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((z ^ (z >> 31)) >> 40) as f32 / (1u64 << 24) as f32
}

/// Value noise: 0 to 1, cells of side 1, smooth between.
pub(super) fn noise(seed: u64, x: f32, y: f32) -> f32 {
    let (x0, y0) = (x.floor(), y.floor());
    let ease = |t: f32| t * t * (3.0 - 2.0 * t);
    let (fx, fy) = (ease(x - x0), ease(y - y0));
    let (x0, y0) = (x0 as i64, y0 as i64);
    let along = |y: i64| {
        let (a, b) = (cell(seed, x0, y), cell(seed, x0 + 1, y));
        a + (b - a) * fx
    };
    let (above, below) = (along(y0), along(y0 + 1));
    above + (below - above) * fy
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_is_continuous_and_fills_its_range() {
        let values: Vec<_> = (0..4000).map(|i| noise(5, i as f32 * 0.05, 2.3)).collect();
        assert!(
            values
                .windows(2)
                .all(|pair| (pair[0] - pair[1]).abs() < 0.2)
        );
        let least = values.iter().copied().fold(1.0, f32::min);
        let most = values.iter().copied().fold(0.0, f32::max);
        assert!((0.0..0.2).contains(&least) && (0.8..=1.0).contains(&most));
    }
}
