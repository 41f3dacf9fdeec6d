//! One simulated showroom through the line.

use std::{collections::BTreeMap, time::Duration};

use super::{attribution::Attribution, close::Close, hidden::Hidden, taps::Taps};
use crate::{
    app::{Line, LineSettings},
    config::Config,
    runtime::SeededIds,
    sim::Simulation,
    store::StartState,
    types::{Alert, AlertId, AlertKind, AlertState, Event, Input, Observation, Record},
};

/// What the line said, and whom it said it about.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) events: Vec<Event>,
    /// What called for somebody: of each alert the revisions that told a further cause, under that kind, each with the time
    /// at which it was told, since midnight of day 1.
    pub(super) alerts: Vec<(Duration, Alert)>,
    /// The causes that each alert has told.
    told: BTreeMap<AlertId, Vec<AlertKind>>,
    pub(super) attribution: Attribution,
    pub(super) hidden: Hidden,
    pub(super) close: Close,
}

pub(super) fn run(simulation: &Simulation, config: &Config) -> Outcome {
    let settings = LineSettings::new(config, Some(Simulation::tag()));
    let ids = Box::new(SeededIds::new(simulation.seed()));
    let roster = simulation.roster();
    let start = StartState {
        staff: roster.iter().flat_map(|e| e.templates().to_vec()).collect(),
        ..StartState::default()
    };
    let mut line = Line::new(settings, &start, ids);
    let (mut outcome, mut taps) = (Outcome::default(), Taps::default());
    let mut last = simulation.origin();
    for told in simulation.stream() {
        last = *told.input.stamp();
        let at = simulation.since_midnight(&last);
        let records = line.step(&told.input);
        outcome.take(records, at);
        outcome.attribution.see(&line, &told);
        if let Input::Observation(Observation::Frame(frame)) = &told.input {
            outcome.hidden.see(&told, &frame.camera, at.as_secs_f64());
            outcome.close.see(&told);
            for said in taps.due(&line, simulation, &told, &frame.stamp) {
                let records = line.step(&Input::Said(said));
                outcome.take(records, at);
            }
        }
    }
    let at = simulation.since_midnight(&last);
    outcome.take(line.close(&last), at);
    outcome
}

impl Outcome {
    fn take(&mut self, records: Vec<Record>, at: Duration) {
        // What an alert says that another one goes on to say is told once.
        let mut handed_on = Vec::new();
        for record in &records {
            if let Record::Alert(alert) = record
                && alert.state == AlertState::Closed
            {
                handed_on.extend(alert.causes.iter().copied());
            }
        }
        for record in records {
            match record {
                Record::Event(event) => self.events.push(event),
                // What is said of cameras is not about people.
                Record::Alert(alert) if alert.camera.is_none() => {
                    let told = self.told.entry(alert.id).or_default();
                    for kind in &alert.causes {
                        if told.contains(kind) {
                            continue;
                        }
                        told.push(*kind);
                        if alert.rev == 1 || !handed_on.contains(kind) {
                            let kind = *kind;
                            self.alerts.push((
                                at,
                                Alert {
                                    kind,
                                    ..(*alert).clone()
                                },
                            ));
                        }
                    }
                }
                Record::Visit(visit) => self.attribution.learn(visit.id, visit.presence),
                _ => {}
            }
        }
    }
}
