//! What there is to see at one moment.

use std::time::Duration;

use super::floor::Spot;

/// Place of a person in the cast, which never changes during a simulation.
pub type PersonIndex = usize;

/// What somebody does, for how they are drawn and held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pose {
    Walking,
    Standing,
    /// Standing, and speaking with somebody.
    Talking,
}

/// Somebody at one moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figure {
    pub person: PersonIndex,
    /// Which of their visits this is, from 0.
    pub visit: u32,
    /// Where the feet are.
    pub at: Spot,
    /// From the floor to the top of the head, metres.
    pub height: f64,
    /// Direction of the chest on the plan, radians counter-clockwise.
    pub heading: f64,
    /// Direction of the nose on the plan, radians counter-clockwise.
    pub gaze: f64,
    /// How far the head is lowered, radians; negative looks up.
    pub nod: f64,
    pub pose: Pose,
    /// Metres walked since they came in: the phase of the gait.
    pub walked: f64,
}

/// Everybody in the room at one moment, in the order of the cast.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// Since the simulation's beginning.
    pub at: Duration,
    pub figures: Vec<Figure>,
}

/// How somebody looks, the same on every visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Which of the drawn identities; `None`: a face without features, that nobody can be known by.
    pub face: Option<usize>,
    /// Clothes: red, green, blue of the upper part and of the trousers.
    pub top: [u8; 3],
    pub trousers: [u8; 3],
}
