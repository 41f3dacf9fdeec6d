//! What is known of a visitor besides what the line says of now.

use jiff::Timestamp;

use crate::{
    types::{Band, VisitorCode},
    web::Trouble,
    words::Language,
};

/// How long somebody stood at a product.
#[derive(Clone, Debug, PartialEq)]
pub struct Dwelt {
    pub product: String,
    pub seconds: f64,
}

/// One of their visits.
#[derive(Clone, Debug, PartialEq)]
pub struct PastVisit {
    pub opened: Timestamp,
    pub last_seen: Timestamp,
    pub open: bool,
    /// The longest first.
    pub looked_at: Vec<Dwelt>,
}

/// A colleague who was with them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastContact {
    pub by: String,
    pub at: Timestamp,
}

/// A visitor, as whoever goes up to them wants to know them.
#[derive(Clone, Debug, PartialEq)]
pub struct VisitorCard {
    /// As they are called today, also where an earlier code was asked for.
    pub code: VisitorCode,
    pub here: bool,
    pub score: f64,
    pub band: Band,
    /// How sure it is that this is who was here before, 0 to 1, where a face told.
    pub confidence: Option<f32>,
    /// The last one first.
    pub visits: Vec<PastVisit>,
    /// Over all visits, the longest first.
    pub interests: Vec<Dwelt>,
    /// Why the score is what it is, in the reader's language.
    pub reasons: Vec<String>,
    pub spoke: Option<LastContact>,
}

/// Cards of visitors. Calls may block for as long as a disk takes.
pub trait FloorBooks: Send + Sync {
    /// The card of a code, as of a moment of the showroom's; `None`: nobody is called so.
    ///
    /// # Errors
    /// The store cannot be read.
    fn visitor(
        &self,
        code: &str,
        language: Language,
        at: Timestamp,
    ) -> Result<Option<VisitorCard>, Trouble>;
}
