//! A scenario: a showroom, what people do in it, and what a sales manager expects of the line.

use std::{ops::Range, time::Duration};

use jiff::{civil::Date, civil::Time, tz::TimeZone};
use serde::Serialize;

use super::{
    camera::Camera,
    floor::{Floor, Spot},
    sensors::Noise,
};
use crate::types::AlertKind;

/// A checked scenario. `read` documents the file.
#[derive(Clone, Debug)]
pub struct Scenario {
    pub name: String,
    /// What it shows, in a sentence or two.
    pub about: String,
    pub timezone: TimeZone,
    /// The date of day 1.
    pub date: Date,
    /// Of everything that is drawn by lot, unless another is asked for.
    pub seed: u64,
    /// A day goes on for so long after the last one has left, so that the line can conclude it, seconds.
    pub after_s: f64,
    /// How wrong the sensors are.
    pub noise: Noise,
    pub floor: Floor,
    pub cameras: Vec<SimCamera>,
    pub people: Vec<Person>,
    pub extras: Option<Extras>,
    pub clock_jumps: Vec<ClockJump>,
    pub expectations: Vec<Expectation>,
    /// The file's text, from which sections for the line and for the sensors are taken as they stand.
    pub(super) text: String,
}

/// A camera, and what happens to it.
#[derive(Clone, Debug)]
pub struct SimCamera {
    pub camera: Camera,
    /// How much light comes from behind the people, 0 to 1.
    pub backlight: f64,
    pub faults: Vec<Fault>,
}

/// A camera that fails for a while.
#[derive(Clone, Debug)]
pub struct Fault {
    pub kind: FaultKind,
    pub day: u32,
    pub between: Range<Time>,
}

/// How a camera fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// The same picture again and again.
    Frozen,
    /// A black picture.
    Black,
    /// No picture at all, and it is known.
    Unreachable,
}

/// The machine's wall clock jumps.
#[derive(Clone, Copy, Debug)]
pub struct ClockJump {
    pub day: u32,
    pub at: Time,
    /// Seconds by which it is ahead from then on, added to earlier jumps.
    pub by_s: i64,
}

/// What somebody is to the showroom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    Visitor,
    Staff,
    Child,
}

/// Somebody with a name and a timetable.
#[derive(Clone, Debug)]
pub struct Person {
    pub id: String,
    pub role: Role,
    /// Metres from the floor to the top of the head.
    pub height: f64,
    /// Whether they can be known by the face at all; some never show theirs.
    pub face: bool,
    /// Staff only: enrolled by face before the scenario begins.
    pub enrolled: bool,
    /// Staff only: not enrolled, but says "that's me" on a tablet when taken for a visitor.
    pub taps: bool,
    pub visits: Vec<PlannedVisit>,
}

/// One visit of somebody, as planned.
#[derive(Clone, Debug)]
pub struct PlannedVisit {
    /// From 1.
    pub day: u32,
    /// When they come through the door, or, with `inside`, when the day is shown from.
    pub at: Time,
    /// In the building from the beginning, at this place; it is no entry then.
    pub inside: Option<String>,
    /// Comes with somebody and stays by them, after the steps of their own.
    pub with: Option<String>,
    pub steps: Vec<Step>,
}

/// One thing somebody does. What is not said in seconds ends by itself.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Walks somewhere.
    WalkTo(Target),
    /// Walks to a car and looks at it for so many seconds from the arrival.
    LookAt { car: String, for_s: f64 },
    /// Walks along a car without stopping.
    WalkBy { car: String },
    /// Walks to a place or a car and stands there; `pacing`: to and fro.
    WaitAt {
        target: Target,
        for_s: f64,
        pacing: bool,
    },
    /// Goes to somebody and speaks with them, from the moment both stand together.
    TalkTo { person: String, for_s: f64 },
    /// Stays by somebody: until they leave, or for so long.
    Follow { person: String, for_s: Option<f64> },
    /// Goes on with what they do until a time of the day: stands where they are.
    Until(Time),
    /// Stands still.
    Pause { for_s: f64 },
}

/// Where to.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// A car or a place by its id.
    Named(String),
    Spot(Spot),
}

/// People without a story.
#[derive(Clone, Debug)]
pub struct Extras {
    /// Which of several halls they are in, from 1: it is part of their names.
    pub(super) hall: u32,
    /// How many on each day.
    pub count: u32,
    /// When they come, evenly spread.
    pub between: Range<Time>,
    /// How many cars each one looks at, at most.
    pub looks: u32,
    /// Seconds at each.
    pub look_s: Range<f64>,
    /// Whether they can be known by the face.
    pub faces: bool,
}

/// An alert that ought to come, or one that must not.
#[derive(Clone, Debug)]
pub struct Expectation {
    pub alert: AlertKind,
    /// Whom it is about; none for an alert about a camera.
    pub person: Option<String>,
    pub day: u32,
    pub between: Range<Time>,
    /// It must not come.
    pub never: bool,
    /// Why, as a sales manager would say.
    pub reason: String,
}

impl Scenario {
    /// Days the scenario lasts, counted from 1.
    pub fn days(&self) -> u32 {
        let visits = self.people.iter().flat_map(|person| &person.visits);
        visits.map(|visit| visit.day).max().unwrap_or(1)
    }

    /// A time of a day as time since the midnight in which day 1 begins.
    pub fn since_midnight(&self, day: u32, time: Time) -> Duration {
        let zoned = |date: Date, time: Time| {
            date.to_datetime(time)
                .to_zoned(self.timezone.clone())
                .map(|zoned| zoned.timestamp())
        };
        let date = self
            .date
            .checked_add(jiff::Span::new().days(day - 1))
            .unwrap_or(self.date);
        let since = zoned(date, time)
            .and_then(|then| Ok(then.duration_since(zoned(self.date, Time::midnight())?)))
            .unwrap_or_default();
        Duration::try_from(since).unwrap_or_default()
    }

    /// Seconds since midnight of day 1 as a time of the day: "10:02:31".
    pub(super) fn clock(&self, seconds: f64) -> String {
        let at = Duration::try_from_secs_f64(seconds).unwrap_or_default();
        let at = self.midnight().checked_add(at).unwrap_or_default();
        let at = at.to_zoned(self.timezone.clone());
        at.strftime("%H:%M:%S").to_string()
    }

    /// The moment from which the simulation counts: midnight at the beginning of day 1.
    pub fn midnight(&self) -> jiff::Timestamp {
        self.date
            .to_zoned(self.timezone.clone())
            .map(|zoned| zoned.timestamp())
            .unwrap_or_default()
    }
}
