//! How large a gallery may grow, from single comparisons.
//!
//! Let F(t) be the share of the comparisons of a stranger's probe with one visitor (most alike template) that reach t,
//! over all repeats. A stranger is taken for one of N visitors with
//!
//! ```text
//! FPIR(N, t) = 1 - (1 - F(t))^N
//! ```
//!
//! as if visitors were independent. They are not quite: a probe that is like one visitor tends to be like others, so
//! the true rate is lower and this errs on the safe side (P. Grother, P. J. Phillips, "Models of large population
//! recognition performance", CVPR 2004). A mated probe whose own visitor scores s is missed where it was not decided, where
//! s < t, or where one of N - 1 others scores more than s:
//!
//! ```text
//! FNIR(N, t) = mean over mated probes of: not decided or s < t: 1; else 1 - (1 - F(s))^(N - 1)
//! ```
//!
//! For each N the threshold is the least with which FPIR(N, t) keeps its target; the answer is the largest N with which
//! FNIR then keeps its own. It is not followed to where fewer than [`EVENTS`] comparisons decide.

use serde::Serialize;

use super::rates::Mated;

/// Steps between -1 and 1 to which scores are rounded down.
const STEPS: usize = 20_000;

/// Comparisons that must reach the threshold for it to be believed.
const EVENTS: f64 = 10.0;

/// The scores of comparisons, as how many reach which score.
#[derive(Clone, Debug)]
pub(super) struct Tail(Vec<u64>);

impl Default for Tail {
    fn default() -> Self {
        Self(vec![0; STEPS + 1])
    }
}

fn step(score: f32) -> usize {
    let place = f64::midpoint(f64::from(score), 1.0) * STEPS as f64;
    (place.max(0.0) as usize).min(STEPS)
}

impl Tail {
    pub(super) fn add(&mut self, scores: &[f32]) {
        for score in scores {
            self.0[step(*score)] += 1;
        }
    }

    pub(super) fn join(&mut self, other: &Self) {
        for (a, b) in self.0.iter_mut().zip(&other.0) {
            *a += b;
        }
    }

    pub(super) fn count(&self) -> u64 {
        self.0.iter().sum()
    }

    /// F: the share of the scores that reach each step.
    fn survival(&self) -> Vec<f64> {
        let total = self.count().max(1) as f64;
        let mut reached = 0;
        let mut shares: Vec<f64> = self
            .0
            .iter()
            .rev()
            .map(|count| {
                reached += count;
                reached as f64 / total
            })
            .collect();
        shares.reverse();
        shares
    }

    /// The expected FPIR of a gallery at a threshold, as the formula above says; `None` without comparisons.
    pub(super) fn fpir(&self, gallery: f64, threshold: f32) -> Option<f64> {
        let share = self.survival()[step(threshold)];
        (self.count() > 0).then(|| any_of(gallery, share))
    }
}

/// 1 - (1 - p)^n, exact for small p.
fn any_of(n: f64, p: f64) -> f64 {
    -(n * (-p).ln_1p()).exp_m1()
}

/// The p for which `any_of(n, p)` is this.
fn each_of(n: f64, all: f64) -> f64 {
    -((-all).ln_1p() / n).exp_m1()
}

/// The largest gallery that keeps both targets.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Capacity {
    /// Of strangers who are taken for somebody, at most this share.
    pub fpir: f64,
    /// Of visitors who are not recognised, at most this share.
    pub fnir: f64,
    /// Visitors in the gallery; 0 where not even one keeps the targets.
    pub gallery: u64,
    /// Whether more could be possible: the comparisons tell of no larger gallery.
    pub at_least: bool,
}

/// The largest gallery for each pair of targets; `None` where there is nothing to tell it from.
pub(super) fn capacity(mated: &[&Mated], tail: &Tail, fpir: f64, fnir: f64) -> Option<Capacity> {
    let comparisons = tail.count() as f64;
    if mated.is_empty() || comparisons * fpir < EVENTS {
        return None;
    }
    let survival = tail.survival();
    // The own scores' steps, of the probes that were decided.
    let own: Vec<usize> = mated
        .iter()
        .filter_map(|m| Some(step(m.found?.own)))
        .collect();
    let missed = |gallery: f64| {
        let share = each_of(gallery, fpir);
        let threshold = survival.partition_point(|reached| *reached > share);
        let found = own.iter().filter(|s| **s >= threshold);
        let found: f64 = found
            .map(|s| 1.0 - any_of(gallery - 1.0, survival[*s]))
            .sum();
        1.0 - found / mated.len() as f64
    };
    // The largest gallery whose threshold enough comparisons reach: each_of(n, fpir) is about fpir / n.
    let most = (fpir * comparisons / EVENTS).floor() as u64;
    let holds = |gallery: u64| missed(gallery as f64) <= fnir;
    // Bisection: the miss rate grows with the gallery. `low` holds (0 always does), `high` does not.
    let (mut low, mut high) = (0, most + 1);
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if holds(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(Capacity {
        fpir,
        fnir,
        gallery: low,
        at_least: low == most,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{eval::identity::rates::Found, sim::Dice};

    fn mated(own: f32) -> Mated {
        let found = Found {
            own,
            best: own,
            right: true,
        };
        Mated {
            person: 0,
            width_px: Some(90.0),
            found: Some(found),
        }
    }

    /// Strangers' scores evenly from 0 to 0.5, so F(t) = 1 - 2 t.
    fn even(n: usize) -> Tail {
        let mut tail = Tail::default();
        let scores: Vec<f32> = (0..n).map(|i| 0.5 * (i as f32 + 0.5) / n as f32).collect();
        tail.add(&scores);
        tail
    }

    #[test]
    fn the_chance_of_any_of_many_and_its_inverse() {
        assert!((any_of(100.0, 1e-4) - 0.009_950_66).abs() < 1e-7);
        assert!((any_of(100.0, each_of(100.0, 0.01)) - 0.01).abs() < 1e-12);
        assert_eq!(any_of(7.0, 0.0), 0.0);
    }

    #[test]
    fn the_expected_rate_of_independent_visitors_is_what_is_found() {
        let tail = even(100_000);
        let mut dice = Dice::new(2, &["galleries"], 0);
        let threshold = 0.4995f32;
        let tries = 20_000;
        let hits = (0..tries)
            .filter(|_| (0..50).any(|_| dice.between(0.0, 0.5) >= f64::from(threshold)))
            .count();
        let expected = tail.fpir(50.0, threshold).unwrap();
        assert!(
            (expected - hits as f64 / f64::from(tries)).abs() < 0.006,
            "{expected} {hits}"
        );
    }

    /// With own scores evenly from 0 to 1 all thresholds lie below 0.5, so about half are missed whatever the gallery.
    #[test]
    fn a_gallery_grows_until_its_threshold_misses_too_many() {
        let tail = even(1_000_000);
        let probes: Vec<_> = (0..1000)
            .map(|i| mated(0.45 + i as f32 / 10_000.0))
            .collect();
        let probes: Vec<&Mated> = probes.iter().collect();
        // FNIR = 10 (t - 0.45) plus who is outdone; t nears 0.5 as the gallery grows, so 60 % holds to the end.
        let held = capacity(&probes, &tail, 0.01, 0.6).unwrap();
        assert!(held.at_least && held.gallery == 1000, "{held:?}");
        let less = capacity(&probes, &tail, 0.01, 0.4).unwrap();
        assert!(!less.at_least && less.gallery < held.gallery, "{less:?}");
        // One visitor: t = 0.495, so 45 % are missed.
        assert_eq!(less.gallery, 0);
        let stricter = capacity(&probes, &tail, 0.003, 0.48).unwrap();
        let laxer = capacity(&probes, &tail, 0.01, 0.48).unwrap();
        assert!(laxer.gallery > stricter.gallery, "{laxer:?} {stricter:?}");
    }

    #[test]
    fn nothing_is_said_without_comparisons_or_probes() {
        let own = mated(0.8);
        assert!(capacity(&[], &even(10_000), 0.01, 0.05).is_none());
        assert!(capacity(&[&own], &even(100), 0.01, 0.05).is_none());
        assert!(Tail::default().fpir(100.0, 0.4).is_none());
    }
}
