//! Pictures of the simulated showroom, drawn by the program itself.
//!
//! [`Painter`] draws the room once per camera (rays for floor and walls, triangles for cars and furniture), and people
//! into every picture: a body that walks, and a head with one of the drawn [`Faces`], or a portrait. Everything goes
//! through the camera's own projection, with a depth for each sample, so people stand behind cars and behind each other.

mod body;
mod car;
mod face;
mod faces;
mod features;
mod furniture;
mod head;
mod mesh;
mod noise;
mod painter;
mod portrait;
mod raster;
mod room;
#[cfg(test)]
mod search;
mod seat;
mod surface;
#[cfg(test)]
mod survey;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod texture;
mod vector;
mod view;

pub use faces::Faces;

pub use painter::Painter;
pub use portrait::PortraitError;
