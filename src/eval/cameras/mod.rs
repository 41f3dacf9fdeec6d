//! Whether the cameras show what recognition and dwell need: the commissioning report.
//!
//! [`measure`] watches through the cameras, or through clips in their place, and follows people as the line would
//! (`tally`). Each place, a zone or the whole picture, then gets its figures (`figures`), what it needs (`needs`), and what
//! stands in the way with the advice that mends it (`judge`, `advice`); `report` is the JSON and `page` the HTML. Of a face
//! its figures and box are kept while it runs: no picture, no signature.

mod advice;
mod figures;
mod finding;
mod judge;
mod measure;
mod needs;
mod page;
mod report;
mod tally;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

pub use figures::{Figures, Spread};
pub use finding::{About, Finding, Verdict};
pub use measure::{Progress, Watch, measure};
pub use needs::Need;
pub use page::draw;
pub use report::{CameraReport, CamerasReport, PlaceReport};
