//! What it means: points from what happened, by rules that a dealer can read, and scores that are their fold.

pub mod backtest;
pub mod calibrate;
mod caps;
mod decay;
mod explain;
mod expression;
mod facts;
mod ledger;
mod outcomes;
mod progress;
mod reports;
mod rules;
mod words;

pub use decay::Decay;
pub use explain::{Explanation, Fades, Outlook, Reason};
pub use expression::{Fault, Kind, OUTCOMES, On};
pub use facts::{Claim, Place, Placed, Standing};
pub use ledger::{Ledger, Scores};
pub use rules::{
    Bands, Caps, Expression, Ideal, MOST, Parts, Points, Rule, RuleSet, Schema, Target, Trigger,
};
pub use words::Language;
