//! From timetables to timelines: everybody does one thing after another, in the order of time.

mod actor;
mod company;
mod errands;
mod spots;
mod stage;

pub(super) use actor::{Task, Timetable};
pub(super) use stage::play;
