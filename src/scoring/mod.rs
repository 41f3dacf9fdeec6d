//! What behaviour means: rules turn events into ledger entries, and a score is the fold of its entries. Pure: called by
//! `app` only.
//!
//! The ledger is derived: folding the kept events under the same rules gives the same entries again, so nothing here is
//! the only copy of anything.

mod ledger;
mod rules;

pub use ledger::{Claim, Ledger, Placed, Standing};
pub use rules::{Bands, Rule, RuleSet, RulesError};
