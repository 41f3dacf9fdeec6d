//! What it means: points from what happened, by rules that a dealer can read, and scores that are their fold.

pub mod calibrate;
mod decay;
mod expression;
mod facts;
mod ledger;
mod progress;
mod reports;
mod rules;

pub use decay::Decay;
pub use expression::{Fault, Kind, On};
pub use facts::{Claim, Place, Placed, Standing};
pub use ledger::{Ledger, Scores};
pub use rules::{
    Bands, Caps, Expression, Ideal, Parts, Points, Rule, RuleSet, Schema, Target, Trigger,
};
