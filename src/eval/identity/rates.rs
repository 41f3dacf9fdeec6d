//! Open-set identification: thresholds, FPIR and FNIR.
//!
//! As in ISO/IEC 19795-1:2021 and the NIST FRVT reports on identification (1:N), for an answer of at most one visitor:
//!
//! * FPIR(T), false-positive identification rate: the share of strangers' probes whose most alike visitor scores T or more.
//! * FNIR(T), false-negative identification rate: the share of mated probes for which the right visitor is not the most
//!   alike one, or scores less than T. A probe that was not decided, having no face or none good enough, is a miss.
//!
//! Strangers' probes that were not decided are left out of the FPIR, where the standard would count them as no error: so
//! a threshold is never lowered because poor pictures are refused.

use super::interval::Weights;

/// What became of a mated probe.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Mated {
    pub(super) person: usize,
    /// Width of its faces, pixels, the mean; `None` where none was found.
    pub(super) width_px: Option<f32>,
    /// `None`: not decided.
    pub(super) found: Option<Found>,
}

/// How a mated probe compared with the gallery.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Found {
    /// The score of the right visitor.
    pub(super) own: f32,
    /// The score of the most alike visitor.
    pub(super) best: f32,
    /// Whether those are the same.
    pub(super) right: bool,
}

impl Mated {
    /// Whether the right visitor is named at this threshold.
    pub(super) fn is_found(&self, threshold: f32) -> bool {
        self.found.is_some_and(|f| f.right && f.own >= threshold)
    }

    /// Whether somebody else is named.
    pub(super) fn is_mistaken(&self, threshold: f32) -> bool {
        self.found.is_some_and(|f| !f.right && f.best >= threshold)
    }
}

/// What became of a stranger's probe.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stranger {
    pub(super) person: usize,
    pub(super) width_px: Option<f32>,
    /// The score of the most alike visitor; `None`: not decided.
    pub(super) best: Option<f32>,
}

/// Strangers' scores, in falling order, to find thresholds for weighted persons.
#[derive(Clone, Debug)]
pub(super) struct Impostors {
    /// Score and person.
    falling: Vec<(f32, usize)>,
    /// Decided probes of each person.
    counts: Vec<u32>,
}

impl Impostors {
    pub(super) fn new(strangers: &[Stranger], persons: usize) -> Self {
        let mut falling: Vec<_> = strangers
            .iter()
            .filter_map(|s| Some((s.best?, s.person)))
            .collect();
        falling.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut counts = vec![0; persons];
        for (_, person) in &falling {
            counts[*person] += 1;
        }
        Self { falling, counts }
    }

    pub(super) fn persons(&self) -> usize {
        self.counts.iter().filter(|n| **n > 0).count()
    }

    fn total(&self, weights: &Weights) -> f64 {
        let each = self.counts.iter().zip(weights);
        each.map(|(n, w)| f64::from(*n) * f64::from(*w)).sum()
    }

    /// The least threshold at which at most this share of the scores is reached: just above the first score that is too
    /// much.
    pub(super) fn threshold(&self, share: f64, weights: &Weights) -> f32 {
        let scored = self
            .falling
            .iter()
            .map(|(s, person)| (*s, f64::from(weights[*person])));
        least_threshold(scored, share * self.total(weights))
    }

    /// The share of the scores that reach a threshold; `None` where there are none.
    pub(super) fn share_from(&self, threshold: f32, weights: &Weights) -> Option<f64> {
        let total = self.total(weights);
        let reach = self
            .falling
            .iter()
            .take_while(|(score, _)| *score >= threshold);
        let hits: u64 = reach.map(|(_, person)| u64::from(weights[*person])).sum();
        (total > 0.0).then(|| hits as f64 / total)
    }
}

/// The least threshold at which scores of no more than the allowed weight are reached; scores come in falling order.
pub(super) fn least_threshold(falling: impl Iterator<Item = (f32, f64)>, allowed: f64) -> f32 {
    // Weights are whole numbers: less than one of them is a matter of rounding.
    let allowed = allowed + 1e-6;
    let mut reached = 0.0;
    for (score, weight) in falling {
        reached += weight;
        if reached > allowed {
            return score.next_up();
        }
    }
    -1.0
}

/// The share of weighted items that have something; `None` where nothing has weight.
pub(super) fn share<T>(
    items: &[T],
    weights: &Weights,
    person: impl Fn(&T) -> usize,
    hit: impl Fn(&T) -> bool,
) -> Option<f64> {
    let (mut hits, mut total) = (0u64, 0u64);
    for item in items {
        let weight = u64::from(weights[person(item)]);
        total += weight;
        hits += weight * u64::from(hit(item));
    }
    (total > 0).then(|| hits as f64 / total as f64)
}

/// FNIR at a threshold; `None` where there are no mated probes.
pub(super) fn fnir(mated: &[Mated], threshold: f32, weights: &Weights) -> Option<f64> {
    share(mated, weights, |m| m.person, |m| !m.is_found(threshold))
}

/// FNIR of the probes that were decided alone, which is not the standard's; `None` where there are none.
pub(super) fn fnir_decided(mated: &[Mated], threshold: f32, weights: &Weights) -> Option<f64> {
    let decided: Vec<Mated> = mated
        .iter()
        .filter(|m| m.found.is_some())
        .copied()
        .collect();
    fnir(&decided, threshold, weights)
}

/// FNIR against FPIR, in the order of the rates that are asked for.
pub(super) fn curve(mated: &[Mated], impostors: &Impostors, rates: &[f64]) -> Vec<(f64, f64)> {
    let ones = vec![1; impostors.counts.len()];
    let point = |rate: &f64| {
        let threshold = impostors.threshold(*rate, &ones);
        let fpir = impostors.share_from(threshold, &ones)?;
        Some((fpir, fnir(mated, threshold, &ones)?))
    };
    rates.iter().filter_map(point).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::sim::Dice;

    fn stranger(person: usize, best: f32) -> Stranger {
        Stranger {
            person,
            width_px: None,
            best: Some(best),
        }
    }

    fn mated(person: usize, own: f32, best: f32) -> Mated {
        let found = Found {
            own,
            best,
            right: own >= best,
        };
        Mated {
            person,
            width_px: None,
            found: Some(found),
        }
    }

    #[test]
    fn the_definitions_hold_on_a_table_that_can_be_counted_by_hand() {
        let strangers = [0.9, 0.5, 0.4, 0.3].map(|s| stranger(0, s));
        let impostors = Impostors::new(&strangers, 2);
        let ones = [1, 1];
        assert_eq!(
            impostors.share_from(0.4, &ones),
            Some(0.75),
            "a score at the threshold is a hit"
        );
        assert_eq!(impostors.share_from(0.91, &ones), Some(0.0));
        let at = |share: f64| impostors.threshold(share, &ones);
        assert_eq!(at(0.25), 0.5f32.next_up());
        assert_eq!(at(0.24), 0.9f32.next_up());
        assert_eq!(at(1.0), -1.0);
        let abstained = Mated {
            person: 1,
            width_px: None,
            found: None,
        };
        let probes = [
            mated(1, 0.8, 0.8),
            mated(1, 0.3, 0.3),
            mated(1, 0.8, 0.85),
            abstained,
        ];
        // Found; below the threshold; another one is more alike; not decided.
        assert_eq!(fnir(&probes, 0.5, &ones), Some(0.75));
        assert_eq!(
            probes.map(|p| p.is_mistaken(0.5)),
            [false, false, true, false]
        );
        assert_eq!(fnir(&[], 0.5, &ones), None);
    }

    #[test]
    fn abstaining_strangers_do_not_lower_the_threshold() {
        let decided: Vec<_> = (0..200).map(|i| stranger(0, i as f32 / 200.0)).collect();
        let mut all = decided.clone();
        all.extend((0..800).map(|_| Stranger {
            person: 0,
            width_px: None,
            best: None,
        }));
        let threshold = |s: &[Stranger]| Impostors::new(s, 1).threshold(0.01, &[1]);
        assert_eq!(threshold(&decided), threshold(&all));
    }

    #[test]
    fn perfect_separation_misses_nobody() {
        let strangers: Vec<_> = (0..500).map(|i| stranger(0, i as f32 / 1000.0)).collect();
        let probes: Vec<_> = (0..100)
            .map(|i| mated(0, 0.6 + i as f32 / 1000.0, 0.5))
            .collect();
        let impostors = Impostors::new(&strangers, 1);
        for rate in [0.0, 0.003, 0.01] {
            assert_eq!(
                fnir(&probes, impostors.threshold(rate, &[1]), &[1]),
                Some(0.0)
            );
        }
    }

    /// Strangers evenly from 0 to 1, mated evenly from 0.5 to 1.5: at FPIR p the threshold is 1 - p, and FNIR 0.5 - p.
    #[test]
    fn a_curve_that_is_known_is_found() {
        let n = 20_000;
        let strangers: Vec<_> = (0..n).map(|i| stranger(0, i as f32 / n as f32)).collect();
        let probes: Vec<_> = (0..n)
            .map(|i| mated(0, 0.5 + i as f32 / n as f32, 0.0))
            .collect();
        let rates = [0.001, 0.01, 0.1, 0.3];
        let curve = curve(&probes, &Impostors::new(&strangers, 1), &rates);
        for ((fpir, fnir), rate) in curve.iter().zip(rates) {
            assert!(
                (fpir - rate).abs() < 1e-3 && (fnir - (0.5 - rate)).abs() < 1e-3,
                "{fpir} {fnir}"
            );
        }
    }

    /// Two normal distributions one unit wide and d apart: FNIR = Phi(Phi^-1(1 - FPIR) - d); at d = 4 and FPIR 1 % it
    /// is Phi(2.326 - 4) = 4.71 %.
    #[test]
    fn the_miss_rate_of_normal_scores_is_that_of_the_formula() {
        let mut dice = Dice::new(4, &["normal scores"], 0);
        let n = 100_000;
        let strangers: Vec<_> = (0..n).map(|_| stranger(0, dice.normal() as f32)).collect();
        let probes: Vec<_> = (0..n)
            .map(|_| mated(0, 4.0 + dice.normal() as f32, -9.0))
            .collect();
        let threshold = Impostors::new(&strangers, 1).threshold(0.01, &[1]);
        let fnir = fnir(&probes, threshold, &[1]).unwrap();
        assert!((fnir - 0.0471).abs() < 0.003, "{fnir}");
    }

    proptest! {
        #[test]
        fn the_threshold_holds_its_rate_and_no_lower_one_does(
            scores in prop::collection::vec((0.0f32..1.0, 0usize..5), 1..80), weights in prop::collection::vec(0u32..4, 5), rate in 0.0f64..1.0,
        ) {
            let strangers: Vec<_> = scores.iter().map(|(s, p)| stranger(*p, (s * 20.0).round() / 20.0)).collect();
            let impostors = Impostors::new(&strangers, 5);
            let threshold = impostors.threshold(rate, &weights);
            if let Some(share) = impostors.share_from(threshold, &weights) {
                prop_assert!(share <= rate + 1e-6);
                if threshold > -1.0 {
                    prop_assert!(impostors.share_from(threshold.next_down(), &weights).unwrap() > rate);
                }
            }
        }

        #[test]
        fn a_higher_threshold_never_misses_less_nor_errs_more(
            scores in prop::collection::vec((0.0f32..1.0, 0.0f32..1.0), 1..50), low in 0.0f32..1.0, more in 0.0f32..1.0,
        ) {
            let probes: Vec<_> = scores.iter().map(|(own, best)| mated(0, *own, own.max(*best))).collect();
            let strangers: Vec<_> = scores.iter().map(|(_, best)| stranger(0, *best)).collect();
            let impostors = Impostors::new(&strangers, 1);
            prop_assert!(fnir(&probes, low, &[1]) <= fnir(&probes, low + more, &[1]));
            prop_assert!(impostors.share_from(low, &[1]) >= impostors.share_from(low + more, &[1]));
        }
    }
}
