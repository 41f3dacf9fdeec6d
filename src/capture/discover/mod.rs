//! Which cameras there are in the network: WS-Discovery, as ONVIF uses it.
//!
//! One question goes to a multicast address, and cameras answer to where it came from. An answer is text from a stranger:
//! what cannot be read is left out, and what can is shortened and freed of control characters before anybody sees it.

mod answer;
mod search;

pub use answer::Found;
pub use search::{Search, discover};
