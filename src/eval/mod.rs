//! Accuracy, measured: the line against the truth of a simulation, the networks against labelled material.

pub mod noise;
