//! Which change deserves a person's attention, and the life of an alert from open to closed. Pure: called by `app` only.
//!
//! One card a visit gathers what a salesperson would want to know (`card`). What calls for somebody (`need`) opens an alert,
//! or revises the one that is open for the same party (`company`), or waits: until the site opens, until its party has been
//! left in peace for long enough, until whoever would be asked has room. An alert asks the one who knows the visitor, then
//! whoever is at work and free (`duty`), then everyone (`ask`). A tablet's taps, time, a colleague who is seen with the
//! visitor, and the visitor's leaving move it on (`life`). What the rules' triggers call for of somebody who need not be
//! here is an alert of its own (`call`). Every change is a new revision with the next number. A camera that fails has one
//! alert for as long as it does (`camera`).

mod appliance;
mod ask;
mod bare;
mod call;
mod camera;
mod card;
mod company;
mod duty;
mod erase;
mod life;
mod merge;
mod need;
mod reaction;
mod settings;
mod stage;
#[cfg(test)]
mod tests;
mod text;
mod untaken;

pub use call::{Call, hot_text};
pub use life::{Refusal, ended_by_restart};
pub use reaction::{Reaction, Reactions};
pub use settings::{Place, Settings};
pub use stage::{Alerts, Outcome, Passed, Revised};
pub use untaken::{Called, Untaken};
