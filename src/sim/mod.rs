//! A simulated showroom: a scenario becomes a world, the world becomes observations or pictures, and the truth is known.
//!
//! A [`Scenario`](scenario) names the floor plan, the cameras and what people do. The world made of it can be asked for
//! the scene of any moment. Noisy sensors turn scenes into the inputs of the line, a painter turns them into pictures,
//! and the truth says who was where, whatever the sensors saw. Only `eval`, `app` and `cmd` call this module.

mod camera;
mod dice;
mod floor;
mod scene;
pub mod sensors;

pub use camera::{Camera, Point3, Projected};
pub use dice::Dice;
pub use floor::{Car, Floor, Place, Rectangle, Spot};
pub use scene::{Figure, Look, PersonIndex, Pose, Scene};
pub use sensors::{Noise, Sensed, Sensors, Shown, Sighting};
