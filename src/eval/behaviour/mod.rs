//! Behaviour against the truth of a simulation: did the line see what happened, and call when a sales manager would?
//!
//! The observations of a simulated showroom go through the line ([`run`](self::run)). A visit of the line belongs to the
//! person whose true box its tracks covered most of the time. Events are compared by kind, person, zone and time with
//! what the [`Truth`](crate::sim::Truth) says ought to have been told, alerts with the expectations that are written in
//! the scenario. What nobody expects is a mistake.

mod attribution;
mod calls;
mod close;
mod crew;
mod events;
mod hidden;
mod report;
mod run;
mod score;
mod taps;
mod told;
mod wanted;

pub use calls::{Calls, CrewCounts, CrewReport};
pub use events::unattended_at;
pub use report::{AlertDelay, BehaviourReport, DwellErrors, Mistake, ScenarioTotals, Tally};
pub use score::evaluate;
