//! Which alerts ought to come: as a scenario lists them, or, where it lists none, as the truth itself says.

use jiff::SignedDuration;

use super::events::{Happening, waiting_at};
use crate::{
    config::Config,
    sim::{Expectation, Hall, Truth},
    types::AlertKind,
};

/// An alert is as good as none when it comes later than this after its moment, seconds.
const LATE_S: f64 = 15.0;
/// Whoever came back is recognised when their face has been seen well: on their first round, seconds.
const RECOGNISED_S: f64 = 60.0;

const DAY_S: f64 = 86_400.0;

/// What the truth of a hall says somebody should be called for: whoever was left alone for too long, whoever waited for too
/// long, and whoever came back from another day. Scores are no matter of the truth: `hot` is neither expected nor counted.
pub(super) fn by_truth(
    hall: &Hall,
    truth: &Truth,
    happenings: &[Happening],
    config: &Config,
) -> Vec<Expectation> {
    let cast = hall.world.cast();
    let wanted = happenings.iter().filter_map(|happening| {
        let (_, person, visit) = *happening.who.first()?;
        let (alert, from, to) = match happening.kind {
            "unattended" => (AlertKind::Unattended, happening.at, happening.at + LATE_S),
            "waited" => {
                let at = waiting_at(truth, (person, visit), hall, config)?;
                (AlertKind::Waiting, at, at + LATE_S)
            }
            "returned" => (
                AlertKind::Returning,
                happening.at,
                happening.at + RECOGNISED_S,
            ),
            _ => return None,
        };
        let day = (from / DAY_S).floor();
        let time = |at: f64| {
            let since = SignedDuration::from_secs_f64(at - day * DAY_S);
            jiff::civil::Time::midnight().saturating_add(since)
        };
        Some(Expectation {
            alert,
            person: Some(cast[person].name.clone()),
            day: day as u32 + 1,
            between: time(from)..time(to),
            never: false,
            reason: "the truth says so".to_owned(),
        })
    });
    wanted.collect()
}
