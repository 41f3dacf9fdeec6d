//! The figures.

use std::collections::BTreeMap;

use serde::Serialize;

use super::calls::CrewReport;

/// One kind of event or alert.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Tally {
    /// How many there should have been.
    pub truth: u32,
    /// How many the line told.
    pub found: u32,
    /// Of those, right.
    pub right: u32,
    /// `right / found`; none where nothing was told.
    pub precision: Option<f64>,
    /// `right / truth`; none where there was nothing to tell.
    pub recall: Option<f64>,
}

impl Tally {
    pub(super) fn add(&mut self, truth: u32, found: u32, right: u32) {
        self.truth += truth;
        self.found += found;
        self.right += right;
        let share = |of: u32| (of > 0).then(|| f64::from(self.right) / f64::from(of));
        (self.precision, self.recall) = (share(self.found), share(self.truth));
    }
}

/// Seconds from the moment that caused an alert to the alert.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct AlertDelay {
    pub count: u32,
    pub median: f64,
    pub p95: f64,
}

/// By how much dwells at cars are off, per cent of the true dwell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct DwellErrors {
    pub count: u32,
    /// None where nobody dwelled.
    pub median_pct: Option<f64>,
    pub mean_pct: Option<f64>,
    pub worst_pct: Option<f64>,
}

impl DwellErrors {
    pub(super) fn of(errors: &mut [f64]) -> Self {
        errors.sort_by(f64::total_cmp);
        let count = errors.len();
        Self {
            count: count as u32,
            median_pct: quantile(errors, 0.5),
            mean_pct: (count > 0).then(|| errors.iter().sum::<f64>() / count as f64),
            worst_pct: quantile(errors, 1.0),
        }
    }
}

/// Something that was missed, or told wrongly.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Mistake {
    pub scenario: String,
    pub seed: u64,
    /// Time of the day in the showroom.
    pub at: String,
    pub what: String,
}

/// All events and all alerts of one scenario, over its seeds.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ScenarioTotals {
    pub scenario: String,
    pub events: Tally,
    pub alerts: Tally,
}

/// How well the line did.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct BehaviourReport {
    /// Names of the scenarios.
    pub scenarios: Vec<String>,
    /// How many seeds each was run with.
    pub seeds: u32,
    /// By kind.
    pub events: BTreeMap<String, Tally>,
    /// Those of people whose face is 50 pixels wide somewhere in the visit, turned to a camera and not hidden.
    pub events_close: BTreeMap<String, Tally>,
    pub alerts: BTreeMap<String, Tally>,
    /// The same, kinds together, for each scenario.
    pub by_scenario: Vec<ScenarioTotals>,
    /// Median over visits and cars of the dwell's error, per cent of the true dwell; none where nobody dwelled. Time for
    /// which the camera failed is no part of it.
    pub dwell_error_pct: Option<f64>,
    /// The mean, and the worst.
    pub dwell_error_mean_pct: Option<f64>,
    pub dwell_error_max_pct: Option<f64>,
    pub dwell_error_all: DwellErrors,
    /// The same, apart: of those whom a camera had in sight all the while, who were hidden behind cars and people for up
    /// to 30 seconds in a row, and for longer.
    pub dwell_error_seen: DwellErrors,
    pub dwell_error_hidden: DwellErrors,
    pub dwell_error_hidden_long: DwellErrors,
    pub alert_delay_s: AlertDelay,
    /// How colleagues with tablets fared with the alerts, where there were some.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crew: Option<CrewReport>,
    /// How often somebody in one camera's picture went over to another presence.
    pub identity_switches: u32,
    /// Every mistake of the alerts, and of the first seed's events.
    pub mistakes: Vec<Mistake>,
}

/// All kinds together.
pub(super) fn total(kinds: &BTreeMap<String, Tally>) -> [u32; 3] {
    kinds.values().fold([0; 3], |[truth, found, right], t| {
        [truth + t.truth, found + t.found, right + t.right]
    })
}

/// The value below which this part of the sorted values lies.
pub(super) fn quantile(sorted: &[f64], part: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    Some(sorted[(part * last as f64).round() as usize])
}
