//! One ridge logistic fit by the library, and what it leaves out: how sure its numbers are.

use linfa::{DatasetBase, traits::Fit};
use linfa_linalg::cholesky::{Cholesky, InverseC};
use linfa_logistic::LogisticRegression;
use ndarray16::{Array1, Array2, Axis, concatenate};

/// The library stops where the gradient is below this; every curvature is at least 1, so the mode is as near.
const GRADIENT: f64 = 1e-5;
const ITERATIONS: u64 = 1000;

/// The best fit, and the normal distribution around it.
pub(super) struct Mode {
    /// Of each column, and the intercept.
    pub(super) theta: Array1<f64>,
    /// Inverse of the curvature at the mode: Laplace's approximation of the posterior.
    pub(super) covariance: Array2<f64>,
    /// Logarithm of the marginal likelihood by the same approximation, but for a constant.
    pub(super) evidence: f64,
}

/// Fits with a standard normal prior on the weight of each column, and none on the intercept. Both outcomes must be
/// there.
pub(super) fn fit(columns: Array2<f64>, bought: &[bool]) -> Result<Mode, String> {
    let targets = Array1::from(bought.to_vec());
    let data = DatasetBase::new(columns, targets);
    let model = LogisticRegression::default()
        .alpha(1.0)
        .gradient_tolerance(GRADIENT)
        .max_iterations(ITERATIONS)
        .fit(&data)
        .map_err(|error| error.to_string())?;
    // The library takes the more frequent outcome as the positive one.
    let sign = if model.labels().pos.class { 1.0 } else { -1.0 };
    let theta = concatenate![Axis(0), model.params().view(), [model.intercept()]] * sign;
    let columns = data.records;
    let ones = Array2::ones((columns.nrows(), 1));
    laplace(&concatenate![Axis(1), columns, ones], bought, theta)
}

/// The last column is the intercept's.
fn laplace(columns: &Array2<f64>, bought: &[bool], theta: Array1<f64>) -> Result<Mode, String> {
    let odds = columns.dot(&theta);
    let likelihood: f64 = odds
        .iter()
        .zip(bought)
        .map(|(o, b)| log_odds_to_log(*o, *b))
        .sum();
    let weights = odds.mapv(|o| probability(o) * probability(-o));
    let weighted = columns * &weights.insert_axis(Axis(1));
    let mut curvature = columns.t().dot(&weighted);
    let priors = theta.len() - 1;
    curvature
        .diag_mut()
        .iter_mut()
        .take(priors)
        .for_each(|d| *d += 1.0);
    let failed = |error: linfa_linalg::LinalgError| error.to_string();
    let root = curvature.cholesky().map_err(failed)?;
    let shrunk: f64 = theta.iter().take(priors).map(|t| t * t).sum();
    let evidence = likelihood - 0.5 * shrunk - root.diag().mapv(f64::ln).sum();
    if !evidence.is_finite() {
        return Err("the numbers are too large".to_owned());
    }
    let covariance = curvature.invc().map_err(failed)?;
    Ok(Mode {
        theta,
        covariance,
        evidence,
    })
}

pub(super) fn probability(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

/// Logarithm of the probability of what happened; exact for large odds too.
fn log_odds_to_log(log_odds: f64, happened: bool) -> f64 {
    let wrong = if happened { -log_odds } else { log_odds };
    -(wrong.max(0.0) + (-wrong.abs()).exp().ln_1p())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two columns, and outcomes of which `true` is the more frequent, or the less.
    fn visitors(flip: bool) -> (Array2<f64>, Vec<bool>) {
        let columns =
            Array2::from_shape_fn((90, 2), |(i, j)| ((i * (j + 3)) % 11) as f64 / 5.0 - 1.0);
        let bought = (0..90)
            .map(|i| ((i * 3) % 11 + i * 7 % 13 > 12) != flip)
            .collect();
        (columns, bought)
    }

    #[test]
    fn the_mode_is_where_the_gradient_of_the_posterior_is_zero() {
        for flip in [false, true] {
            let (columns, bought) = visitors(flip);
            let mode = fit(columns.clone(), &bought).unwrap();
            let ones = Array2::ones((90, 1));
            let columns = concatenate![Axis(1), columns, ones];
            let off: Array1<f64> = columns
                .dot(&mode.theta)
                .iter()
                .zip(&bought)
                .map(|(odds, b)| f64::from(u8::from(*b)) - probability(*odds))
                .collect();
            let mut gradient = columns.t().dot(&off);
            gradient[0] -= mode.theta[0];
            gradient[1] -= mode.theta[1];
            assert!(gradient.iter().all(|g| g.abs() < 1e-4), "{gradient}");
        }
    }

    #[test]
    fn other_outcomes_turn_the_signs_and_nothing_else() {
        let (columns, bought) = visitors(false);
        let (_, not) = visitors(true);
        let (a, b) = (
            fit(columns.clone(), &bought).unwrap(),
            fit(columns, &not).unwrap(),
        );
        assert!((&a.theta + &b.theta).iter().all(|d| d.abs() < 1e-4));
        assert!((a.evidence - b.evidence).abs() < 1e-6);
    }

    /// One column of a moderate weight, where the whole posterior can be summed up on a grid.
    #[test]
    fn evidence_and_covariance_are_near_those_of_the_whole_posterior() {
        let (columns, bought) = visitors(false);
        let columns = columns.slice_move(ndarray16::s![.., ..1]);
        let grid = |i: i32| f64::from(i) * 0.04;
        let (mut sum, mut first, mut second) = (0.0, 0.0, 0.0);
        for weight in (-200..200).map(grid) {
            for intercept in (-200..200).map(grid) {
                let log: f64 = columns
                    .iter()
                    .zip(&bought)
                    .map(|(x, b)| log_odds_to_log(intercept + weight * x, *b))
                    .sum();
                let density = (log - weight * weight / 2.0 + 60.0).exp();
                sum += density;
                first += density * weight;
                second += density * weight * weight;
            }
        }
        let mean = first / sum;
        let deviation = (second / sum - mean * mean).sqrt();
        let mode = fit(columns, &bought).unwrap();
        assert!((mode.theta[0] - mean).abs() < 0.15 * deviation);
        assert!((mode.covariance[(0, 0)].sqrt() / deviation - 1.0).abs() < 0.1);
        // The normal density's constant: of the prior 1 / sqrt(2 pi), of two dimensions 2 pi.
        let whole = (sum * 0.04 * 0.04).ln() - 60.0 - std::f64::consts::TAU.ln();
        assert!(
            (mode.evidence - whole).abs() < 0.1,
            "{} {whole}",
            mode.evidence
        );
    }
}
