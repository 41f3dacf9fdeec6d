//! Per-camera tracks of people, and the face that belongs to each. Pure: called by `app` only.
//!
//! Tracking by detection: each track predicts its box with a constant-velocity Kalman filter (`kalman`), detections
//! are matched to predictions by overlap in two rounds, confident detections first (`ByteTrack`, Zhang et al. 2022,
//! arXiv:2110.06864), each round solved exactly (`assign`). Faces are tied to tracks by their own overlap from frame
//! to frame, else by lying where the head of a person's box is; a face without a body (close-up, or the person
//! network did not run) moves its track along, so both networks may run at rates of their own.

mod assign;
mod body;
mod camera;
mod kalman;
mod life;
#[cfg(test)]
mod tests;
mod tracker;

pub use camera::Settings;
pub use tracker::Tracker;
