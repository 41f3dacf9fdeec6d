//! Somebody who plays a part: what is still to be done, and what has been.

use std::collections::VecDeque;

use crate::sim::{
    dice::Dice,
    floor::Spot,
    scenario::{Step, Target},
    scene::{PersonIndex, Pose},
    timeline::{Doing, Gaze, Leg, Stay},
};

/// Metres per second, before everybody's own pace.
const WALK_MPS: f64 = 1.2;

/// Somebody's timetable of one visit, with times resolved to seconds.
#[derive(Clone, Debug)]
pub(in super::super) struct Timetable {
    pub(in super::super) person: PersonIndex,
    pub(in super::super) name: String,
    pub(in super::super) visit: u32,
    pub(in super::super) day: u32,
    pub(in super::super) at: f64,
    /// Begins here, already in the building.
    pub(in super::super) inside: Option<String>,
    pub(in super::super) company: Option<PersonIndex>,
    pub(in super::super) steps: Vec<Task>,
}

/// A step with its references resolved.
#[derive(Clone, Debug)]
pub(in super::super) enum Task {
    Step(Step),
    Talk {
        to: PersonIndex,
        for_s: f64,
    },
    Follow {
        whom: PersonIndex,
        for_s: Option<f64>,
    },
    Until(f64),
}

/// Somebody in one of their visits.
pub(super) struct Actor {
    pub(super) stay: Stay,
    /// When they came, seconds.
    pub(super) came: f64,
    pub(super) entered: bool,
    pub(super) inside: Option<String>,
    pub(super) company: Option<PersonIndex>,
    pub(super) tasks: VecDeque<Doable>,
    /// Everything up to here is settled.
    pub(super) now: f64,
    pub(super) at: Spot,
    pub(super) heading: f64,
    pub(super) speed: f64,
    pub(super) walked: f64,
    pub(super) dice: Dice,
    pub(super) gone: bool,
    /// When they set out for the door.
    pub(super) leaves_at: f64,
    /// The one whose company is being kept, since when.
    pub(super) beside: Option<(PersonIndex, f64)>,
}

/// A task under way.
#[derive(Clone, Debug)]
pub(super) enum Doable {
    Walk(Target),
    WalkBy(String),
    Look {
        car: String,
        left_s: f64,
        there: bool,
    },
    Wait {
        target: Target,
        left_s: f64,
        pacing: bool,
        there: Option<Spot>,
    },
    Seek {
        whom: PersonIndex,
        for_s: f64,
        since: Option<f64>,
    },
    Follow {
        whom: PersonIndex,
        until: Option<f64>,
        for_s: Option<f64>,
    },
    Until {
        t: f64,
        begun: bool,
    },
    Pause(f64),
    Leave,
}

impl Doable {
    pub(super) fn from(task: Task) -> Self {
        match task {
            Task::Talk { to, for_s } => Self::Seek {
                whom: to,
                for_s,
                since: None,
            },
            Task::Follow { whom, for_s } => Self::Follow {
                whom,
                until: None,
                for_s,
            },
            Task::Until(t) => Self::Until { t, begun: false },
            Task::Step(step) => match step {
                Step::WalkTo(target) => Self::Walk(target),
                Step::WalkBy { car } => Self::WalkBy(car),
                Step::LookAt { car, for_s } => Self::Look {
                    car,
                    left_s: for_s,
                    there: false,
                },
                Step::WaitAt {
                    target,
                    for_s,
                    pacing,
                } => Self::Wait {
                    target,
                    left_s: for_s,
                    pacing,
                    there: None,
                },
                Step::Pause { for_s } => Self::Pause(for_s),
                // Those that name people or times come resolved.
                Step::TalkTo { .. } | Step::Follow { .. } | Step::Until(_) => Self::Pause(0.0),
            },
        }
    }
}

impl Actor {
    pub(super) fn new(timetable: Timetable, seed: u64) -> Self {
        let Timetable {
            person,
            name,
            visit,
            day,
            at,
            inside,
            company,
            steps,
        } = timetable;
        let mut dice = Dice::new(seed, &["way", &name], u64::from(visit));
        let mut tasks: VecDeque<_> = steps.into_iter().map(Doable::from).collect();
        if let Some(whom) = company {
            tasks.push_back(Doable::Follow {
                whom,
                until: None,
                for_s: None,
            });
        }
        tasks.push_back(Doable::Leave);
        Self {
            stay: Stay {
                person,
                visit,
                day,
                inside: inside.is_some(),
                legs: Vec::new(),
                beside: Vec::new(),
                sought: Vec::new(),
                late: Vec::new(),
            },
            came: at,
            entered: false,
            inside,
            company,
            tasks,
            now: at,
            at: Spot::default(),
            heading: 0.0,
            speed: WALK_MPS * dice.between(0.85, 1.15),
            walked: 0.0,
            dice,
            gone: false,
            leaves_at: f64::INFINITY,
            beside: None,
        }
    }

    pub(super) fn stand(&mut self, for_s: f64, doing: Doing, gaze: Gaze, pose: Pose) {
        if for_s <= 0.0 {
            return;
        }
        if let Gaze::At(spot, _) = gaze {
            self.heading = self.at.bearing(spot);
        }
        self.stay.legs.push(Leg {
            from: self.now,
            to: self.now + for_s,
            a: self.at,
            b: self.at,
            pose,
            doing,
            gaze,
            walked: self.walked,
            heading: self.heading,
        });
        self.now += for_s;
    }

    /// Walks along a way; at most so many metres of it.
    pub(super) fn walk(&mut self, way: &[Spot], doing: &Doing, speed: f64, at_most: f64) {
        let mut left = at_most;
        for pair in way.windows(2) {
            let (a, mut b) = (pair[0], pair[1]);
            let mut length = a.distance(b);
            if length < 1e-6 || left <= 0.0 {
                continue;
            }
            if length > left {
                b = a.towards(b, left / length);
                length = left;
            }
            self.heading = a.bearing(b);
            self.stay.legs.push(Leg {
                from: self.now,
                to: self.now + length / speed,
                a,
                b,
                pose: Pose::Walking,
                doing: doing.clone(),
                gaze: Gaze::Ahead,
                walked: self.walked,
                heading: self.heading,
            });
            self.now += length / speed;
            self.walked += length;
            left -= length;
            self.at = b;
        }
    }

    pub(super) fn keep_company(&mut self, whom: Option<PersonIndex>) {
        if self.beside.map(|(person, _)| person) == whom {
            return;
        }
        if let Some((person, since)) = self.beside.take() {
            self.stay.beside.push((person, since, self.now));
        }
        self.beside = whom.map(|person| (person, self.now));
    }
}
