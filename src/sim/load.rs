//! More of the same, for load: a scenario several times over, beside each other and day after day.

use jiff::{Span, civil::Time};

use super::scenario::{Expectation, Scenario, Step, Target};

/// The halls of a multiplied scenario are this far apart in what happens, so that not all doors open at once, seconds.
const SHIFT_S: i64 = 13;

impl Scenario {
    /// The scenario `scale` times side by side, with people and cameras of their own, and `times` one after another: the
    /// named people come again, those without a story are others each day.
    pub fn multiplied(&self, scale: u32, times: u32) -> Vec<Self> {
        let long = self.repeated(times);
        (1..=scale).map(|hall| long.hall(hall)).collect()
    }

    fn repeated(&self, times: u32) -> Self {
        let mut long = self.clone();
        let days = self.days();
        for again in 1..times {
            let later = again * days;
            for (person, first) in long.people.iter_mut().zip(&self.people) {
                let visits = first.visits.iter().cloned().map(|mut visit| {
                    visit.day += later;
                    visit
                });
                person.visits.extend(visits);
            }
            for (camera, first) in long.cameras.iter_mut().zip(&self.cameras) {
                let faults = first.faults.iter().cloned().map(|mut fault| {
                    fault.day += later;
                    fault
                });
                camera.faults.extend(faults);
            }
        }
        if times > 1 {
            // They were written for one time: the second time, everybody has been here before.
            long.expectations.clear();
        }
        long
    }

    /// The `number`th hall, from 1: the first is the scenario itself.
    fn hall(&self, number: u32) -> Self {
        let mut hall = self.clone();
        if number < 2 {
            return hall;
        }
        let named = |id: &str| format!("{id}-{number}");
        let later =
            |time: Time| time.saturating_add(Span::new().seconds(SHIFT_S * i64::from(number - 1)));
        for car in &mut hall.floor.cars {
            car.id = named(car.id.as_str()).into();
        }
        for place in &mut hall.floor.places {
            place.id = named(place.id.as_str()).into();
        }
        for camera in &mut hall.cameras {
            camera.camera.id = named(camera.camera.id.as_str()).into();
        }
        for person in &mut hall.people {
            person.id = named(&person.id);
            for visit in &mut person.visits {
                visit.at = later(visit.at);
                visit.inside = visit.inside.as_deref().map(named);
                visit.with = visit.with.as_deref().map(named);
                for step in &mut visit.steps {
                    rename(step, &named, &later);
                }
            }
        }
        if let Some(extras) = &mut hall.extras {
            extras.hall = number;
        }
        for Expectation {
            person, between, ..
        } in &mut hall.expectations
        {
            *person = person.as_deref().map(named);
            *between = later(between.start)..later(between.end);
        }
        hall
    }
}

fn rename(step: &mut Step, named: &impl Fn(&str) -> String, later: &impl Fn(Time) -> Time) {
    match step {
        Step::LookAt { car: id, .. }
        | Step::WalkBy { car: id }
        | Step::TalkTo { person: id, .. }
        | Step::Follow { person: id, .. }
        | Step::WalkTo(Target::Named(id))
        | Step::WaitAt {
            target: Target::Named(id),
            ..
        } => *id = named(id),
        Step::Until(time) => *time = later(*time),
        Step::WalkTo(Target::Spot(_)) | Step::WaitAt { .. } | Step::Pause { .. } => {}
    }
}

#[cfg(test)]
mod tests {
    use crate::sim::{Truth, World, testing};

    #[test]
    fn halls_have_people_and_cameras_of_their_own_and_days_follow_each_other() {
        let halls = testing::scenario().multiplied(3, 2);
        assert_eq!(halls.len(), 3);
        let cameras: Vec<_> = halls
            .iter()
            .map(|h| h.cameras[0].camera.id.to_string())
            .collect();
        assert_eq!(cameras, ["hall", "hall-2", "hall-3"]);
        let one = Truth::of(&World::new(&testing::scenario(), 5));
        for hall in &halls {
            let truth = Truth::of(&World::new(hall, 5));
            assert_eq!(truth.visits.len(), 2 * one.visits.len());
            assert_eq!(truth.contacts.len(), 2 * one.contacts.len());
            assert_eq!(hall.days(), 2);
        }
    }
}
