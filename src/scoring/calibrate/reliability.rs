//! Whether those given 30 % do buy in 30 of 100 cases.

use std::f64::consts::PI;

use serde::Serialize;

use super::report::{Estimate, Z};

/// Visitors of about the same probability.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Bin {
    /// How many there are, at least 1.
    pub samples: usize,
    /// The mean of their probabilities, 0 to 1.
    pub predicted: f64,
    /// The share that bought, 0 to 1, with Wilson's interval of 95 % (E. B. Wilson, "Probable inference, the law of
    /// succession, and statistical inference", JASA 22, 1927).
    pub observed: Estimate,
}

/// Cuts visitors into at most `bins` groups of about as many each, by rising probability (0 to 1), with what became of
/// them. Groups of equal size, as scores are skewed and groups of equal width would be empty (K. Nguyen, B. O'Connor,
/// "Posterior calibration and exploratory analysis for natural language processing models", EMNLP 2015). Equal
/// probabilities stay in one group. Empty where the lengths differ or a probability is not a number.
pub fn reliability(probabilities: &[f64], hits: &[bool], bins: usize) -> Vec<Bin> {
    let n = probabilities.len();
    if n != hits.len() || bins == 0 || probabilities.iter().any(|p| p.is_nan()) {
        return Vec::new();
    }
    let mut order: Vec<(f64, bool)> = probabilities
        .iter()
        .copied()
        .zip(hits.iter().copied())
        .collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut out = Vec::with_capacity(bins);
    let (mut from, mut to) = (0, 0);
    for equal in order.chunk_by(|a, b| a.0 == b.0) {
        to += equal.len();
        // The border after group number `out.len()` of all.
        if to * bins >= n * (out.len() + 1) {
            out.push(bin(&order[from..to]));
            from = to;
        }
    }
    out
}

/// The expected calibration error, 0 to 1: how far predicted and observed lie apart, by absolute value, averaged over
/// visitors (M. P. Naeini, G. F. Cooper, M. Hauskrecht, "Obtaining well calibrated probabilities using Bayesian
/// binning", AAAI 2015). 0 without groups.
pub fn expected_calibration_error(bins: &[Bin]) -> f64 {
    averaged(bins, |bin| (bin.predicted - bin.observed.value).abs())
}

/// What [`expected_calibration_error`] would be on average if every probability were right: even then the observed
/// shares scatter (J. Bröcker, L. A. Smith, "Increasing the reliability of reliability diagrams", Weather and
/// Forecasting 22, 2007), in each group about normally.
pub fn ece_by_chance(bins: &[Bin]) -> f64 {
    averaged(bins, |bin| {
        let variance = bin.predicted * (1.0 - bin.predicted) / bin.samples as f64;
        (2.0 / PI * variance).sqrt()
    })
}

fn averaged(bins: &[Bin], error: impl Fn(&Bin) -> f64) -> f64 {
    let n: usize = bins.iter().map(|bin| bin.samples).sum();
    let sum: f64 = bins.iter().map(|bin| bin.samples as f64 * error(bin)).sum();
    sum / n.max(1) as f64
}

fn bin(visitors: &[(f64, bool)]) -> Bin {
    let n = visitors.len() as f64;
    let share = visitors.iter().filter(|v| v.1).count() as f64 / n;
    let z2 = Z * Z / n;
    let centre = (share + z2 / 2.0) / (1.0 + z2);
    let half = Z * (share * (1.0 - share) / n + z2 / (4.0 * n)).sqrt() / (1.0 + z2);
    Bin {
        samples: visitors.len(),
        predicted: visitors.iter().map(|v| v.0).sum::<f64>() / n,
        observed: Estimate {
            value: share,
            // Where nobody or everybody bought, rounding must not put the share outside.
            ci95: [
                (centre - half).clamp(0.0, share),
                (centre + half).clamp(share, 1.0),
            ],
        },
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_error_by_hand() {
        let probabilities = [0.1, 0.1, 0.6, 0.8];
        let hits = [false, true, true, true];
        let bins = reliability(&probabilities, &hits, 2);
        assert_eq!(bins.iter().map(|b| b.samples).collect::<Vec<_>>(), [2, 2]);
        // |0.1 - 0.5| and |0.7 - 1|, half of the visitors each.
        assert!((expected_calibration_error(&bins) - 0.35).abs() < 1e-12);
        assert_eq!(expected_calibration_error(&[]), 0.0);
        assert!(reliability(&[f64::NAN], &[true], 2).is_empty());
        assert!(reliability(&[0.5], &[], 2).is_empty());
    }

    #[test]
    fn right_probabilities_are_off_by_chance_alone() {
        // Of ten groups of 100, each with as many hits as its probability says: nothing is off.
        let groups = (0..10).map(|g| f64::from(g) / 10.0 + 0.05);
        let each =
            groups.flat_map(|p| (0..100).map(move |i| (p, f64::from(i) < (p * 100.0).round())));
        let (probabilities, hits): (Vec<f64>, Vec<bool>) = each.unzip();
        let bins = reliability(&probabilities, &hits, 10);
        assert!(expected_calibration_error(&bins) < 1e-9);
        assert!((0.02..0.05).contains(&ece_by_chance(&bins)));
    }

    proptest! {
        #[test]
        fn everybody_is_in_one_group(
            all in prop::collection::vec((0u8..=20, any::<bool>()), 0..80), bins in 1usize..12
        ) {
            let (p, hits): (Vec<f64>, Vec<bool>) =
                all.into_iter().map(|(p, hit)| (f64::from(p) / 20.0, hit)).unzip();
            let out = reliability(&p, &hits, bins);
            prop_assert!(out.len() <= bins);
            prop_assert_eq!(out.iter().map(|b| b.samples).sum::<usize>(), p.len());
            prop_assert!(out.iter().all(|b| b.observed.contains(b.observed.value)));
            prop_assert!(out.windows(2).all(|w| w[0].predicted < w[1].predicted));
            prop_assert!((0.0..=1.0).contains(&expected_calibration_error(&out)));
        }
    }
}
