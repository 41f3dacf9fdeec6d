//! Accuracy, measured: the line against the truth of a simulation, networks and tracking against labelled material.

mod behaviour;
pub mod cameras;
mod central;
pub mod identity;
pub mod noise;
mod pictures;
pub mod tracking;

pub use behaviour::{
    AlertDelay, BehaviourReport, Calls, CrewCounts, CrewReport, DwellErrors, Mistake,
    ScenarioTotals, Tally, evaluate, unattended_at,
};
