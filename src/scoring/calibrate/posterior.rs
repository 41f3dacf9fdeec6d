//! What is known of the weights when every amount of shrinkage that the data allow is given its due.

use ndarray16::{Array1, Array2, ArrayView1, ArrayView2, Axis, s};

use super::{
    design::Design,
    fit::{fit, probability},
    report::Estimate,
};

/// Deviations of rules from the common weight that are tried, in log-odds per spread of the points. Each is twice the
/// one before: even in the logarithm.
const DEVIATIONS: [f64; 7] = [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4];

/// Half of the deviations are below this, before the data are seen.
const TYPICAL: f64 = 1.0;

/// A normal distribution of what is told: intercept without points, common weight, weight of each rule in the model.
struct Normal {
    mean: Array1<f64>,
    covariance: Array2<f64>,
}

/// One for each deviation that was tried, and their mixture.
pub(super) struct Posterior {
    parts: Vec<(f64, Normal)>,
    all: Normal,
    /// Mean deviation, in log-odds per point.
    pub(super) deviation: f64,
}

impl Posterior {
    /// Of points (visitors by rules) and outcomes, both of which must be there.
    ///
    /// # Errors
    /// The library finds no best fit.
    pub(super) fn of(
        design: &Design,
        points: ArrayView2<'_, f64>,
        bought: &[bool],
    ) -> Result<Self, String> {
        let mut logs = Vec::new();
        let mut normals = Vec::new();
        for deviation in DEVIATIONS {
            let mode = fit(design.columns(points, deviation), bought)?;
            let matrix = design.as_points(deviation);
            // Half-Cauchy, times the deviation as the steps are of its logarithm.
            let prior = deviation / (1.0 + (deviation / TYPICAL).powi(2));
            logs.push(mode.evidence + prior.ln());
            normals.push(Normal {
                mean: matrix.dot(&mode.theta),
                covariance: matrix.dot(&mode.covariance).dot(&matrix.t()),
            });
        }
        let highest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let shares: Vec<f64> = logs.iter().map(|log| (log - highest).exp()).collect();
        let sum: f64 = shares.iter().sum();
        let shares = shares.into_iter().map(|share| share / sum);
        let parts: Vec<(f64, Normal)> = shares.zip(normals).collect();
        let tried = parts.iter().zip(DEVIATIONS);
        let deviation: f64 = tried.map(|((share, _), d)| share * d).sum();
        Ok(Self {
            all: mixture(&parts),
            parts,
            deviation: deviation / design.spread,
        })
    }

    pub(super) fn intercept(&self) -> Estimate {
        self.at(0)
    }

    pub(super) fn common(&self) -> Estimate {
        self.at(1)
    }

    /// The weight of a rule, by its number in the model.
    pub(super) fn weight(&self, rule: usize) -> Estimate {
        self.at(rule + 2)
    }

    /// Mean and covariance of the weights of the rules in the model.
    pub(super) fn weights(&self) -> (ArrayView1<'_, f64>, ArrayView2<'_, f64>) {
        let Normal { mean, covariance } = &self.all;
        (mean.slice(s![2..]), covariance.slice(s![2.., 2..]))
    }

    fn at(&self, i: usize) -> Estimate {
        Estimate::normal(self.all.mean[i], self.all.covariance[(i, i)])
    }

    /// The probability that somebody with these points of the rules in the model buys. Not knowing the weights well
    /// draws it towards one half ("The evidence framework applied to classification networks", Neural Computation 4,
    /// 1992).
    pub(super) fn predict(&self, points: ArrayView1<'_, f64>) -> f64 {
        let one = |(share, normal): &(f64, Normal)| {
            let mut row = Array1::ones(points.len() + 2);
            row[1] = 0.0;
            row.slice_mut(s![2..]).assign(&points);
            let variance = row.dot(&normal.covariance.dot(&row)).max(0.0);
            let damped = (1.0 + std::f64::consts::PI * variance / 8.0).sqrt();
            share * probability(row.dot(&normal.mean) / damped)
        };
        self.parts.iter().map(one).sum()
    }
}

/// Mean and covariance of a mixture: within, and between the means.
fn mixture(parts: &[(f64, Normal)]) -> Normal {
    let n = parts.first().map_or(0, |(_, normal)| normal.mean.len());
    let mut mean = Array1::zeros(n);
    for (share, normal) in parts {
        mean.scaled_add(*share, &normal.mean);
    }
    let mut covariance = Array2::zeros((n, n));
    for (share, normal) in parts {
        let off = (&normal.mean - &mean).insert_axis(Axis(1));
        covariance.scaled_add(*share, &normal.covariance);
        covariance.scaled_add(*share, &off.dot(&off.t()));
    }
    Normal { mean, covariance }
}
