//! The whole of a calibration.

use ndarray16::Array2;

use super::{
    design::Design,
    folds::out_of_fold,
    posterior::Posterior,
    ranking::{auc, auc_gain, lift_at},
    reliability::{ece_by_chance, expected_calibration_error, reliability},
    report::{Calibration, NotEnough, RuleColumn, Sample},
    settings::Settings,
    suggest::suggest,
};

/// So many visitors must have bought, and as many not: below this every interval is too wide to be worth reading.
pub const LEAST: usize = 20;

/// Visitors of a group of the reliability plot: with fewer, its interval spans most of the plot.
const GROUP: usize = 20;

/// The share of visitors whose lift is told.
const TOP: f64 = 0.1;

/// What the outcomes say about the rules. The same input gives the same output; nothing is applied.
///
/// # Errors
/// There are too few outcomes, or they say nothing about any rule; the input is malformed; the library finds no best
/// fit.
pub fn calibrate(
    rules: &[RuleColumn],
    samples: &[Sample],
    settings: &Settings,
) -> Result<Calibration, NotEnough> {
    let points = table(rules, samples)?;
    let bought: Vec<bool> = samples.iter().map(|sample| sample.converted).collect();
    let conversions = bought.iter().filter(|b| **b).count();
    enough(samples.len(), conversions)?;
    let nothing = || NotEnough::NothingVaries {
        samples: samples.len(),
    };
    let design = Design::new(points.view()).ok_or_else(nothing)?;
    let posterior = Posterior::of(&design, points.view(), &bought).map_err(NotEnough::Unfitted)?;
    let folds = settings.folds.clamp(2, LEAST);
    let unseen = out_of_fold(points.view(), &bought, folds).map_err(NotEnough::Unfitted)?;
    let totals: Vec<f64> = samples.iter().map(|s| s.points.iter().sum()).collect();
    let groups = (samples.len() / GROUP).clamp(2, settings.bins.max(2));
    let bins = reliability(&unseen, &bought, groups);
    // With finite scores and both outcomes these have values; totals can still overflow.
    let unsorted = || NotEnough::Unfitted("the numbers are too large".to_owned());
    let calibration = Calibration {
        settings: *settings,
        rules: suggest(rules, points.view(), &design, &posterior, settings),
        intercept: posterior.intercept(),
        common: posterior.common(),
        spread: posterior.deviation,
        samples: samples.len(),
        conversions,
        ece: expected_calibration_error(&bins),
        ece_by_chance: ece_by_chance(&bins),
        reliability: bins,
        lift_at_10: lift_at(&unseen, &bought, TOP).ok_or_else(unsorted)?,
        lift_before: lift_at(&totals, &bought, TOP).ok_or_else(unsorted)?,
        auc: auc(&unseen, &bought).ok_or_else(unsorted)?,
        auc_before: auc(&totals, &bought).ok_or_else(unsorted)?,
        auc_gain: auc_gain(&unseen, &totals, &bought).ok_or_else(unsorted)?,
    };
    if calibration
        .rules
        .iter()
        .all(|rule| rule.suggested.is_none())
    {
        return Err(NotEnough::Unclear(Box::new(calibration)));
    }
    Ok(calibration)
}

fn enough(samples: usize, conversions: usize) -> Result<(), NotEnough> {
    let others = samples - conversions;
    if conversions < LEAST {
        return Err(NotEnough::Conversions {
            samples,
            conversions,
            least: LEAST,
        });
    }
    if others < LEAST {
        return Err(NotEnough::Others {
            samples,
            others,
            least: LEAST,
        });
    }
    Ok(())
}

/// The points, visitors by rules.
fn table(rules: &[RuleColumn], samples: &[Sample]) -> Result<Array2<f64>, NotEnough> {
    for (i, sample) in samples.iter().enumerate() {
        let found = sample.points.len();
        if found != rules.len() || sample.points.iter().any(|p| !p.is_finite()) {
            return Err(NotEnough::Malformed {
                sample: i,
                found,
                rules: rules.len(),
            });
        }
    }
    let cell = |(sample, rule): (usize, usize)| samples[sample].points[rule];
    Ok(Array2::from_shape_fn((samples.len(), rules.len()), cell))
}
