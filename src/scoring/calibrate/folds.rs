//! Probabilities for visitors the model has not seen.

use ndarray16::{ArrayView2, Axis};

use super::{design::Design, posterior::Posterior};

/// Cuts the visitors into `folds` parts and predicts each by a model of the others, shrinkage and scales included.
/// Buyers go to the parts in turn, in the order they are given, and so do the others, from the last part on: each part
/// has about its share of both, and the same visitors always fall into the same parts.
///
/// All predictions are then looked at together. As each comes from another model, this makes the area under the curve a
/// little too small rather than too large (G. Forman, M. Scholz, "Apples-to-apples in cross-validation studies", SIGKDD
/// Explorations 12, 2010).
pub(super) fn out_of_fold(
    points: ArrayView2<'_, f64>,
    bought: &[bool],
    folds: usize,
) -> Result<Vec<f64>, String> {
    let fold_of = assign(bought, folds);
    let mut probabilities = vec![0.0; bought.len()];
    for fold in 0..folds {
        let (held, seen): (Vec<usize>, Vec<usize>) =
            (0..bought.len()).partition(|i| fold_of[*i] == fold);
        let outcomes: Vec<bool> = seen.iter().map(|i| bought[*i]).collect();
        let training = points.select(Axis(0), &seen);
        // Where only those held back differ in anything, the others say how many buy and no more.
        let Some(design) = Design::new(training.view()) else {
            let share = outcomes.iter().filter(|b| **b).count() as f64 / outcomes.len() as f64;
            for i in held {
                probabilities[i] = share;
            }
            continue;
        };
        let posterior = Posterior::of(&design, training.view(), &outcomes)?;
        let asked = design.kept(points.select(Axis(0), &held).view());
        for (row, i) in asked.rows().into_iter().zip(held) {
            probabilities[i] = posterior.predict(row);
        }
    }
    Ok(probabilities)
}

fn assign(bought: &[bool], folds: usize) -> Vec<usize> {
    let (mut buyers, mut others) = (0, 0);
    let next = |b: &bool| {
        if *b {
            buyers += 1;
            (buyers - 1) % folds
        } else {
            others += 1;
            folds - 1 - (others - 1) % folds
        }
    };
    bought.iter().map(next).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_has_its_share_of_buyers_and_of_others() {
        let bought: Vec<bool> = (0..103).map(|i| i % 4 == 0).collect();
        let parts = assign(&bought, 5);
        for outcome in [true, false] {
            let sizes: Vec<usize> = (0..5)
                .map(|fold| {
                    let both = parts.iter().zip(&bought);
                    both.filter(|(part, b)| **part == fold && **b == outcome)
                        .count()
                })
                .collect();
            let (low, high) = (sizes.iter().min().unwrap(), sizes.iter().max().unwrap());
            assert!(high - low <= 1, "{sizes:?}");
        }
    }
}
