//! Builds the graph and owns the order of shutdown: the only module that wires stages together.
//!
//! [`Line`] is the pure part, `track` to `alerts`, which `run`, `replay` and the simulator share; [`run`] puts cameras,
//! networks, store and broker around it.

mod line;
mod settings;

pub use line::Line;
pub use settings::LineSettings;
