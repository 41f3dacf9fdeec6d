//! Identity, measured on portraits: how often somebody known is missed, and somebody unknown taken for a visitor.
//!
//! `DIR/<person>/<image>`, of each image the most central face (`folder`, `faces`). Each repeat draws a gallery from the
//! people with several images; the rest of their images are mated probes, the images of everybody else are strangers
//! (`draw`, `trials`). What is said of a probe is decided in `matching` alone. Terms and definitions are those of
//! ISO/IEC 19795-1:2021 and of the NIST FRVT reports on identification (1:N) (`rates`, `verification`); intervals come
//! from a bootstrap over persons (`interval`). From single comparisons follows how large a gallery may grow
//! (`capacity`). `report` is the contract with readers of the JSON.

mod capacity;
mod chart;
mod draw;
mod evaluate;
mod faces;
mod folder;
mod interval;
mod matching;
mod rates;
mod report;
mod settings;
#[cfg(test)]
mod testing;
mod trials;
mod verification;
mod widths;

pub use capacity::Capacity;
pub use chart::draw_det;
pub use evaluate::evaluate;
pub use folder::Skipped;
pub use interval::Rate;
pub use report::{Counts, IdentityReport, Meaning, Misses, Outcome};
pub use settings::Settings;
pub use widths::WidthRow;
