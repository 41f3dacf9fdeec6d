//! From weights to points.
//!
//! A suggestion is the present points times how much the rule's weight is above or below the average of the rules that
//! have a suggestion, each counting by how many points it gives. So what these rules give the visitors in all stays the
//! same (where some points are below 0: by absolute value), bands keep their meaning, and rules without a suggestion
//! stay as they are beside them. Rounding comes last and may change the sum a little.

use ndarray16::{ArrayView1, ArrayView2};

use super::{
    design::Design,
    posterior::Posterior,
    report::{Estimate, RuleColumn, Silence, Weight, Z},
    settings::Settings,
};

/// The rules with what is known of them, in their order. `points` are those of the visitors, by rules.
pub(super) fn suggest(
    rules: &[RuleColumn],
    points: ArrayView2<'_, f64>,
    design: &Design,
    posterior: &Posterior,
    settings: &Settings,
) -> Vec<Weight> {
    let mut weights: Vec<Weight> = rules.iter().map(silent).collect();
    let mut known = Vec::new();
    for (number, &rule) in design.rules.iter().enumerate() {
        let estimate = posterior.weight(number);
        weights[rule].log_odds_per_point = Some(estimate);
        weights[rule].why_none = if telling(points.column(rule)) < settings.least_visitors {
            Some(Silence::Rare)
        } else if estimate.contains(0.0) && estimate.contains(posterior.common().value) {
            Some(Silence::Unclear)
        } else {
            known.push(number);
            None
        };
    }
    let sizes = known
        .iter()
        .map(|number| size(points.column(design.rules[*number])));
    let scale = Scale::new(posterior, known.iter().copied().zip(sizes).collect());
    let silence = match scale {
        _ if known.len() == 1 => Some(Silence::Alone),
        None => Some(Silence::NoScale),
        Some(_) => None,
    };
    for number in known {
        let weight = &mut weights[design.rules[number]];
        let ratio = scale.as_ref().and_then(|scale| scale.ratio(number));
        weight.why_none = silence;
        weight.suggested = ratio
            .filter(|_| silence.is_none())
            .map(|ratio| rounded(ratio, weight.points_before, settings.step));
    }
    weights
}

fn silent(rule: &RuleColumn) -> Weight {
    Weight {
        id: rule.id.clone(),
        points_before: rule.points,
        log_odds_per_point: None,
        suggested: None,
        why_none: Some(Silence::Constant),
    }
}

/// How many visitors have other points than the most common ones.
fn telling(column: ArrayView1<'_, f64>) -> usize {
    let mut sorted = column.to_vec();
    sorted.sort_by(f64::total_cmp);
    let largest = sorted.chunk_by(|a, b| a == b).map(<[f64]>::len).max();
    column.len() - largest.unwrap_or(0)
}

/// What a rule gives a visitor on average, by absolute value.
fn size(column: ArrayView1<'_, f64>) -> f64 {
    column.mapv(f64::abs).mean().unwrap_or(0.0)
}

/// The average weight of some rules, surely above 0.
struct Scale<'a> {
    posterior: &'a Posterior,
    /// Numbers of the rules in the model, and their part of all points.
    parts: Vec<(usize, f64)>,
    mean: f64,
    variance: f64,
}

impl<'a> Scale<'a> {
    /// `None` where the average may be 0 or below.
    fn new(posterior: &'a Posterior, sizes: Vec<(usize, f64)>) -> Option<Self> {
        let (means, covariance) = posterior.weights();
        let all: f64 = sizes.iter().map(|(_, size)| size).sum();
        let part = |(number, size)| (number, size / all);
        let parts: Vec<(usize, f64)> = sizes.into_iter().map(part).collect();
        let mean = parts.iter().map(|(i, part)| part * means[*i]).sum();
        let pairs = parts.iter().flat_map(|a| parts.iter().map(move |b| (a, b)));
        let variance = pairs.map(|(a, b)| a.1 * b.1 * covariance[(a.0, b.0)]).sum();
        let scale = Self {
            posterior,
            parts,
            mean,
            variance,
        };
        (scale.mean > 0.0 && scale.certainty() > 0.0).then_some(scale)
    }

    /// Above 0 where the interval of the average does not hold 0.
    fn certainty(&self) -> f64 {
        self.mean.powi(2) - Z * Z * self.variance
    }

    /// A rule's weight in averages. The interval is that of a ratio of two normal numbers that hang together (E. C.
    /// Fieller, "Some problems in interval estimation", Journal of the Royal Statistical Society B 16, 1954); it has
    /// two ends, as the average is surely not 0.
    fn ratio(&self, number: usize) -> Option<Estimate> {
        let (means, covariance) = self.posterior.weights();
        let (mean, variance) = (means[number], covariance[(number, number)]);
        let with = |(other, part): &(usize, f64)| part * covariance[(number, *other)];
        let shared: f64 = self.parts.iter().map(with).sum();
        let square = self.certainty();
        let middle = mean * self.mean - Z * Z * shared;
        let constant = mean.powi(2) - Z * Z * variance;
        let half = (middle.powi(2) - square * constant).max(0.0).sqrt();
        let value = mean / self.mean;
        let ci95 = [(middle - half) / square, (middle + half) / square];
        let finite = value.is_finite() && ci95.iter().all(|end| end.is_finite());
        finite.then_some(Estimate { value, ci95 })
    }
}

/// Points by a ratio to the present ones, the interval rounded outwards.
fn rounded(ratio: Estimate, before: f64, step: f64) -> Estimate {
    let to = |points: f64, round: fn(f64) -> f64| {
        if step > 0.0 {
            // Without the last digits' noise, which would push an end to the next step; and never "-0".
            let steps = (points / step * 1e9).round() / 1e9;
            round(steps) * step + 0.0
        } else {
            points
        }
    };
    let [a, b] = ratio.ci95.map(|end| end * before);
    Estimate {
        value: to(ratio.value * before, f64::round),
        ci95: [to(a.min(b), f64::floor), to(a.max(b), f64::ceil)],
    }
}

#[cfg(test)]
mod tests {
    use ndarray16::{Array1, Array2, array};

    use super::{
        super::simulated::{Showroom, World},
        *,
    };

    #[test]
    fn points_are_rounded_and_their_interval_outwards() {
        let ratio = Estimate {
            value: 1.26,
            ci95: [-0.02, 2.0],
        };
        let points = rounded(ratio, 5.0, 0.5);
        assert_eq!((points.value, points.ci95), (6.5, [-0.5, 10.0]));
        let penalty = rounded(ratio, -5.0, 0.5);
        assert_eq!((penalty.value, penalty.ci95), (-6.5, [-10.0, 0.5]));
        assert_eq!(rounded(ratio, 5.0, 0.0).value, 6.3);
    }

    #[test]
    fn visitors_with_the_most_common_points_tell_nothing() {
        let column = array![0.0, 5.0, 0.0, 2.0, 0.0];
        assert_eq!(telling(column.view()), 2);
    }

    /// At both ends of the interval of `r`, the weight less `r` averages is as far from 0 as its own interval reaches.
    #[test]
    fn a_ratio_ends_where_the_difference_may_be_nothing() {
        let room = Showroom::new(World::PerFiring, 600, 5);
        let points = Array2::from_shape_fn((600, 6), |(i, j)| room.samples[i].points[j]);
        let bought: Vec<bool> = room.samples.iter().map(|s| s.converted).collect();
        let design = Design::new(points.view()).unwrap();
        let posterior = Posterior::of(&design, points.view(), &bought).unwrap();
        let scale = Scale::new(&posterior, vec![(1, 3.0), (2, 5.0), (5, 2.0)]).unwrap();
        let (means, covariance) = posterior.weights();
        for number in [1, 2, 5] {
            let ratio = scale.ratio(number).unwrap();
            assert!(ratio.contains(ratio.value));
            for end in ratio.ci95 {
                let mut difference = Array1::zeros(6);
                difference[number] = 1.0;
                for (other, part) in [(1, 0.3), (2, 0.5), (5, 0.2)] {
                    difference[other] -= end * part;
                }
                let reach = Z * difference.dot(&covariance.dot(&difference)).sqrt();
                assert!((difference.dot(&means).abs() - reach).abs() < 1e-9);
            }
        }
    }
}
