//! Several appliances, one showroom: what each keeps reaches all of them, over a PostgreSQL database (the hub).
//!
//! Every appliance goes on with its own encrypted store, and needs nobody to decide. With each step the writer puts what others
//! should know into a journal, in the same transaction ([`Journal`]). The `hub` thread ([`HubLink`]) sends the journal's rows,
//! each once, and follows what others sent, by its number; what it brings goes through the line as an input of its own, and the
//! store keeps with what becomes of it how far it was followed. So whatever breaks at whatever moment, nothing is lost and
//! nothing is taken in twice.
//!
//! The hub sees no name, no id and no signature: bodies are sealed ([`seal`]), with the key of whom they are about, and the
//! hub's tables are found by keyed digests alone. `docs/scaling.md` says what that protects from.

mod connect;
mod erasures;
mod error;
mod follow;
mod former;
mod join;
mod journal;
mod link;
mod probe;
mod seal;
mod send;
mod settings;

pub use error::HubError;
pub(super) use journal::{Journal, followed};
pub use link::{HubLink, HubWord};
pub use probe::{HubPeer, HubProbe, probe_hub};
pub use settings::HubSettings;
