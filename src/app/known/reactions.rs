//! Alerts of the past, and how they were acted on.

use jiff::Timestamp;

use crate::{
    alerts::Reaction,
    store::{Reader, StoreError},
};

/// The alerts about visitors that were raised since a moment, in order.
///
/// # Errors
/// The store cannot be read.
pub fn reactions(reader: &Reader, since: Timestamp) -> Result<Vec<Reaction>, StoreError> {
    let alerts = reader.alerts_since(since)?;
    Ok(alerts
        .iter()
        .filter_map(|revisions| Reaction::of(revisions))
        .collect())
}
