//! Colleagues with tablets who react to alerts as salespeople would: for tests, measurements and the demo.
//!
//! A [`Crew`] is told what its tablets show (revisions of alerts, answers to taps) and what time it is, and says who taps
//! what. It knows nothing that is not in the messages, has no body in the world, and no clock: time is time since the run
//! began, by whichever clock the run has.

mod choice;
mod crew;
#[cfg(test)]
mod laws;
mod member;
mod names;
mod settings;
mod tap;
#[cfg(test)]
mod testing;

pub use crew::Crew;
pub use names::crew_names;
pub use settings::StaffSettings;
pub use tap::{Answer, Deed, Tap};
