//! The showroom as a whole, for displays and for other systems.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::ProductId;

/// How many are here, who needs somebody, and what is looked at: the retained state of the showroom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FloorView {
    /// Version of the message format: 1.
    pub v: u32,
    pub site: String,
    /// When this state was made.
    pub at: Timestamp,
    /// When the site's day began: from then on dwell is counted.
    pub since: Timestamp,
    /// All who are in the showroom, colleagues too.
    pub people: u32,
    /// Whose visit is open, each visitor once.
    pub visitors: u32,
    /// Parties (somebody alone is one, too) who wait or are left alone, and nobody has taken that on.
    pub waiting: u32,
    /// Alerts that nobody has taken on: open, or escalated.
    pub alerts: u32,
    /// In the order of the configuration.
    pub products: Vec<ProductView>,
}

/// What a product is to the visitors of today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductView {
    pub id: ProductId,
    pub label: String,
    /// Visitors who stand at it now.
    pub here: u32,
    /// Seconds that visitors have spent at it today, all together.
    pub dwell_s: u64,
}
