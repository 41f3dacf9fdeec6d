//! The world of a scenario: who is where at any moment.

use std::{collections::BTreeMap, ops::Range, time::Duration};

use super::{
    actors::{self, Task, Timetable},
    dice::Dice,
    floor::Floor,
    scenario::{Extras, Role, Scenario, Step},
    scene::{Look, PersonIndex, Scene},
    timeline::Stay,
};

/// It begins so long before the first one comes.
const BEFORE_S: f64 = 3.0;
/// Width of the index over time, seconds.
const BUCKET_S: f64 = 60.0;

/// Somebody who plays a part.
#[derive(Clone, Debug, PartialEq)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "things that are independently so or not"
)]
pub struct CastMember {
    pub name: String,
    pub role: Role,
    /// Metres.
    pub height: f64,
    /// Whether they can be known by the face.
    pub face: bool,
    /// Staff who enrolled before the scenario begins.
    pub enrolled: bool,
    /// Staff who say "that's me" on a tablet when they are taken for visitors.
    pub taps: bool,
    /// Without a story of their own.
    pub extra: bool,
}

/// A scenario, played. It never changes: it can be asked for any moment, from any thread.
#[derive(Debug)]
pub struct World {
    seed: u64,
    floor: Floor,
    cast: Vec<CastMember>,
    pub(super) stays: Vec<Stay>,
    /// Stays by the minutes in which somebody is there.
    index: BTreeMap<u64, Vec<usize>>,
    days: Vec<Range<Duration>>,
}

impl World {
    /// Plays a scenario with everything that is drawn by lot drawn from `seed`.
    pub fn new(scenario: &Scenario, seed: u64) -> Self {
        let (cast, timetables) = timetables(scenario, seed);
        let stays = actors::play(&scenario.floor, seed, timetables);
        let mut index: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
        for (i, stay) in stays.iter().enumerate() {
            for bucket in bucket(stay.from())..=bucket(stay.to()) {
                index.entry(bucket).or_default().push(i);
            }
        }
        let days = (1..=scenario.days())
            .filter_map(|day| span(&stays, day, scenario.after_s))
            .collect();
        Self {
            seed,
            floor: scenario.floor.clone(),
            cast,
            stays,
            index,
            days,
        }
    }

    pub fn floor(&self) -> &Floor {
        &self.floor
    }

    /// Everybody who ever comes; a figure's `person` is a place in it.
    pub fn cast(&self) -> &[CastMember] {
        &self.cast
    }

    /// How everybody looks, where there are so many faces to give away: first come, first served, extras last.
    pub fn looks(&self, faces: usize) -> Vec<Look> {
        let mut order: Vec<PersonIndex> = (0..self.cast.len())
            .filter(|&i| self.cast[i].face)
            .collect();
        order.sort_by_key(|&i| self.cast[i].extra);
        let face = |person: PersonIndex| {
            order
                .iter()
                .position(|&i| i == person)
                .filter(|&face| face < faces)
        };
        let look = |(person, member): (PersonIndex, &CastMember)| {
            let mut dice = Dice::new(self.seed, &["clothes", &member.name], 0);
            let mut colour = |from: f64, to: f64| {
                let grey = dice.between(from, to);
                std::array::from_fn(|_| (grey + dice.between(-30.0, 30.0)).clamp(0.0, 255.0) as u8)
            };
            let (top, trousers) = (colour(50.0, 210.0), colour(30.0, 90.0));
            Look {
                face: face(person),
                top,
                trousers,
            }
        };
        self.cast.iter().enumerate().map(look).collect()
    }

    /// The stretches of time in which there is something to see, one for each day, since midnight of day 1.
    pub fn days(&self) -> &[Range<Duration>] {
        &self.days
    }

    /// The stretch of one day; `after_s` as in the scenario. `None` where nobody comes.
    pub(super) fn day(&self, day: u32, after_s: f64) -> Option<Range<Duration>> {
        span(&self.stays, day, after_s)
    }

    /// Everybody in the building at a moment.
    pub fn scene(&self, at: Duration) -> Scene {
        let t = at.as_secs_f64();
        let stays = self.index.get(&bucket(t)).into_iter().flatten();
        let mut figures: Vec<_> = stays
            .filter_map(|&i| {
                let stay = &self.stays[i];
                let member = &self.cast[stay.person];
                stay.figure(t, member.height, (self.seed, &member.name))
            })
            .collect();
        figures.sort_by_key(|figure| figure.person);
        Scene { at, figures }
    }
}

fn bucket(t: f64) -> u64 {
    (t / BUCKET_S) as u64
}

/// From shortly before the first one comes on a day until a while after the last one left.
fn span(stays: &[Stay], day: u32, after_s: f64) -> Option<Range<Duration>> {
    let of_day = || stays.iter().filter(|stay| stay.day == day);
    let from = of_day().map(Stay::from).min_by(f64::total_cmp)?;
    let to = of_day().map(Stay::to).max_by(f64::total_cmp)?;
    // Whole seconds, so that frames of all days fall on the same fractions.
    let from = (from - BEFORE_S).max(0.0).floor();
    Some(Duration::from_secs_f64(from)..Duration::from_secs_f64((to + after_s).ceil()))
}

/// The cast, and what each of them will do.
fn timetables(scenario: &Scenario, seed: u64) -> (Vec<CastMember>, Vec<Timetable>) {
    let index_of = |id: &str| scenario.people.iter().position(|person| person.id == id);
    let mut cast = Vec::new();
    let mut timetables = Vec::new();
    for (i, person) in scenario.people.iter().enumerate() {
        cast.push(CastMember {
            name: person.id.clone(),
            role: person.role,
            height: person.height,
            face: person.face,
            enrolled: person.enrolled,
            taps: person.taps,
            extra: false,
        });
        for (n, visit) in person.visits.iter().enumerate() {
            let resolve = |step: &Step| match step {
                Step::TalkTo { person, for_s } => {
                    let to = index_of(person)?;
                    Some(Task::Talk { to, for_s: *for_s })
                }
                Step::Follow { person, for_s } => {
                    let whom = index_of(person)?;
                    Some(Task::Follow {
                        whom,
                        for_s: *for_s,
                    })
                }
                Step::Until(time) => {
                    let until = scenario.since_midnight(visit.day, *time);
                    Some(Task::Until(until.as_secs_f64()))
                }
                other => Some(Task::Step(other.clone())),
            };
            timetables.push(Timetable {
                person: i,
                name: person.id.clone(),
                visit: n as u32,
                day: visit.day,
                at: scenario.since_midnight(visit.day, visit.at).as_secs_f64(),
                inside: visit.inside.clone(),
                company: visit.with.as_deref().and_then(index_of),
                steps: visit.steps.iter().filter_map(resolve).collect(),
            });
        }
    }
    if let Some(extras) = &scenario.extras {
        for day in 1..=scenario.days() {
            for n in 0..extras.count {
                let (member, timetable) = extra(scenario, extras, seed, (day, n), cast.len());
                cast.push(member);
                timetables.push(timetable);
            }
        }
    }
    (cast, timetables)
}

/// Somebody without a story: comes, walks about, looks at a car or two, leaves.
fn extra(
    scenario: &Scenario,
    extras: &Extras,
    seed: u64,
    (day, n): (u32, u32),
    person: PersonIndex,
) -> (CastMember, Timetable) {
    let name = match extras.hall {
        1 => format!("extra-{day}-{}", n + 1),
        hall => format!("extra-{day}-{}-{hall}", n + 1),
    };
    let mut dice = Dice::new(seed, &["extra", &name], 0);
    let from = scenario
        .since_midnight(day, extras.between.start)
        .as_secs_f64();
    let to = scenario
        .since_midnight(day, extras.between.end)
        .as_secs_f64();
    let at = dice.between(from, to);
    let looks = dice.below(extras.looks as usize + 1);
    let cars = &scenario.floor.cars;
    let mut steps = Vec::new();
    if let Some(some) = cars.get(dice.below(cars.len().max(1))) {
        steps.push(Task::Step(Step::WalkBy {
            car: some.id.as_str().to_owned(),
        }));
    }
    for _ in 0..looks {
        if let Some(car) = cars.get(dice.below(cars.len().max(1))) {
            let for_s = dice.between(extras.look_s.start, extras.look_s.end);
            steps.push(Task::Step(Step::LookAt {
                car: car.id.as_str().to_owned(),
                for_s,
            }));
        }
    }
    let member = CastMember {
        name: name.clone(),
        role: Role::Visitor,
        height: 1.72 + 0.08 * dice.normal().clamp(-2.0, 2.0),
        face: extras.faces,
        enrolled: false,
        taps: false,
        extra: true,
    };
    let timetable = Timetable {
        person,
        name,
        visit: 0,
        day,
        at,
        inside: None,
        company: None,
        steps,
    };
    (member, timetable)
}
