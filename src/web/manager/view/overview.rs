//! Some days at a glance.

use super::{Days, VisitRow};

/// Figures of some days; each has the list of its visits (`VisitFilter`).
#[derive(Clone, Debug, PartialEq)]
pub struct Overview {
    pub days: Days,
    /// As of this moment; `None` where the days do not reach it.
    pub now: Option<Now>,
    /// Visits, and those of visitors who had been here before.
    pub came: usize,
    pub returning: usize,
    /// Visits of as many days right before.
    pub came_before: usize,
    /// Visits that called for somebody or were lost, and those of them that somebody went to in time.
    pub due: usize,
    pub in_time: usize,
    /// Visits of which a colleague said that they wanted no help.
    pub let_be: usize,
    /// Visits in which a colleague was with them.
    pub met: usize,
    /// Half of the first contacts came within this time after the entry, seconds.
    pub to_contact_s: Option<f64>,
    /// What was looked at, the longest first: id, label, seconds, visits.
    pub looked_at: Vec<(String, String, f64, usize)>,
    /// Visits that were over with nobody having come, though they had shown interest and did not want to be left alone.
    pub lost: usize,
    /// The latest of them.
    pub lost_visits: Vec<VisitRow>,
    /// By hour of the one day, or by day.
    pub arrivals: Vec<Arrivals>,
}

/// As of this moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// Visitors whose visit is open.
    pub here: usize,
    /// Those of them who need somebody, and nobody is on the way.
    pub waiting: usize,
}

/// Visits that began in an hour, or on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrivals {
    pub day: jiff::civil::Date,
    /// `None`: the whole day.
    pub hour: Option<i8>,
    pub came: usize,
    /// Those of them that were lost.
    pub lost: usize,
}
