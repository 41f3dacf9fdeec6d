//! Verification: are two pictures of one person? Every picture with every other one.
//!
//! TAR at a FAR, as LFW's and most papers say it (in ISO/IEC 19795-1:2021 one less the false non-match rate at a false match
//! rate): the share of pairs of one person whose score reaches the threshold that at most this share of the pairs of
//! different people reach. A pair of one person with a picture that is not decided counts as not accepted; among the
//! pairs of different people there are only pictures that are decided.

use super::{
    faces::Shot,
    interval::Weights,
    matching::Face,
    rates::{least_threshold, share},
};

/// Steps between -1 and 1 by which the pairs to be kept are found.
const STEPS: usize = 4096;

/// The most alike part of the pairs of different people is kept, so that thresholds can be found in it for any weights.
const KEPT: f64 = 0.1;

/// Scores of pairs.
#[derive(Clone, Debug, Default)]
pub(super) struct Pairs {
    /// Person, and score where both pictures are decided.
    mated: Vec<(usize, Option<f32>)>,
    /// The most alike pairs of different people, in falling order.
    falling: Vec<(f32, u32, u32)>,
    /// Decided pictures of each person.
    counts: Vec<u32>,
}

impl Pairs {
    pub(super) fn new(people: &[Vec<Shot>]) -> Self {
        let mut mated = Vec::new();
        for (person, shots) in people.iter().enumerate() {
            for (i, a) in shots.iter().enumerate() {
                let score = |b: &Shot| alike(a.face.as_ref()?, b.face.as_ref()?);
                mated.extend(shots[..i].iter().map(|b| (person, score(b))));
            }
        }
        let counts: Vec<u32> = people
            .iter()
            .map(|shots| shots.iter().filter(|shot| shot.face.is_some()).count() as u32)
            .collect();
        Self {
            mated,
            falling: most_alike(people),
            counts,
        }
    }

    /// People of whom there are two pictures or more.
    pub(super) fn persons(&self) -> usize {
        let mut persons: Vec<_> = self.mated.iter().map(|m| m.0).collect();
        persons.dedup();
        persons.len()
    }

    /// Pairs of different people; a person who was drawn twice is not somebody else.
    fn total(&self, weights: &Weights) -> f64 {
        let each = || {
            self.counts
                .iter()
                .zip(weights)
                .map(|(n, w)| f64::from(*n) * f64::from(*w))
        };
        let (sum, squares) = (each().sum::<f64>(), each().map(|n| n * n).sum::<f64>());
        (sum * sum - squares) / 2.0
    }

    /// The threshold that at most this share of the pairs of different people reach.
    pub(super) fn threshold(&self, far: f64, weights: &Weights) -> f32 {
        let weight = |p: u32| f64::from(weights[p as usize]);
        let scored = self
            .falling
            .iter()
            .map(|(s, a, b)| (*s, weight(*a) * weight(*b)));
        least_threshold(scored, far * self.total(weights))
    }

    /// TAR at a FAR; `None` where there are no pairs of one person.
    pub(super) fn tar(&self, far: f64, weights: &Weights) -> Option<f64> {
        let threshold = self.threshold(far, weights);
        let accepted = |(_, score): &(usize, Option<f32>)| score.is_some_and(|s| s >= threshold);
        share(&self.mated, weights, |m| m.0, accepted)
    }

    /// The share of pairs of one person that are not accepted, against FAR, for the rates that are asked for.
    pub(super) fn curve(&self, rates: &[f64]) -> Vec<(f64, f64)> {
        let ones = vec![1; self.counts.len()];
        let total = self.total(&ones);
        let point = |rate: &f64| {
            let threshold = self.threshold(*rate, &ones);
            let reach = self
                .falling
                .partition_point(|(score, ..)| *score >= threshold);
            let missed = 1.0 - self.tar(*rate, &ones)?;
            (total > 0.0).then_some((reach as f64 / total, missed))
        };
        rates
            .iter()
            .filter(|rate| **rate <= KEPT)
            .filter_map(point)
            .collect()
    }
}

fn alike(a: &Face, b: &Face) -> Option<f32> {
    a.signature.cosine(&b.signature)
}

/// The most alike pairs of different people, a tenth or a little more: all of them would take a gigabyte for the whole of
/// LFW. Two passes: how many reach which score, then those from the score on that a tenth reach.
fn most_alike(people: &[Vec<Shot>]) -> Vec<(f32, u32, u32)> {
    let decided = |(person, shots): (usize, &'_ Vec<Shot>)| -> Vec<(u32, Face)> {
        let faces = shots.iter().filter_map(|shot| shot.face.clone());
        faces.map(|face| (person as u32, face)).collect()
    };
    let faces: Vec<_> = people.iter().enumerate().flat_map(decided).collect();
    let each_pair = |take: &mut dyn FnMut(f32, u32, u32)| {
        for (i, (p, a)) in faces.iter().enumerate() {
            for (q, b) in faces[..i].iter().filter(|(q, _)| q != p) {
                if let Some(score) = alike(a, b) {
                    take(score, *p, *q);
                }
            }
        }
    };
    let step = |score: f32| {
        (f64::midpoint(f64::from(score), 1.0) * STEPS as f64).clamp(0.0, STEPS as f64) as usize
    };
    let mut counts = vec![0u64; STEPS + 1];
    each_pair(&mut |score, _, _| counts[step(score)] += 1);
    let wanted = (counts.iter().sum::<u64>() as f64 * KEPT).ceil() as u64;
    let mut reached = 0;
    let from = (0..=STEPS).rev().find(|at| {
        reached += counts[*at];
        reached >= wanted
    });
    let from = from.unwrap_or(0);
    let mut falling = Vec::with_capacity(reached as usize);
    each_pair(&mut |score, p, q| {
        if step(score) >= from {
            falling.push((score, p, q));
        }
    });
    falling.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    falling
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::identity::testing::people;

    /// TAR and threshold by looking at every pair.
    fn plain(people: &[Vec<Shot>], far: f64) -> (f64, f32) {
        let (mut same, mut other) = (Vec::new(), Vec::new());
        let all: Vec<_> = people
            .iter()
            .enumerate()
            .flat_map(|(p, shots)| shots.iter().map(move |s| (p, s.face.as_ref().unwrap())))
            .collect();
        for (i, (p, a)) in all.iter().enumerate() {
            for (q, b) in &all[..i] {
                let kind = if p == q { &mut same } else { &mut other };
                kind.push(alike(a, b).unwrap());
            }
        }
        other.sort_by(|a: &f32, b| b.total_cmp(a));
        let threshold = other[(far * other.len() as f64) as usize].next_up();
        let accepted = same.iter().filter(|s| **s >= threshold).count();
        (accepted as f64 / same.len() as f64, threshold)
    }

    #[test]
    fn rates_are_those_of_all_pairs_though_only_the_most_alike_are_kept() {
        let all = people(40, 4, 1.7);
        let pairs = Pairs::new(&all);
        let ones = vec![1; all.len()];
        for far in [0.05, 0.01, 0.001] {
            let (tar, threshold) = plain(&all, far);
            assert_eq!(pairs.tar(far, &ones), Some(tar));
            assert_eq!(pairs.threshold(far, &ones), threshold);
            assert!(tar > 0.05 && tar < 0.999, "{far} {tar}");
        }
        assert_eq!(pairs.persons(), 40);
    }

    #[test]
    fn a_pair_with_an_undecided_picture_is_not_accepted() {
        let mut all = people(10, 3, 0.1);
        let ones = vec![1; 10];
        assert_eq!(Pairs::new(&all).tar(0.01, &ones), Some(1.0));
        all[0][0].face = None;
        let tar = Pairs::new(&all).tar(0.01, &ones).unwrap();
        assert!((tar - 28.0 / 30.0).abs() < 1e-9, "{tar}");
    }

    #[test]
    fn nobody_with_two_pictures_is_no_rate() {
        assert_eq!(Pairs::new(&people(5, 1, 0.1)).tar(0.01, &[1; 5]), None);
    }
}
