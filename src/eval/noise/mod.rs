//! How noisy the networks are on real pictures: what the simulation's sensors are fitted to.
//!
//! Portraits of many people, each in several sizes, tell how alike the signatures of one person and of different people
//! are (`portraits`). Clips tell how steady boxes, landmarks and signatures are from frame to frame, and what is missed
//! (`clips`). Where a clip has no labels, boxes of neighbouring frames that overlap are taken for one person (`chains`).

mod chains;
mod clips;
mod clothing;
mod footage;
mod measure;
mod portraits;
mod report;
mod sizes;
mod stats;
#[cfg(test)]
mod tests;

pub use measure::measure;
pub use portraits::{SizedFaces, cosines, sized_faces};
pub use report::{NoiseReport, Samples};
pub use stats::{mean, quantile, spread};
