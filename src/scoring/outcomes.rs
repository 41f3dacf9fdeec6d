//! What came of leads, and what their scores were before that was known.

use super::{
    calibrate::{RuleColumn, Sample},
    ledger::Ledger,
    rules::{Points, RuleSet, Target},
};
use crate::types::VisitorId;

/// Somebody bought, or is known not to: `sold` or `lost`, whichever was told first.
#[derive(Clone, Debug)]
pub(super) struct Outcome {
    pub(super) sold: bool,
    /// The engagement just before.
    pub(super) score: f64,
    /// What was left of the points of each rule of engagement, by its place.
    pub(super) points: Vec<f64>,
}

impl Ledger {
    /// Everybody with an outcome, in the order of visitors: scores just before, and whether they bought.
    pub(super) fn judged(&self) -> (Vec<f64>, Vec<bool>) {
        self.outcomes()
            .map(|(_, outcome)| (outcome.score, outcome.sold))
            .unzip()
    }

    fn outcomes(&self) -> impl Iterator<Item = (VisitorId, &Outcome)> {
        self.visitors()
            .filter_map(|visitor| Some((visitor, self.progress(visitor)?.outcome.as_ref()?)))
    }

    /// What calibration learns from: the rules of engagement that may give points before an outcome, and everybody with
    /// an outcome.
    pub fn samples(&self) -> (Vec<RuleColumn>, Vec<Sample>) {
        let rules = self.rules();
        let learnt: Vec<usize> = (0..rules.rules.len())
            .filter(|place| learns(rules, *place))
            .collect();
        let columns = learnt.iter().map(|place| {
            let rule = &rules.rules[*place];
            RuleColumn {
                id: rule.id.to_string(),
                points: match rule.points {
                    Points::Fixed(points) => points,
                    Points::Computed(_) => self.usual_points(*place),
                },
            }
        });
        let columns = columns.collect();
        let samples = self.outcomes().map(|(_, outcome)| Sample {
            points: learnt.iter().map(|place| outcome.points[*place]).collect(),
            converted: outcome.sold,
        });
        (columns, samples.collect())
    }

    /// The mean of what a rule that calculates its points has given; 1 where it has given nothing.
    fn usual_points(&self, place: usize) -> f64 {
        let id = &self.rules().rules[place].id;
        let everybody = self.visitors().flat_map(|visitor| self.entries(visitor));
        let (mut sum, mut n) = (0.0, 0.0);
        for entry in everybody.filter(|entry| entry.rule == *id) {
            sum += entry.points;
            n += 1.0;
        }
        if n == 0.0 { 1.0 } else { sum / n }
    }
}

/// Outcomes themselves predict nothing, and other scores than engagement have no bands.
fn learns(rules: &RuleSet, place: usize) -> bool {
    use super::expression::{OUTCOMES, On};
    let rule = &rules.rules[place];
    let outcome = matches!(&rule.on, On::Report(name) if OUTCOMES.contains(&name.as_str()));
    rule.target == Target::Engagement && !outcome
}
