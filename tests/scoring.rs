//! Lead scoring: the presets play the examples of where they come from, and laws hold for made-up histories.

#[path = "scoring/desk.rs"]
pub(crate) mod desk;
#[path = "scoring/laws.rs"]
mod laws;
#[path = "scoring/learning.rs"]
mod learning;
#[path = "scoring/mistakes.rs"]
mod mistakes;
#[path = "scoring/presets.rs"]
mod presets;
