//! Lists of visits.

use jiff::Timestamp;

use super::Days;
use crate::types::{Band, Stage};

/// Which visits are asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct VisitsQuery {
    pub days: Days,
    /// Of a visitor's code, a car's label or a colleague's name; empty: all.
    pub text: String,
    /// A car that was looked at, by its id.
    pub car: Option<String>,
    /// The stage that the visit reached last.
    pub stage: Option<Stage>,
    /// Whether a colleague was with them.
    pub contacted: Option<bool>,
    /// Whether the visitor had been here before.
    pub returning: Option<bool>,
    pub only: Option<VisitFilter>,
    /// From 0; one page has [`VisitsQuery::PAGE`] visits.
    pub page: usize,
    /// All pages at once, as a table for other programs has them.
    pub whole: bool,
}

impl VisitsQuery {
    /// Visits on a page.
    pub const PAGE: usize = 50;

    /// All visits of these days.
    pub fn of(days: Days) -> Self {
        Self {
            days,
            text: String::new(),
            car: None,
            stage: None,
            contacted: None,
            returning: None,
            only: None,
            page: 0,
            whole: false,
        }
    }
}

/// What a figure of the overview counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VisitFilter {
    /// With a long look at a car, or a contact.
    Interested,
    /// Somebody went to them in time.
    InTime,
    /// They called for somebody, and nobody went in time; who was lost, too.
    Late,
    /// They called for somebody, or were lost: those to whom nobody went in time come first.
    Due,
    /// Over, with nobody having come though they had shown interest.
    Lost,
    /// A colleague said that they wanted no help.
    LetBe,
    /// Open now.
    Here,
    /// Open now, and somebody is needed.
    Waiting,
}

/// A page of visits.
#[derive(Clone, Debug, PartialEq)]
pub struct VisitPage {
    /// How many there are on all pages.
    pub all: usize,
    pub visits: Vec<VisitRow>,
}

/// A visit as lists show it.
#[derive(Clone, Debug, PartialEq)]
pub struct VisitRow {
    pub visit: String,
    pub code: String,
    pub opened: Timestamp,
    pub last_seen: Timestamp,
    pub open: bool,
    /// The visitor's first visit is 1.
    pub number: usize,
    /// The longest first.
    pub looked_at: Vec<Dwelt>,
    pub contact: Contact,
    pub stage: Stage,
    pub lost: bool,
    /// A colleague said that they wanted no help.
    pub let_be: bool,
    /// As of now.
    pub score: f64,
    pub band: Band,
}

/// Time at a car.
#[derive(Clone, Debug, PartialEq)]
pub struct Dwelt {
    pub car: String,
    pub label: String,
    pub seconds: f64,
}

/// How somebody was with a visitor.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Contact {
    /// Seconds from the entry to the first contact; `None`: there was none, or nobody saw when.
    pub after_s: Option<f64>,
    pub met: bool,
    /// Who said on a tablet that they took care.
    pub by: Vec<String>,
    /// Whether somebody went in time, which nobody did to whom is lost; `None` where nobody was needed.
    pub in_time: Option<bool>,
}
