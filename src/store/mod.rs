//! What is kept: one encrypted SQLite file, one writer; and the keyring, without which no signature in it can be read.
//!
//! The only module that names SQL. [`Store::open`] makes or opens the file; before the line runs, [`Store::recover`]
//! and [`Store::write`] finish what a crash left open and [`Store::load`] reads what the line keeps in memory. Then
//! [`Store::writer`] hands the connection to the `store` thread: the line sends it the records of each step and they
//! are written all or none. [`OutboxQueue`] is the durable queue that the MQTT pump empties, [`DeliveryQueue`] that of
//! the webhooks, and [`Reader`] answers
//! commands, also while the appliance runs.
//!
//! `app` opens the store and wires it; commands read through [`Reader`]; no stage imports this module.

mod accounts;
mod alerts;
mod audit;
mod backup;
mod columns;
mod connection;
mod consents;
mod console;
mod corrections;
mod deliveries;
mod erase;
mod error;
mod gone;
mod hub;
mod inbox;
mod key;
mod keyring;
mod load;
mod open;
mod outbox;
mod placement;
mod probe;
mod queues;
mod reader;
mod recover;
mod rekey;
mod restore;
mod retention;
mod room;
mod rotate;
mod seal;
mod sealed;
mod secret;
mod shifts;
mod sign;
mod staff;
mod state;
mod transform;
mod upgrade;
mod vault;
mod views;
mod write;
mod writer;

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod thin;

pub use accounts::Accounts;
pub use audit::AuditCheck;
pub use backup::{Backup, Backups, back_up};
pub use console::console_secret;
pub use deliveries::DeliveryQueue;
pub use error::StoreError;
pub use gone::LetGoAgain;
pub use hub::{HubError, HubLink, HubPeer, HubProbe, HubSettings, HubWord, probe_hub};
pub use inbox::Inbox;
pub use load::{ForeignSignatures, StartState};
pub use open::{Mode, Settings, Store};
pub use outbox::OutboxQueue;
pub use probe::{StoreProbe, probe};
pub use queues::Queues;
pub use reader::{Dwell, Reader, VisitRow};
pub use recover::Recovery;
pub use restore::Restored;
pub use rotate::Rotated;
pub use sign::ReceiptCheck;
pub use staff::{Desk, StaffRow, TemplateCount};
pub use state::{Kept, NumberedEntry, note};
pub use views::ViewKeeper;
pub use writer::Writer;
