//! What somebody does from the door to the door, second by second.

use std::f64::consts::{PI, TAU};

use super::{
    dice::Dice,
    floor::Spot,
    scene::{Figure, PersonIndex, Pose},
};

/// Heads and bodies take this long to turn, seconds.
const TURN_S: f64 = 0.5;
/// In every window of this length, somebody may glance aside once.
const GLANCE_EVERY_S: f64 = 5.0;

/// Why somebody is where they are: what the truth is made of.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Doing {
    /// On the way, or standing about.
    Nothing,
    /// There to look at a car, by its place in the floor's list.
    Looking(usize),
    /// There to wait, at a place or a car by its id.
    Waiting(String),
    /// Speaks with these people.
    Talking(Vec<PersonIndex>),
}

/// Where somebody looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Gaze {
    /// The way they walk.
    Ahead,
    /// At a spot, with the head lowered by so many radians.
    At(Spot, f64),
}

/// A stretch of somebody's way: straight, at one speed.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Leg {
    /// Seconds since the simulation's beginning.
    pub(super) from: f64,
    pub(super) to: f64,
    pub(super) a: Spot,
    pub(super) b: Spot,
    pub(super) pose: Pose,
    pub(super) doing: Doing,
    pub(super) gaze: Gaze,
    /// Metres walked before.
    pub(super) walked: f64,
    /// The direction of the chest, radians.
    pub(super) heading: f64,
}

impl Leg {
    fn part(&self, t: f64) -> f64 {
        if self.to > self.from {
            ((t - self.from) / (self.to - self.from)).clamp(0.0, 1.0)
        } else {
            1.0
        }
    }

    /// Where they are at a moment of the leg.
    pub(super) fn place_at(&self, t: f64) -> Spot {
        self.a.towards(self.b, self.part(t))
    }

    /// The direction of the nose, before glances, and how far the head is lowered.
    fn nose(&self, t: f64) -> (f64, f64) {
        match self.gaze {
            Gaze::Ahead => (self.heading, 0.05),
            Gaze::At(spot, nod) => (self.place_at(t).bearing(spot), nod),
        }
    }
}

/// One visit of somebody, as it went.
#[derive(Clone, Debug)]
pub(super) struct Stay {
    pub(super) person: PersonIndex,
    /// Which of their visits, from 0.
    pub(super) visit: u32,
    pub(super) day: u32,
    /// Was in the building when the day began.
    pub(super) inside: bool,
    /// In order, without gaps; never empty.
    pub(super) legs: Vec<Leg>,
    /// Who came with whom, and from when to when: indices of others, seconds.
    pub(super) beside: Vec<(PersonIndex, f64, f64)>,
    /// When they began to speak with somebody they had gone up to, seconds.
    pub(super) sought: Vec<f64>,
    /// Times that should have been waited for and had passed: which, and when that was, seconds.
    pub(super) late: Vec<(f64, f64)>,
}

impl Stay {
    /// When they came, in seconds.
    pub(super) fn from(&self) -> f64 {
        self.legs.first().map_or(0.0, |leg| leg.from)
    }

    /// When they left.
    pub(super) fn to(&self) -> f64 {
        self.legs.last().map_or(0.0, |leg| leg.to)
    }

    /// The leg of a moment; `None` outside of the stay.
    pub(super) fn leg(&self, t: f64) -> Option<usize> {
        if t < self.from() || t >= self.to() {
            return None;
        }
        Some(self.legs.partition_point(|leg| leg.to <= t))
    }

    /// Where they are.
    #[cfg(test)]
    pub(super) fn place(&self, t: f64) -> Option<Spot> {
        self.leg(t).map(|i| self.legs[i].place_at(t))
    }

    /// How they look at a moment; `glances` is the seed of what they look at in passing.
    pub(super) fn figure(&self, t: f64, height: f64, glances: (u64, &str)) -> Option<Figure> {
        let i = self.leg(t)?;
        let leg = &self.legs[i];
        let before = i.checked_sub(1).map(|i| &self.legs[i]);
        let turned = smooth(((t - leg.from) / TURN_S).clamp(0.0, 1.0));
        let (nose, nod) = leg.nose(t);
        let (old_nose, old_nod) = before.map_or((nose, nod), |before| before.nose(before.to));
        let old_heading = before.map_or(leg.heading, |before| before.heading);
        let (glance, lift) = glance(leg, t, glances);
        Some(Figure {
            person: self.person,
            visit: self.visit,
            at: leg.place_at(t),
            height,
            heading: turn(old_heading, leg.heading, turned),
            gaze: turn(old_nose, nose, turned) + glance,
            nod: (old_nod + (nod - old_nod) * turned) * (1.0 - lift),
            pose: leg.pose,
            walked: leg.walked + leg.a.distance(leg.b) * leg.part(t),
        })
    }
}

/// How far the head is turned aside at a moment, radians, and which share of its nod is lifted: people look up from a
/// car every few seconds, and around when they walk; in a conversation they seldom do.
fn glance(leg: &Leg, t: f64, (seed, name): (u64, &str)) -> (f64, f64) {
    let window = (t / GLANCE_EVERY_S).floor();
    let mut dice = Dice::new(seed, &["glance", name], window as u64);
    let (often, wide) = match leg.pose {
        Pose::Walking => (0.5, 0.7),
        Pose::Standing => (0.75, 2.0),
        Pose::Talking => (0.25, 0.8),
    };
    if !dice.chance(often) {
        return (0.0, 0.0);
    }
    let lasts = dice.between(1.0, 2.2);
    let begins = dice.between(0.0, GLANCE_EVERY_S - lasts);
    let aside = dice.between(-wide, wide);
    let since = t - window * GLANCE_EVERY_S - begins;
    let ramp = (since.min(lasts - since) / 0.35).clamp(0.0, 1.0);
    (aside * smooth(ramp), smooth(ramp))
}

fn smooth(x: f64) -> f64 {
    x * x * (3.0 - 2.0 * x)
}

/// From one direction to another the short way.
fn turn(from: f64, to: f64, part: f64) -> f64 {
    from + ((to - from + PI).rem_euclid(TAU) - PI) * part
}
