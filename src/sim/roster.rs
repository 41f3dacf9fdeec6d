//! The colleagues who enrolled before the scenario begins.

use ulid::Ulid;

use super::{
    sensors::{Sensed, portraits},
    stream::Simulation,
};
use crate::types::{Enrolment, StaffConsent, StaffId};

/// So many portraits are taken of each.
const PORTRAITS: u64 = 5;
/// The quality of their faces, 0 to 1.
const QUALITY: f32 = 0.9;

impl Simulation {
    /// The enrolments of all halls, with simulated signatures.
    pub fn roster(&self) -> Vec<Enrolment> {
        let mut roster = Vec::new();
        for hall in self.halls() {
            let cast = hall.world.cast();
            let sensed = cast.iter().map(|member| Sensed {
                name: member.name.clone(),
                face: member.face,
            });
            let people: Vec<_> = sensed.collect();
            let enrolled = cast
                .iter()
                .enumerate()
                .filter(|(_, member)| member.enrolled);
            for (person, member) in enrolled {
                let at = self.origin().utc;
                let number = roster.len() as u128 + 1;
                let id = StaffId(Ulid::from_parts(at.as_millisecond().max(0) as u64, number));
                let text = "simulated".to_owned();
                let consent = StaffConsent::recorded(at, "simulation".to_owned(), text);
                let signatures = portraits(&people, person, hall.noise(), self.seed(), PORTRAITS);
                let signatures = signatures.into_iter().map(|s| (s, QUALITY));
                roster.push(Enrolment::new(id, member.name.clone(), consent, signatures));
            }
        }
        roster
    }
}
