//! The columns of the model: the total, and what each rule adds to it or takes away.

use ndarray16::{Array1, Array2, ArrayView2, Axis, concatenate, s};

/// Standard deviation of the prior of the common weight, in log-odds per spread of the points: wide. At 3, between
/// visitors of few and of many points the odds of buying may well be a hundredfold.
const COMMON: f64 = 3.0;

/// Points below this distance are the same.
const SAME: f64 = 1e-9;

/// Which rules are in the model, and the scale of points.
pub(super) struct Design {
    /// Numbers of the rules that do not give everybody the same.
    pub(super) rules: Vec<usize>,
    means: Array1<f64>,
    /// Of the total if rules fired independently of each other: standard deviation, in points, above 0.
    pub(super) spread: f64,
}

impl Design {
    /// Of points, visitors by rules; `None` where no rule tells visitors apart.
    pub(super) fn new(points: ArrayView2<'_, f64>) -> Option<Self> {
        let varies = |column: usize| {
            let all = points.column(column);
            let range = |(low, high): (f64, f64), p: &f64| (low.min(*p), high.max(*p));
            let (low, high) = all.fold((f64::INFINITY, f64::NEG_INFINITY), range);
            high - low > SAME
        };
        let rules: Vec<usize> = (0..points.ncols()).filter(|c| varies(*c)).collect();
        let kept = points.select(Axis(1), &rules);
        let means = kept.mean_axis(Axis(0))?;
        let spread = kept.var_axis(Axis(0), 0.0).sum().sqrt();
        (spread > 0.0).then_some(Self {
            rules,
            means,
            spread,
        })
    }

    /// The points of the rules in the model.
    pub(super) fn kept(&self, points: ArrayView2<'_, f64>) -> Array2<f64> {
        points.select(Axis(1), &self.rules)
    }

    /// What the library gets: the total and each rule's points, centred, each times the standard deviation of its
    /// weight's prior, so that one `alpha = 1` is the prior of all. `deviation` is that of a rule's weight from the
    /// common one, in log-odds per spread of the points.
    pub(super) fn columns(&self, points: ArrayView2<'_, f64>, deviation: f64) -> Array2<f64> {
        let centred = self.kept(points) - &self.means;
        let total = centred.sum_axis(Axis(1)).insert_axis(Axis(1));
        let parts = [
            (total * (COMMON / self.spread)),
            (centred * (deviation / self.spread)),
        ];
        concatenate![Axis(1), parts[0], parts[1]]
    }

    /// The matrix that takes the library's numbers (total, rules, intercept) to those that are told: intercept without
    /// points, common weight, weight of each rule, in log-odds (per point).
    pub(super) fn as_points(&self, deviation: f64) -> Array2<f64> {
        let k = self.rules.len();
        let mut matrix = Array2::zeros((k + 2, k + 2));
        matrix[(0, k + 1)] = 1.0;
        matrix.slice_mut(s![1.., 0]).fill(COMMON / self.spread);
        for rule in 0..k {
            matrix[(rule + 2, rule + 1)] = deviation / self.spread;
        }
        // The columns are centred: without points, each weight is missing times its mean.
        let at_zero = -self.means.dot(&matrix.slice(s![2.., ..]));
        let mut intercept = matrix.row_mut(0);
        intercept += &at_zero;
        matrix
    }
}

#[cfg(test)]
mod tests {
    use ndarray16::array;

    use super::*;

    #[test]
    fn both_ways_of_writing_the_model_give_the_same_odds() {
        let points = array![[5.0, 0.0, 2.0], [5.0, 20.0, 1.0], [5.0, 0.0, 7.5]];
        let design = Design::new(points.view()).unwrap();
        assert_eq!(design.rules, [1, 2]);
        let theta = array![0.3, -0.7, 1.1, -0.4];
        let columns = design.columns(points.view(), 0.8);
        let by_columns = columns.dot(&theta.slice(s![..3])) + theta[3];
        let told = design.as_points(0.8).dot(&theta);
        let by_points = design.kept(points.view()).dot(&told.slice(s![2..])) + told[0];
        assert!((by_columns - by_points).iter().all(|d| d.abs() < 1e-12));
    }

    #[test]
    fn without_differences_there_is_no_design() {
        assert!(Design::new(array![[5.0], [5.0]].view()).is_none());
        assert!(Design::new(Array2::zeros((3, 0)).view()).is_none());
    }
}
