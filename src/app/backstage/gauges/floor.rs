//! The floor in numbers.

use super::{text::Exposition, watch::Gauges};
use crate::types::AlertState;

pub(super) fn write(gauges: &Gauges, text: &mut Exposition) {
    let floor = gauges.telemetry.floor();
    text.gauge("showfloor_visits_open", "Visits that are open.")
        .is(floor.visits);
    let help = "Visitors who are in the showroom, children too.";
    text.gauge("showfloor_people_present", help)
        .is(floor.people);
    let help = "Alerts that are not over, by their state.";
    let mut family = text.gauge("showfloor_alerts_open", help);
    for (state, word) in AlertState::STANDING {
        let count = floor.alerts.iter().find(|(known, _)| *known == state);
        family.of(&[("state", word)], count.map_or(0, |(_, count)| *count));
    }
    let help = "Seconds since the last decision was made: it takes one whenever time passes, visitors or not.";
    let mut family = text.gauge("showfloor_last_decision_age_seconds", help);
    if let Some(ago) = gauges.telemetry.since_step() {
        family.is(ago.as_secs_f64());
    }
}
