//! Noisy sensors: a scene becomes what the networks would say of a camera's picture of it.
//!
//! Bodies and heads are projected and hidden behind cars and each other (`body`, `cover`, `head`); what the networks
//! make of that is as uncertain as [`Noise`] says, which was measured on real pictures (`measured.toml`); faces that
//! vision's own gate would choose get a signature (`face_space`). With [`Noise::none`] everything is exact.

mod body;
mod clothes;
mod cover;
mod detect;
mod face_space;
mod head;
mod noise;
mod section;
mod sense;
#[cfg(test)]
mod tests;

pub use noise::{Clothes, FaceSize, Noise, PersonSize, SignatureSize};
pub(crate) use section::noise;
pub(super) use sense::portraits;
pub use sense::{Sensed, Sensors, Shown, Sighting};
