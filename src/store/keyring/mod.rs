//! The keys of what is sealed in the store, in a file of their own: what is destroyed there is gone from every copy of the
//! store.
//!
//! Begin reading at `file.rs` (what is on the disk when) and `format.rs` (its bytes).

mod file;
mod format;

pub(super) use file::{Keyring, KeyringPlace};
