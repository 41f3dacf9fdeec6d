//! Which numbers a rule file can have, told for each of them: `showfloor check` says the same of a whole file.

use crate::{
    scoring::{MOST, Parts, Points},
    web::manager::{NumberEdit, NumberFault, NumberMistake, Shape},
};

/// The shortest and the longest half-life, days.
const HALF_LIVES: (f64, f64) = (0.01, 36_600.0);

/// Those of these numbers that the rules cannot have.
pub(super) fn mistakes(rules: &Parts, numbers: &[NumberEdit]) -> Vec<NumberMistake> {
    let (mut warm, mut hot) = (rules.bands.warm, rules.bands.hot);
    for number in numbers {
        match number {
            NumberEdit::Warm(points) => warm = *points,
            NumberEdit::Hot(points) => hot = *points,
            _ => {}
        }
    }
    let hysteresis = rules.bands.hysteresis;
    let fault = |number: &NumberEdit| match number {
        NumberEdit::Warm(points) => outside(*points, (0.0, MOST))
            .or_else(|| (warm >= hot).then_some(NumberFault::NotBelowHot)),
        NumberEdit::Hot(points) => outside(*points, (0.0, MOST)).or_else(|| {
            let near = warm < hot && hysteresis >= hot - warm;
            near.then_some(NumberFault::TooNear { hysteresis })
        }),
        NumberEdit::Points { rule, value } => outside(*value, (-MOST, MOST)).or_else(|| {
            let nothing = *value == 0.0 && !may_be_nothing(rules, rule);
            nothing.then_some(NumberFault::Nothing)
        }),
        NumberEdit::More { value, .. } => outside(*value, (-MOST, MOST)),
        NumberEdit::HalfLife { days, .. } => outside(*days, HALF_LIVES),
    };
    let wrong = numbers.iter().filter_map(|number| {
        let why = fault(number)?;
        Some(NumberMistake {
            of: number.clone(),
            why,
        })
    });
    wrong.collect()
}

fn outside(number: f64, (least, most): (f64, f64)) -> Option<NumberFault> {
    (!(least..=most).contains(&number)).then_some(NumberFault::Outside(least, most))
}

/// Whether there are points elsewhere in the rule: below a border there may be none.
fn may_be_nothing(rules: &Parts, id: &str) -> bool {
    let rule = rules.rules.iter().find(|rule| rule.id.as_str() == id);
    rule.is_some_and(|rule| match &rule.points {
        Points::Computed(points) => {
            matches!(Shape::of(&points.text), Some(Shape::From { .. }))
        }
        Points::Fixed(_) => false,
    })
}
