//! A site is set up: `showfloor init` at a terminal and without one, what it writes, and what other commands say of it; manual
//! pages and completions.
//!
//! What cannot be had (models, `script`, shells) is left out with a printed line; `SHOWFLOOR_REQUIRE_MODELS=1` forbids that.

#[path = "init/answered.rs"]
mod answered;
#[path = "init/folder.rs"]
mod folder;
#[path = "init/manual.rs"]
mod manual;
#[path = "init/written.rs"]
mod written;
