//! A simulated showroom: a scenario becomes a world, the world becomes observations or pictures, and the truth is known.
//!
//! A [`Scenario`] names the floor plan, the cameras and what people do. The [`World`] made of it can be asked for the
//! scene of any moment. Noisy sensors turn scenes into the inputs of the line, a painter turns them into pictures, and
//! the [`Truth`] says who was where, whatever the sensors saw. Only `eval` and `cmd` call this module.

mod actors;
mod camera;
mod check;
mod cinema;
mod clips;
mod dice;
mod facts;
mod floor;
#[cfg(test)]
mod laws;
mod load;
mod read;
mod rehearsal;
mod render;
mod roster;
mod route;
mod scenario;
mod scene;
mod sensors;
mod setup;
mod staff;
mod stream;
#[cfg(test)]
mod testing;
mod timeline;
mod truth;
mod world;

pub use camera::{Camera, Point3, Projected};
pub use cinema::{Cinema, faces};
pub use clips::{Clip, draw, frames_to_draw};
pub use dice::Dice;
pub use floor::{Car, Floor, Place, Rectangle, Spot};
pub use render::{Faces, Painter, PortraitError};
pub use scenario::{
    ClockJump, Expectation, Extras, Fault, FaultKind, Person, PlannedVisit, Role, Scenario,
    SimCamera, Step, Target,
};
pub use scene::{Figure, Look, PersonIndex, Pose, Scene};
pub use sensors::{
    Clothes, FaceSize, Noise, PersonSize, Sensed, Sensors, Shown, Sighting, SignatureSize,
};
pub use setup::{configuration, configuration_text};
pub use staff::{Answer, Crew, Deed, StaffSettings, Tap, crew_names};
pub use stream::{Hall, Simulation, Stream, Told};
pub use truth::{Span, TrueContact, TrueDwell, TrueParty, TrueVisit, TrueWait, Truth};
pub use world::{CastMember, World};
