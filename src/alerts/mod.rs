//! Which change deserves a person's attention, and the life of an alert from open to closed. Pure: called by `app` only.
//!
//! One card a visit gathers what a salesperson would want to know (`card`); events and score changes raise at most one
//! alert of each kind a visit; a tablet's taps, time, and the visitor's leaving move it on (`life`). What the rules' triggers call for of somebody who need not be here is an alert of its own (`call`). Every change is a
//! new revision with the next number. A camera that fails has one alert for as long as it does (`camera`).

mod call;
mod camera;
mod card;
mod company;
mod life;
mod merge;
mod stage;
#[cfg(test)]
mod tests;
mod text;

pub use call::{Call, hot_text};
pub use life::{Refusal, ended_by_restart};
pub use stage::{Alerts, Outcome, Place, Revised, Settings};
