//! What a live camera is worth: whether its pictures show the showroom as it is now.
//!
//! Pure judges, fed with the moments at which pictures came and with small grey looks at those that are analysed
//! (`glance.rs`). Each finds one kind of trouble within ten seconds, says since when, and lets go of it once the pictures
//! have been good for two or three seconds. Of several troubles the one that says most is reported:
//! black > frozen > moved > skewed > slow.

mod drift;
#[cfg(test)]
mod footage;
mod glance;
mod judge;
mod landmarks;
mod latch;
mod lens;
mod rate;
mod resized;
mod still;
#[cfg(test)]
mod testing;
mod view;
mod views;

use self::judge::Finding;
pub(super) use self::judge::{Advice, Health, Look};
pub use self::views::Views;
