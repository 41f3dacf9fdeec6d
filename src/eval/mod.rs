//! Accuracy, measured: the line against the truth of a simulation, the networks against labelled material.

mod behaviour;
mod central;
pub mod identity;
pub mod noise;
mod pictures;

pub use behaviour::{
    AlertDelay, BehaviourReport, Mistake, ScenarioTotals, Tally, evaluate, unattended_at,
};
