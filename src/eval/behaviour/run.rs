//! One simulated showroom through the line.

use std::{collections::BTreeMap, time::Duration};

use super::{
    attribution::Attribution, calls::CrewReport, close::Close, crew::Colleagues, hidden::Hidden,
    taps::Taps,
};
use crate::{
    app::{Line, LineSettings},
    config::Config,
    runtime::SeededIds,
    sim::Simulation,
    store::StartState,
    types::{Alert, AlertId, AlertKind, AlertState, Event, Input, Observation, Record, Stamp},
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
    /// How the colleagues with tablets fared, where there were some.
    pub(super) crew: Option<CrewReport>,
}

/// `crew`: so many colleagues react to alerts.
pub(super) fn run(simulation: &Simulation, config: &Config, crew: usize) -> Outcome {
    let settings = LineSettings::new(config, Some(Simulation::tag()));
    let ids = Box::new(SeededIds::new(simulation.seed()));
    let roster = simulation.roster();
    let start = StartState {
        staff: roster.iter().flat_map(|e| e.templates().to_vec()).collect(),
        ..StartState::default()
    };
    let mut line = Line::new(settings, &start, ids);
    let (mut outcome, mut taps) = (Outcome::default(), Taps::default());
    let mut colleagues = Colleagues::new(simulation, crew);
    let mut last = simulation.origin();
    for told in simulation.stream() {
        last = *told.input.stamp();
        let at = simulation.since_midnight(&last);
        let records = line.step(&told.input);
        colleagues.hear(&records, &last);
        outcome.take(records, at);
        outcome.attribution.see(&line, &told);
        if let Input::Observation(Observation::Frame(frame)) = &told.input {
            outcome.hidden.see(&told, &frame.camera, at.as_secs_f64());
            outcome.close.see(&told);
            for said in taps.due(&line, simulation, &told, &frame.stamp) {
                let records = line.step(&Input::Said(said));
                colleagues.hear(&records, &last);
                outcome.take(records, at);
            }
        }
        outcome.tap(&mut line, &mut colleagues, &last, at);
    }
    let at = simulation.since_midnight(&last);
    let records = line.close(&last);
    colleagues.hear(&records, &last);
    outcome.take(records, at);
    outcome.crew = colleagues.report(simulation);
    outcome
}

impl Outcome {
    /// Carries out what colleagues tap, until nobody has anything to tap.
    fn tap(&mut self, line: &mut Line, colleagues: &mut Colleagues, now: &Stamp, at: Duration) {
        loop {
            let inputs = colleagues.due(now);
            if inputs.is_empty() {
                return;
            }
            for input in inputs {
                let records = line.step(&input);
                colleagues.hear(&records, now);
                self.take(records, at);
            }
        }
    }

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
