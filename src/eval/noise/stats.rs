//! Figures over samples.

/// The mean; 0 of nothing.
pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// The standard deviation; 0 of nothing.
pub fn spread(values: &[f64]) -> f64 {
    let middle = mean(values);
    let squares: Vec<_> = values.iter().map(|v| (v - middle).powi(2)).collect();
    mean(&squares).sqrt()
}

/// The value below which `part` (0 to 1) of the values lie; 0 of nothing.
pub fn quantile(values: &[f64], part: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = (sorted.len() as f64 * part) as usize;
    let place = place.min(sorted.len().saturating_sub(1));
    sorted.get(place).copied().unwrap_or(0.0)
}

/// The standard deviation of a normal distribution with the same median of absolute values: what lies far out, such as
/// a box that was tied to the wrong person, does not count.
pub(super) fn robust_spread(values: &[f64]) -> f64 {
    let absolute: Vec<_> = values.iter().map(|v| v.abs()).collect();
    1.4826 * quantile(&absolute, 0.5)
}

/// The standard deviation of the noise on a value that changes evenly, from its second differences: the noise of three
/// moments enters with weights 1, -2, 1.
pub(super) fn jitter(second_differences: &[f64]) -> f64 {
    robust_spread(second_differences) / 6f64.sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::Dice;

    #[test]
    fn jitter_is_the_noise_on_a_steady_motion_whatever_a_few_outliers_say() {
        let mut dice = Dice::new(1, &["jitter"], 0);
        let mut path: Vec<f64> = (0..4000)
            .map(|i| 3.0 * f64::from(i) + 0.5 * dice.normal())
            .collect();
        for i in (0..path.len()).step_by(200) {
            path[i] += 1000.0;
        }
        let second: Vec<_> = path.windows(3).map(|w| w[0] - 2.0 * w[1] + w[2]).collect();
        let found = jitter(&second);
        assert!((found - 0.5).abs() < 0.05, "{found}");
    }

    #[test]
    fn figures_of_few_values() {
        assert_eq!(
            (mean(&[]), spread(&[]), quantile(&[], 0.5)),
            (0.0, 0.0, 0.0)
        );
        assert_eq!(quantile(&[3.0, 1.0, 2.0], 0.5), 2.0);
        assert_eq!(quantile(&[3.0, 1.0, 2.0], 1.0), 3.0);
        assert_eq!(spread(&[1.0, 3.0]), 1.0);
    }
}
