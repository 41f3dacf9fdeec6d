//! What the networks would say of a scene: boxes, faces, signatures, as wrong as they are on real pictures.

mod body;
mod head;
mod measured;
mod noise;
mod observe;
mod signatures;
#[cfg(test)]
mod tests;

pub use noise::Noise;
pub(super) use noise::noise as read_noise;
pub use observe::{Sensed, Sensors, Shown, Sighting};
