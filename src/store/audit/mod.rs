//! The audit log: entries chained by hashes, so that a changed, missing or moved one is found.
//!
//! What an entry says in particular may name a person. Its hash covers a commitment to that, SHA-256 over a random salt and
//! the particulars (as in Halevi and Micali, "Practical and provably-secure commitment schemes from collision-free hashing",
//! CRYPTO '96, with the hash in place of their universal function): particulars and salt can be taken out of an entry, and
//! the chain stays whole. Which entries lost theirs is said by a later one, so that nobody can take out any in silence.

mod chain;
mod check;
mod rechain;
mod redact;
#[cfg(test)]
mod tests;
mod told;

pub(super) use chain::append;
pub use check::AuditCheck;
pub(super) use check::verify;
pub(super) use rechain::rechain;
pub(super) use redact::redact;
pub(super) use told::tell_head;
