//! Changes of the configuration's file by the pages: everything that a change is not about stays byte for byte.
//!
//! `splice` cuts and pastes at places that the parser names, `change` says what is to be changed, `file` replaces the file.

mod change;
mod file;
mod splice;
#[cfg(test)]
mod tests;

pub use change::{ConfigChange, EditError};
pub use file::{ConfigDocument, EditedConfig};

pub(super) use change::quoted;
