//! Builds the graph and owns the order of shutdown: the only module that wires stages together.
//!
//! [`Line`] is the pure part, `track` to `alerts`, which `run`, `replay` and the simulator share; [`run`] puts cameras,
//! networks, store and broker around it.

mod graph;
mod intake;
mod line;
mod recording;
mod replay;
mod settings;
mod start;

pub use graph::{RunOptions, Summary, Watch, run};
pub use line::Line;
pub use recording::{Entry, Header, Recorder, Recording, RecordingError};
pub use replay::replay;
pub use settings::LineSettings;

/// The networks' files and runtime, for commands that only look whether they are in order.
pub use crate::vision::check as check_models;
