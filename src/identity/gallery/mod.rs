//! The signatures of those who are known, and the exact search for who is alike: the product's hot loop.
//!
//! Every template is looked at, twice where it matters. A scan over eight-bit codes (`code`, in the layout of `chunk`)
//! finds all templates that can be among the k best, by a bound that is proven in `code`; their full numbers decide
//! (`exact`), so the answer is that of brute force. The scan has a form for each kind of processor (`kernel`, the only
//! unsafe code of the crate), chosen at run time. `segment` and `rows` keep the templates so that a snapshot stays as
//! it is while the gallery goes on changing; `owned` knows whose they are; `search` puts it together.

mod best;
mod chunk;
mod code;
mod exact;
mod kernel;
mod owned;
mod probe;
mod rows;
mod search;
mod segment;
mod shortlist;
#[cfg(test)]
mod tests;

pub use best::Hit;
pub use kernel::Kernel;
pub use owned::Gallery;
pub use probe::Probe;
pub use rows::Snapshot;
