//! Per-camera tracks of people, and the face that belongs to each. Pure: called by `app` only.
mod assign;
mod association;
mod body;
mod camera;
mod kalman;
mod life;
mod likeness;
mod settings;
#[cfg(test)]
mod tests;
mod tracker;

pub use assign::assign;
pub use settings::Settings;
pub use tracker::Tracker;
