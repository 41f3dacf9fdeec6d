//! Accuracy, measured: the line against the truth of a simulation, the networks against labelled material.

mod behaviour;
pub mod noise;

pub use behaviour::{
    AlertDelay, BehaviourReport, Mistake, ScenarioTotals, Tally, evaluate, unattended_at,
};
