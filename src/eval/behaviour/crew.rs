//! Colleagues with tablets, in a run that is measured.

use std::time::Duration;

use super::calls::{Calls, CrewReport};
use crate::{
    sim::{Answer, Crew, Simulation, StaffSettings, crew_names},
    types::{Input, Record, Stamp},
};

/// Colleagues who react to what the line says, without a broker between: taps are carried out at their time.
#[derive(Debug, Default)]
pub(super) struct Colleagues {
    users: Vec<String>,
    crew: Option<Crew>,
    calls: Calls,
}

impl Colleagues {
    /// So many of them; none: nobody reacts. They have no body in the showroom, so contacts are what the cameras see.
    pub(super) fn new(simulation: &Simulation, count: usize) -> Self {
        if count == 0 {
            return Self::default();
        }
        let halls = simulation.halls().first();
        let users = halls.map_or_else(Vec::new, |hall| crew_names(&hall.scenario, Some(count)));
        let settings = StaffSettings::default().seen_by_cameras();
        let crew = Crew::new(&users, &settings, simulation.seed());
        Self {
            users,
            crew: Some(crew),
            calls: Calls::default(),
        }
    }

    /// What a step of the line gave comes to the tablets.
    pub(super) fn hear(&mut self, records: &[Record], now: &Stamp) {
        let Some(crew) = &mut self.crew else { return };
        let at = Duration::from_nanos(now.mono_ns);
        for record in records {
            match record {
                Record::Alert(alert) => {
                    self.calls.take(alert, at);
                    crew.hear(alert, at);
                }
                Record::Message(message) => {
                    let user = message.topic.rsplit_once("/replies/");
                    if let (Some((_, user)), Some(answer)) = (user, Answer::read(&message.payload))
                    {
                        crew.answer(user, &answer, at);
                    }
                }
                _ => {}
            }
        }
    }

    /// What they have tapped by now.
    pub(super) fn due(&mut self, now: &Stamp) -> Vec<Input> {
        let Some(crew) = &mut self.crew else {
            return Vec::new();
        };
        let taps = crew.due(Duration::from_nanos(now.mono_ns));
        taps.iter().map(|tap| tap.input(*now)).collect()
    }

    /// How they fared; none where there were none.
    pub(super) fn report(&self, simulation: &Simulation) -> Option<CrewReport> {
        self.crew.as_ref()?;
        let days = simulation.days().into_iter();
        let long: Duration = days.map(|day| day.end.saturating_sub(day.start)).sum();
        let hours = long.as_secs_f64() / 3600.0;
        Some(self.calls.figures(&self.users, hours))
    }
}
