//! How alike strangers are, and the threshold that follows.
//!
//! Cosines of different people are close to a normal distribution whose tail is a little heavier. Measured on 751 people
//! in five sizes of face (single and pooled probes against pooled templates), the standardised tail is the same
//! throughout, and only mean and spread differ: see [`TAIL`]. So a site needs to learn two figures, which takes some
//! hundred pairs, and not the tail itself, which would take a hundred thousand. The pairs come for free: two people in
//! one picture are two people (`strangers`).
//!
//! * False-match rate that a gallery of `n` visitors allows for a false-positive identification rate `p`: a stranger is
//!   compared with all, so `1 - (1 - p)^(1/n)` per comparison (Grother and Phillips 2004, binomial model).
//! * Threshold: mean + spread times the tail's quantile at that rate.
//! * The mean is the probe's own where the gallery is large enough: blurred and small faces are more alike to everybody
//!   (a mean of 0.010 at 93 px, 0.056 at 29 px), and the gallery's mean vector tells by how much (cohort normalisation,
//!   Auckenthaler et al. 2000).

use crate::types::ImpostorStats;

/// Before anything was measured on site: mean of the cosines of strangers, pooled probes of 60 to 93 px.
const MEAN: f64 = 0.013;
/// ... and their standard deviation.
const SPREAD: f64 = 0.106;
/// The measurement that is part of the program counts as much as so many pairs of the site's own.
const PRIOR_PAIRS: f64 = 300.0;
/// The prior of a probe's own mean counts as much as so many visitors in the gallery.
const PRIOR_VISITORS: f64 = 30.0;

/// Standardised quantiles of strangers' cosines, by the decimal logarithm of the rate. To 1e-5 measured on faces of 93,
/// 60, 40 and 29 px (they agree within 0.1); beyond, with the steps of the normal distribution. A normal distribution
/// has 2.33, 3.09, 3.72 and 4.26 at 1e-2 to 1e-5.
const TAIL: [(f64, f64); 8] = [
    (-0.301, 0.0),
    (-1.0, 1.30),
    (-2.0, 2.41),
    (-3.0, 3.28),
    (-4.0, 3.96),
    (-5.0, 4.55),
    (-6.0, 5.04),
    (-8.0, 5.90),
];

/// A cosine beyond this between two people in one picture is a reflection, a poster, or one person seen as two.
const ONE_PERSON: f32 = 0.75;

/// What is known of strangers' cosines: the program's measurement, and the site's own.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Impostors(ImpostorStats);

impl Impostors {
    /// Goes on from what was measured on site before.
    pub fn new(stats: ImpostorStats) -> Self {
        Self(stats)
    }

    /// What was measured on site.
    pub fn stats(&self) -> ImpostorStats {
        self.0
    }

    /// Takes in the cosine of two people who cannot be the same; whether it counted.
    pub(super) fn learn(&mut self, cosine: f32) -> bool {
        let counts = cosine.is_finite() && cosine < ONE_PERSON;
        if counts {
            let x = f64::from(cosine);
            self.0.pairs += 1;
            let step = x - self.0.mean;
            self.0.mean += step / self.0.pairs as f64;
            self.0.squares += step * (x - self.0.mean);
        }
        counts
    }

    /// Mean of strangers' cosines, the program's figure and the site's own weighed by how many pairs each rests on.
    pub(super) fn mean(&self) -> f64 {
        let n = self.0.pairs as f64;
        (MEAN * PRIOR_PAIRS + self.0.mean * n) / (PRIOR_PAIRS + n)
    }

    /// Standard deviation, likewise; spread between both means counts in.
    pub(super) fn spread(&self) -> f64 {
        let n = self.0.pairs as f64;
        let (mean, all) = (self.mean(), PRIOR_PAIRS + n);
        let prior = PRIOR_PAIRS * (SPREAD * SPREAD + (MEAN - mean).powi(2));
        let own = self.0.squares + n * (self.0.mean - mean).powi(2);
        ((prior + own) / all).sqrt()
    }

    /// From which cosine on a stranger is taken for somebody in a gallery of `visitors` no more often than
    /// `false_recognitions` (0 to 1).
    pub fn threshold(&self, false_recognitions: f64, visitors: usize) -> f32 {
        let rate = per_comparison(false_recognitions, visitors);
        (self.mean() + self.spread() * quantile(rate)) as f32
    }

    /// How many of the strangers are taken for somebody in a gallery of `visitors` at this threshold, 0 to 1.
    pub fn false_recognitions(&self, threshold: f32, visitors: usize) -> f64 {
        let beyond = (f64::from(threshold) - self.mean()) / self.spread();
        let rate = rate_beyond(beyond);
        1.0 - (1.0 - rate).powi(visitors.min(i32::MAX as usize) as i32)
    }

    /// What a probe's cosines are too high by, since it is alike to everybody: `cohort` is its mean cosine with a
    /// gallery of `visitors`, `quality` (0 to 1) that of its faces, which stands in while the gallery is small.
    pub(super) fn excess(&self, cohort: f64, visitors: usize, quality: f32) -> f32 {
        let (n, usual) = (visitors as f64, self.mean());
        let expected = expected_mean(quality).max(usual);
        let own = (expected * PRIOR_VISITORS + cohort * n) / (PRIOR_VISITORS + n);
        (own - usual) as f32
    }
}

/// Mean cosine with strangers of faces of this quality, as measured: 0.013 from 0.65 on (60 px), 0.056 at 0.44 (29 px).
fn expected_mean(quality: f32) -> f64 {
    MEAN + 0.2 * f64::from(0.65 - quality).clamp(0.0, 0.35)
}

/// The false-match rate that each comparison may have.
fn per_comparison(false_recognitions: f64, visitors: usize) -> f64 {
    let p = false_recognitions.clamp(1e-9, 0.5);
    // 1 - (1 - p)^(1/n), without losing the digits of small rates.
    -(f64::ln_1p(-p) / visitors.max(1) as f64).exp_m1()
}

/// How many standard deviations above the mean the part `rate` of strangers' cosines begins.
fn quantile(rate: f64) -> f64 {
    let rarity = -rate.clamp(1e-12, 0.5).log10();
    interpolate(TAIL.map(|(rate, z)| (-rate, z)), rarity)
}

/// The part of strangers' cosines that lies further above the mean than `z` standard deviations.
fn rate_beyond(z: f64) -> f64 {
    if z <= 0.0 {
        return 0.5;
    }
    10f64.powf(-interpolate(TAIL.map(|(rate, z)| (z, -rate)), z))
}

/// Straight between the points, and on beyond the last one.
fn interpolate(points: [(f64, f64); 8], x: f64) -> f64 {
    let last = points.len() - 2;
    let i = points[1..=last]
        .iter()
        .position(|(x1, _)| x < *x1)
        .unwrap_or(last);
    let ((x0, y0), (x1, y1)) = (points[i], points[i + 1]);
    y0 + (y1 - y0) * (x - x0) / (x1 - x0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_threshold_is_what_was_measured_on_portraits() {
        let none = Impostors::default();
        // Gallery of 100, 1 %: 0.41 to 0.44 measured, by size; 0.3 %: 0.43 to 0.46.
        assert!((none.threshold(0.01, 100) - 0.43).abs() < 0.01);
        assert!((none.threshold(0.003, 100) - 0.46).abs() < 0.015);
        assert!(none.threshold(0.01, 10_000) > none.threshold(0.01, 100) + 0.1);
    }

    #[test]
    fn a_site_whose_strangers_are_more_alike_gets_a_higher_threshold_as_it_learns() {
        let mut site = Impostors::default();
        let before = site.threshold(0.01, 100);
        for i in 0..2000 {
            let spread = if i % 2 == 0 { 0.12 } else { -0.12 };
            assert!(site.learn(0.06 + spread));
        }
        assert!((site.mean() - 0.06).abs() < 0.01 && (site.spread() - 0.12).abs() < 0.005);
        assert!(site.threshold(0.01, 100) > before + 0.08);
    }

    #[test]
    fn a_reflection_is_no_stranger() {
        let mut site = Impostors::default();
        assert!(!site.learn(0.97) && !site.learn(f32::NAN));
        assert_eq!(site.stats().pairs, 0);
    }

    #[test]
    fn faces_that_are_like_everybody_are_held_against_more() {
        let none = Impostors::default();
        assert!(none.excess(0.0, 0, 0.44) > 0.04);
        assert!(none.excess(0.0, 0, 0.8).abs() < 1e-6);
        assert!((none.excess(0.08, 3000, 0.8) - 0.067).abs() < 0.002);
    }

    proptest! {
        #[test]
        fn a_threshold_and_its_rate_are_each_others_inverse(p in 0.0005f64..0.3, n in 1usize..100_000) {
            let none = Impostors::default();
            let back = none.false_recognitions(none.threshold(p, n), n);
            prop_assert!((back / p - 1.0).abs() < 0.02, "{p} {n} {back}");
        }

        #[test]
        fn more_visitors_or_a_stricter_target_never_lower_the_threshold(p in 0.0001f64..0.4, n in 1usize..100_000, more in 1usize..1000) {
            let none = Impostors::default();
            prop_assert!(none.threshold(p, n + more) >= none.threshold(p, n));
            prop_assert!(none.threshold(p / 2.0, n) >= none.threshold(p, n));
        }

        #[test]
        fn mean_and_spread_do_not_depend_on_the_order(cosines in prop::collection::vec(-0.4f32..0.7, 1..60)) {
            let learnt = |cosines: &mut dyn Iterator<Item = f32>| {
                let mut site = Impostors::default();
                for cosine in cosines {
                    site.learn(cosine);
                }
                site
            };
            let (a, b) = (learnt(&mut cosines.iter().copied()), learnt(&mut cosines.iter().rev().copied()));
            prop_assert!((a.mean() - b.mean()).abs() < 1e-9 && (a.spread() - b.spread()).abs() < 1e-9);
        }
    }
}
