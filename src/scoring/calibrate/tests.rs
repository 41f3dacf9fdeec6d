//! What a calibration says, and when it says nothing.

use proptest::prelude::*;

use super::{
    Calibration, NotEnough, RuleColumn, Sample, Settings, Silence, calibrate,
    simulated::{Showroom, World},
};

fn rules(points: &[f64]) -> Vec<RuleColumn> {
    let rule = |(i, points): (usize, &f64)| RuleColumn {
        id: format!("rule-{i}"),
        points: *points,
    };
    points.iter().enumerate().map(rule).collect()
}

fn sample(points: &[f64], converted: bool) -> Sample {
    Sample {
        points: points.to_vec(),
        converted,
    }
}

/// A room where suggestions are made.
fn clear() -> (Showroom, Calibration) {
    let room = Showroom::new(World::PerFiring, 600, 5);
    let found = calibrate(&room.rules, &room.samples, &Settings::default()).unwrap();
    (room, found)
}

#[test]
fn ten_outcomes_are_refused() {
    let room = Showroom::new(World::PerPoint, 10, 1);
    let refused = calibrate(&room.rules, &room.samples, &Settings::default());
    assert!(matches!(
        refused,
        Err(NotEnough::Conversions {
            samples: 10,
            least: 20,
            ..
        })
    ));
    let none = calibrate(&room.rules, &[], &Settings::default());
    assert!(matches!(
        none,
        Err(NotEnough::Conversions { samples: 0, .. })
    ));
}

#[test]
fn the_refusal_counts_and_says_what_to_do() {
    let all: Vec<Sample> = (0..87).map(|i| sample(&[f64::from(i)], i < 19)).collect();
    let refused = calibrate(&rules(&[5.0]), &all, &Settings::default()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "19 of 87 visitors with an outcome bought: below 20 nothing can be learnt\n\
         hint: record the outcome of every visitor, as soon as it is known"
    );
    let all: Vec<Sample> = (0..87).map(|i| sample(&[f64::from(i)], i >= 19)).collect();
    let refused = calibrate(&rules(&[5.0]), &all, &Settings::default()).unwrap_err();
    assert!(
        refused
            .to_string()
            .starts_with("19 of 87 visitors with an outcome did not buy")
    );
}

#[test]
fn malformed_input_is_named() {
    let few = [sample(&[1.0, 2.0], true), sample(&[1.0], false)];
    let refused = calibrate(&rules(&[5.0, 5.0]), &few, &Settings::default());
    let named = |sample, found| NotEnough::Malformed {
        sample,
        found,
        rules: 2,
    };
    assert_eq!(refused, Err(named(1, 1)));
    let infinite = [sample(&[f64::INFINITY, 0.0], true)];
    let refused = calibrate(&rules(&[5.0, 5.0]), &infinite, &Settings::default());
    assert_eq!(refused, Err(named(0, 2)));
}

#[test]
fn where_nobody_differs_nothing_is_said() {
    let all: Vec<Sample> = (0..60).map(|i| sample(&[5.0, 0.0], i % 2 == 0)).collect();
    let refused = calibrate(&rules(&[5.0, 3.0]), &all, &Settings::default());
    assert_eq!(refused, Err(NotEnough::NothingVaries { samples: 60 }));
}

#[test]
fn outcomes_that_do_not_hang_on_points_at_all_give_no_suggestion() {
    // As many of each kind: the library starts at the best fit.
    let all: Vec<Sample> = (0..80)
        .map(|i| {
            sample(
                &[f64::from(i % 4 / 2) * 10.0, f64::from(i % 8 / 4)],
                i % 2 == 0,
            )
        })
        .collect();
    let Err(NotEnough::Unclear(found)) =
        calibrate(&rules(&[10.0, 1.0]), &all, &Settings::default())
    else {
        panic!("something was said");
    };
    assert!(
        found
            .rules
            .iter()
            .all(|r| r.why_none == Some(Silence::Unclear))
    );
    assert!(found.auc_gain.contains(0.0));
}

#[test]
fn suggestions_keep_the_mean_of_the_points() {
    let (room, _) = clear();
    let settings = Settings {
        step: 0.0,
        ..Settings::default()
    };
    let found = calibrate(&room.rules, &room.samples, &settings).unwrap();
    let (mut before, mut after) = (0.0, 0.0);
    for (i, rule) in found.rules.iter().enumerate() {
        let Some(suggested) = rule.suggested else {
            continue;
        };
        let given: f64 = room.samples.iter().map(|s| s.points[i]).sum();
        before += given;
        after += given * suggested.value / rule.points_before;
    }
    assert!(
        before > 0.0 && (before - after).abs() < 1e-6 * before,
        "{before} {after}"
    );
}

#[test]
fn suggestions_are_halves_inside_their_intervals() {
    let (_, found) = clear();
    let suggested: Vec<_> = found
        .rules
        .iter()
        .filter_map(|rule| rule.suggested)
        .collect();
    assert!(suggested.len() > 1);
    for points in suggested {
        assert!(points.contains(points.value));
        let numbers = [points.value, points.ci95[0], points.ci95[1]];
        assert!(
            numbers.iter().all(|p| (p * 2.0).fract() == 0.0),
            "{points:?}"
        );
    }
    let silent = |r: &super::Weight| r.suggested.is_none() == r.why_none.is_some();
    assert!(found.rules.iter().all(silent));
}

#[test]
fn the_same_visitors_give_the_same_calibration() {
    let (room, found) = clear();
    let again = calibrate(&room.rules, &room.samples, &Settings::default());
    assert_eq!(again, Ok(found));
}

#[test]
fn rules_that_everybody_or_hardly_anybody_has_get_no_suggestion() {
    let (mut room, before) = clear();
    room.rules.extend(rules(&[5.0, 8.0]));
    for (i, visitor) in room.samples.iter_mut().enumerate() {
        visitor.points.extend([5.0, if i < 3 { 8.0 } else { 0.0 }]);
    }
    let found = calibrate(&room.rules, &room.samples, &Settings::default()).unwrap();
    let [constant, rare] = &found.rules[6..] else {
        panic!("{} rules", found.rules.len());
    };
    assert_eq!(constant.why_none, Some(Silence::Constant));
    assert_eq!(constant.log_odds_per_point, None);
    assert_eq!(rare.why_none, Some(Silence::Rare));
    assert!(rare.log_odds_per_point.is_some());
    // What everybody has says nothing about the others.
    assert_eq!(found.rules.len(), before.rules.len() + 2);
}

#[test]
fn a_rule_alone_has_nothing_to_be_compared_to() {
    let all: Vec<Sample> = (0..200)
        .map(|i| sample(&[f64::from(i % 7)], i % 7 > 3 || i % 11 == 0))
        .collect();
    let Err(NotEnough::Unclear(found)) = calibrate(&rules(&[3.0]), &all, &Settings::default())
    else {
        panic!("a suggestion from one rule");
    };
    assert_eq!(found.rules[0].why_none, Some(Silence::Alone));
    assert!(found.rules[0].log_odds_per_point.unwrap().ci95[0] > 0.0);
}

#[test]
fn penalties_keep_their_sign_where_they_are_right() {
    // The second rule takes points away from those who buy less.
    let all: Vec<Sample> = (0..400)
        .map(|i| {
            let (stays, leaves) = (i % 2 == 0, i % 3 == 0);
            let score = i32::from(stays) - i32::from(leaves) + i32::from(i % 5 == 0);
            let points = [
                if stays { 10.0 } else { 0.0 },
                if leaves { -10.0 } else { 0.0 },
            ];
            sample(&points, score > 0)
        })
        .collect();
    let found = calibrate(&rules(&[10.0, -10.0]), &all, &Settings::default()).unwrap();
    let suggested: Vec<f64> = found
        .rules
        .iter()
        .map(|r| r.suggested.unwrap().value)
        .collect();
    assert!(suggested[0] > 0.0 && suggested[1] < 0.0, "{suggested:?}");
}

#[test]
fn outcomes_that_points_tell_without_fail_stay_finite() {
    let all: Vec<Sample> = (0..100)
        .map(|i| sample(&[f64::from(i), f64::from(i % 3)], i >= 50))
        .collect();
    let found = match calibrate(&rules(&[1.0, 1.0]), &all, &Settings::default()) {
        Ok(found) => found,
        Err(NotEnough::Unclear(found)) => *found,
        Err(other) => panic!("{other}"),
    };
    let weight = found.rules[0].log_odds_per_point.unwrap();
    assert!(weight.ci95[0] > 0.0 && weight.ci95[1].is_finite());
    assert!(found.auc > 0.99);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_comes_in_something_comes_out(
        visitors in prop::collection::vec((prop::collection::vec(-3i8..4, 3), any::<bool>()), 0..90),
        power in -200i32..200,
        step in -1.0..2.0,
    ) {
        let scale = 10f64.powi(power);
        let one = |(points, bought): (Vec<i8>, bool)| {
            let points: Vec<f64> = points.into_iter().map(|p| f64::from(p) * scale).collect();
            sample(&points, bought)
        };
        let all: Vec<Sample> = visitors.into_iter().map(one).collect();
        let settings = Settings { step, folds: 0, bins: 0, least_visitors: 0 };
        if let Ok(found) = calibrate(&rules(&[scale, -scale, 0.0]), &all, &settings) {
            prop_assert!((0.0..=1.0).contains(&found.auc));
            prop_assert!((0.0..=1.0).contains(&found.ece));
            prop_assert!(found.intercept.value.is_finite());
        }
    }
}
