//! How sure a rate is.
//!
//! Pictures of one person are not independent: who is hard to recognise once is hard to recognise again, and whoever
//! looks like somebody in the gallery does so in every picture. So persons are drawn with replacement, each with all that
//! was seen of them (the subsets bootstrap: R. M. Bolle, N. K. Ratha, S. Pankanti, "Error analysis of pattern recognition
//! systems: the subsets bootstrap", Computer Vision and Image Understanding 93, 2004), the statistic is computed again,
//! its threshold included, and the middle 95 % of what comes out is the interval. What the draw of the galleries adds is
//! averaged over the repeats, not resampled.
//!
//! Where a rate is 0 or 1 there is nothing to resample; then the interval is Wilson's (1927), with the persons as the
//! independent units.

use serde::Serialize;

use crate::sim::Dice;

/// Draws of the bootstrap.
const REPLICATES: u64 = 1000;

/// 97.5 % of a normal distribution lie below this.
const Z: f64 = 1.959_964;

/// A rate between 0 and 1, and its interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Rate {
    pub value: f64,
    /// Lower and upper end of the interval of 95 %.
    pub ci95: [f64; 2],
}

/// How many times each person counts.
pub(super) type Weights = [u32];

/// The draws of persons, the same for every statistic.
#[derive(Clone, Debug)]
pub(super) struct Bootstrap {
    /// Everybody once.
    plain: Vec<u32>,
    draws: Vec<Vec<u32>>,
}

impl Bootstrap {
    pub(super) fn new(persons: usize, seed: u64) -> Self {
        let draw = |number| {
            let mut dice = Dice::new(seed, &["bootstrap"], number);
            let mut weights = vec![0; persons];
            for _ in 0..persons {
                weights[dice.below(persons)] += 1;
            }
            weights
        };
        Self {
            plain: vec![1; persons],
            draws: (0..REPLICATES).map(draw).collect(),
        }
    }

    pub(super) fn persons(&self) -> usize {
        self.plain.len()
    }

    /// A statistic of weighted persons, where everybody counts once, with its interval; `None` where it has no value
    /// there. `units` are the persons it rests on.
    pub(super) fn rate(
        &self,
        units: usize,
        statistic: impl Fn(&Weights) -> Option<f64>,
    ) -> Option<Rate> {
        let value = statistic(&self.plain)?;
        if value <= 0.0 || value >= 1.0 {
            let ci95 = wilson(value, units as f64);
            return Some(Rate { value, ci95 });
        }
        let mut values: Vec<f64> = self.draws.iter().filter_map(|w| statistic(w)).collect();
        values.sort_by(f64::total_cmp);
        let at = |part: f64| {
            let place = part * values.len().saturating_sub(1) as f64;
            values.get(place.round() as usize).copied().unwrap_or(value)
        };
        Some(Rate {
            value,
            ci95: [at(0.025).min(value), at(0.975).max(value)],
        })
    }
}

/// The score interval of a share of `n` independent units (E. B. Wilson, 1927).
fn wilson(share: f64, n: f64) -> [f64; 2] {
    if n <= 0.0 {
        return [0.0, 1.0];
    }
    let z2 = Z * Z / n;
    let centre = (share + z2 / 2.0) / (1.0 + z2);
    let half = Z * (share * (1.0 - share) / n + z2 / (4.0 * n)).sqrt() / (1.0 + z2);
    [(centre - half).max(0.0), (centre + half).min(1.0)]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Persons, each of them a run of tries that all succeed or all fail.
    fn share(hits: &[bool], weights: &Weights) -> Option<f64> {
        let total: u32 = weights.iter().sum();
        let hit = hits.iter().zip(weights).map(|(hit, w)| u32::from(*hit) * w);
        (total > 0).then(|| f64::from(hit.sum::<u32>()) / f64::from(total))
    }

    #[test]
    fn the_interval_covers_the_truth_in_about_95_of_100_cases() {
        let (truth, persons, studies) = (0.2, 150, 200);
        let bootstrap = Bootstrap::new(persons, 3);
        let covered = (0..studies).filter(|study| {
            let mut dice = Dice::new(9, &["study"], *study);
            let hits: Vec<bool> = (0..persons).map(|_| dice.chance(truth)).collect();
            let rate = bootstrap.rate(persons, |w| share(&hits, w)).unwrap();
            (rate.ci95[0]..=rate.ci95[1]).contains(&truth)
        });
        let covered = covered.count();
        assert!((180..=199).contains(&covered), "{covered} of {studies}");
    }

    #[test]
    fn a_rate_of_nothing_seen_is_not_surely_zero() {
        let bootstrap = Bootstrap::new(100, 1);
        let rate = bootstrap.rate(100, |w| share(&[false; 100], w)).unwrap();
        assert_eq!((rate.value, rate.ci95[0]), (0.0, 0.0));
        // Wilson, no success in 100: z² / (n + z²).
        assert!((rate.ci95[1] - 0.037).abs() < 1e-3, "{rate:?}");
        assert!(bootstrap.rate(100, |_| None).is_none());
    }

    #[test]
    fn wilsons_interval_is_that_of_the_textbook() {
        let [low, high] = wilson(0.1, 50.0);
        assert!(
            (low - 0.0435).abs() < 1e-3 && (high - 0.2136).abs() < 1e-3,
            "{low} {high}"
        );
    }
}
