//! What the outcomes say about the points: a logistic model over what each rule gave, and what follows for the rule
//! file. Pure: no clock, no dice, nothing is read or written, and nothing is ever applied by itself.
//!
//! **Model.** The log-odds of buying are `a + sum of b_j * points_j`. The present rules are prior knowledge: they say
//! that a point is worth the same whoever gave it. So each rule's weight is `b_j = g + d_j`, a common weight `g` that
//! is hardly shrunk, and a deviation `d_j` of normal prior with mean 0 and one standard deviation `t` for all
//! (`design`). Points are the unit all rules share, so `t` is the same per point for every rule. This is a ridge on a
//! column for the total and columns for the deviations, each multiplied by its prior's standard deviation: what
//! `linfa-logistic` minimises with `alpha = 1`. Where a rule is seldom heard of, it stays near the others, that is,
//! near its present points.
//!
//! **Shrinkage.** `t` is not chosen but averaged over: a grid of seven values, each weighted by its marginal likelihood
//! (Laplace's approximation: L. Tierney, J. B. Kadane, "Accurate approximations for posterior moments and marginal
//! densities", JASA 81, 1986) and a half-Cauchy prior (A. Gelman, "Prior distributions for variance parameters in
//! hierarchical models", Bayesian Analysis 1, 2006). One best value would make intervals too narrow with few outcomes,
//! where it is often the smallest (`posterior`).
//!
//! **Intervals** are of 95 %, from the inverse of the curvature at the mode (`fit`), widened by what the grid disagrees
//! on. **Suggestions** keep the mean score and are rounded (`suggest`). **How good the model is** is only ever told
//! from visitors it had not seen (`folds`).
//!
//! It says what goes with buying, not what causes it: a rule that fires because salespeople already care for a visitor
//! gets a large weight.

mod chart;
#[cfg(test)]
mod coverage;
mod design;
mod fit;
mod folds;
mod posterior;
mod ranking;
mod reliability;
mod report;
mod run;
mod settings;
#[cfg(test)]
mod simulated;
mod suggest;
#[cfg(test)]
mod tests;

pub use chart::{Undrawn, draw};
pub use ranking::{auc, auc_gain, lift_at};
pub use reliability::{Bin, ece_by_chance, expected_calibration_error, reliability};
pub use report::{Calibration, Estimate, NotEnough, RuleColumn, Sample, Silence, Weight};
pub use run::{LEAST, calibrate};
pub use settings::Settings;
