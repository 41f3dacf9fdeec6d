//! How far visitors came, and when.

use super::{Days, OutcomeName};
use crate::types::Stage;

/// The way to a sale.
#[derive(Clone, Debug, PartialEq)]
pub struct FunnelView {
    pub days: Days,
    /// Visits, those with a long look at a car, and those with a contact.
    pub came: usize,
    pub looked: usize,
    pub spoke: usize,
    /// Visitors with this outcome in these days.
    pub outcomes: Vec<(OutcomeName, usize)>,
    /// Visits by the stage that they reached last.
    pub stages: Vec<(Stage, usize)>,
    pub weekly: Weekly,
}

/// Visits that began in each hour of each weekday, Monday first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weekly {
    pub hours: std::ops::RangeInclusive<i8>,
    /// By weekday, then by hour from the first one of `hours`.
    pub came: Vec<Vec<usize>>,
    /// Those of them that called for somebody, and nobody went in time.
    pub late: Vec<Vec<usize>>,
}
